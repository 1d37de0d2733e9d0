-- CreateTable
CREATE TABLE "EmergencyCentre" (
    "id" INTEGER NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "capUrl" TEXT,
    "ackWithinS" INTEGER NOT NULL,
    "isActive" BOOLEAN NOT NULL,
    "ourKey" TEXT,
    "theirKey" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "editedAt" TIMESTAMPTZ(3),
    "failingSince" TIMESTAMPTZ(3),

    CONSTRAINT "EmergencyCentre_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmergencyHandOff" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alarmAt" TIMESTAMPTZ(3),
    "alarmedAt" TIMESTAMPTZ(3),
    "acknowledgedAt" TIMESTAMPTZ(3),
    "theirNumber" TEXT,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmergencyHandOff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmergencyDelivery" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "handOffId" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "nextAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "status" INTEGER,
    "failure" TEXT,
    "deliveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmergencyDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "EmergencyHandOff_ticketId_idx" ON "EmergencyHandOff"("ticketId");

-- CreateIndex
CREATE INDEX "EmergencyHandOff_alarmAt_idx" ON "EmergencyHandOff"("alarmAt");

-- CreateIndex
CREATE INDEX "EmergencyDelivery_nextAt_idx" ON "EmergencyDelivery"("nextAt");

-- CreateIndex
CREATE INDEX "EmergencyDelivery_ticketId_format_seq_idx" ON "EmergencyDelivery"("ticketId", "format", "seq");

-- AddForeignKey
ALTER TABLE "EmergencyDelivery" ADD CONSTRAINT "EmergencyDelivery_handOffId_fkey" FOREIGN KEY ("handOffId") REFERENCES "EmergencyHandOff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
