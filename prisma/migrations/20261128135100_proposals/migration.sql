-- AlterEnum
ALTER TYPE "TicketKind" ADD VALUE 'proposal';

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN "bodyCode" TEXT,
ADD COLUMN "proposalForm" TEXT,
ADD COLUMN "isShared" BOOLEAN NOT NULL DEFAULT false;
