-- What keeps places apart now is the chain itself.
DROP INDEX CONCURRENTLY IF EXISTS "TicketEvent_ticketId_seq_key";
