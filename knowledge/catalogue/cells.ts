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
/** Figures, letters and marks in full width, as Chinese keyboards write them, become plain ones. */
const halfWidth = (given: string): string =>
  given
    .replace(/[！-～]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .trim();
/** A date, a number, a telephone or an address: no prose. */
export const plain = text.transform((value) => value && halfWidth(value));
/** A code: no spaces, seen or unseen, are part of it. */
export const code = plain.transform((value) => value?.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, ''));

/** From a number of so many figures on a spreadsheet keeps the first 15. */
const roundedLength = 18;
/**
 * Whether a code is what a spreadsheet left of it: 4.403E+30, or 15 figures followed by nothing but zeros. No program finds
 * out what it was.
 */
export const isRounded = (given: string): boolean =>
  /^\d(?:\.\d+)?e\+?\d+$/i.test(given) || (given.length >= roundedLength && /^[1-9]\d{14}0+$/.test(given));

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
    const written = value === null || value === undefined ? '' : halfWidth(String(value));
    if (nothing.has(written)) return undefined;
    const number = /^(\d{1,4})\s*次?$/.exec(written)?.[1];
    if (number === undefined) context.addIssue({ code: 'custom', message: 'a whole number' });
    return Number(number);
  });
