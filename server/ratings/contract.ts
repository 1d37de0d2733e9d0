// What a citizen sends of a chat that is over, and what they are asked. The grades are in platform/contract.ts.
import { z } from 'zod';
import { idSchema, scoreSchema } from '../platform/contract.ts';

export const maxWords = 500;
/** A chat can be rated so long after its end; what was given can be changed so long after it was. */
export const rateWithinH = 24;
export const changeWithinMin = 10;

/** POST /api/chat/rating: the citizen's word on a chat that is over. Again, within minutes, it takes the place of the first. */
export const rateChatSchema = z.object({
  interactionId: idSchema,
  score: scoreSchema,
  words: z.string().trim().max(maxWords).optional(),
});
export type RateChat = z.infer<typeof rateChatSchema>;

/** A contact of the citizen's that they are asked about; what they gave, once they have. */
export const askedRatingSchema = z.object({
  score: scoreSchema.nullable(),
  /** Nothing can be given or changed any more. */
  isClosed: z.boolean(),
});
export type AskedRating = z.infer<typeof askedRatingSchema>;
