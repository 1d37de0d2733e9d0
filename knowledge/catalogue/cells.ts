// Cells of a row as they arrive: text, lists, yes or no, whole numbers. What stands for nothing becomes nothing.
import { z } from 'zod';

/** What stands for nothing in real exports. */
const nothing = new Set(['', '无', '/', '-', '—', 'null', 'NULL']);

export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const plain = value === null || value === undefined ? '' : String(value).trim();
    return nothing.has(plain) ? undefined : plain;
  });
/** A list in one cell may be written as JSON: then its parts hold any mark. */
function partsOf(value: string[] | string | null | undefined, marks: RegExp): string[] {
  const parts = Array.isArray(value) ? value : (jsonList(value ?? '') ?? (value ?? '').split(marks));
  return parts.map((part) => part.trim()).filter((part) => !nothing.has(part));
}

const jsonListSchema = z.array(z.string());
function jsonList(written: string): string[] | undefined {
  if (!written.startsWith('[')) return undefined;
  try {
    return jsonListSchema.safeParse(JSON.parse(written)).data;
  } catch {
    return undefined;
  }
}

export const list = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => partsOf(value, /[、;；|\n]+/));
/** Everyday names stand in one text, set apart by any kind of mark. */
export const names = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => partsOf(value, /[、,，;；|\n]+/));
const yesWords: Readonly<Record<string, boolean>> = {
  '1': true,
  '0': false,
  是: true,
  否: false,
  true: true,
  false: false,
  支持: true,
  不支持: false,
};
export const yes = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((value, context) => {
    const plain = value === null || value === undefined ? '' : String(value).trim();
    if (nothing.has(plain)) return undefined;
    const known = yesWords[plain.toLowerCase()];
    if (known === undefined) context.addIssue({ code: 'custom', message: 'yes or no' });
    return known;
  });
export const count = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value, context) => {
    const plain = value === null || value === undefined ? '' : String(value).trim();
    if (nothing.has(plain)) return undefined;
    if (!/^\d{1,4}$/.test(plain)) context.addIssue({ code: 'custom', message: 'a whole number' });
    return Number(plain);
  });
