-- CreateEnum
CREATE TYPE "DoNotCallSource" AS ENUM ('voice', 'sms', 'console');

-- AlterTable
ALTER TABLE "Callback" ADD COLUMN     "calledBy" UUID,
ADD COLUMN     "ticketId" UUID;

-- CreateTable
CREATE TABLE "DoNotCall" (
    "number" TEXT NOT NULL,
    "source" "DoNotCallSource" NOT NULL,
    "byId" UUID,
    "note" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DoNotCall_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "PhoneBookEntry" (
    "code" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "PhoneBookEntry_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE INDEX "DoNotCall_since_idx" ON "DoNotCall"("since");
