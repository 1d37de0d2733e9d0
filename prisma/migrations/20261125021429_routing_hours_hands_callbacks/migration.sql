-- CreateEnum
CREATE TYPE "Refusal" AS ENUM ('closed', 'full');

-- CreateEnum
CREATE TYPE "CallbackOutcome" AS ENUM ('reached', 'unreachable', 'withdrawn');

-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "autoAnswer" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Citizen" ADD COLUMN     "hardship" TEXT;

-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "isCallback" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "notBefore" TIMESTAMPTZ(3),
ADD COLUMN     "refusal" "Refusal",
ADD COLUMN     "toldAt" TIMESTAMPTZ(3),
ADD COLUMN     "toldWaitS" INTEGER;

-- AlterTable
ALTER TABLE "Queue" ADD COLUMN     "departmentCode" TEXT;

-- CreateTable
CREATE TABLE "Switch" (
    "name" TEXT NOT NULL,
    "isOn" BOOLEAN NOT NULL,
    "changedBy" UUID NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Switch_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "AgentLog" (
    "id" BIGSERIAL NOT NULL,
    "userId" UUID NOT NULL,
    "capacity" INTEGER NOT NULL,
    "limits" JSONB NOT NULL DEFAULT '{}',
    "queues" TEXT[],
    "skills" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgentLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Callback" (
    "interactionId" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dialledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),
    "outcome" "CallbackOutcome",

    CONSTRAINT "Callback_pkey" PRIMARY KEY ("interactionId")
);

-- CreateTable
CREATE TABLE "RoutingStep" (
    "id" BIGSERIAL NOT NULL,
    "interactionId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "actorId" UUID,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RoutingStep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AgentLog_userId_id_idx" ON "AgentLog"("userId", "id");

-- CreateIndex
CREATE INDEX "Callback_number_endedAt_idx" ON "Callback"("number", "endedAt");

-- CreateIndex
CREATE INDEX "Callback_dialledAt_idx" ON "Callback"("dialledAt");

-- CreateIndex
CREATE INDEX "RoutingStep_interactionId_id_idx" ON "RoutingStep"("interactionId", "id");

-- CreateIndex
CREATE INDEX "RoutingStep_at_idx" ON "RoutingStep"("at");

-- What agents can do today stands at the head of their log.
INSERT INTO "AgentLog" ("userId", "capacity", "limits", "queues", "skills")
SELECT a."userId", a.capacity, a.limits,
       ARRAY(SELECT q."queueCode" FROM "AgentQueue" q WHERE q."userId" = a."userId" ORDER BY 1),
       coalesce((SELECT jsonb_object_agg(s."skillCode", s.level) FROM "AgentSkill" s WHERE s."userId" = a."userId"), '{}')
FROM "Agent" a;

-- A queue without its calendar would never open.
ALTER TABLE "Queue" ADD CONSTRAINT "Queue_calendarCode_fkey" FOREIGN KEY ("calendarCode") REFERENCES "Calendar"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
