-- AlterTable
ALTER TABLE "ImportFile" ADD COLUMN     "removedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "ImportFile_removedAt_createdAt_idx" ON "ImportFile"("removedAt", "createdAt");

-- CreateIndex
CREATE INDEX "ImportFile_sha256_idx" ON "ImportFile"("sha256");
