// Kind and department by rules that a person can read and change: word lists in the JSON files
// beside this one. Every decision returns the words that made it.
import { z } from 'zod';
import { normalise } from '../text/index.ts';
import { isLatin } from './danger/text.ts';

export const KINDS = [
  'inquiry',
  'complaint',
  'suggestion',
  'help',
  'report',
  'criticism',
  'praise',
  'disclosure_request',
] as const;
export type Kind = (typeof KINDS)[number];

const words = z.array(z.string().min(1));

/** The shape of kinds.json. The title counts three times as much as the text. */
export const kindRulesSchema = z.object({
  fallback: z.enum(KINDS),
  rules: z.array(z.object({ kind: z.enum(KINDS), weight: z.number().positive(), words })),
});
/** The shape of departments.json: the department a label goes to unless words speak for another. */
export const departmentRulesSchema = z.object({
  fallback: z.string(),
  labels: z.record(z.string(), z.string()),
  rules: z.array(z.object({ department: z.string(), labels: z.array(z.string()), words })),
});

export type KindRules = z.infer<typeof kindRulesSchema>;
export type DepartmentRules = z.infer<typeof departmentRulesSchema>;

export interface Verdict<T> {
  value: T;
  evidence: string[];
}

export interface Plain {
  title: string;
  text: string;
}

const TITLE_FACTOR = 3;
/** A message without a title is named by its first words. */
const HEADING = 30;
const headingOf = ({ title, text }: Plain): string => (title === '' ? text.slice(0, HEADING) : title);
/** Only the opening counts for a word's presence: what people came for stands there. */
const OPENING = 600;

/** Folds width, case and traditional characters, so that rules match however the message was typed. */
export function plain(title: string, text: string): Plain {
  return { title: normalise(title), text: normalise(text) };
}

/** Where a word stands in a text, -1 if nowhere. Most words begin with a character that the text does not hold at all. */
export function finderIn(text: string): (word: string, from?: number) => number {
  const characters = new Set<number>();
  for (let at = 0; at < text.length; at++) characters.add(text.charCodeAt(at));
  return (word, from = 0) => {
    if (!characters.has(word.charCodeAt(0))) return -1;
    for (let at = text.indexOf(word, from); at !== -1; at = text.indexOf(word, at + 1)) {
      if (!isLatin(word)) return at;
      const before = text[at - 1] ?? ' ';
      if (!/[a-z]/.test(before)) return at;
    }
    return -1;
  };
}

/** What the citizen wants of us. */
export function kindOf(message: Plain, { rules, fallback }: KindRules): Verdict<Kind> {
  const inHeading = finderIn(headingOf(message));
  const inOpening = finderIn(message.text.slice(0, OPENING));
  const points = new Map<Kind, { points: number; evidence: string[] }>();
  for (const rule of rules) {
    for (const word of rule.words) {
      const inTitle = inHeading(word) !== -1;
      const inText = inOpening(word) !== -1;
      if (!inTitle && !inText) continue;
      const entry = points.get(rule.kind) ?? { points: 0, evidence: [] };
      entry.points += rule.weight * ((inTitle ? TITLE_FACTOR : 0) + (inText ? 1 : 0));
      entry.evidence.push(word);
      points.set(rule.kind, entry);
    }
  }
  let best: Kind = fallback;
  for (const kind of KINDS) {
    if ((points.get(kind)?.points ?? 0) > (points.get(best)?.points ?? 0)) best = kind;
  }
  return { value: best, evidence: (points.get(best)?.evidence ?? []).slice(0, 4) };
}

/** The department's code in the pack: the label's own, unless the words speak clearly for another. */
export function departmentOf(message: Plain, label: string, rules: DepartmentRules): Verdict<string> {
  const inHeading = finderIn(headingOf(message));
  const inOpening = finderIn(message.text.slice(0, OPENING));
  const usual = rules.labels[label] ?? rules.fallback;
  let best = { department: usual, points: 1.5, evidence: [] as string[] };
  for (const rule of rules.rules) {
    const evidence: string[] = [];
    let points = 0;
    for (const word of rule.words) {
      const inTitle = inHeading(word) !== -1;
      const inText = inOpening(word) !== -1;
      if (!inTitle && !inText) continue;
      points += (inTitle ? TITLE_FACTOR : 0) + (inText ? 1 : 0);
      evidence.push(word);
    }
    points *= rule.department === usual ? 1.5 : rule.labels.includes(label) ? 1 : 0.4;
    if (points > best.points) best = { department: rule.department, points, evidence };
  }
  return { value: best.department, evidence: best.evidence.slice(0, 4) };
}
