CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_disclosure_idx" ON "Ticket" ("createdAt") WHERE kind = 'disclosure_request';
-- What was decided before decisions were kept; what the last reply said holds for all of a ticket's.
INSERT INTO "DisclosureDecision" ("ticketId", "at", "result") SELECT e."ticketId", e.at, t."disclosureResult" FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id JOIN "TicketEvent" e ON e."ticketId" = h."ticketId" AND e.at BETWEEN h."linesFrom" AND h."linesUntil" WHERE t.kind = 'disclosure_request' AND e.command = 'approve' ON CONFLICT DO NOTHING;
