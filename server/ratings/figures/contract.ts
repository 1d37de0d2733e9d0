// How satisfied citizens are with talks, as supervisors read it.
import { z } from 'zod';
import {
  asOfSchema,
  bilingualSchema,
  channelSchema,
  idSchema,
  langSchema,
  pageOf,
  pageQuerySchema,
  satisfiedFrom,
  scoreSchema,
  scores,
  timeSchema,
} from '../../platform/contract.ts';

export const ratingsBySchema = z.enum(['agent', 'queue', 'channel', 'week']);
export type RatingsBy = z.infer<typeof ratingsBySchema>;
const daySchema = z.iso.date();
const scopeFields = {
  /** Days of the city, both included, by when the talk was over. */
  from: daySchema,
  until: daySchema,
  channel: channelSchema.extract(['voice', 'chat']).optional(),
};
/** GET /api/quality/ratings */
export const ratingsQuerySchema = z.object({ ...scopeFields, by: ratingsBySchema.default('agent') });
export type RatingsQuery = z.infer<typeof ratingsQuerySchema>;
/** GET /api/quality/ratings.csv and .xlsx */
export const ratingsExportSchema = ratingsQuerySchema.extend({ lang: langSchema.default('zh') });

export const ratingCountsSchema = z.object({
  /** Talks with an agent that were over. */
  talks: z.number().int(),
  asked: z.number().int(),
  rated: z.number().int(),
  /** By grade, the best first. */
  grades: z.array(z.number().int()).length(scores.length),
});
export type RatingCounts = z.infer<typeof ratingCountsSchema>;
const ratingRowSchema = ratingCountsSchema.extend({ key: z.string(), name: bilingualSchema });
export type RatingRow = z.infer<typeof ratingRowSchema>;
export const ratingFiguresSchema = z.object({
  by: ratingsBySchema,
  from: daySchema,
  until: daySchema,
  asOf: asOfSchema,
  rows: z.array(ratingRowSchema),
  total: ratingCountsSchema,
});
export type RatingFigures = z.infer<typeof ratingFiguresSchema>;

/** Satisfied ÷ rated, 0 to 1; null without a rating: whoever said nothing has not praised. */
export function satisfiedShare({ rated, grades }: Pick<RatingCounts, 'rated' | 'grades'>): number | null {
  const satisfied = scores.reduce(
    (sum, score, index) => sum + (score >= satisfiedFrom ? (grades[index] ?? 0) : 0),
    0,
  );
  return rated === 0 ? null : satisfied / rated;
}

/** GET /api/quality/ratings/poor: talks rated 1 or 2, the latest first. */
export const poorRatingsQuerySchema = pageQuerySchema.extend({
  ...scopeFields,
  agent: idSchema.optional(),
  queue: z.string().max(40).optional(),
});
export type PoorRatingsQuery = z.infer<typeof poorRatingsQuerySchema>;
export const ratedTalkSchema = z.object({
  interactionId: idSchema,
  agentId: idSchema,
  agentName: bilingualSchema,
  queueCode: z.string(),
  channel: channelSchema,
  endedAt: timeSchema,
  ratedAt: timeSchema,
  score: scoreSchema,
  /** The citizen's own, without people's numbers. */
  words: z.string().nullable(),
});
export type RatedTalk = z.infer<typeof ratedTalkSchema>;
export const poorRatingsSchema = pageOf(ratedTalkSchema);
