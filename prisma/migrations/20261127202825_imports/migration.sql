-- DropIndex
DROP INDEX "ImportRun_source_createdAt_idx";

-- AlterTable
ALTER TABLE "CatalogueEntry" ADD COLUMN     "provenance" JSONB,
ADD COLUMN     "withdrawnAt" TIMESTAMPTZ(3);

-- Until now service items alone were imported.
ALTER TABLE "ImportRun" RENAME COLUMN "source" TO "target";
UPDATE "ImportRun" SET "target" = 'service_item';

-- AlterTable
ALTER TABLE "ImportRun" ADD COLUMN     "done" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "faultCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "fileId" UUID,
ADD COLUMN     "isDryRun" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "isWhole" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "mapping" JSONB,
ADD COLUMN     "mostWithdrawn" INTEGER,
ADD COLUMN     "sourceId" UUID,
ADD COLUMN     "touchedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "withdrawn" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "rows" SET DEFAULT 0,
ALTER COLUMN "created" SET DEFAULT 0,
ALTER COLUMN "updated" SET DEFAULT 0,
ALTER COLUMN "unchanged" SET DEFAULT 0;

-- Of earlier runs the number of faults stays; their list held texts instead of what was wrong. What was cut off is over:
-- there is no file to go on with.
UPDATE "ImportRun" SET "done" = "rows", "faultCount" = CASE jsonb_typeof("faults") WHEN 'array' THEN jsonb_array_length("faults") ELSE 0 END,
  "finishedAt" = COALESCE("finishedAt", "createdAt");
ALTER TABLE "ImportRun" DROP COLUMN "faults";

-- CreateTable
CREATE TABLE "ImportFile" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "columns" JSONB NOT NULL,
    "head" JSONB NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportMapping" (
    "id" UUID NOT NULL,
    "target" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "updatedById" UUID,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportMapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportSource" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "mapping" JSONB,
    "isWhole" BOOLEAN NOT NULL,
    "hour" INTEGER NOT NULL,
    "isActive" BOOLEAN NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "etag" TEXT,
    "lastModified" TEXT,
    "sha256" TEXT,
    "pulledAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "failingSince" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ImportSource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportFault" (
    "runId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "field" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "isKept" BOOLEAN NOT NULL,
    "params" JSONB NOT NULL,

    CONSTRAINT "ImportFault_pkey" PRIMARY KEY ("runId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "ImportMapping_target_name_key" ON "ImportMapping"("target", "name");

-- CreateIndex
CREATE INDEX "ImportSource_isActive_nextAt_idx" ON "ImportSource"("isActive", "nextAt");

-- CreateIndex
CREATE INDEX "ImportRun_isDryRun_createdAt_idx" ON "ImportRun"("isDryRun", "createdAt");

-- CreateIndex
CREATE INDEX "ImportRun_finishedAt_touchedAt_idx" ON "ImportRun"("finishedAt", "touchedAt");

-- AddForeignKey
ALTER TABLE "ImportFault" ADD CONSTRAINT "ImportFault_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ImportRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
