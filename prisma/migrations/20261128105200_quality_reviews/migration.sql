-- CreateTable
CREATE TABLE "QualityForm" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "editedAt" TIMESTAMPTZ(3),

    CONSTRAINT "QualityForm_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "QualityFormVersion" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "editedBy" UUID,
    "editedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "QualityFormVersion_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "QualityPlan" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "formCode" TEXT NOT NULL,
    "isActive" BOOLEAN NOT NULL,
    "channels" "Channel"[],
    "queueCodes" TEXT[],
    "agentIds" UUID[],
    "perAgent" INTEGER NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "takesLow" BOOLEAN NOT NULL,
    "takesDanger" BOOLEAN NOT NULL,
    "takesPassed" BOOLEAN NOT NULL,
    "holdS" INTEGER,
    "reviewerIds" UUID[],
    "seed" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "QualityPlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualityDraw" (
    "planId" UUID NOT NULL,
    "period" TEXT NOT NULL,
    "contacts" INTEGER NOT NULL,
    "drawn" INTEGER NOT NULL,
    "drawnAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "QualityDraw_pkey" PRIMARY KEY ("planId","period")
);

-- CreateTable
CREATE TABLE "QualityReview" (
    "id" UUID NOT NULL,
    "interactionId" UUID NOT NULL,
    "planId" UUID,
    "calibrationId" UUID,
    "formCode" TEXT NOT NULL,
    "formVersion" INTEGER NOT NULL,
    "agentId" UUID NOT NULL,
    "channel" "Channel" NOT NULL,
    "queueCode" TEXT NOT NULL,
    "contactAt" TIMESTAMPTZ(3) NOT NULL,
    "reviewerId" UUID,
    "state" TEXT NOT NULL DEFAULT 'assigned',
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "isRandom" BOOLEAN NOT NULL DEFAULT false,
    "answers" JSONB NOT NULL DEFAULT '{}',
    "comments" JSONB NOT NULL DEFAULT '[]',
    "note" TEXT NOT NULL DEFAULT '',
    "score" DOUBLE PRECISION,
    "hasFailed" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "ground" TEXT,
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decisionNote" TEXT,
    "before" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "QualityReview_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QualityCalibration" (
    "id" UUID NOT NULL,
    "interactionId" UUID NOT NULL,
    "formCode" TEXT NOT NULL,
    "formVersion" INTEGER NOT NULL,
    "openedById" UUID NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answers" JSONB,
    "score" DOUBLE PRECISION,
    "hasFailed" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT NOT NULL DEFAULT '',
    "agreedById" UUID,
    "agreedAt" TIMESTAMPTZ(3),

    CONSTRAINT "QualityCalibration_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "QualityReview_reviewerId_state_id_idx" ON "QualityReview"("reviewerId", "state", "id");

-- CreateIndex
CREATE INDEX "QualityReview_agentId_state_finishedAt_idx" ON "QualityReview"("agentId", "state", "finishedAt");

-- CreateIndex
CREATE INDEX "QualityReview_state_id_idx" ON "QualityReview"("state", "id");

-- CreateIndex
CREATE INDEX "QualityReview_finishedAt_idx" ON "QualityReview"("finishedAt");

-- CreateIndex
CREATE UNIQUE INDEX "QualityReview_planId_interactionId_key" ON "QualityReview"("planId", "interactionId");

-- CreateIndex
CREATE UNIQUE INDEX "QualityReview_calibrationId_reviewerId_key" ON "QualityReview"("calibrationId", "reviewerId");

-- CreateIndex
CREATE INDEX "QualityCalibration_formCode_openedAt_idx" ON "QualityCalibration"("formCode", "openedAt");

-- AddForeignKey
ALTER TABLE "QualityFormVersion" ADD CONSTRAINT "QualityFormVersion_code_fkey" FOREIGN KEY ("code") REFERENCES "QualityForm"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualityDraw" ADD CONSTRAINT "QualityDraw_planId_fkey" FOREIGN KEY ("planId") REFERENCES "QualityPlan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QualityReview" ADD CONSTRAINT "QualityReview_calibrationId_fkey" FOREIGN KEY ("calibrationId") REFERENCES "QualityCalibration"("id") ON DELETE SET NULL ON UPDATE CASCADE;
