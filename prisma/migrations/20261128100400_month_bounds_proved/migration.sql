ALTER TABLE "TicketEvent" VALIDATE CONSTRAINT "TicketEvent_before";
ALTER TABLE "Message" VALIDATE CONSTRAINT "Message_before";
ALTER TABLE "Attachment" VALIDATE CONSTRAINT "Attachment_messageKey_fkey";
