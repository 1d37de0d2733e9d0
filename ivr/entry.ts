// What a caller has keyed or said, as a menu or a question takes it. Pure.
import type { CallEvent } from './event.ts';
import type { Choice, NodeOf } from './flow/schema.ts';
import { spelled, spokenSigns } from './spelling.ts';
import type { Language } from './verbs.ts';

export type Collect = NonNullable<NodeOf<'gather'>['collect']>;

/** The choice that a key or a spoken word means. */
export function choose<C extends Pick<Choice, 'hear'>>(
  choices: Readonly<Record<string, C>>,
  event: CallEvent,
): C | undefined {
  if (event.type === 'digits')
    return Object.hasOwn(choices, event.digits) ? choices[event.digits] : undefined;
  if (event.type !== 'said') return undefined;
  const text = event.text.toLowerCase();
  return Object.values(choices).find((choice) =>
    choice.hear?.some((word) => text.includes(word.toLowerCase())),
  );
}

/** What was entered, by keys or by a word that stands for it. */
export function entryOf(
  collect: Collect,
  event: CallEvent,
  heard: { vars: Readonly<Record<string, string>>; language: Language },
): string | undefined {
  if (event.type === 'digits') {
    if (isNumber(event.digits, collect)) return event.digits;
    const isOwn = collect.letters && (event.digits === '*' || spelled(event.digits) !== null);
    return isOwn ? event.digits : undefined;
  }
  if (event.type !== 'said') return undefined;
  const said = event.text.toLowerCase();
  const named = wordsOf(collect, heard.vars).find(({ word }) => said.includes(word.toLowerCase()));
  if (named || !collect.letters) return named?.entry;
  const signs = spokenSigns(event.text, heard.language);
  return signs.length >= collect.min && signs.length <= collect.max ? signs : undefined;
}

/** Words that stand for entries, the longest first: a word may be part of another. */
export function wordsOf(
  { words }: Collect,
  vars: Readonly<Record<string, string>>,
): { entry: string; word: string }[] {
  const lines = words === undefined ? '' : (vars[words] ?? '');
  return lines
    .split('\n')
    .map((line) => line.split('\t'))
    .flatMap(([entry, word]) => (entry && word ? [{ entry, word }] : []))
    .toSorted((a, b) => b.word.length - a.word.length);
}

function isNumber(digits: string, limits: { min: number; max: number }): boolean {
  return /^\d+$/.test(digits) && digits.length >= limits.min && digits.length <= limits.max;
}
