-- CreateIndex
CREATE INDEX "TicketClock_dueAt_idx" ON "TicketClock"("dueAt");

-- CreateIndex
CREATE INDEX "TicketClock_endedAt_idx" ON "TicketClock"("endedAt");

-- CreateIndex
CREATE INDEX "TicketEvent_command_at_idx" ON "TicketEvent"("command", "at");
