-- AlterTable
ALTER TABLE "Article" ADD COLUMN     "askedRank" INTEGER;
