// Why a document is among the answers, for the reader: which words it has and where, what it was found by otherwise.
import { normalise } from '../text/characters.ts';
import { latinForms } from '../text/pinyin.ts';
import { isStopWord } from '../text/tokens.ts';
import { bare } from './bare.ts';
import { prepareLook, sharedPieces } from './evidence.ts';
import { isOneEditApart } from './vocabulary.ts';

/** A document as far as reasons go. */
interface Subject {
  title?: string | undefined;
  text: string;
  keywords?: readonly string[] | undefined;
}

export type Reason =
  /** Words of the query stand in the document; each is told once, where it counts most. */
  | { by: 'title' | 'keywords' | 'text'; words: string[] }
  /** `said` in the query is `found` in the document: another word for it, its pinyin or first letters, or nearly it. */
  | { by: 'synonym' | 'pinyin' | 'typo'; said: string; found: string }
  /** It helped others who asked the same. */
  | { by: 'learned' };

/** More nobody reads. */
const most = { words: 6, otherwise: 3 } as const;
/** Shorter slips are other words. */
const leastTypo = 4;
const latin = /[a-z][a-z0-9]*/g;
const latinStart = /^[a-z]/;
const longestEnding = 1;
const onlyLatin = /^[a-z0-9 ]+$/;

/** @param otherWords what the query says, with other words that mean the same */
export function reasonsFor(
  query: string,
  { title = '', keywords = [], text }: Subject,
  otherWords: Iterable<{ said: string; other: string }>,
  isLearned: boolean,
): Reason[] {
  const reasons: Reason[] = isLearned ? [{ by: 'learned' }] : [];
  const look = prepareLook(bare(query));
  const told = new Set<string>();
  const places = { title, keywords: keywords.join('\n'), text };
  for (const by of ['title', 'keywords', 'text'] as const) {
    const pieces = sharedPieces(look, places[by], most.words);
    const words = pieces.filter(
      (piece) =>
        !isStopWord(piece) &&
        !isPartOf(piece, told) &&
        (!latinStart.test(piece) || isWhole(piece, look.runs)),
    );
    for (const word of words) told.add(word);
    if (words.length > 0) reasons.push({ by, words });
  }
  const whole = normalise(`${title}\n${places.keywords}\n${text}`);
  const otherwise: Reason[] = [];
  for (const { said, other } of otherWords)
    if (whole.includes(other) && !isPartOf(said, told)) otherwise.push({ by: 'synonym', said, found: other });
  otherwise.push(...typedReasons(normalise(query), [title, ...keywords], whole));
  return [...reasons, ...otherwise.slice(0, most.otherwise)];
}

/** Letters of a word that stand in another word are no reason; a plural is. */
function isWhole(piece: string, runs: readonly string[]): boolean {
  return runs.some((word) => word.startsWith(piece) && word.length - piece.length <= longestEnding);
}

function isPartOf(piece: string, told: ReadonlySet<string>): boolean {
  for (const word of told) if (word.includes(piece)) return true;
  return false;
}

/** What was typed in Latin letters and stands in the document in Chinese, or nearly so. */
function typedReasons(plain: string, names: readonly string[], whole: string): Reason[] {
  const typed = new Set(Array.from(plain.matchAll(latin), ([word]) => word));
  // Pinyin is typed in syllables, too.
  if (onlyLatin.test(plain)) typed.add(plain.replaceAll(' ', ''));
  if (typed.size === 0) return [];
  const forms = names.flatMap((name) => [...latinForms(name)]);
  const words = new Set(Array.from(whole.matchAll(latin), ([word]) => word));
  const reasons: Reason[] = [];
  for (const said of typed) {
    if (said.length < 2 || words.has(said)) continue;
    const exact = forms.find(({ form }) => form.full === said || form.initials === said);
    const begun =
      exact ?? forms.find(({ form }) => form.full.startsWith(said) || form.initials.startsWith(said));
    if (begun) {
      reasons.push({ by: 'pinyin', said, found: begun.word });
      continue;
    }
    if (said.length < leastTypo) continue;
    const near =
      forms.find(({ form }) => isOneEditApart(said, form.full))?.word ??
      [...words].find((word) => isOneEditApart(said, word));
    if (near) reasons.push({ by: 'typo', said, found: near });
  }
  return reasons;
}
