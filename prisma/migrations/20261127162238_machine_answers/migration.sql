-- CreateEnum
CREATE TYPE "MachineOutcome" AS ENUM ('solved', 'person');

-- CreateTable
CREATE TABLE "MachineAnswer" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "channel" "Channel" NOT NULL,
    "lang" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "articleId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "sureness" DOUBLE PRECISION,
    "interactionId" UUID,
    "outcome" "MachineOutcome",
    "outcomeAt" TIMESTAMPTZ(3),

    CONSTRAINT "MachineAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "MachineAnswer_at_idx" ON "MachineAnswer"("at");

-- CreateIndex
CREATE INDEX "MachineAnswer_interactionId_idx" ON "MachineAnswer"("interactionId");
