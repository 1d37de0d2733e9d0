// Kind, urgency and department by rules that a person can read and change: word lists in the JSON files
// beside this one. Every decision returns the words that made it.
import { z } from 'zod';

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
export const URGENCIES = ['ordinary', 'urgent', 'emergency'] as const;
export type Kind = (typeof KINDS)[number];
/** `emergency`: somebody's life may be in danger now; hand over at once. */
export type Urgency = (typeof URGENCIES)[number];

const words = z.array(z.string().min(1));

/** The shape of kinds.json. The title counts three times as much as the text. */
export const kindRulesSchema = z.object({
  fallback: z.enum(KINDS),
  rules: z.array(z.object({ kind: z.enum(KINDS), weight: z.number().positive(), words })),
});
/** The shape of urgency.json. */
export const urgencyRulesSchema = z.object({
  danger: words,
  now: words,
  softeners: words,
  aftermath: words,
  urgent: words,
});
/** The shape of departments.json: the department a label goes to unless words speak for another. */
export const departmentRulesSchema = z.object({
  fallback: z.string(),
  labels: z.record(z.string(), z.string()),
  rules: z.array(z.object({ department: z.string(), labels: z.array(z.string()), words })),
});

export type KindRules = z.infer<typeof kindRulesSchema>;
export type UrgencyRules = z.infer<typeof urgencyRulesSchema>;
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

/** Folds full-width forms and case, so that rules match however the message was typed. */
export function plain(title: string, text: string): Plain {
  const fold = (s: string): string => s.normalize('NFKC').toLowerCase();
  return { title: fold(title), text: fold(text) };
}

const isLatin = (word: string): boolean => /^[a-z0-9 ]+$/.test(word);

/** Where a word stands in a text, -1 if nowhere. Most words begin with a character that the text does not hold at all. */
function finderIn(text: string): (word: string, from?: number) => number {
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

/**
 * How fast somebody must act. A danger word makes an emergency, unless the words just before or after it
 * show a fear, a rule, a drill or something past; then the message is urgent when it is short of a
 * statement about now. Erring towards `emergency` is meant: a false alarm costs a look, a miss a life.
 */
export function urgencyOf({ title, text }: Plain, rules: UrgencyRules): Verdict<Urgency> {
  const whole = `${title}。${text}`;
  const inWhole = finderIn(whole);
  const inTitle = finderIn(title);
  const inFirstWords = finderIn(text.slice(0, 200));
  const softened: string[] = [];
  const alarms: string[] = [];
  for (const word of rules.danger) {
    for (let at = inWhole(word); at !== -1; at = inWhole(word, at + word.length)) {
      const before = clause(whole.slice(Math.max(0, at - 14), at), 'last');
      const after = clause(whole.slice(at + word.length, at + word.length + 8), 'first');
      const isNow = rules.now.some((w) => before.includes(w) || after.includes(w));
      const isSoft =
        rules.softeners.some((w) => before.includes(w)) || rules.aftermath.some((w) => after.includes(w));
      // Long letters tell histories; a live alarm is short, or says that it is now.
      const isLive = isNow || whole.length <= 120;
      (isSoft || !isLive ? softened : alarms).push(word);
    }
  }
  if (alarms.length > 0) return { value: 'emergency', evidence: unique(alarms) };
  const pressing = rules.urgent.filter((word) => inTitle(word) !== -1 || inFirstWords(word) !== -1);
  const evidence = unique([...pressing, ...softened.filter((word) => inTitle(word) !== -1)]);
  return { value: evidence.length > 0 ? 'urgent' : 'ordinary', evidence };
}

function clause(text: string, side: 'first' | 'last'): string {
  const parts = text.split(/[。!?;,\n]/);
  return (side === 'first' ? parts[0] : parts.at(-1)) ?? '';
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].slice(0, 4);

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
