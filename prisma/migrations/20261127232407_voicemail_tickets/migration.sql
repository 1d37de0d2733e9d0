-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "ticketId" UUID;

-- CreateIndex
CREATE INDEX "Recording_ticketId_idx" ON "Recording"("ticketId");
