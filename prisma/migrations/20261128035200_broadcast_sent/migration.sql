-- CreateTable
CREATE TABLE "BroadcastSent" (
    "broadcastId" UUID NOT NULL,
    "phone" TEXT NOT NULL,

    CONSTRAINT "BroadcastSent_pkey" PRIMARY KEY ("broadcastId","phone")
);

-- AddForeignKey
ALTER TABLE "BroadcastSent" ADD CONSTRAINT "BroadcastSent_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;
