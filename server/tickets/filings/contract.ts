// What the citizens' ticket form (/filing) sends and gets.
import { z } from 'zod';
import { bilingualSchema, idSchema, langSchema, tongueSchema } from '../../platform/contract.ts';
import { petitionFiledSchema, placeSchema, proofCodeSchema, proofPhoneSchema } from '../contract.ts';
import { ticketKindSchema } from '../words.ts';

/** What a citizen chooses from. Criticism is handled as a complaint; petitions and disclosure have forms of their own. */
export const filingKindSchema = ticketKindSchema.extract([
  'help',
  'inquiry',
  'complaint',
  'suggestion',
  'report',
  'praise',
]);
export type FilingKind = z.infer<typeof filingKindSchema>;

const matterText = z.string().trim().min(5).max(6_000);

/** POST /api/citizen/filing/guess: asked while the matter is being written; in a body, because logs keep addresses. */
export const filingWordsSchema = z.object({ text: matterText, lang: langSchema.default('zh') });
/** What it probably is, without reasons, and published answers that may spare the citizen the form. */
export const filingGuessSchema = z.object({
  kind: filingKindSchema.nullable(),
  categoryCode: z.string().nullable(),
  districtCode: z.string().nullable(),
  /** Somebody may be in danger: no form is quick enough. */
  isEmergency: z.boolean(),
  answers: z.array(z.object({ id: idSchema, title: bilingualSchema, short: bilingualSchema })),
});
export type FilingGuess = z.infer<typeof filingGuessSchema>;

/** GET /api/citizen/filing/categories: all of the city's, the widest first. */
export const filingCategoriesSchema = z.object({
  items: z.array(z.object({ code: z.string(), parentCode: z.string().nullable(), name: bilingualSchema })),
});
export type FilingCategory = z.infer<typeof filingCategoriesSchema>['items'][number];

/** POST /api/citizen/filing. The id is the caller's: the same again is one ticket. A report (举报) is always sealed. */
export const fileMatterSchema = z.object({
  id: idSchema,
  kind: filingKindSchema,
  /** Left open: the dispatch desk decides. */
  categoryCode: z.string().max(40).optional(),
  text: matterText,
  name: z.string().trim().max(40).default(''),
  phone: proofPhoneSchema,
  code: proofCodeSchema,
  place: placeSchema.default({}),
  sealed: z.boolean().default(false),
  lang: tongueSchema.default('zh'),
});
export type FileMatter = z.infer<typeof fileMatterSchema>;
/** `isJoined`: an open matter of the same telephone was surely meant; it was urged, and these are its number and code. */
export const matterFiledSchema = petitionFiledSchema.extend({ isJoined: z.boolean() });
export type MatterFiled = z.infer<typeof matterFiledSchema>;
