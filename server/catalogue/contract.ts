// The catalogue of government information as citizens, departments and supervisors see it, and requests for disclosure.
import { z } from 'zod';
import {
  bilingualSchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  timeSchema,
  tongueSchema,
} from '../platform/contract.ts';

export const catalogueKindSchema = z.enum(['disclosure', 'resource']);
export const sharingSchema = z.enum(['unconditional', 'conditional', 'none']);
export const catalogueFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  length: z.number().int(),
  scope: z.enum(['department', 'government', 'public']),
});
export type CatalogueField = z.infer<typeof catalogueFieldSchema>;

export const catalogueEntrySchema = z.object({
  /** The index number: 20 characters. */
  code: z.string(),
  kind: catalogueKindSchema,
  name: bilingualSchema,
  summary: bilingualSchema,
  departmentCode: z.string(),
  department: bilingualSchema,
  /** Published without being asked; otherwise a disclosure entry is given on request. */
  mustPublish: z.boolean(),
  url: z.string().nullable(),
  /** The published answer under which everybody reads it; null: there is none, or not for everybody. */
  articleId: z.uuid().nullable(),
  sharing: sharingSchema.nullable(),
  condition: bilingualSchema.nullable(),
  /** Whether the reader may know what the data are; otherwise only that they exist. */
  mayReadFields: z.boolean(),
  updateDays: z.number().int().nullable(),
  dataAt: timeSchema.nullable(),
  /** Days that the data are older than their interval; null: they are fresh, or have none. */
  staleDays: z.number().int().nullable(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;
/** GET /api/catalogue and GET /api/citizen/catalogue: by name. */
export const cataloguePageSchema = pageOf(catalogueEntrySchema);
export const catalogueQuerySchema = pageQuerySchema.extend({
  q: z.string().trim().max(100).default(''),
  kind: catalogueKindSchema.optional(),
});

/** GET /api/catalogue/:code/fields. A look at those of what is not shared with everybody is written down. */
export const catalogueFieldsSchema = z.object({ items: z.array(catalogueFieldSchema) });

/** GET /api/catalogue/stale: at most 200, the oldest first. */
export const staleSchema = z.object({ items: z.array(catalogueEntrySchema), isCut: z.boolean() });

/** GET /api/catalogue/coverage: what must be public, and whether somebody who searches by its name finds it. */
export const coverageSchema = z.object({
  mustPublish: z.number().int(),
  found: z.number().int(),
  /** Of those found: published, but with so many names only a sample was searched, and these were not in it. */
  unsearched: z.number().int(),
  missingCount: z.number().int(),
  /** The first 200. */
  missing: z.array(
    catalogueEntrySchema.pick({ code: true, name: true, department: true }).extend({
      reason: z.enum(['no_article', 'not_published', 'not_found_by_name']),
    }),
  ),
});
export type Coverage = z.infer<typeof coverageSchema>;

export const deliverySchema = z.enum(['online', 'paper', 'inspect']);
/** Who asks: a person, or one of the kinds of organisations of the yearly report (国办公开办函〔2021〕30号). */
export const applicantSchema = z.enum([
  'person',
  'company',
  'research',
  'public_benefit',
  'legal_service',
  'other_body',
]);
export type Applicant = z.infer<typeof applicantSchema>;
/** POST /api/citizen/disclosure-requests. The id is the caller's: the same again is one request. */
export const requestDisclosureSchema = z.object({
  id: idSchema,
  entryCode: z.string().max(20).optional(),
  /** What is wanted, precise enough to be found. */
  text: z.string().trim().min(5).max(2_000),
  name: z.string().trim().min(2).max(40),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[\d -]{7,20}$/),
  delivery: deliverySchema.default('online'),
  applicant: applicantSchema.optional(),
  lang: tongueSchema.default('zh'),
});
export type RequestDisclosure = z.infer<typeof requestDisclosureSchema>;
export const disclosureFiledSchema = z.object({ number: z.string(), code: z.string() });

/** GET /api/tickets/:id/disclosure: what a request is about. */
export const disclosureRequestSchema = z.object({
  delivery: deliverySchema,
  /** Null: nobody said. */
  applicant: applicantSchema.nullable(),
  entry: catalogueEntrySchema.nullable(),
});
