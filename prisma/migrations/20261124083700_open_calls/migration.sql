-- CreateIndex
CREATE INDEX "CallSession_endedAt_idx" ON "CallSession"("endedAt");
