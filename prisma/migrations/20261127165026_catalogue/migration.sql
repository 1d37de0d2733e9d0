-- CreateEnum
CREATE TYPE "CatalogueKind" AS ENUM ('disclosure', 'resource');

-- CreateEnum
CREATE TYPE "SharingClass" AS ENUM ('unconditional', 'conditional', 'none');

-- CreateTable
CREATE TABLE "CatalogueEntry" (
    "code" TEXT NOT NULL,
    "kind" "CatalogueKind" NOT NULL,
    "nameZh" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "summaryZh" TEXT NOT NULL,
    "summaryEn" TEXT NOT NULL,
    "departmentCode" TEXT NOT NULL,
    "mustPublish" BOOLEAN NOT NULL DEFAULT false,
    "url" TEXT,
    "sharing" "SharingClass",
    "conditionZh" TEXT,
    "conditionEn" TEXT,
    "fields" JSONB NOT NULL DEFAULT '[]',
    "updateDays" INTEGER,
    "dataAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CatalogueEntry_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "DisclosureRequest" (
    "ticketId" UUID NOT NULL,
    "entryCode" TEXT,
    "delivery" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DisclosureRequest_pkey" PRIMARY KEY ("ticketId")
);

-- CreateIndex
CREATE INDEX "CatalogueEntry_kind_departmentCode_idx" ON "CatalogueEntry"("kind", "departmentCode");

-- CreateIndex
CREATE INDEX "DisclosureRequest_entryCode_idx" ON "DisclosureRequest"("entryCode");
