-- AlterTable
ALTER TABLE "ArticleNotice" ADD COLUMN     "subject" JSONB;

-- AlterTable
ALTER TABLE "ImportSource" DROP COLUMN "mapping",
ADD COLUMN     "mappingId" UUID;
