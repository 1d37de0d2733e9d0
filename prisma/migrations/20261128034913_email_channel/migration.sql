-- AlterEnum
ALTER TYPE "Channel" ADD VALUE 'email';

-- AlterEnum
ALTER TYPE "ContactKind" ADD VALUE 'email';

-- CreateTable
CREATE TABLE "MailThread" (
    "conversationId" UUID NOT NULL,
    "token" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "address" TEXT NOT NULL,

    CONSTRAINT "MailThread_pkey" PRIMARY KEY ("conversationId")
);

-- CreateTable
CREATE TABLE "MailIn" (
    "id" UUID NOT NULL,
    "messageId" TEXT NOT NULL,
    "conversationId" UUID,
    "kind" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "quoted" TEXT NOT NULL,
    "refusedFiles" TEXT[],
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MailIn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailOut" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "conversationId" UUID,
    "messageId" TEXT NOT NULL,
    "inReplyTo" TEXT,
    "references" TEXT[],
    "isAutomatic" BOOLEAN NOT NULL,
    "delivery" "DeliveryState" NOT NULL DEFAULT 'queued',
    "error" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "leasedUntil" TIMESTAMPTZ(3),

    CONSTRAINT "MailOut_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailReader" (
    "mailbox" TEXT NOT NULL,
    "holder" UUID NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailReader_pkey" PRIMARY KEY ("mailbox")
);

-- CreateIndex
CREATE UNIQUE INDEX "MailThread_token_key" ON "MailThread"("token");

-- CreateIndex
CREATE INDEX "MailIn_messageId_idx" ON "MailIn"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "MailOut_messageId_key" ON "MailOut"("messageId");

-- CreateIndex
CREATE INDEX "MailOut_delivery_nextAt_idx" ON "MailOut"("delivery", "nextAt");

-- CreateIndex
CREATE INDEX "MailOut_to_seq_idx" ON "MailOut"("to", "seq");
