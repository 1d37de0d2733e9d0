-- The yearly report of open government counts requests by how they were decided (政府信息公开条例, article 50). Kept by a
-- trigger, so that the version before keeps it, too.
-- AlterTable
ALTER TABLE "DisclosureRequest" ADD COLUMN     "applicant" TEXT;

-- CreateTable
CREATE TABLE "DisclosureDecision" (
    "ticketId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "result" TEXT,

    CONSTRAINT "DisclosureDecision_pkey" PRIMARY KEY ("ticketId","at")
);

CREATE FUNCTION keep_disclosure_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DisclosureDecision" ("ticketId", "at", "result")
    SELECT NEW."ticketId", NEW."at", t."disclosureResult" FROM "Ticket" t
    WHERE t.id = NEW."ticketId" AND t.kind = 'disclosure_request'
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER disclosure_decided AFTER INSERT ON "TicketEvent" FOR EACH ROW
  WHEN (NEW."command" = 'approve') EXECUTE FUNCTION keep_disclosure_decision();
