// Articles and search as agents, citizens and editors see them.
import { z } from 'zod';
import { bilingualSchema, idSchema, pageQuerySchema, timeSchema } from '../platform/contract.ts';

export * from './notice.ts';

export const audienceSchema = z.enum(['public', 'agent', 'department']);
export const articleStatusSchema = z.enum(['draft', 'review', 'published', 'expiring', 'withdrawn']);
export const articleSourceSchema = z.enum(['editor', 'service_item', 'disclosure', 'reply', 'notice']);

/** A file of an article; its bytes are at `…/articles/:id/files/:fileId` for who may read the article. */
export const articleFileSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** What the content is. */
  mime: z.string(),
  bytes: z.number().int(),
});
export type ArticleFileView = z.infer<typeof articleFileSchema>;

export const articleViewSchema = z.object({
  id: idSchema,
  code: z.string(),
  source: articleSourceSchema,
  status: articleStatusSchema,
  audience: audienceSchema,
  title: bilingualSchema,
  /** Markdown. */
  body: bilingualSchema,
  short: bilingualSchema,
  /** What a telephone says. */
  spoken: bilingualSchema,
  keywords: z.array(z.string()),
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  ownerId: idSchema.nullable(),
  reviewBy: timeSchema.nullable(),
  publishedAt: timeSchema.nullable(),
  updatedAt: timeSchema,
  version: z.number().int(),
  files: z.array(articleFileSchema),
});
export type ArticleView = z.infer<typeof articleViewSchema>;

export const articleCommandNameSchema = z.enum([
  'submit',
  'publish',
  'reject',
  'confirm',
  'withdraw',
  'discard',
]);
export type ArticleCommandName = z.infer<typeof articleCommandNameSchema>;

/** One article as its reader may act on it. */
export const articleDetailSchema = articleViewSchema.extend({
  ownerName: bilingualSchema.nullable(),
  /** The version that goes on answering while this one is not yet published. */
  liveVersion: z.number().int().nullable(),
  allowedCommands: z.array(articleCommandNameSchema),
  mayEdit: z.boolean(),
  openCorrections: z.number().int(),
});
export type ArticleDetail = z.infer<typeof articleDetailSchema>;

