// Lists as files: which there are, what a file of one did or would do.
import { z } from 'zod';
import { bilingualSchema, langSchema } from '../../platform/contract.ts';
import { importFaultSchema } from '../contract.ts';

/** 16 MB: the texts of some thousand articles. */
export const mostListBytes = 16 * 1024 * 1024;
/** Rows of one file: each is checked and written while its sender waits. */
export const mostListRows = 20_000;
/** More faults of one file are counted, not told. */
export const mostListFaults = 500;

export const listNameSchema = z.enum([
  'areas',
  'departments',
  'categories',
  'skills',
  'reasons',
  'phone-book',
  'canned-replies',
  'reply-templates',
  'texts',
  'calendars',
  'holidays',
  'queues',
  'policies',
  'duty',
  'ladders',
  'follow-up-rules',
  'users',
  'flows',
  'articles',
  'synonyms',
  'import-mappings',
  'import-sources',
  'consultations',
  'notices',
  'do-not-call',
  'webhooks',
  'connectors',
  'api-keys',
  'tickets',
  'contacts',
  'conversations',
  'callbacks',
  'broadcasts',
  'corrections',
  'gaps',
  'audit',
  'reveals',
]);
export type ListName = z.infer<typeof listNameSchema>;

/** GET /api/exchange: the lists that the reader may have as a file, in the order in which they build on each other. */
export const exchangeSchema = z.object({
  items: z.array(
    z.object({
      name: listNameSchema,
      title: bilingualSchema,
      /** Columns that tell one row from another. */
      key: z.array(bilingualSchema),
      columns: z.array(z.object({ field: z.string(), title: bilingualSchema })),
      mayImport: z.boolean(),
      /** Why nobody imports it, or where that is done. */
      note: bilingualSchema.nullable(),
    }),
  ),
});
export type ExchangeList = z.infer<typeof exchangeSchema>['items'][number];

/** GET /api/exchange/set-up: what a city still lacks before a matter can go its way. */
export const setUpSchema = z.object({
  /** Lists without a row, in the order in which they build on each other. */
  emptyLists: z.array(listNameSchema),
  /** Somebody may be given contacts. */
  hasAgents: z.boolean(),
  /** Published ones: drafts are found by nobody. */
  hasArticles: z.boolean(),
});
export type SetUp = z.infer<typeof setUpSchema>;

/** POST /api/exchange/…?dryRun=true (multipart, one file). With `dryRun` nothing is changed. */
export const listImportQuerySchema = z.object({ dryRun: z.stringbool().default(true) });
export const listImportSchema = z.object({
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  leftOut: z.number().int(),
  /** Of all of them; `faults` has the first. */
  faultCount: z.number().int(),
  faults: z.array(importFaultSchema),
});
export type ListImport = z.infer<typeof listImportSchema>;

/** GET /api/exchange/…: headings and yes or no in the reader's language. */
export const listExportQuerySchema = z.object({
  format: z.enum(['csv', 'xlsx', 'json']).default('csv'),
  lang: langSchema.default('zh'),
});
