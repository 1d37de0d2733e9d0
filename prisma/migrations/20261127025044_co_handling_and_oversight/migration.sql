-- CreateEnum
CREATE TYPE "HandlerState" AS ENUM ('asked', 'accepted', 'answered', 'released');

-- CreateEnum
CREATE TYPE "LinkKind" AS ENUM ('related', 'split');

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "isForced" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "stateBeforeMerge" "TicketState";

-- CreateTable
CREATE TABLE "TicketHandler" (
    "ticketId" UUID NOT NULL,
    "departmentCode" TEXT NOT NULL,
    "state" "HandlerState" NOT NULL DEFAULT 'asked',
    "task" TEXT NOT NULL,
    "answer" TEXT,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "TicketHandler_pkey" PRIMARY KEY ("ticketId","departmentCode")
);

-- CreateTable
CREATE TABLE "TicketLink" (
    "ticketId" UUID NOT NULL,
    "otherId" UUID NOT NULL,
    "kind" "LinkKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TicketLink_pkey" PRIMARY KEY ("ticketId","otherId")
);

-- CreateTable
CREATE TABLE "TicketWatcher" (
    "ticketId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TicketWatcher_pkey" PRIMARY KEY ("ticketId","userId")
);

-- CreateTable
CREATE TABLE "TicketFile" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "isPublic" BOOLEAN NOT NULL,
    "addedById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TicketFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReplyTemplate" (
    "code" TEXT NOT NULL,
    "departmentCode" TEXT,
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "textZh" TEXT NOT NULL,
    "textEn" TEXT NOT NULL,

    CONSTRAINT "ReplyTemplate_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE INDEX "TicketHandler_departmentCode_state_idx" ON "TicketHandler"("departmentCode", "state");

-- CreateIndex
CREATE INDEX "TicketLink_otherId_idx" ON "TicketLink"("otherId");

-- CreateIndex
CREATE INDEX "TicketWatcher_userId_idx" ON "TicketWatcher"("userId");

-- CreateIndex
CREATE INDEX "TicketFile_ticketId_id_idx" ON "TicketFile"("ticketId", "id");

-- AddForeignKey
ALTER TABLE "TicketHandler" ADD CONSTRAINT "TicketHandler_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketWatcher" ADD CONSTRAINT "TicketWatcher_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketFile" ADD CONSTRAINT "TicketFile_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

