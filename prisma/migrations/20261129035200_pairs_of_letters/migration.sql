-- Words of a title are found by the pairs of letters in them: Chinese words have two, and groups of three, as it was before,
-- answer nobody who looks for one.
CREATE OR REPLACE FUNCTION title_pairs(title text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT coalesce(array_agg(DISTINCT substr(lower(title), i, 2)), '{}') FROM generate_series(1, length(title) - 1) AS i $$;
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Ticket_title_pairs_idx" ON "Ticket" USING gin (title_pairs("title"));
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_title_trgm_idx";
