-- AlterTable
ALTER TABLE "Article" ADD COLUMN     "files" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "ArticleFile" (
    "id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "addedById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "savedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ArticleFile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ArticleFile_sha256_idx" ON "ArticleFile"("sha256");

-- CreateIndex
CREATE INDEX "ArticleFile_savedAt_createdAt_idx" ON "ArticleFile"("savedAt", "createdAt");
