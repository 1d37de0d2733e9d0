INSERT INTO "TicketCommand" ("commandId", "ticketId", "command")
  SELECT "commandId", "ticketId", "command" FROM "TicketEvent" WHERE "commandId" IS NOT NULL AND seq > 1
  ON CONFLICT DO NOTHING;
INSERT INTO "MessageKey" ("id", "conversationId", "seq", "providerRef")
  SELECT "id", "conversationId", "seq", "providerRef" FROM "Message"
  ON CONFLICT DO NOTHING;
