-- AlterTable
ALTER TABLE "TicketClock" ADD COLUMN     "extensions" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "AppliedClockRule" (
    "code" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "AppliedClockRule_pkey" PRIMARY KEY ("code")
);

-- Extensions that were granted before: they stand in the timeline, and moved the resolution clock that was open then.
UPDATE "TicketClock" c SET extensions = granted.list
FROM (
  SELECT c.id, jsonb_agg(jsonb_build_object('amount', e.payload -> 'workingDays', 'unit', 'working_days') ORDER BY e.seq) AS list
  FROM "TicketClock" c JOIN "TicketEvent" e ON e."ticketId" = c."ticketId"
  WHERE c.clock = 'resolve' AND e.command = 'extend' AND e.at >= c."startedAt" AND (c."endedAt" IS NULL OR e.at <= c."endedAt")
  GROUP BY c.id
) granted
WHERE c.id = granted.id;
