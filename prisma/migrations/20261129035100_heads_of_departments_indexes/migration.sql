-- In pages that are committed one by one: nobody waits for the heads of all tickets.
DO $$ DECLARE after uuid := '00000000-0000-0000-0000-000000000000'; last uuid; BEGIN LOOP last := NULL; SELECT id INTO last FROM (SELECT id FROM "Ticket" WHERE id > after ORDER BY id LIMIT 5000) page ORDER BY id DESC LIMIT 1; EXIT WHEN last IS NULL; UPDATE "TicketHead" h SET "leadDepartmentCode" = t."leadDepartmentCode" FROM "Ticket" t WHERE t.id = h."ticketId" AND t.id > after AND t.id <= last AND h."leadDepartmentCode" IS DISTINCT FROM t."leadDepartmentCode"; after := last; COMMIT; END LOOP; END $$;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "TicketHead_leadDepartmentCode_state_nextDueAt_ticketId_idx" ON "TicketHead" ("leadDepartmentCode", "state", "nextDueAt", "ticketId");
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_officer_idx" ON "Ticket" ("officerId", "state") WHERE "officerId" IS NOT NULL;
-- Lists go state by state: nothing goes along all due times any more.
DROP INDEX CONCURRENTLY IF EXISTS "TicketHead_nextDueAt_ticketId_idx";
