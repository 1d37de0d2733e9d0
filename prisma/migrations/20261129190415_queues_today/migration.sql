-- CreateTable
CREATE TABLE "AgentQueueToday" (
    "userId" UUID NOT NULL,
    "queueCode" TEXT NOT NULL,
    "isIn" BOOLEAN NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgentQueueToday_pkey" PRIMARY KEY ("userId","queueCode")
);

-- CreateIndex
CREATE INDEX "AgentQueueToday_until_idx" ON "AgentQueueToday"("until");

-- AddForeignKey
ALTER TABLE "AgentQueueToday" ADD CONSTRAINT "AgentQueueToday_userId_fkey" FOREIGN KEY ("userId") REFERENCES "Agent"("userId") ON DELETE CASCADE ON UPDATE CASCADE;
