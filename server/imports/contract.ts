// What comes in from outside: files, mappings, runs with their faults, addresses that are pulled.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../platform/contract.ts';

/** 64 MB: a province's items are tens of megabytes. */
export const mostFileBytes = 64 * 1024 * 1024;
/** Rows of one file. */
export const mostRows = 200_000;

export const importTargetSchema = z.enum(['service_item', 'disclosure', 'resource']);
export type ImportTarget = z.infer<typeof importTargetSchema>;
export const importFormatSchema = z.enum(['csv', 'xlsx', 'json', 'jsonl']);
/** Column → field. A column that is not named goes into no field. */
export const mappingSchema = z
  .record(z.string().min(1).max(200), z.string().min(1).max(40))
  .refine((mapping) => Object.keys(mapping).length <= 200);

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

/** POST /api/imports/files (multipart, one file): what it holds at first sight. */
export const importFileSchema = z.object({
  id: idSchema,
  name: z.string(),
  format: importFormatSchema,
  rows: z.number().int(),
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
  /** Why it cannot be read at all. */
  fault: importFaultSchema.nullable(),
});
export type ImportFile = z.infer<typeof importFileSchema>;

/** POST /api/imports/files/:id/preview. Without a mapping it is guessed. */
export const previewRequestSchema = z.object({
  target: importTargetSchema,
  mapping: mappingSchema.optional(),
});
export const previewSchema = z.object({
  mapping: mappingSchema,
  /** Our fields; without the required ones no row can be read. */
  fields: z.array(z.object({ field: z.string(), isRequired: z.boolean() })),
  /** The first rows as they will be read. */
  rows: z.array(
    z.object({
      row: z.number().int(),
      values: z.array(z.object({ field: z.string(), text: z.string() })),
      isLeftOut: z.boolean(),
      faults: z.array(importFaultSchema),
    }),
  ),
});
export type ImportPreview = z.infer<typeof previewSchema>;

/** POST /api/imports/runs. The id is the caller's: the same again is one run. */
export const startRunSchema = z.object({
  id: idSchema,
  fileId: idSchema,
  target: importTargetSchema,
  mapping: mappingSchema,
  /** The file is the whole of its kind: what it no longer holds is withdrawn, at most `mostWithdrawn`. */
  isWhole: z.boolean().default(false),
  mostWithdrawn: z.number().int().min(0).optional(),
  isDryRun: z.boolean(),
});

const counts = {
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
};
/** How far an import has come, also while it runs. */
export const importRunSchema = z.object({
  id: idSchema,
  target: importTargetSchema,
  fileName: z.string(),
  isDryRun: z.boolean(),
  isWhole: z.boolean(),
  startedAt: timeSchema,
  /** Null: its source's hour had come. */
  startedBy: bilingualSchema.nullable(),
  sourceId: idSchema.nullable(),
  /** Null while it runs, or waits. */
  finishedAt: timeSchema.nullable(),
  /** It begins when the one before it of the same kind is done. */
  isWaiting: z.boolean(),
  ...counts,
  /** Rows that are done with. */
  done: z.number().int(),
  withdrawn: z.number().int(),
  faults: z.number().int(),
});
export type ImportRun = z.infer<typeof importRunSchema>;
export const importRunsSchema = z.object({ items: z.array(importRunSchema) });

/** GET /api/imports/runs/:id/faults: in the order of the rows, a page at a time. */
export const faultPageSchema = z.object({
  items: z.array(importFaultSchema),
  nextCursor: z.string().nullable(),
});

/** POST /api/knowledge/import: for programs, service items as JSON, JSONL or CSV text in one call. `dryRun` changes nothing. */
export const importRequestSchema = z.object({
  /** Made by the caller, who then can follow the import: the same id again imports nothing twice. */
  id: idSchema.optional(),
  fileName: z.string().max(200),
  content: z.string().max(mostFileBytes),
  dryRun: z.boolean().default(false),
});
export const importReportSchema = z.object({
  id: idSchema.nullable(),
  ...counts,
  faults: z.array(importFaultSchema),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** PUT /api/imports/mappings/:id */
export const saveMappingSchema = z.object({
  target: importTargetSchema,
  name: z.string().trim().min(1).max(60),
  mapping: mappingSchema,
});
export const importMappingSchema = saveMappingSchema.extend({ id: idSchema, updatedAt: timeSchema });
export type ImportMapping = z.infer<typeof importMappingSchema>;
export const importMappingsSchema = z.object({ items: z.array(importMappingSchema) });

/** GET /api/imports/export: everything of a kind that is in force, as a file that imports again as the same. */
export const exportQuerySchema = z.object({
  target: importTargetSchema,
  format: z.enum(['csv', 'xlsx', 'json']),
});

/** GET /api/imports/runs/:id/faults/file */
export const faultFileQuerySchema = exportQuerySchema.pick({ format: true });

/** PUT /api/imports/sources/:id: an address that is pulled every day at its hour. Version 0 makes a new one. */
export const saveSourceSchema = z.object({
  name: z.string().trim().min(1).max(60),
  target: importTargetSchema,
  url: z
    .url({ protocol: /^https?$/, abort: true })
    .max(2_000)
    .refine(
      (url) => new URL(url).username === '' && new URL(url).password === '',
      'no password in an address',
    ),
  /** A kept mapping; null: columns are known by their names. */
  mappingId: idSchema.nullable(),
  /** The file is the whole of its kind; more than a fifth is never withdrawn by a schedule. */
  isWhole: z.boolean(),
  /** Of the city's day. */
  hour: z.number().int().min(0).max(23),
  isActive: z.boolean(),
  version: z.number().int().min(0),
});
/** Why an address could not be pulled. */
export const pullFailureSchema = z.enum([
  'address_forbidden',
  'unreachable',
  'refused',
  'too_large',
  'too_slow',
  'too_many_redirects',
  'unreadable',
]);
export type PullFailure = z.infer<typeof pullFailureSchema>;
export const importSourceSchema = saveSourceSchema.extend({
  id: idSchema,
  nextAt: timeSchema,
  /** Null: never pulled. */
  pulledAt: timeSchema.nullable(),
  failure: pullFailureSchema.nullable(),
  failingSince: timeSchema.nullable(),
});
export type ImportSource = z.infer<typeof importSourceSchema>;
export const importSourcesSchema = z.object({ items: z.array(importSourceSchema) });
