// How a text is cut for finding danger: clauses, passages of clauses, and characters and words.

export const isLatin = (word: string): boolean => /^[a-z0-9 ]+$/.test(word);

/** The pieces between the signs that end a thought. */
export const clauses = (text: string): string[] => text.split(/[。!?;,\n]/);

export interface Span {
  from: number;
  to: number;
}

/** Up to so many characters a message is one passage: a live alarm is short. */
export const SHORT = 120;
/** From here on it is a letter, and letters tell histories. */
export const LETTER = 300;
const PASSAGE = 60;
/** Behind this a letter is no longer read: what people came for stands before. */
const READ = 700;

/** A short message whole; of a letter, passages of whole clauses, each begun in the middle of the one before. */
export function passagesOf(text: string): Span[] {
  if (text.length <= SHORT) return [{ from: 0, to: text.length }];
  const ends: number[] = [];
  let end = 0;
  for (const one of clauses(text.slice(0, READ))) {
    end += one.length + 1;
    ends.push(Math.min(end, text.length));
  }
  const passages: Span[] = [];
  for (let from = 0; from < (ends.at(-1) ?? 0); ) {
    const within = ends.filter((to) => to > from && to - from <= PASSAGE);
    // A clause without an end is cut where a passage ends.
    const to = within.at(-1) ?? from + PASSAGE;
    passages.push({ from, to });
    if (to >= (ends.at(-1) ?? 0)) break;
    from = within.find((middle) => middle - from >= PASSAGE / 2) ?? to;
    if (from >= to) from = to;
  }
  return passages;
}

export interface Token extends Span {
  /** A character's code, or a Latin word, which stands apart from the one before it. */
  key: TokenKey;
}
export type TokenKey = number | string;

const NUMBER = '#'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || code === 39;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** What stands below the Chinese characters and is neither letter nor digit. */
const isSeparator = (code: number): boolean =>
  code < 0x30 || (code > 0x39 && code < 0x61) || (code > 0x7a && code < 0x3400);

/** Chinese characters one by one, Latin words whole, a number as `#`, what stands between as one comma. */
export function tokensOf(text: string, { from, to }: Span): Token[] {
  const tokens: Token[] = [];
  for (let at = from; at < to; ) {
    const start = at;
    const code = text.charCodeAt(at);
    at += 1;
    let runs: ((code: number) => boolean) | undefined;
    if (isLetter(code)) runs = isLetter;
    else if (isDigit(code)) runs = isDigit;
    else if (isSeparator(code)) runs = (next) => isSeparator(next) && !isLetter(next);
    while (runs && at < to && runs(text.charCodeAt(at))) at += 1;
    if (!runs) tokens.push({ key: code, from: start, to: at });
    else if (runs === isDigit) tokens.push({ key: NUMBER, from: start, to: at });
    else {
      const found = text.slice(start, at);
      if (runs === isLetter) tokens.push({ key: found.replaceAll("'", ''), from: start, to: at });
      else if (found.trim() !== '') tokens.push({ key: COMMA, from: start, to: at });
    }
  }
  return tokens;
}
