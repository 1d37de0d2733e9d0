// A row of the catalogue as it is read.
import { z } from 'zod';
import { catalogueFieldSchema, catalogueKindSchema, sharingSchema } from './contract.ts';

/** What `CatalogueEntry` says of an entry. */
export const entryRow = z.object({
  code: z.string(),
  kind: catalogueKindSchema,
  nameZh: z.string(),
  nameEn: z.string(),
  summaryZh: z.string(),
  summaryEn: z.string(),
  departmentCode: z.string(),
  mustPublish: z.boolean(),
  url: z.string().nullable(),
  sharing: sharingSchema.nullable(),
  conditionZh: z.string().nullable(),
  conditionEn: z.string().nullable(),
  fields: z.array(catalogueFieldSchema),
  updateDays: z.number().int().nullable(),
  dataAt: z.date().nullable(),
});
