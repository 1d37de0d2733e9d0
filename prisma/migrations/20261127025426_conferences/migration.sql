-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "isAtCarrier" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Conference" (
    "room" TEXT NOT NULL,
    "callRef" TEXT NOT NULL,
    "interactionId" UUID NOT NULL,
    "agentId" UUID NOT NULL,
    "ref" TEXT,
    "caller" TEXT NOT NULL DEFAULT 'awaited',
    "callerSeq" INTEGER NOT NULL DEFAULT -1,
    "isHeld" BOOLEAN NOT NULL DEFAULT false,
    "isComforted" BOOLEAN NOT NULL DEFAULT false,
    "isRecordingPaused" BOOLEAN NOT NULL DEFAULT false,
    "recordingRef" TEXT,
    "recordingAskedAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "aloneSince" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Conference_pkey" PRIMARY KEY ("room")
);

-- CreateTable
CREATE TABLE "ConferenceParty" (
    "id" UUID NOT NULL,
    "room" TEXT NOT NULL,
    "userId" UUID,
    "number" TEXT,
    "role" TEXT NOT NULL DEFAULT 'party',
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "ringS" INTEGER NOT NULL,
    "takesOver" BOOLEAN NOT NULL DEFAULT false,
    "legRef" TEXT,
    "askedAt" TIMESTAMPTZ(3),
    "overAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConferenceParty_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Conference_callRef_idx" ON "Conference"("callRef");

-- CreateIndex
CREATE INDEX "Conference_interactionId_idx" ON "Conference"("interactionId");

-- CreateIndex
CREATE INDEX "Conference_endedAt_idx" ON "Conference"("endedAt");

-- CreateIndex
CREATE INDEX "ConferenceParty_room_idx" ON "ConferenceParty"("room");

-- CreateIndex
CREATE INDEX "ConferenceParty_userId_idx" ON "ConferenceParty"("userId");

-- AddForeignKey
ALTER TABLE "ConferenceParty" ADD CONSTRAINT "ConferenceParty_room_fkey" FOREIGN KEY ("room") REFERENCES "Conference"("room") ON DELETE CASCADE ON UPDATE CASCADE;
