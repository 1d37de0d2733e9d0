-- AlterTable
ALTER TABLE "ImportRun" ADD COLUMN     "finishedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "ImportRun_source_createdAt_idx" ON "ImportRun"("source", "createdAt");
