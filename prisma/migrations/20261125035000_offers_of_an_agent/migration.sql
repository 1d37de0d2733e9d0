-- CreateIndex
CREATE INDEX "Offer_agentId_offeredAt_idx" ON "Offer"("agentId", "offeredAt");
