-- What counts in the figures of the evaluation, a narrow row each, kept by the workers out of tickets, clocks and lines.
-- CreateEnum
CREATE TYPE "OutcomeKind" AS ENUM ('received', 'closed', 'response', 'resolution', 'satisfaction', 'dispatch_on_time', 'accept_on_time', 'first_contact_on_time', 'resolve_on_time', 'return_on_time', 'co_handle_on_time', 'returned', 'bounced', 'reworked', 'extended', 'supervised', 'noticed');

-- CreateTable
CREATE TABLE "TicketOutcome" (
    "ticketId" UUID NOT NULL,
    "kind" "OutcomeKind" NOT NULL,
    "ref" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "good" BOOLEAN NOT NULL,
    "departmentCode" TEXT,
    "categoryCode" TEXT,
    "districtCode" TEXT,

    CONSTRAINT "TicketOutcome_pkey" PRIMARY KEY ("ticketId","kind","ref")
);

-- CreateTable
CREATE TABLE "OutcomeDue" (
    "id" BIGSERIAL NOT NULL,
    "ticketId" UUID NOT NULL,

    CONSTRAINT "OutcomeDue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OutcomeCount" (
    "one" BOOLEAN NOT NULL DEFAULT true,
    "edition" INTEGER NOT NULL,
    "below" UUID,

    CONSTRAINT "OutcomeCount_pkey" PRIMARY KEY ("one")
);

-- CreateIndex
CREATE INDEX "TicketOutcome_kind_at_idx" ON "TicketOutcome"("kind", "at");

-- Nothing is counted yet: the workers begin with the latest tickets.
INSERT INTO "OutcomeCount" ("edition", "below") VALUES (0, 'ffffffff-ffff-ffff-ffff-ffffffffffff');

-- Whatever happens to a ticket has its line. A line more and not a mark that is set: who counts the ticket takes away what
-- it has seen, and what is written meanwhile stays.
CREATE FUNCTION ask_for_outcomes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "OutcomeDue" ("ticketId") SELECT DISTINCT "ticketId" FROM line;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_outcomes_due AFTER INSERT ON "TicketEvent"
  REFERENCING NEW TABLE AS line FOR EACH STATEMENT EXECUTE FUNCTION ask_for_outcomes();
-- A month of lines has come back.
CREATE TRIGGER ticket_outcomes_due AFTER DELETE ON "ArchivedLines"
  REFERENCING OLD TABLE AS line FOR EACH STATEMENT EXECUTE FUNCTION ask_for_outcomes();
