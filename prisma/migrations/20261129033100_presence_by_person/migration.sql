-- Each reads the latest of one person. By a key of ids alone the log was read backwards until that person came: all of it
-- for who never signed in.
ALTER TABLE "PresenceLog" DROP CONSTRAINT IF EXISTS "PresenceLog_pkey";
ALTER TABLE "PresenceLog" ADD CONSTRAINT "PresenceLog_pkey" PRIMARY KEY USING INDEX "PresenceLog_person_key";
DROP INDEX IF EXISTS "PresenceLog_userId_id_idx";
