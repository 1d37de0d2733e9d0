-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "SmsOut_toMark_id_idx" ON "SmsOut"("toMark", "id");

-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "SmsOut_delivery_toMark_seq_idx" ON "SmsOut"("delivery", "toMark", "seq");
