-- CreateIndex
CREATE INDEX "Interaction_queueCode_channel_closedAt_idx" ON "Interaction"("queueCode", "channel", "closedAt");
