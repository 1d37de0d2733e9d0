-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "latitude" DOUBLE PRECISION,
ADD COLUMN     "longitude" DOUBLE PRECISION;

-- CreateTable
CREATE TABLE "Open311Endpoint" (
    "jurisdictionId" TEXT NOT NULL,
    "contactZh" TEXT NOT NULL,
    "contactEn" TEXT NOT NULL,
    "keyServiceZh" TEXT NOT NULL,
    "keyServiceEn" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Open311Endpoint_pkey" PRIMARY KEY ("jurisdictionId")
);

-- CreateTable
CREATE TABLE "Open311Service" (
    "categoryCode" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "descriptionZh" TEXT NOT NULL,
    "descriptionEn" TEXT NOT NULL,
    "keywordsZh" TEXT NOT NULL,
    "keywordsEn" TEXT NOT NULL,
    "noticeZh" TEXT,
    "noticeEn" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "Open311Service_pkey" PRIMARY KEY ("categoryCode")
);

-- CreateTable
CREATE TABLE "Open311Key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "perMinute" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Open311Key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Open311Request" (
    "ticketId" UUID NOT NULL,
    "keyId" TEXT NOT NULL,
    "serviceCode" TEXT NOT NULL,
    "description" TEXT,
    "attributes" JSONB NOT NULL,
    "address" TEXT,
    "addressId" TEXT,
    "mediaUrls" TEXT[],
    "fileIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "email" TEXT,
    "deviceId" TEXT,
    "accountId" TEXT,
    "fingerprint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Open311Request_pkey" PRIMARY KEY ("ticketId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Open311Key_keyHash_key" ON "Open311Key"("keyHash");
