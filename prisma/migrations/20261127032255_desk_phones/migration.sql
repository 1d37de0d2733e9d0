-- CreateTable
CREATE TABLE "DeskPhone" (
    "userId" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "realm" TEXT NOT NULL,
    "md5" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "isChosen" BOOLEAN NOT NULL DEFAULT false,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DeskPhone_pkey" PRIMARY KEY ("userId")
);

-- CreateIndex
CREATE UNIQUE INDEX "DeskPhone_account_key" ON "DeskPhone"("account");

-- AddForeignKey
ALTER TABLE "DeskPhone" ADD CONSTRAINT "DeskPhone_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
