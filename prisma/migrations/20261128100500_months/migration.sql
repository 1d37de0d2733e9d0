-- Timelines and messages by month. In one transaction, and nothing is read or written anew: the names are there for the
-- version before at every moment, and its statements do what they did.
-- allow: rename (the same name is there again when this is over, with the same columns)

-- A line stands in the month in which it was written.
ALTER TABLE "TicketEvent" RENAME TO "TicketEvent_before";
ALTER INDEX "TicketEvent_command_at_idx" RENAME TO "TicketEvent_before_command_at_idx";
ALTER TABLE "TicketEvent_before" DROP CONSTRAINT "TicketEvent_pkey";
ALTER TABLE "TicketEvent_before" ADD CONSTRAINT "TicketEvent_before_pkey" PRIMARY KEY USING INDEX "TicketEvent_before_pkey";
DROP TRIGGER ticket_line_chained ON "TicketEvent_before";
CREATE TABLE "TicketEvent" (LIKE "TicketEvent_before" INCLUDING DEFAULTS,
  CONSTRAINT "TicketEvent_pkey" PRIMARY KEY ("ticketId", "seq", "at")) PARTITION BY RANGE ("at");
ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_ticketId_fkey" FOREIGN KEY ("ticketId")
  REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE INDEX "TicketEvent_command_at_idx" ON "TicketEvent"("command", "at");
CREATE TRIGGER ticket_line_chained AFTER INSERT ON "TicketEvent" FOR EACH ROW EXECUTE FUNCTION chain_ticket_line();
CREATE TABLE "TicketEvent_elsewhen" PARTITION OF "TicketEvent" DEFAULT;

-- A message stands in the month in which its conversation began, which the conversation's id tells: a conversation is
-- never torn, and no place in it can be taken twice.
ALTER TABLE "Message" RENAME TO "Message_before";
ALTER TABLE "Attachment" DROP CONSTRAINT "Attachment_messageId_fkey";
ALTER TABLE "Message_before" DROP CONSTRAINT "Message_pkey";
ALTER TABLE "Message_before" ADD CONSTRAINT "Message_before_pkey" PRIMARY KEY USING INDEX "Message_conversationId_seq_key";
DROP TRIGGER message_key_kept ON "Message_before";
CREATE TABLE "Message" (LIKE "Message_before" INCLUDING DEFAULTS,
  CONSTRAINT "Message_pkey" PRIMARY KEY ("conversationId", "seq")) PARTITION BY RANGE ("conversationId");
ALTER TABLE "Message" ADD CONSTRAINT "Message_conversationId_fkey" FOREIGN KEY ("conversationId")
  REFERENCES "Conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER message_key_kept AFTER INSERT ON "Message" FOR EACH ROW EXECUTE FUNCTION keep_message_key();
CREATE TABLE "Message_elsewhen" PARTITION OF "Message" DEFAULT;

-- The indexes that only the version before needs, where it has written nothing that it could look for.
DO $$
DECLARE until timestamptz := month_of(month_of(now()) + interval '70 days');
BEGIN
  -- The bound that was proved, whenever that was.
  SELECT substring(pg_get_constraintdef(oid) FROM '''(.+?)''')::timestamptz INTO until
    FROM pg_constraint WHERE conname = 'TicketEvent_before';
  EXECUTE format('ALTER TABLE "TicketEvent" ATTACH PARTITION "TicketEvent_before" FOR VALUES FROM (MINVALUE) TO (%L)', until);
  EXECUTE format('ALTER TABLE "Message" ATTACH PARTITION "Message_before" FOR VALUES FROM (MINVALUE) TO (%L)',
    first_id_of(until));
  IF NOT EXISTS (SELECT 1 FROM "TicketEvent_before") THEN
    DROP INDEX "TicketEvent_commandId_key";
  END IF;
  IF NOT EXISTS (SELECT 1 FROM "Message_before") THEN
    DROP INDEX "Message_before_id_key";
    DROP INDEX "Message_providerRef_key";
  END IF;
END $$;
ALTER TABLE "TicketEvent_before" DROP CONSTRAINT "TicketEvent_before";
ALTER TABLE "Message_before" DROP CONSTRAINT "Message_before";

-- Makes the months up to the one of `ahead` that are not there yet. What was written into none of them meanwhile moves to
-- its own. Nobody is held up but for the moment that an empty table takes.
CREATE FUNCTION make_months(ahead timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE parent text; key text; part text; made_until timestamptz; until timestamptz; low text; high text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('make_months', 0));
  FOREACH parent IN ARRAY ARRAY['TicketEvent', 'Message'] LOOP
    key := CASE parent WHEN 'Message' THEN 'conversationId' ELSE 'at' END;
    SELECT max(CASE parent WHEN 'Message' THEN time_of_id(b.bound::uuid) ELSE b.bound::timestamptz END) INTO made_until
      FROM (SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(.+?)''\)') AS bound
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = format('%I', parent)::regclass) b
      WHERE b.bound IS NOT NULL;
    WHILE made_until <= month_of(ahead) LOOP
      until := month_of(made_until + interval '40 days');
      part := parent || '_' || to_char(made_until AT TIME ZONE 'Asia/Shanghai', 'YYYY_MM');
      low := CASE parent WHEN 'Message' THEN first_id_of(made_until)::text ELSE made_until::text END;
      high := CASE parent WHEN 'Message' THEN first_id_of(until)::text ELSE until::text END;
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, parent);
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_elsewhen');
      EXECUTE format('WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        parent || '_elsewhen', key, low, key, high, part);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
      RETURN NEXT part;
      made_until := until;
    END LOOP;
  END LOOP;
END $$;
SELECT make_months(now() + interval '3 months');
