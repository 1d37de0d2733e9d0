-- AlterTable
ALTER TABLE "ConferenceParty" ADD COLUMN     "inviterId" UUID;
