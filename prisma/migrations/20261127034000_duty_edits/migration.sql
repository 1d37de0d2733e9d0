-- AlterTable
ALTER TABLE "Duty" ADD COLUMN     "editedAt" TIMESTAMPTZ(3);

