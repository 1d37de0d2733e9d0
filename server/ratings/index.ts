// Ratings: how satisfied citizens are with a talk when it is over. Owns ServiceRating.
export {
  poorRatingsQuerySchema,
  poorRatingsSchema,
  ratedTalkSchema,
  ratingFiguresSchema,
  ratingsExportSchema,
  ratingsQuerySchema,
} from './figures/contract.ts';
export { csvOf as ratingsCsv, xlsxOf as ratingsXlsx } from './figures/export.ts';
export {
  ratedTalks,
  readPoorRatings,
  readRating,
  readRatings,
  shiftRatings,
} from './figures/read.ts';
export { Ratings } from './service.ts';
export { readScores } from './store.ts';
