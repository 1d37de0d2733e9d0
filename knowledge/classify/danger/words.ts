// The listed words of danger: where they stand in a text, and what the words beside them say of each.
import { z } from 'zod';
import { DANGERS, type Danger } from './codes.ts';
import { clauses, isLatin } from './text.ts';

const words = z.array(z.string().min(1));

/**
 * The shape of urgency.json. In a danger word `…` stands for up to eight characters of the same clause. A danger is
 * calmed by `softeners` in the clause before it, where `#` is a number, and by `aftermath` in the clause after it; by
 * `before` and `after` only where they touch it.
 */
export const urgencyRulesSchema = z.object({
  danger: z.record(z.enum(DANGERS), words),
  now: words,
  softeners: words,
  before: words,
  aftermath: words,
  after: words,
  urgent: words,
});
export type UrgencyRules = z.infer<typeof urgencyRulesSchema>;

/** A listed word in a text. */
export interface Mark {
  from: number;
  to: number;
  danger: Danger;
  /** Words beside it speak of a fear, a rule, a drill or something past. */
  isSoft: boolean;
  /** Words beside it say that it is now. */
  isNow: boolean;
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
  for (const danger of DANGERS) {
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
    const at = (clauses(whole.slice(to, to + widestGap + piece.length))[0] ?? '').indexOf(piece);
    if (at === -1) return -1;
    to += at + piece.length;
  }
  return to;
}

/** The listed words of a text (already folded, see `plain`), in its order: of those that overlap the first, of equals the longest. */
export function marksIn(whole: string, rules: UrgencyRules): Mark[] {
  const heads = headsOf(rules);
  const marks: Mark[] = [];
  for (let from = 0; from < whole.length; from += 1) {
    let longest: { from: number; to: number; danger: Danger } | undefined;
    for (const { danger, pieces } of heads.get(whole.charAt(from)) ?? []) {
      const to = endOf(pieces, whole, from);
      if (to > (longest?.to ?? from)) longest = { from, to, danger };
    }
    if (!longest) continue;
    marks.push({ ...longest, ...around(longest.from, longest.to, whole, rules) });
    from = longest.to - 1;
  }
  return marks;
}

/** What the words beside a danger word say of it. */
function around(from: number, to: number, whole: string, rules: UrgencyRules) {
  const reach = isLatin(whole.slice(from, to)) ? 28 : 14;
  const before = (clauses(whole.slice(Math.max(0, from - reach), from)).at(-1) ?? '').replace(/\d+/g, '#');
  const after = clauses(whole.slice(to, to + reach - 6))[0] ?? '';
  return {
    isNow: rules.now.some((w) => before.includes(w) || after.includes(w)),
    isSoft:
      rules.softeners.some((w) => before.includes(w)) ||
      rules.aftermath.some((w) => after.includes(w)) ||
      rules.before.some((w) => before.endsWith(w)) ||
      rules.after.some((w) => after.startsWith(w)),
  };
}
