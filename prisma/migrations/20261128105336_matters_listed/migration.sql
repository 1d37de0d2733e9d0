-- AlterTable
ALTER TABLE "PackState" ADD COLUMN     "mattersListedMonths" INTEGER NOT NULL DEFAULT 36;
