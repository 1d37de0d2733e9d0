-- CreateTable
CREATE TABLE "ArchivedMonth" (
    "month" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3) NOT NULL,
    "lines" INTEGER NOT NULL,
    "messages" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "archivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ArchivedMonth_pkey" PRIMARY KEY ("month")
);

-- CreateTable
CREATE TABLE "ArchivedLines" (
    "ticketId" UUID NOT NULL,
    "firstSeq" INTEGER NOT NULL,
    "lastSeq" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "fromState" "TicketState",
    "toState" "TicketState" NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "ArchivedLines_pkey" PRIMARY KEY ("ticketId","firstSeq")
);

-- CreateTable
CREATE TABLE "TicketHold" (
    "ticketId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "heldAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TicketHold_pkey" PRIMARY KEY ("ticketId")
);

-- CreateIndex
CREATE UNIQUE INDEX "ArchivedMonth_sha256_key" ON "ArchivedMonth"("sha256");

-- CreateIndex
CREATE INDEX "ArchivedLines_month_idx" ON "ArchivedLines"("month");

-- AddForeignKey
ALTER TABLE "ArchivedLines" ADD CONSTRAINT "ArchivedLines_month_fkey" FOREIGN KEY ("month") REFERENCES "ArchivedMonth"("month") ON DELETE CASCADE ON UPDATE CASCADE;

-- Nothing is written into a month that is on its way into a file: whoever tries is told to come again, and finds it gone or
-- whole.
CREATE FUNCTION refuse_leaving_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE cannot_connect_now USING MESSAGE = format('%s is being archived', TG_TABLE_NAME);
END $$;
