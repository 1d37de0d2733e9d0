-- A month's own key has its time in it; the version before still looks for messages by their id.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "TicketEvent_before_pkey" ON "TicketEvent"("ticketId", "seq", "at");
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "Message_before_id_key" ON "Message"("id");
