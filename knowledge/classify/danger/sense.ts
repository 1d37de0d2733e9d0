// How far a text speaks of a danger now, by weights learned from lessons (learn.ts), and by which of its words.
import { z } from 'zod';
import { DANGERS, type Danger } from './codes.ts';
import { type Sign, SignNames, signsOf, sumByKind, valuesOf } from './signs.ts';
import { LETTER, passagesOf, type Span } from './text.ts';

/** Names of signs by their weight in steps, joined by `|`: so that a person can read what speaks most. */
const namesByWeight = z.record(z.string(), z.string());
const scorerSchema = z.object({ bias: z.number(), signs: namesByWeight });
/** The shape of weights.json. */
export const weightsSchema = z.object({
  step: z.number().positive(),
  /** A letter must score so much in one passage. */
  letter: z.number(),
  alarm: scorerSchema,
  /** Which danger it is, where there is one. */
  force: z.partialRecord(z.enum(DANGERS), scorerSchema),
});
export type DangerWeights = z.infer<typeof weightsSchema>;

export interface Sensed {
  /** Above 0: a danger now. About ±1: as clear as the lessons. */
  score: number;
  /** What was read, each with its own score. */
  passages: (Span & { score: number })[];
  /** Which danger it is; `other` where there is none. */
  danger: Danger;
  /** The words that spoke most for a danger, heaviest first, at most four; none where there is none. */
  evidence: string[];
}

/** Tells of a folded text how far it speaks of a danger now. Far below a millisecond. */
export type Sense = (whole: string) => Sensed;

interface Scorer {
  bias: number;
  weights: ReadonlyMap<string, number>;
}

function scorerOf({ bias, signs }: z.infer<typeof scorerSchema>, step: number): Scorer {
  const weights = new Map<string, number>();
  for (const [weight, names] of Object.entries(signs)) {
    for (const name of names.split('|')) weights.set(name, Number(weight) * step);
  }
  return { bias, weights };
}

export function createSense({ step, letter, alarm, force }: DangerWeights): Sense {
  const alarmScorer = scorerOf(alarm, step);
  const names = new SignNames(alarmScorer.weights.keys());
  const forceScorers = DANGERS.flatMap((danger) => {
    const scorer = force[danger];
    return scorer ? [{ danger, scorer: scorerOf(scorer, step) }] : [];
  });
  return (whole) => {
    let best = { score: Number.NEGATIVE_INFINITY, signs: [] as readonly Sign[] };
    const passages = passagesOf(whole).map((passage) => {
      const signs = signsOf(whole, passage, names);
      const score = scoreOf(signs, alarmScorer);
      if (score > best.score) best = { score, signs };
      return { ...passage, score };
    });
    const score = best.score - (whole.length > LETTER ? letter : 0);
    // Nearly all that is written is harmless: which danger it is not would cost more than to see that.
    if (score <= 0) return { score, passages, danger: 'other', evidence: [] };
    return {
      score,
      passages,
      danger: forceOf(best.signs),
      evidence: wordsOf(whole, weighed(best.signs, alarmScorer)),
    };
  };

  function forceOf(signs: readonly Sign[]): Danger {
    let danger: Danger = 'other';
    let most = Number.NEGATIVE_INFINITY;
    for (const one of forceScorers) {
      const score = scoreOf(signs, one.scorer);
      if (score > most) [most, danger] = [score, one.danger];
    }
    return danger;
  }
}

interface Weighed {
  sign: Sign;
  weight: number;
}

function weighed(signs: readonly Sign[], { weights }: Scorer): Weighed[] {
  const known = signs.filter(({ name }) => weights.has(name));
  return valuesOf(known).map(({ sign, value }) => ({ sign, weight: value * (weights.get(sign.name) ?? 0) }));
}

/** What `weighed` adds up to, without a list of it: every message is asked. */
function scoreOf(signs: readonly Sign[], { bias, weights }: Scorer): number {
  return bias + sumByKind(signs, weights);
}

const MOST_WORDS = 4;
/** Two Chinese characters at least, or an English word, without a comma. */
const worthSaying = /^(?:\p{Script=Han}{2,}|[a-z' ]{3,})$/u;

function wordsOf(whole: string, signs: readonly Weighed[]): string[] {
  const words: string[] = [];
  for (const { sign } of signs.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight)) {
    for (const { from, to } of sign.at) {
      const word = whole.slice(from, to);
      if (!worthSaying.test(word) || words.some((other) => other.includes(word) || word.includes(other)))
        continue;
      if (words.length < MOST_WORDS) words.push(word);
    }
  }
  return words;
}
