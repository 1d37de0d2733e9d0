-- Another system asks every few minutes which tickets have changed: it had every ticket of the city read, each time.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_updatedAt_id_idx" ON "Ticket"("updatedAt", "id");
