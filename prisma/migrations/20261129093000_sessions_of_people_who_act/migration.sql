-- When a person last pressed a key at a session's page: without it the session ends. Sessions that are open act now.
ALTER TABLE "Session" ADD COLUMN "actedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
