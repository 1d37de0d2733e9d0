-- What no month may hold twice, whatever month it is in: the names of commands, the places in a timeline, the ids of
-- messages and of carriers. Triggers keep it, so that the version before keeps it, too.

-- CreateTable
CREATE TABLE "TicketCommand" (
    "commandId" TEXT NOT NULL,
    "ticketId" UUID NOT NULL,
    "command" TEXT NOT NULL,

    CONSTRAINT "TicketCommand_pkey" PRIMARY KEY ("commandId")
);

-- CreateTable
CREATE TABLE "MessageKey" (
    "id" UUID NOT NULL,
    "conversationId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "providerRef" TEXT,

    CONSTRAINT "MessageKey_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "MessageKey_providerRef_key" ON "MessageKey"("providerRef");

-- Every line takes the place behind the last one of its ticket: no place is taken twice, and none is left out.
CREATE FUNCTION chain_ticket_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The name of a first line is made of its ticket's id.
  IF NEW."commandId" IS NOT NULL AND NEW."seq" > 1 THEN
    INSERT INTO "TicketCommand" ("commandId", "ticketId", "command")
      VALUES (NEW."commandId", NEW."ticketId", NEW."command");
  END IF;
  UPDATE "TicketHead" SET "lastSeq" = NEW."seq" WHERE "ticketId" = NEW."ticketId" AND "lastSeq" = NEW."seq" - 1;
  IF NOT FOUND THEN
    RAISE unique_violation USING MESSAGE = 'a line is not the one behind the last of its ticket', TABLE = 'TicketEvent';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_line_chained AFTER INSERT ON "TicketEvent" FOR EACH ROW EXECUTE FUNCTION chain_ticket_line();

CREATE FUNCTION keep_message_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "MessageKey" ("id", "conversationId", "seq", "providerRef")
    VALUES (NEW."id", NEW."conversationId", NEW."seq", NEW."providerRef");
  RETURN NULL;
END $$;
CREATE TRIGGER message_key_kept AFTER INSERT ON "Message" FOR EACH ROW EXECUTE FUNCTION keep_message_key();
