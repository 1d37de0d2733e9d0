-- CreateTable
CREATE TABLE "ServiceRating" (
    "interactionId" UUID NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "score" INTEGER,
    "words" TEXT,
    "ratedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ServiceRating_pkey" PRIMARY KEY ("interactionId")
);

-- CreateIndex
CREATE INDEX "ServiceRating_ratedAt_idx" ON "ServiceRating"("ratedAt");
