-- Lists of a department go by the heads; tickets with given ids were sought by it, all of it, instead of by their key.
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_leadDepartmentCode_state_id_idx";
