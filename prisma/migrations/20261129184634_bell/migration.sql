-- CreateTable
CREATE TABLE "BellLine" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "byId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "BellLine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BellLine_userId_at_idx" ON "BellLine"("userId", "at");
