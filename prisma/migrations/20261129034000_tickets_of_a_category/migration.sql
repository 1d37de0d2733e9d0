-- The latest of a category: what a new matter is compared with, and what programs that speak Open311 ask for.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_categoryCode_createdAt_idx" ON "Ticket" ("categoryCode", "createdAt");
