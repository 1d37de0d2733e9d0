// The sentences that danger is learned from: lessons.json holds them as patterns with slots, and frames that make of a
// danger something past, feared or asked about.
import { z } from 'zod';
import { DANGERS, type Danger } from './codes.ts';

const sentences = z.array(z.string().min(1));
/** The shape of lessons.json: `{slot}` stands for one of the slot's words, `{}` in a frame for the sentence. */
export const lessonsSchema = z.object({
  slots: z.record(z.string(), z.string()),
  alarms: z.record(z.enum(DANGERS), sentences),
  harmless: sentences,
  frames: z.object({
    /** What leaves a danger one. */
    live: sentences,
    /** What calms a danger. */
    calming: sentences,
    /** What leaves a harmless matter one. */
    harmless: sentences,
  }),
});
export type Lessons = z.infer<typeof lessonsSchema>;

export interface Lesson {
  text: string;
  danger?: Danger;
  /** Sentences of one pattern: never on both sides of a trial. */
  pattern: number;
}

/** How often a pattern is filled, and framed. */
const FILLED = 4;
const FRAMED = 3;

/** All sentences of the lessons. The same lessons always give the same sentences. */
export function spellOut({ slots, alarms, harmless, frames }: Lessons): Lesson[] {
  let random = 1;
  const pick = (list: readonly string[]): string => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return list[(random >>> 8) % list.length] ?? '';
  };
  const fill = (pattern: string): string =>
    pattern.replace(/\{(\w+)\}/g, (whole, slot: string) => pick((slots[slot] ?? whole).split('|')));
  const lessons: Lesson[] = [];
  let pattern = 0;
  const add = (text: string, danger?: Danger) => {
    if (!lessons.some((other) => other.pattern === pattern && other.text === text))
      lessons.push({ text, pattern, ...(danger && { danger }) });
  };
  for (const danger of DANGERS) {
    for (const sentence of alarms[danger]) {
      const frameFor = (kind: 'live' | 'calming') =>
        pick(
          frames[kind].filter(
            (frame) =>
              /[a-z]{3}/.test(frame.replace(/\{\w*\}/g, '')) ===
              /[a-z]{3}/.test(sentence.replace(/\{\w*\}/g, '')),
          ),
        );
      for (let i = 0; i < (sentence.includes('{') ? FILLED : 1); i++) add(fill(sentence), danger);
      for (let i = 0; i < FRAMED; i++) {
        add(fill(frameFor('live').replace('{}', sentence)), danger);
        add(fill(frameFor('calming').replace('{}', sentence)));
      }
      pattern++;
    }
  }
  for (const sentence of harmless) {
    add(sentence);
    for (let i = 0; i < FRAMED; i++) add(fill(pick(frames.harmless).replace('{}', sentence)));
    pattern++;
  }
  return lessons;
}
