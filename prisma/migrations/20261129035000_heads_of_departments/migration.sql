-- Whose work a ticket is stands in its head, too: what a department has to do is found in the order of its due times, and
-- not among what all departments have to do.
ALTER TABLE "TicketHead" ADD COLUMN "leadDepartmentCode" TEXT;

CREATE OR REPLACE FUNCTION keep_ticket_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "TicketHead" ("ticketId", "state", "leadDepartmentCode")
      VALUES (NEW."id", NEW."state", NEW."leadDepartmentCode");
  ELSE
    UPDATE "TicketHead" SET "state" = NEW."state", "leadDepartmentCode" = NEW."leadDepartmentCode"
      WHERE "ticketId" = NEW."id";
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER ticket_head_state ON "Ticket";
CREATE TRIGGER ticket_head_state AFTER UPDATE OF "state", "leadDepartmentCode" ON "Ticket"
  FOR EACH ROW WHEN (OLD."state" IS DISTINCT FROM NEW."state" OR OLD."leadDepartmentCode" IS DISTINCT FROM NEW."leadDepartmentCode")
  EXECUTE FUNCTION keep_ticket_head();
