-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "limits" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "preferredAgentId" UUID;

-- AlterTable
ALTER TABLE "Offer" ADD COLUMN     "decision" JSONB;

-- AlterTable
ALTER TABLE "Queue" ADD COLUMN     "rings" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "stickyS" INTEGER NOT NULL DEFAULT 86400;
