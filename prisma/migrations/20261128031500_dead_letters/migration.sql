-- CreateTable
CREATE TABLE "DeadLetter" (
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "jobKey" TEXT NOT NULL,
    "eventId" BIGINT,
    "payload" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "firstAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" TEXT,
    "settledAt" TIMESTAMPTZ(3),
    "settledBy" UUID,
    "reason" TEXT,

    CONSTRAINT "DeadLetter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "DeadLetter_settledAt_lastAt_id_idx" ON "DeadLetter"("settledAt", "lastAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "DeadLetter_queue_jobKey_key" ON "DeadLetter"("queue", "jobKey");
