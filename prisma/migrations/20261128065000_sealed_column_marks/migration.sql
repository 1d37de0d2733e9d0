-- CreateIndex
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "ContactPoint_kind_valueMark_key" ON "ContactPoint"("kind", "valueMark");

-- CreateIndex
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_citizenPhoneMark_idx" ON "Ticket"("citizenPhoneMark");