/** GET /api/knowledge/search (staff) and /api/citizen/search (public articles only). */
export const searchQuerySchema = z.object({
  q: z.string().trim().min(1).max(500),
  limit: z.coerce.number().int().min(1).max(30).default(8),
  departmentCode: z.string().max(40).optional(),
  source: articleSourceSchema.optional(),
  audience: audienceSchema.optional(),
  /** A district: what holds there, that is, what speaks of it or of none. */
  areaCode: z.string().max(40).optional(),
  /** Whether to tell by what the answers can be narrowed. */
  choices: z.stringbool().default(false),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;
/** `marks` are [from, to) character ranges in `text`. */
const markedSchema = z.object({
  text: z.string(),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
/** Why something was found: words of the question and where they stand, or what it says in their place. */
export const reasonSchema = z.discriminatedUnion('by', [
  z.object({ by: z.enum(['title', 'keywords', 'text']), words: z.array(z.string()) }),
  z.object({ by: z.enum(['synonym', 'pinyin', 'typo']), said: z.string(), found: z.string() }),
  z.object({ by: z.literal('learned') }),
]);
export const searchHitSchema = z.object({
  article: articleViewSchema.omit({ body: true }),
  /** The title in the reader's language. */
  title: markedSchema,
  /** Matching fragments of the text. */
  fragments: z.array(markedSchema),
  reasons: z.array(reasonSchema),
  score: z.number(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;
/** How many of the best answers, whatever department and source were asked for, each would leave. */
export const searchChoicesSchema = z.object({
  departments: z.array(z.object({ code: z.string(), name: bilingualSchema, count: z.number().int() })),
  sources: z.array(z.object({ source: articleSourceSchema, count: z.number().int() })),
});
export type SearchChoices = z.infer<typeof searchChoicesSchema>;
export const searchAnswerSchema = z.object({
  hits: z.array(searchHitSchema),
  /** Nothing that was found tells what was asked; also where nothing was. */
  isFarOff: z.boolean(),
  /** Null when they were not asked for. */
  choices: searchChoicesSchema.nullable(),
  tookMs: z.number(),
});
export type SearchAnswer = z.infer<typeof searchAnswerSchema>;

const shortTextSchema = z.object({ zh: z.string().max(500), en: z.string().max(500) });
/** Create or change an article (editor); saving keeps the version before. */
export const saveArticleSchema = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/),
  audience: audienceSchema,
  title: z.object({ zh: z.string().trim().min(1).max(200), en: z.string().trim().min(1).max(300) }),
  /** Markdown; what could run in a browser is taken out when it is saved. */
  body: z.object({ zh: z.string().max(100_000), en: z.string().max(100_000) }),
  short: shortTextSchema,
  spoken: shortTextSchema.default({ zh: '', en: '' }),
  keywords: z.array(z.string().min(1).max(40)).max(60),
  departmentCode: z.string().max(40).nullable(),
  categoryCode: z.string().max(80).nullable(),
  /** Who is reminded; the one who writes it first by default. */
  ownerId: idSchema.nullable().default(null),
  reviewBy: timeSchema.nullable(),
  /** What POST /api/knowledge/files has answered, in the order in which they are shown. */
  fileIds: z.array(idSchema).max(20).default([]),
  /** The version that the editor saw; another one in between is a conflict. 0 creates. */
  version: z.number().int().min(0),
});
export const articleCommandSchema = z.object({
  command: articleCommandNameSchema,
  version: z.number().int().min(1),
  /** Needed to reject and to withdraw. */
  reason: z.string().trim().max(500).optional(),
  /** The next review, with `publish` and `confirm`. */
  reviewBy: timeSchema.optional(),
});

/** GET /api/knowledge/articles: one page of articles, the latest change first. */
export const articleListQuerySchema = pageQuerySchema.extend({ status: articleStatusSchema.optional() });

/** GET /api/knowledge/articles/:id/versions, the latest first. */
export const articleVersionSchema = z.object({
  version: z.number().int(),
  at: timeSchema,
  by: bilingualSchema.nullable(),
  /** What made it; null for what came from a pack or an import. */
  action: z.string().nullable(),
  reason: z.string().nullable(),
  files: z.array(articleFileSchema),
});
export type ArticleVersionLine = z.infer<typeof articleVersionSchema>;
export const diffQuerySchema = z.object({
  from: z.coerce.number().int().min(1).max(1_000_000),
  to: z.coerce.number().int().min(1).max(1_000_000),
});
export const changedFieldSchema = z.enum([
  'title',
  'short',
  'spoken',
  'body',
  'keywords',
  'audience',
  'departmentCode',
  'categoryCode',
  'files',
]);
export type ChangedField = z.infer<typeof changedFieldSchema>;
/** GET /api/knowledge/articles/:id/diff: only the fields that differ. */
export const articleDiffSchema = z.object({
  from: z.number().int(),
  to: z.number().int(),
  fields: z.array(
    z.object({
      field: changedFieldSchema,
      /** Null where the field has no language. */
      lang: z.enum(['zh', 'en']).nullable(),
      parts: z.array(z.object({ text: z.string(), is: z.enum(['same', 'added', 'removed']) })),
    }),
  ),
});
export type ArticleDiff = z.infer<typeof articleDiffSchema>;

/** GET /api/knowledge/editors: who can own an article. */
export const editorsSchema = z.object({ items: z.array(z.object({ id: idSchema, name: bilingualSchema })) });

export const correctionStateSchema = z.enum(['open', 'accepted', 'declined']);
/** Somebody who answers from an article says what is wrong with it. The id is the caller's: the same again is one. */
export const requestCorrectionSchema = z.object({
  id: idSchema,
  /** The version that was read. */
  version: z.number().int().min(1),
  text: z.string().trim().min(2).max(1_000),
});
export const answerCorrectionSchema = z.object({
  state: correctionStateSchema.exclude(['open']),
  answer: z.string().trim().min(2).max(1_000),
});
export const correctionSchema = z.object({
  id: idSchema,
  articleId: idSchema,
  articleTitle: bilingualSchema,
  version: z.number().int(),
  text: z.string(),
  state: correctionStateSchema,
  by: bilingualSchema.nullable(),
  createdAt: timeSchema,
  dueAt: timeSchema,
  answer: z.string().nullable(),
  answeredBy: bilingualSchema.nullable(),
  answeredAt: timeSchema.nullable(),
});
export type CorrectionView = z.infer<typeof correctionSchema>;
/** GET /api/knowledge/corrections: the open ones, most urgent first, or the answered ones, latest first. */
export const correctionQuerySchema = z.object({
  articleId: idSchema.optional(),
  isOpen: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true'),
});

export const feedbackKindSchema = z.enum(['opened', 'used', 'solved', 'not_helped', 'nothing']);
/**
 * What somebody did with an answer: opened it, put it into a reply, was helped or not, or found nothing. The id is the
 * caller's: the same again counts once.
 */
export const feedbackSchema = z
  .object({
    id: idSchema,
    kind: feedbackKindSchema,
    words: z.string().trim().min(1).max(500),
    articleId: idSchema.optional(),
    lang: z.enum(['zh', 'en']).default('zh'),
  })
  .refine(({ kind, articleId }) => (kind === 'nothing') === (articleId === undefined), {
    path: ['articleId'],
    message: 'is named by every kind but nothing',
  });
export type Feedback = z.infer<typeof feedbackSchema>;

/** GET /api/knowledge/gaps: what was asked without a good answer, the most often first. */
export const gapSchema = z.object({
  /** As it was asked, without what says who asked. */
  words: z.string(),
  nothing: z.number().int(),
  notHelped: z.number().int(),
  lastAt: timeSchema,
  /** The article that did not help, the latest. */
  articleId: idSchema.nullable(),
  articleTitle: bilingualSchema.nullable(),
});
export type Gap = z.infer<typeof gapSchema>;
export const closeGapSchema = z.object({
  words: z.string().min(1).max(200),
  note: z.string().trim().min(2).max(500),
});

/** GET /api/knowledge/figures: what is used, what is fresh. Of the last `days`. */
export const figuresSchema = z.object({
  days: z.number().int(),
  byStatus: z.record(articleStatusSchema, z.number().int()),
  /** In force, and whether somebody looked at them in time. */
  inForce: z.number().int(),
  overdue: z.number().int(),
  withoutDate: z.number().int(),
  /** In force and opened by nobody. */
  unused: z.number().int(),
  opened: z.number().int(),
  used: z.number().int(),
  solved: z.number().int(),
  notHelped: z.number().int(),
  nothing: z.number().int(),
  corrections: z.object({ open: z.number().int(), late: z.number().int() }),
  /** Answers that the machine gave by itself, and what citizens said of them. */
  machine: z.array(
    z.object({
      channel: z.enum(['chat', 'sms', 'voice']),
      given: z.number().int(),
      solved: z.number().int(),
      person: z.number().int(),
    }),
  ),
  articles: z.array(
    z.object({
      id: idSchema,
      title: bilingualSchema,
      opened: z.number().int(),
      used: z.number().int(),
      solved: z.number().int(),
      notHelped: z.number().int(),
    }),
  ),
});
export type Figures = z.infer<typeof figuresSchema>;

/** GET /api/knowledge/synonyms; words of one group mean the same. */
export const synonymGroupSchema = z.object({
  id: idSchema,
  words: z.array(z.string()),
  note: z.string(),
  version: z.number().int(),
  /** Came with the product and is unchanged. */
  isShipped: z.boolean(),
});
export type SynonymGroup = z.infer<typeof synonymGroupSchema>;
export const saveSynonymsSchema = z.object({
  words: z.array(z.string().trim().min(1).max(40)).min(2).max(20),
  note: z.string().trim().max(200).default(''),
  /** The version that was seen; 0 makes a new group. */
  version: z.number().int().min(0),
});
