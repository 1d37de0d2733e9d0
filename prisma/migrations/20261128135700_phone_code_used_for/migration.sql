-- AlterTable
ALTER TABLE "PhoneCode" ADD COLUMN     "usedFor" TEXT;
