-- Whether a matter of a contact went to the emergency command is asked at the end of every talk: without this all tickets were
-- read. It also finds the sealed ones, for which there was an index of their own.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_interactionId_idx" ON "Ticket" ("interactionId");
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_sealed_contact_idx";
