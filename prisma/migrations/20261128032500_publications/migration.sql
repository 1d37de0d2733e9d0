-- AlterEnum
ALTER TYPE "ArticleSource" ADD VALUE 'reply';
ALTER TYPE "ArticleSource" ADD VALUE 'notice';

-- CreateIndex
CREATE INDEX "Article_source_status_publishedAt_id_idx" ON "Article"("source", "status", "publishedAt", "id");
