-- AlterTable
ALTER TABLE "SmsOut" ADD COLUMN     "toMark" TEXT,
ADD COLUMN     "toSealed" TEXT,
ALTER COLUMN "to" DROP NOT NULL;

CREATE FUNCTION empty_plain_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."toSealed" IS NOT NULL AND is_plain_over() THEN NEW."to" := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sms_out_plain BEFORE INSERT OR UPDATE OF "toSealed" ON "SmsOut"
  FOR EACH ROW EXECUTE FUNCTION empty_plain_to();
