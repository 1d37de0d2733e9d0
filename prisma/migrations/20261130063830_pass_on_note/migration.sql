-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "passOnById" UUID,
ADD COLUMN     "passOnNote" TEXT;
