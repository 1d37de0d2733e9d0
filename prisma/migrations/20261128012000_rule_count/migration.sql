-- CreateTable
CREATE TABLE "RuleCount" (
    "id" INTEGER NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "RuleCount_pkey" PRIMARY KEY ("id")
);
INSERT INTO "RuleCount" VALUES (1, 1);

-- Every command to a ticket asks whether the rules are still the ones it knows: reading them all each time was the dearest
-- part of it. A change and its count commit together, so nobody takes old rules for new ones.
CREATE FUNCTION count_rule_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "RuleCount" VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = "RuleCount".count + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER rule_count AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "Calendar"
  FOR EACH STATEMENT EXECUTE FUNCTION count_rule_change();
CREATE TRIGGER rule_count AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "ClockPolicy"
  FOR EACH STATEMENT EXECUTE FUNCTION count_rule_change();
CREATE TRIGGER rule_count AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "HolidayNotice"
  FOR EACH STATEMENT EXECUTE FUNCTION count_rule_change();
CREATE TRIGGER rule_count AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "Category"
  FOR EACH STATEMENT EXECUTE FUNCTION count_rule_change();
