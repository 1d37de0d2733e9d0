// Text as Postgres can keep it: no NUL, no half of a character.
import { AppError } from './errors.ts';

/** Deeper than anything that we are sent; the stack ends later. */
const mostDeep = 40;

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** @throws AppError `bad_request` with the path of the first text, or name of a field, that cannot be kept */
export function demandStorable(value: unknown, path: readonly string[] = []): void {
  const refused = (): AppError =>
    new AppError('bad_request', { issues: [{ path: path.join('.'), message: 'unreadable' }] });
  if (typeof value === 'string') {
    if (!isStorable(value)) throw refused();
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (path.length > mostDeep) throw refused();
  for (const [key, one] of Object.entries(value)) {
    if (!isStorable(key)) throw refused();
    demandStorable(one, [...path, key]);
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** The beginning of a text, at most `length` units of UTF-16, with no half of a character at its end. */
export function beginningOf(text: string, length: number): string {
  const isCut = text.length > length && isFirstHalf(text.charCodeAt(length - 1));
  return text.slice(0, isCut ? length - 1 : length);
}

/** The end of a text, likewise. */
export function endOf(text: string, length: number): string {
  const from = Math.max(0, text.length - length);
  return text.slice(from > 0 && isFirstHalf(text.charCodeAt(from - 1)) ? from + 1 : from);
}

/** The text without what cannot be kept: for names that nobody is asked to mend. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

const mostName = 200;
/** Controls, line breaks, and what turns the direction of writing: `photo\u202Egpj.exe` reads as a picture. */
const unseen = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The name of a file that somebody sent, as it may be shown and handed out: its end says what it is. */
export function fileName(name: string): string {
  return endOf(storable(name).replaceAll(unseen, ''), mostName);
}
