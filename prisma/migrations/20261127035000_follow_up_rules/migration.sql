-- CreateTable
CREATE TABLE "FollowUpRule" (
    "code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "match" JSONB NOT NULL,
    "share" INTEGER NOT NULL,
    "how" TEXT NOT NULL,
    "afterHours" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "FollowUpRule_pkey" PRIMARY KEY ("code")
);

