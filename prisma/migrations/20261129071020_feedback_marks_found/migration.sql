-- Whether somebody said the same of an article before is asked at every word of praise.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "SearchFeedback_mark_idx" ON "SearchFeedback"("mark");
