-- CreateTable
CREATE TABLE "TicketHead" (
    "ticketId" UUID NOT NULL,
    "state" "TicketState" NOT NULL,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "nextDueAt" TIMESTAMPTZ(3),
    "nextClock" TEXT,
    "alarm" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "TicketHead_pkey" PRIMARY KEY ("ticketId")
);

INSERT INTO "TicketHead" ("ticketId", "state", "lastSeq", "nextDueAt", "nextClock", "alarm")
  SELECT "id", "state", "lastSeq", "nextDueAt", "nextClock", "alarm" FROM "Ticket";

-- CreateIndex
CREATE INDEX "TicketHead_nextDueAt_ticketId_idx" ON "TicketHead"("nextDueAt", "ticketId");

-- CreateIndex
CREATE INDEX "TicketHead_state_nextDueAt_ticketId_idx" ON "TicketHead"("state", "nextDueAt", "ticketId");

-- CreateIndex
CREATE INDEX "Ticket_state_id_idx" ON "Ticket"("state", "id");

-- CreateIndex
CREATE INDEX "Ticket_leadDepartmentCode_state_id_idx" ON "Ticket"("leadDepartmentCode", "state", "id");

-- AddForeignKey
ALTER TABLE "TicketHead" ADD CONSTRAINT "TicketHead_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Every due time that moves, every warning and every line would else write the wide row anew and all of its indexes.
-- A head comes with its ticket, and lists find it by the ticket's state.
CREATE FUNCTION keep_ticket_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "TicketHead" ("ticketId", "state") VALUES (NEW."id", NEW."state");
  ELSE
    UPDATE "TicketHead" SET "state" = NEW."state" WHERE "ticketId" = NEW."id";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_head_made AFTER INSERT ON "Ticket"
  FOR EACH ROW EXECUTE FUNCTION keep_ticket_head();
CREATE TRIGGER ticket_head_state AFTER UPDATE OF "state" ON "Ticket"
  FOR EACH ROW WHEN (OLD."state" IS DISTINCT FROM NEW."state") EXECUTE FUNCTION keep_ticket_head();

-- DropIndex
DROP INDEX "Ticket_leadDepartmentCode_state_nextDueAt_id_idx";

-- DropIndex
DROP INDEX "Ticket_state_nextDueAt_id_idx";

-- AlterTable
ALTER TABLE "Ticket" DROP COLUMN "alarm",
DROP COLUMN "lastSeq",
DROP COLUMN "nextClock",
DROP COLUMN "nextDueAt";

-- AlterTable
ALTER TABLE "TicketEvent" ALTER COLUMN "commandId" DROP NOT NULL;
