-- CreateTable
CREATE TABLE "TicketProxy" (
    "ticketId" UUID NOT NULL,
    "workerId" UUID NOT NULL,
    "consentAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TicketProxy_pkey" PRIMARY KEY ("ticketId")
);

-- CreateIndex
CREATE INDEX "TicketProxy_workerId_consentAt_idx" ON "TicketProxy"("workerId", "consentAt");
