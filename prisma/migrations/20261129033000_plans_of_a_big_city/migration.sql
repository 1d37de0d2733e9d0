-- docs/decisions/2026-11-29-plans-of-a-big-city.md says what each is for.
-- What is still to be told: a few of very many rows, looked for every 20 seconds.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Escalation_due_idx" ON "Escalation" ("at") WHERE "toldAt" IS NULL AND "endedAt" IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS "Escalation_at_idx";
-- What was told lately and to whom, read in the index alone: by person all of many years was read.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Escalation_told_idx" ON "Escalation" ("toldAt", "id") INCLUDE ("toldIds") WHERE "toldAt" IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS "Escalation_toldIds_idx";
-- Matters that can be published, the latest closed first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_answered_idx" ON "Ticket" ("closedAt", "id") WHERE "state" = 'closed' AND NOT "sealed" AND "closedAt" IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_sealed_contact_idx" ON "Ticket" ("interactionId") WHERE "sealed" AND "interactionId" IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Interaction_ended_idx" ON "Interaction" ("agentId", "endedAt") WHERE "endedAt" IS NOT NULL;
-- Reasons that are still kept.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Offer_decided_idx" ON "Offer" ("offeredAt") WHERE "decision" IS NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "PresenceLog_person_key" ON "PresenceLog" ("userId", "id");
