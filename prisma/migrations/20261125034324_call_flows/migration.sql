-- CreateTable
CREATE TABLE "CallFlow" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "flow" JSON NOT NULL,
    "note" TEXT NOT NULL,
    "shippedVersion" INTEGER,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "publishedById" UUID,

    CONSTRAINT "CallFlow_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "CallFlowDraft" (
    "code" TEXT NOT NULL,
    "flow" JSON NOT NULL,
    "revision" UUID NOT NULL,
    "baseVersion" INTEGER NOT NULL,
    "shippedVersion" INTEGER,
    "editedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "editedById" UUID NOT NULL,

    CONSTRAINT "CallFlowDraft_pkey" PRIMARY KEY ("code")
);
