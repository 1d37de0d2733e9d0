-- CreateTable
CREATE TABLE "Connector" (
    "code" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "secrets" TEXT,
    "editedAt" TIMESTAMPTZ(3),
    "brokenSince" TIMESTAMPTZ(3),

    CONSTRAINT "Connector_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "ConnectorVersion" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "isActive" BOOLEAN NOT NULL,
    "editedBy" UUID,
    "editedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConnectorVersion_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "ConnectorLookup" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "channel" TEXT NOT NULL,
    "actorId" UUID,
    "conversationId" UUID,
    "subject" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "failure" TEXT,
    "status" INTEGER,
    "ms" INTEGER NOT NULL,
    "isCached" BOOLEAN NOT NULL,

    CONSTRAINT "ConnectorLookup_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ConnectorLookup_code_id_idx" ON "ConnectorLookup"("code", "id");

-- CreateIndex
CREATE INDEX "ConnectorLookup_at_idx" ON "ConnectorLookup"("at");

-- AddForeignKey
ALTER TABLE "ConnectorVersion" ADD CONSTRAINT "ConnectorVersion_code_fkey" FOREIGN KEY ("code") REFERENCES "Connector"("code") ON DELETE CASCADE ON UPDATE CASCADE;
