-- CreateEnum
CREATE TYPE "BroadcastKind" AS ENUM ('weather', 'emergency', 'service');

-- CreateEnum
CREATE TYPE "BroadcastLevel" AS ENUM ('red', 'orange', 'yellow', 'blue');

-- CreateEnum
CREATE TYPE "BroadcastMessage" AS ENUM ('alert', 'update', 'cancel');

-- CreateTable
CREATE TABLE "PhoneCode" (
    "id" UUID NOT NULL,
    "phone" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PhoneCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Broadcast" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "message" "BroadcastMessage" NOT NULL,
    "kind" "BroadcastKind" NOT NULL,
    "level" "BroadcastLevel" NOT NULL,
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "textZh" TEXT NOT NULL,
    "textEn" TEXT NOT NULL,
    "areaCodes" TEXT[],
    "areaZh" TEXT,
    "areaEn" TEXT,
    "sourceZh" TEXT,
    "sourceEn" TEXT,
    "effectiveAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "isSpoken" BOOLEAN NOT NULL,
    "references" TEXT[],
    "endedAt" TIMESTAMPTZ(3),
    "endedById" UUID,
    "smsAt" TIMESTAMPTZ(3),
    "smsAfter" TEXT NOT NULL DEFAULT '',
    "smsCount" INTEGER NOT NULL DEFAULT 0,
    "smsDoneAt" TIMESTAMPTZ(3),
    "xml" TEXT,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BroadcastSubscription" (
    "phone" TEXT NOT NULL,
    "areaCodes" TEXT[],
    "lang" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BroadcastSubscription_pkey" PRIMARY KEY ("phone")
);

-- CreateIndex
CREATE INDEX "PhoneCode_phone_purpose_createdAt_idx" ON "PhoneCode"("phone", "purpose", "createdAt");

-- CreateIndex
CREATE INDEX "Broadcast_expiresAt_idx" ON "Broadcast"("expiresAt");

-- CreateIndex
CREATE INDEX "Broadcast_references_idx" ON "Broadcast" USING GIN ("references");

-- CreateIndex
CREATE UNIQUE INDEX "Broadcast_sender_identifier_sentAt_key" ON "Broadcast"("sender", "identifier", "sentAt");
