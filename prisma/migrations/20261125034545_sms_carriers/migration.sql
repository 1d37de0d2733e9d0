-- AlterTable
ALTER TABLE "SmsOut" ADD COLUMN     "leasedUntil" TIMESTAMPTZ(3),
ADD COLUMN     "seq" BIGSERIAL NOT NULL;

-- CreateTable
CREATE TABLE "SmsPart" (
    "smsId" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "providerRef" TEXT NOT NULL,
    "delivery" "DeliveryState" NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SmsPart_pkey" PRIMARY KEY ("smsId","part")
);

-- CreateTable
CREATE TABLE "SmsOptOut" (
    "phone" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SmsOptOut_pkey" PRIMARY KEY ("phone")
);

-- CreateTable
CREATE TABLE "SmsArrival" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "coding" INTEGER NOT NULL,
    "payload" BYTEA NOT NULL,
    "reference" INTEGER,
    "part" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "messageId" UUID,
    "storedAt" TIMESTAMPTZ(3),
    "provedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SmsArrival_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SmsReply" (
    "id" UUID NOT NULL,
    "interactionId" UUID NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),
    "warnedAt" TIMESTAMPTZ(3),
    "escalatedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SmsReply_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SmsPart_providerRef_idx" ON "SmsPart"("providerRef");

-- CreateIndex
CREATE INDEX "SmsArrival_fingerprint_idx" ON "SmsArrival"("fingerprint");

-- CreateIndex
CREATE INDEX "SmsArrival_from_reference_idx" ON "SmsArrival"("from", "reference");

-- CreateIndex
CREATE INDEX "SmsArrival_messageId_idx" ON "SmsArrival"("messageId");

-- CreateIndex
CREATE INDEX "SmsArrival_storedAt_receivedAt_idx" ON "SmsArrival"("storedAt", "receivedAt");

-- CreateIndex
CREATE INDEX "SmsReply_interactionId_idx" ON "SmsReply"("interactionId");

-- CreateIndex
CREATE INDEX "SmsReply_nextAt_idx" ON "SmsReply"("nextAt");

-- CreateIndex
CREATE INDEX "SmsReply_askedAt_idx" ON "SmsReply"("askedAt");

-- CreateIndex
CREATE INDEX "SmsOut_delivery_to_seq_idx" ON "SmsOut"("delivery", "to", "seq");

-- AddForeignKey
ALTER TABLE "SmsPart" ADD CONSTRAINT "SmsPart_smsId_fkey" FOREIGN KEY ("smsId") REFERENCES "SmsOut"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was sent before keeps its receipts.
INSERT INTO "SmsPart" ("smsId", "part", "providerRef", "delivery", "sentAt")
SELECT id, 0, "providerRef", delivery, coalesce("sentAt", "createdAt") FROM "SmsOut" WHERE "providerRef" IS NOT NULL;
UPDATE "SmsOut" SET "sentAt" = "createdAt" WHERE "providerRef" IS NOT NULL AND "sentAt" IS NULL;
