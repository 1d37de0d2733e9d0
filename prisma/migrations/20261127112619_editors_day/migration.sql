-- CreateEnum
CREATE TYPE "CorrectionState" AS ENUM ('open', 'accepted', 'declined');

-- CreateEnum
CREATE TYPE "FeedbackKind" AS ENUM ('opened', 'used', 'solved', 'not_helped', 'nothing');

-- AlterTable
ALTER TABLE "Article" ADD COLUMN     "liveVersion" INTEGER,
ADD COLUMN     "remindedAt" TIMESTAMPTZ(3),
ADD COLUMN     "spokenEn" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "spokenZh" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "writtenById" UUID;

-- AlterTable
ALTER TABLE "ArticleVersion" ADD COLUMN     "action" TEXT,
ADD COLUMN     "reason" TEXT;

-- CreateTable
CREATE TABLE "ArticleCorrection" (
    "id" UUID NOT NULL,
    "articleId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "state" "CorrectionState" NOT NULL DEFAULT 'open',
    "byId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "lateToldAt" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answeredById" UUID,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ArticleCorrection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ArticleNotice" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "articleId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "ArticleNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SearchFeedback" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" "FeedbackKind" NOT NULL,
    "words" TEXT NOT NULL,
    "lang" TEXT NOT NULL,
    "articleId" UUID,
    "isStaff" BOOLEAN NOT NULL,

    CONSTRAINT "SearchFeedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SearchGap" (
    "words" TEXT NOT NULL,
    "closedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedById" UUID NOT NULL,
    "note" TEXT NOT NULL,

    CONSTRAINT "SearchGap_pkey" PRIMARY KEY ("words")
);

-- CreateTable
CREATE TABLE "LearnedMatch" (
    "words" TEXT NOT NULL,
    "articleId" UUID NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LearnedMatch_pkey" PRIMARY KEY ("words","articleId")
);

-- CreateTable
CREATE TABLE "SynonymGroup" (
    "id" UUID NOT NULL,
    "code" TEXT,
    "words" TEXT[],
    "note" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "isRemoved" BOOLEAN NOT NULL DEFAULT false,
    "editedAt" TIMESTAMPTZ(3),
    "editedById" UUID,

    CONSTRAINT "SynonymGroup_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ArticleCorrection_state_dueAt_idx" ON "ArticleCorrection"("state", "dueAt");

-- CreateIndex
CREATE INDEX "ArticleCorrection_articleId_idx" ON "ArticleCorrection"("articleId");

-- CreateIndex
CREATE INDEX "ArticleNotice_userId_at_idx" ON "ArticleNotice"("userId", "at");

-- CreateIndex
CREATE INDEX "SearchFeedback_articleId_at_idx" ON "SearchFeedback"("articleId", "at");

-- CreateIndex
CREATE INDEX "SearchFeedback_kind_at_idx" ON "SearchFeedback"("kind", "at");

-- CreateIndex
CREATE INDEX "LearnedMatch_updatedAt_idx" ON "LearnedMatch"("updatedAt");

-- CreateIndex
CREATE UNIQUE INDEX "SynonymGroup_code_key" ON "SynonymGroup"("code");

-- CreateIndex
CREATE INDEX "Article_reviewBy_idx" ON "Article"("reviewBy");

-- AddForeignKey
ALTER TABLE "ArticleCorrection" ADD CONSTRAINT "ArticleCorrection_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "Article"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
