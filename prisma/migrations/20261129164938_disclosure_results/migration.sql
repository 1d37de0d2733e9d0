-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "disclosureResult" TEXT;
