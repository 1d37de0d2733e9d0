-- CreateEnum
CREATE TYPE "ConsultationKind" AS ENUM ('survey', 'consultation', 'hearing');

-- CreateEnum
CREATE TYPE "ConsultationState" AS ENUM ('draft', 'open', 'closed', 'published');

-- CreateEnum
CREATE TYPE "StatementState" AS ENUM ('waiting', 'shown', 'hidden');

-- CreateTable
CREATE TABLE "Consultation" (
    "id" UUID NOT NULL,
    "code" TEXT,
    "kind" "ConsultationKind" NOT NULL,
    "state" "ConsultationState" NOT NULL DEFAULT 'draft',
    "departmentCode" TEXT NOT NULL,
    "titleZh" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "textZh" TEXT NOT NULL,
    "textEn" TEXT NOT NULL,
    "documents" JSONB NOT NULL DEFAULT '[]',
    "questions" JSONB NOT NULL DEFAULT '[]',
    "needsPhone" BOOLEAN NOT NULL,
    "opensAt" TIMESTAMPTZ(3) NOT NULL,
    "closesAt" TIMESTAMPTZ(3) NOT NULL,
    "heldAt" TIMESTAMPTZ(3),
    "venueZh" TEXT,
    "venueEn" TEXT,
    "resultZh" TEXT,
    "resultEn" TEXT,
    "publishedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Consultation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsultationAnswer" (
    "id" UUID NOT NULL,
    "consultationId" UUID NOT NULL,
    "phoneMark" TEXT,
    "answers" JSONB NOT NULL,
    "statement" TEXT,
    "shownText" TEXT,
    "statementState" "StatementState",
    "reason" TEXT,
    "judgedById" UUID,
    "judgedAt" TIMESTAMPTZ(3),
    "lang" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConsultationAnswer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Consultation_code_key" ON "Consultation"("code");

-- CreateIndex
CREATE INDEX "Consultation_state_closesAt_idx" ON "Consultation"("state", "closesAt");

-- CreateIndex
CREATE INDEX "ConsultationAnswer_consultationId_statementState_createdAt_idx" ON "ConsultationAnswer"("consultationId", "statementState", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ConsultationAnswer_consultationId_phoneMark_key" ON "ConsultationAnswer"("consultationId", "phoneMark");

-- AddForeignKey
ALTER TABLE "ConsultationAnswer" ADD CONSTRAINT "ConsultationAnswer_consultationId_fkey" FOREIGN KEY ("consultationId") REFERENCES "Consultation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
