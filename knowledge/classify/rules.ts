// Kind, urgency and department by rules that a person can read and change: word lists in the JSON files
// beside this one. Every decision returns the words that made it.
import { z } from 'zod';
import { normalise } from '../text/index.ts';

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
/** What a danger is; which force goes out for it. `medical` includes poison and current, `security` who would die. */
const dangers = ['fire', 'rescue', 'medical', 'security', 'traffic', 'hazard', 'flood', 'other'] as const;
export type Danger = (typeof dangers)[number];
/**
 * The shape of urgency.json. In a danger word `…` stands for up to eight characters of the same clause. A danger is
 * calmed by `softeners` in the clause before it, where `#` is a number, and by `aftermath` in the clause after it; by
 * `before` and `after` only where they touch it.
 */
export const urgencyRulesSchema = z.object({
  danger: z.record(z.enum(dangers), words),
  now: words,
  softeners: words,
  before: words,
  aftermath: words,
  after: words,
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

/** Folds width, case and traditional characters, so that rules match however the message was typed. */
export function plain(title: string, text: string): Plain {
  return { title: normalise(title), text: normalise(text) };
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

interface UrgencyVerdict extends Verdict<Urgency> {
  /** Of an emergency: the danger that is named first; `other` only where no other is named. */
  danger?: Danger;
}

/**
 * How fast somebody must act. A danger word makes an emergency, unless the words around it show a fear, a rule, a
 * drill or something past; then the message is urgent when it is short of a statement about now. Erring towards
 * `emergency` is meant: a false alarm costs a look, a miss a life.
 */
export function urgencyOf({ title, text }: Plain, rules: UrgencyRules): UrgencyVerdict {
  const whole = `${title}。${text}`;
  const inTitle = finderIn(title);
  const inFirstWords = finderIn(text.slice(0, 200));
  const softened: string[] = [];
  const alarms: string[] = [];
  let first: Danger | undefined;
  for (const { from, to, danger } of dangersIn(whole, rules)) {
    // Long letters tell histories; a live alarm is short, or says that it is now.
    const { isNow, isSoft } = around(from, to, whole, rules);
    const isLive = isNow || whole.length <= 120;
    const said = whole.slice(from, to);
    if (isSoft || !isLive) softened.push(said);
    else {
      alarms.push(said);
      if (first === undefined || first === 'other') first = danger;
    }
  }
  if (first) return { value: 'emergency', evidence: unique(alarms), danger: first };
  const pressing = rules.urgent.filter((word) => inTitle(word) !== -1 || inFirstWords(word) !== -1);
  const evidence = unique([...pressing, ...softened.filter((word) => inTitle(word) !== -1)]);
  return { value: evidence.length > 0 ? 'urgent' : 'ordinary', evidence };
}

interface DangerWord {
  danger: Danger;
  pieces: readonly string[];
}

/** The danger words of some rules by what they begin with. */
const byHead = new WeakMap<UrgencyRules, ReadonlyMap<string, DangerWord[]>>();

function headsOf(rules: UrgencyRules): ReadonlyMap<string, DangerWord[]> {
  const known = byHead.get(rules);
  if (known) return known;
  const heads = new Map<string, DangerWord[]>();
  for (const danger of dangers) {
    for (const word of rules.danger[danger]) {
      const head = word.charAt(0);
      heads.set(head, [...(heads.get(head) ?? []), { danger, pieces: word.split('…') }]);
    }
  }
  byHead.set(rules, heads);
  return heads;
}

/** So many characters `…` stands for at most. */
const widestGap = 8;

/** Where a word that begins here ends, -1 where it does not stand here. */
function endOf([head = '', ...rest]: readonly string[], whole: string, from: number): number {
  if (!whole.startsWith(head, from)) return -1;
  if (isLatin(head) && /[a-z]/.test(whole[from - 1] ?? ' ')) return -1;
  let to = from + head.length;
  for (const piece of rest) {
    const at = clause(whole.slice(to, to + widestGap + piece.length), 'first').indexOf(piece);
    if (at === -1) return -1;
    to += at + piece.length;
  }
  return to;
}

/** The dangers that a text names, in its order: of words that overlap the first, of equals the longest. */
function* dangersIn(whole: string, rules: UrgencyRules) {
  const heads = headsOf(rules);
  for (let from = 0; from < whole.length; from += 1) {
    let longest: { from: number; to: number; danger: Danger } | undefined;
    for (const { danger, pieces } of heads.get(whole.charAt(from)) ?? []) {
      const to = endOf(pieces, whole, from);
      if (to > (longest?.to ?? from)) longest = { from, to, danger };
    }
    if (!longest) continue;
    yield longest;
    from = longest.to - 1;
  }
}

/** What the words beside a danger word say of it. */
function around(from: number, to: number, whole: string, rules: UrgencyRules) {
  const reach = isLatin(whole.slice(from, to)) ? 28 : 14;
  const before = clause(whole.slice(Math.max(0, from - reach), from), 'last').replace(/\d+/g, '#');
  const after = clause(whole.slice(to, to + reach - 6), 'first');
  return {
    isNow: rules.now.some((w) => before.includes(w) || after.includes(w)),
    isSoft:
      rules.softeners.some((w) => before.includes(w)) ||
      rules.aftermath.some((w) => after.includes(w)) ||
      rules.before.some((w) => before.endsWith(w)) ||
      rules.after.some((w) => after.startsWith(w)),
  };
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
