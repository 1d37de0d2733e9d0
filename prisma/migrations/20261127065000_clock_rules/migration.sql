-- Due beyond the holidays that are announced.
ALTER TABLE "TicketClock" ADD COLUMN "isProvisional" BOOLEAN NOT NULL DEFAULT false;

-- An index costs at every new due time, of 100,000 clocks after a notice of holidays. These hold what is asked for, and
-- no empty values; "TicketClock_firing_idx" holds the same as "TicketClock_nextFireAt_idx".
DROP INDEX "TicketClock_nextFireAt_idx";
DROP INDEX "TicketClock_state_dueAt_idx";
CREATE INDEX "TicketClock_open_idx" ON "TicketClock" ("dueAt") WHERE "endedAt" IS NULL;
DROP INDEX "TicketClock_endedAt_idx";
CREATE INDEX "TicketClock_ended_idx" ON "TicketClock" ("endedAt") WHERE "endedAt" IS NOT NULL;
DROP INDEX "Ticket_mainTicketId_idx";
CREATE INDEX "Ticket_merged_idx" ON "Ticket" ("mainTicketId") WHERE "mainTicketId" IS NOT NULL;

-- Edited in the console: a pack leaves it alone.
ALTER TABLE "Calendar" ADD COLUMN "editedAt" TIMESTAMPTZ(3);
ALTER TABLE "ClockPolicy" ADD COLUMN "editedAt" TIMESTAMPTZ(3), ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "HolidayNotice" (
    "year" INTEGER NOT NULL,
    "days" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "HolidayNotice_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "RuleVersion" (
    "id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID,

    CONSTRAINT "RuleVersion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RuleVersion_rule_version_key" ON "RuleVersion"("rule", "version");
