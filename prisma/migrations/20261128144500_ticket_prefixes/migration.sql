-- AlterTable
ALTER TABLE "PackState" ADD COLUMN     "ticketPrefixes" TEXT[] DEFAULT ARRAY['SZ']::TEXT[];
