-- AlterTable
ALTER TABLE "Callback" ADD COLUMN     "numberMark" TEXT,
ADD COLUMN     "numberSealed" TEXT,
ALTER COLUMN "number" DROP NOT NULL;

-- AlterTable
ALTER TABLE "CallSession" ADD COLUMN     "sessionSealed" TEXT;
-- Its first letters say which key sealed it: without compression they are read without the rest.
ALTER TABLE "CallSession" ALTER COLUMN "sessionSealed" SET STORAGE EXTERNAL;

-- AlterTable
ALTER TABLE "ConferenceParty" ADD COLUMN     "numberSealed" TEXT;

-- AlterTable
ALTER TABLE "PhoneCode" ADD COLUMN     "phoneMark" TEXT,
ADD COLUMN     "phoneSealed" TEXT,
ALTER COLUMN "phone" DROP NOT NULL;

-- AlterTable
ALTER TABLE "SmsArrival" ADD COLUMN     "fromMark" TEXT,
ADD COLUMN     "fromSealed" TEXT,
ALTER COLUMN "from" DROP NOT NULL;

-- AlterTable
ALTER TABLE "BroadcastSent" ADD COLUMN     "phoneMark" TEXT,
ADD COLUMN     "phoneSealed" TEXT;

-- AlterTable
ALTER TABLE "BroadcastSubscription" ADD COLUMN     "phoneMark" TEXT,
ADD COLUMN     "phoneSealed" TEXT;

-- AlterTable
ALTER TABLE "DoNotCall" ADD COLUMN     "numberMark" TEXT,
ADD COLUMN     "numberSealed" TEXT;

-- AlterTable
ALTER TABLE "SmsOptOut" ADD COLUMN     "phoneMark" TEXT,
ADD COLUMN     "phoneSealed" TEXT;

-- The number that was written to last: of what is done nobody goes on behind it.
UPDATE "Broadcast" SET "smsAfter" = '' WHERE "smsDoneAt" IS NOT NULL AND "smsAfter" <> '';

-- What the version before writes anew has no seal until somebody seals it: the one beside it is of what stood there.
CREATE FUNCTION empty_plain_callback() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."number" IS DISTINCT FROM OLD."number" AND NEW."numberSealed" = OLD."numberSealed" THEN
    NEW."numberSealed" := NULL;
    NEW."numberMark" := NULL;
  END IF;
  IF NEW."numberSealed" IS NOT NULL AND is_plain_over() THEN NEW."number" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER callback_plain BEFORE INSERT OR UPDATE OF "number", "numberSealed" ON "Callback"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_callback();

CREATE FUNCTION empty_plain_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."numberSealed" IS NOT NULL AND is_plain_over() THEN NEW."number" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conference_party_plain BEFORE INSERT OR UPDATE OF "numberSealed" ON "ConferenceParty"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_party();

-- Where a call stands says nothing of who calls, and is looked at when one goes wrong.
CREATE FUNCTION empty_plain_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."session" <> OLD."session" AND NEW."sessionSealed" = OLD."sessionSealed" THEN
    NEW."sessionSealed" := NULL;
  END IF;
  IF NEW."sessionSealed" IS NOT NULL AND is_plain_over() THEN
    NEW."fromNumber" := '';
    NEW."session" := (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(NEW."session")
      WHERE key IN ('flow', 'node', 'path', 'status', 'outcome', 'language', 'agentsLost'));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER call_session_plain BEFORE INSERT OR UPDATE OF "session", "sessionSealed" ON "CallSession"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_session();

CREATE FUNCTION empty_plain_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."fromSealed" IS NOT NULL AND is_plain_over() THEN NEW."from" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sms_arrival_plain BEFORE INSERT OR UPDATE OF "fromSealed" ON "SmsArrival"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_from();

CREATE FUNCTION empty_plain_phone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."phoneSealed" IS NOT NULL AND is_plain_over() THEN NEW."phone" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER phone_code_plain BEFORE INSERT OR UPDATE OF "phoneSealed" ON "PhoneCode"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_phone();

-- Where the telephone is the key of its row, its mark takes the place.
CREATE FUNCTION mark_for_phone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."phoneSealed" IS NOT NULL AND is_plain_over() THEN NEW."phone" := NEW."phoneMark"; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sms_opt_out_plain BEFORE INSERT OR UPDATE OF "phoneSealed" ON "SmsOptOut"
  FOR EACH ROW EXECUTE FUNCTION mark_for_phone();
CREATE TRIGGER broadcast_subscription_plain BEFORE INSERT OR UPDATE OF "phoneSealed" ON "BroadcastSubscription"
  FOR EACH ROW EXECUTE FUNCTION mark_for_phone();
CREATE TRIGGER broadcast_sent_plain BEFORE INSERT OR UPDATE OF "phoneSealed" ON "BroadcastSent"
  FOR EACH ROW EXECUTE FUNCTION mark_for_phone();

CREATE FUNCTION mark_for_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."numberSealed" IS NOT NULL AND is_plain_over() THEN NEW."number" := NEW."numberMark"; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER do_not_call_plain BEFORE INSERT OR UPDATE OF "numberSealed" ON "DoNotCall"
  FOR EACH ROW EXECUTE FUNCTION mark_for_number();
