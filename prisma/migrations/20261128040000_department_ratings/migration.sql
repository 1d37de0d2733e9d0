-- AlterEnum
ALTER TYPE "ConsultationKind" ADD VALUE 'rating';
