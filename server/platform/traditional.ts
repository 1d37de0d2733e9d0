// What the server says, in the characters of who reads it.
import { toTraditional } from '../../knowledge/text/index.ts';
import type { TongueCode } from './tongue.ts';

/** Written by the city. All other texts are what people wrote: those stay as written. */
const isOfTheCity = (key: string): boolean =>
  key === 'zh' || key.endsWith('Zh') || key === 'publicReply' || key === 'question';

/** The same names, articles and notices are read again and again. */
const known = new Map<string, string>();
const knownAtMost = 5_000;

function written(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const now = toTraditional(text);
  if (known.size >= knownAtMost) known.clear();
  known.set(text, now);
  return now;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function converted(value: unknown, isOurs: boolean): unknown {
  if (typeof value === 'string') return isOurs ? written(value) : value;
  if (Array.isArray(value)) return value.map((each) => converted(each, isOurs));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, converted(inner, isOurs || isOfTheCity(key))]),
  );
}

/**
 * An answer as its reader reads it: the city's own Chinese texts in traditional characters for who reads those.
 * @param answer as it goes out as JSON
 * @param isAllOurs every text of it is the city's, whatever its key
 */
export function inTongueOf(tongue: TongueCode, answer: unknown, isAllOurs = false): unknown {
  return tongue === 'zh-Hant' ? converted(answer, isAllOurs) : answer;
}

/** One text of the city, as its reader reads it. */
export function textInTongueOf(tongue: TongueCode, text: string): string {
  return tongue === 'zh-Hant' ? written(text) : text;
}
