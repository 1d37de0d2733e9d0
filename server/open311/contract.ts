// What a city says of its services to programs: the pack's `open311.json`, and what is kept of it.
import { z } from 'zod';

const text = z.string().trim().min(1);

/** A question beside place and description (GeoReport v2, GET Service Definition). */
const attributeSchema = z
  .strictObject({
    code: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'a code has letters, digits, - and _'),
    datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
    /** Without: only shown, nothing is to be answered. */
    variable: z.boolean().default(true),
    required: z.boolean().default(false),
    descriptionZh: text,
    descriptionEn: text,
    hintZh: text.optional(),
    hintEn: text.optional(),
    values: z
      .array(z.strictObject({ key: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), nameZh: text, nameEn: text }))
      .default([]),
  })
  .refine((row) => row.datatype.endsWith('list') === row.values.length > 0, {
    path: ['values'],
    error: 'a list has values, and nothing else has',
  })
  .refine((row) => row.variable || !row.required, {
    path: ['required'],
    error: 'what is only shown cannot be required',
  });
export const attributesSchema = z.array(attributeSchema);
export type Attribute = z.infer<typeof attributeSchema>;

/** A row of the pack: a category that programs may file requests in, and whose tickets the public may follow. */
const serviceRowSchema = z.strictObject({
  categoryCode: z.string(),
  descriptionZh: text,
  descriptionEn: text,
  /** Everyday words, with commas. */
  keywordsZh: text,
  keywordsEn: text,
  noticeZh: text.optional(),
  noticeEn: text.optional(),
  attributes: attributesSchema.default([]),
});

/** `open311.json` of a pack. */
export const open311PackSchema = z.strictObject({
  /** By custom the address of the city's site, without `www`. */
  jurisdictionId: z.string().regex(/^[a-z0-9.-]{3,100}$/),
  contactZh: text,
  contactEn: text,
  keyServiceZh: text,
  keyServiceEn: text,
  services: z.array(serviceRowSchema),
});
