// How fast somebody must act: by the listed words of urgency.json and by what danger was learned to look like (danger/).
import learned from './danger/weights.json' with { type: 'json' };
import { createSense, type Sense, type Sensed, weightsSchema } from './danger/sense.ts';
import { SHORT } from './danger/text.ts';
import type { Danger } from './danger/codes.ts';
import { type Mark, marksIn, type UrgencyRules } from './danger/words.ts';
import { finderIn, type Plain, type Verdict } from './rules.ts';

export const URGENCIES = ['ordinary', 'urgent', 'emergency'] as const;
/** `emergency`: somebody's life may be in danger now; hand over at once. */
export type Urgency = (typeof URGENCIES)[number];

interface UrgencyVerdict extends Verdict<Urgency> {
  /** Of an emergency: the danger that is named first; `other` only where no other is named. */
  danger?: Danger;
}

/**
 * Below this the passage around a listed word is so surely harmless that the word is not believed: of lessons that the
 * sense had not seen this calmed most of the harmless and none of the others.
 */
const SURELY_NOT = -0.9;
/** The same where a longer message does not say that it is now. */
const HARDLY = -0.4;

const shippedSense = createSense(weightsSchema.parse(learned));

/**
 * How fast somebody must act. An emergency is what a listed danger word says, unless the words around it show a fear, a
 * rule, a drill or something past, and what speaks of a danger now as a whole, in whatever words. A calmed danger in
 * the title is urgent. Erring towards `emergency` is meant: a false alarm costs a look, a miss a life.
 */
export function urgencyOf(
  { title, text }: Plain,
  rules: UrgencyRules,
  sense: Sense = shippedSense,
): UrgencyVerdict {
  const whole = `${title}。${text}`;
  const marks = marksIn(whole, rules);
  const sensed = sense(whole);
  // Long letters tell histories; a live alarm is short, or says that it is now.
  const live = marks.filter(
    (mark) =>
      !mark.isSoft && isBelieved(mark, sensed, mark.isNow || whole.length <= SHORT ? SURELY_NOT : HARDLY),
  );
  const said = ({ from, to }: { from: number; to: number }) => whole.slice(from, to);
  if (live.length > 0) {
    const danger = live.find((mark) => mark.danger !== 'other')?.danger ?? 'other';
    return { value: 'emergency', evidence: unique(live.map(said)), danger };
  }
  if (sensed.score > 0) return { value: 'emergency', evidence: sensed.evidence, danger: sensed.danger };
  const inTitle = finderIn(title);
  const inFirstWords = finderIn(text.slice(0, 200));
  const pressing = rules.urgent.filter((word) => inTitle(word) !== -1 || inFirstWords(word) !== -1);
  const evidence = unique([...pressing, ...marks.map(said).filter((word) => inTitle(word) !== -1)]);
  return { value: evidence.length > 0 ? 'urgent' : 'ordinary', evidence };
}

function isBelieved({ from }: Mark, { passages }: Sensed, least: number): boolean {
  return passages.some((passage) => passage.from <= from && from < passage.to && passage.score > least);
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].slice(0, 4);
