// Articles and search as agents, citizens and editors see them.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../platform/contract.ts';

export const audienceSchema = z.enum(['public', 'agent', 'department']);
export const articleStatusSchema = z.enum(['draft', 'review', 'published', 'expiring', 'withdrawn']);
export const articleSourceSchema = z.enum(['editor', 'service_item', 'disclosure']);

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
  keywords: z.array(z.string()),
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  reviewBy: timeSchema.nullable(),
  publishedAt: timeSchema.nullable(),
  updatedAt: timeSchema,
  version: z.number().int(),
});
export type ArticleView = z.infer<typeof articleViewSchema>;

/** GET /api/knowledge/search (staff) and /api/citizen/search (public articles only). */
export const searchQuerySchema = z.object({
  q: z.string().trim().min(1).max(500),
  limit: z.coerce.number().int().min(1).max(30).default(8),
});
export const searchHitSchema = z.object({
  article: articleViewSchema.omit({ body: true }),
  /** Matching fragments; `marks` are [from, to) character ranges in `text`. */
  fragments: z.array(
    z.object({ text: z.string(), marks: z.array(z.tuple([z.number().int(), z.number().int()])) }),
  ),
  score: z.number(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;
export const searchAnswerSchema = z.object({ hits: z.array(searchHitSchema), tookMs: z.number() });

/** Create or change an article (editor); saving keeps the version before. */
export const saveArticleSchema = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/),
  audience: audienceSchema,
  title: bilingualSchema,
  body: bilingualSchema,
  short: bilingualSchema,
  keywords: z.array(z.string().min(1).max(40)).max(60),
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  reviewBy: timeSchema.nullable(),
  /** The version that the editor saw; another one in between is a conflict. 0 creates. */
  version: z.number().int().min(0),
});
export const articleCommandSchema = z.object({
  command: z.enum(['submit', 'publish', 'reject', 'withdraw']),
  version: z.number().int().min(1),
  reason: z.string().max(500).optional(),
});

/** POST /api/knowledge/import: service items as JSON, JSONL or CSV text. `dryRun` changes nothing. */
export const importRequestSchema = z.object({
  /** Made by the caller, who then can follow the import: the same id again imports nothing twice. */
  id: idSchema.optional(),
  fileName: z.string().max(200),
  content: z.string().max(64 * 1024 * 1024),
  dryRun: z.boolean().default(false),
});
const importCounts = {
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
};
export const importFaultSchema = z.object({
  /** From 1; 0 is the file as a whole. */
  row: z.number().int(),
  field: z.string(),
  rule: z.string(),
  /** Imported all the same; otherwise the row was left out. */
  isKept: z.boolean(),
  message: bilingualSchema,
  howToMend: bilingualSchema,
});
export type ImportFault = z.infer<typeof importFaultSchema>;
export const importReportSchema = z.object({
  id: idSchema.nullable(),
  ...importCounts,
  faults: z.array(importFaultSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** GET /api/knowledge/imports and …/imports/:id: how far one has come, also while it runs. */
export const importRunSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  startedAt: timeSchema,
  startedBy: bilingualSchema.nullable(),
  /** Null while it runs, and for one that the server went down under: importing the file again goes on from there. */
  finishedAt: timeSchema.nullable(),
  ...importCounts,
  faults: z.number().int(),
});
export type ImportRun = z.infer<typeof importRunSchema>;
