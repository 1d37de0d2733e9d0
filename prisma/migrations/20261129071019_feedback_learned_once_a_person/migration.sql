-- Who said what of which article: learned once. Older rows have none and count as they did.
ALTER TABLE "SearchFeedback" ADD COLUMN "mark" TEXT;
