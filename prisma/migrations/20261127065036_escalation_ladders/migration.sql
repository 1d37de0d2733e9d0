-- AlterTable
ALTER TABLE "Duty" ADD COLUMN     "isRemoved" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "EscalationLadder" (
    "departmentCode" TEXT NOT NULL,
    "rungs" JSONB NOT NULL,
    "editedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EscalationLadder_pkey" PRIMARY KEY ("departmentCode")
);

-- CreateTable
CREATE TABLE "Escalation" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "clockId" UUID NOT NULL,
    "clock" TEXT NOT NULL,
    "departmentCode" TEXT,
    "share" DOUBLE PRECISION NOT NULL,
    "afterHours" INTEGER NOT NULL,
    "tells" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,
    "toldAt" TIMESTAMPTZ(3),
    "toldIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "seenIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Escalation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Escalation_ticketId_idx" ON "Escalation"("ticketId");

-- CreateIndex
CREATE INDEX "Escalation_at_idx" ON "Escalation"("at");

-- CreateIndex
CREATE INDEX "Escalation_toldIds_idx" ON "Escalation" USING GIN ("toldIds");

-- CreateIndex
CREATE UNIQUE INDEX "Escalation_clockId_share_afterHours_key" ON "Escalation"("clockId", "share", "afterHours");
