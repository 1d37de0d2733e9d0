-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Callback_numberMark_endedAt_idx" ON "Callback"("numberMark", "endedAt");

-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "PhoneCode_phoneMark_purpose_createdAt_idx" ON "PhoneCode"("phoneMark", "purpose", "createdAt");

-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "SmsArrival_fromMark_reference_idx" ON "SmsArrival"("fromMark", "reference");

-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "BroadcastSent_broadcastId_phoneMark_key" ON "BroadcastSent"("broadcastId", "phoneMark");

-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "BroadcastSubscription_phoneMark_key" ON "BroadcastSubscription"("phoneMark");

-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "DoNotCall_numberMark_key" ON "DoNotCall"("numberMark");

-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "SmsOptOut_phoneMark_key" ON "SmsOptOut"("phoneMark");
