-- AlterTable
ALTER TABLE "Citizen" ADD COLUMN     "nameSealed" TEXT;

-- AlterTable
ALTER TABLE "ContactPoint" ADD COLUMN     "valueMark" TEXT,
ADD COLUMN     "valueSealed" TEXT,
ALTER COLUMN "value" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "citizenNameSealed" TEXT,
ADD COLUMN     "citizenPhoneMark" TEXT,
ADD COLUMN     "citizenPhoneSealed" TEXT;

-- CreateTable
CREATE TABLE "FieldSealing" (
    "id" INTEGER NOT NULL,
    "plainEndedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FieldSealing_pkey" PRIMARY KEY ("id")
);

-- Where nobody has been met yet, no older version runs.
INSERT INTO "FieldSealing" ("id", "plainEndedAt")
  SELECT 1, CASE WHEN NOT EXISTS (SELECT 1 FROM "Citizen") THEN CURRENT_TIMESTAMP END;

-- A value that is sealed stands nowhere else, from the moment that says so: no process has to hear of it first.
CREATE FUNCTION is_plain_over() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT EXISTS (SELECT 1 FROM "FieldSealing" WHERE "plainEndedAt" IS NOT NULL) $$;

CREATE FUNCTION empty_plain_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."nameSealed" IS NOT NULL AND is_plain_over() THEN NEW."name" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER citizen_plain BEFORE INSERT OR UPDATE OF "nameSealed" ON "Citizen"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_name();

CREATE FUNCTION empty_plain_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."valueSealed" IS NOT NULL AND is_plain_over() THEN NEW."value" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contact_point_plain BEFORE INSERT OR UPDATE OF "valueSealed" ON "ContactPoint"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_value();

CREATE FUNCTION empty_plain_reporter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT is_plain_over() THEN RETURN NEW; END IF;
  IF NEW."citizenNameSealed" IS NOT NULL THEN NEW."citizenName" := NULL; END IF;
  IF NEW."citizenPhoneSealed" IS NOT NULL THEN NEW."citizenPhone" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ticket_plain BEFORE INSERT OR UPDATE OF "citizenNameSealed", "citizenPhoneSealed" ON "Ticket"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_reporter();
