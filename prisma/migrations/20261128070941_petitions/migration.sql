-- AlterEnum
ALTER TYPE "LinkKind" ADD VALUE 'review';

-- AlterEnum
ALTER TYPE "TicketKind" ADD VALUE 'petition';
ALTER TYPE "TicketKind" ADD VALUE 'petition_review';
ALTER TYPE "TicketKind" ADD VALUE 'petition_recheck';
