// How sure it is that the best answer to a question is right: for answers that nobody looks at before they are given.
import { normalise } from '../text/characters.ts';
import { isStopWord, tokeniseNormalised } from '../text/tokens.ts';
import { bare } from './bare.ts';

/** An answer, in the language of the question. */
export interface Candidate {
  title: string;
  keywords: readonly string[];
  text: string;
}

/** What speaks for an answer, each from 0 to 1. */
export interface Signs {
  /** How much of what the question tells stands in the answer's title or keywords. */
  head: number;
  /** How much stands anywhere in it. */
  whole: number;
  /** How far it is ahead of the next one that is called otherwise. */
  lead: number;
  /** How much of its title was asked for. */
  titleAsked: number;
}

/**
 * Logistic regression on half of 257 everyday words for 2,262 service items, whose own everyday words were left out,
 * each asked once as it is and once with its right answers taken away (`npm run bench:answers`).
 */
const weights = { constant: -4.72, head: 3.09, whole: 0.47, lead: 2.47, titleAsked: 2.18 } as const;

/**
 * From here on an answer is given: the least, in steps of 0.05, at which on the tuning side no more than one in twenty
 * questions without an answer among the articles gets one.
 */
export const sureFrom = 0.7;

/** Terms that tell what is asked: pairs and words, single characters only where there is nothing else. */
function tellingTerms(plain: string): string[] {
  const tokens = tokeniseNormalised(plain).filter(({ term }) => !isStopWord(term));
  const pairs = tokens.filter(({ isSingle }) => !isSingle);
  return [...new Set((pairs.length > 0 ? pairs : tokens).map(({ term }) => term))];
}

/**
 * @param scores of the answer, and of the next that has another title; null when there is none
 * @param information what a term tells, from 0: rare ones tell more
 */
export function signsOf(
  question: string,
  answer: Candidate,
  scores: { best: number; next: number | null },
  information: (term: string) => number,
): Signs {
  const plain = bare(question);
  const head = new Set([answer.title, ...answer.keywords].flatMap((text) => tellingTerms(normalise(text))));
  const text = new Set(tellingTerms(normalise(answer.text)));
  let [total, inHead, inWhole] = [0, 0, 0];
  for (const term of tellingTerms(plain)) {
    const worth = information(term);
    total += worth;
    if (head.has(term)) inHead += worth;
    if (head.has(term) || text.has(term)) inWhole += worth;
  }
  const title = tellingTerms(normalise(answer.title));
  const asked = title.filter((term) => plain.includes(term)).length;
  const share = (part: number, of: number): number => (of > 0 ? part / of : 0);
  const { best, next } = scores;
  return {
    head: share(inHead, total),
    whole: share(inWhole, total),
    lead: next === null || best <= 0 ? 1 : Math.min(1, Math.max(0, 1 - next / best)),
    titleAsked: share(asked, title.length),
  };
}

/** From 0 to 1. */
export function surenessOf({ head, whole, lead, titleAsked }: Signs): number {
  const { constant, ...of } = weights;
  const sum = constant + of.head * head + of.whole * whole + of.lead * lead + of.titleAsked * titleAsked;
  return 1 / (1 + Math.exp(-sum));
}
