-- CreateTable
CREATE TABLE "Hotspot" (
    "id" UUID NOT NULL,
    "ticketIds" UUID[],
    "size" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "place" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "recent" INTEGER NOT NULL,
    "alarmedSize" INTEGER NOT NULL,
    "alarmedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Hotspot_pkey" PRIMARY KEY ("id")
);
