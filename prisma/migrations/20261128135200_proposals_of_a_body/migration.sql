-- Proposals are few among the tickets.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_body_idx" ON "Ticket" ("bodyCode", "createdAt") WHERE "bodyCode" IS NOT NULL;
