-- CreateTable
CREATE TABLE "TranscriptLine" (
    "id" UUID NOT NULL,
    "recordingRef" TEXT NOT NULL,
    "side" TEXT NOT NULL,
    "fromMs" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "TranscriptLine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TranscriptLine_recordingRef_fromMs_idx" ON "TranscriptLine"("recordingRef", "fromMs");
