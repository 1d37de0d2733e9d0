-- The city's months, and where they begin among ids of version 7, which begin with their time.
CREATE FUNCTION month_of(moment timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT date_trunc('month', moment, 'Asia/Shanghai')
$$;
CREATE FUNCTION first_id_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
CREATE FUNCTION time_of_id(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- What is there now is the first part, up to the month after the next: proved here without holding anybody up, so that
-- it need not be read while it is taken over.
DO $$
DECLARE until timestamptz := month_of(month_of(now()) + interval '70 days');
BEGIN
  EXECUTE format('ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_before" CHECK (at < %L) NOT VALID', until);
  EXECUTE format('ALTER TABLE "Message" ADD CONSTRAINT "Message_before" CHECK ("conversationId" < %L) NOT VALID',
    first_id_of(until));
  -- Where a ticket's lines are found: of tickets that are there, in what is there; of others, between those written.
  EXECUTE format('ALTER TABLE "TicketHead"
    ADD COLUMN "linesFrom" TIMESTAMPTZ(3) NOT NULL DEFAULT ''0001-01-01 00:00:00+00'',
    ADD COLUMN "linesUntil" TIMESTAMPTZ(3) NOT NULL DEFAULT %L,
    ADD COLUMN "lastHash" TEXT', until);
END $$;
ALTER TABLE "TicketHead"
  ALTER COLUMN "linesFrom" SET DEFAULT '9999-12-31 00:00:00+00',
  ALTER COLUMN "linesUntil" SET DEFAULT '0001-01-01 00:00:00+00';

CREATE OR REPLACE FUNCTION chain_ticket_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The name of a first line is made of its ticket's id.
  IF NEW."commandId" IS NOT NULL AND NEW."seq" > 1 THEN
    INSERT INTO "TicketCommand" ("commandId", "ticketId", "command")
      VALUES (NEW."commandId", NEW."ticketId", NEW."command");
  END IF;
  UPDATE "TicketHead" SET "lastSeq" = NEW."seq", "lastHash" = NEW."hash",
      "linesFrom" = LEAST("linesFrom", NEW."at"), "linesUntil" = GREATEST("linesUntil", NEW."at")
    WHERE "ticketId" = NEW."ticketId" AND "lastSeq" = NEW."seq" - 1;
  IF NOT FOUND THEN
    RAISE unique_violation USING MESSAGE = 'a line is not the one behind the last of its ticket', TABLE = 'TicketEvent';
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_messageKey_fkey" FOREIGN KEY ("messageId")
  REFERENCES "MessageKey"("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
