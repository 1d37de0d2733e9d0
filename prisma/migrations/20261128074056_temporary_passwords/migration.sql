-- AlterTable
ALTER TABLE "User" ADD COLUMN     "passwordUntil" TIMESTAMPTZ(3);
