// Which contacts are judged, and by whom: chance that can be explained, since it is made of a seed. Pure.
import { createHash } from 'node:crypto';
import { cityMidnight } from '../calendar/index.ts';
import { poorUpTo } from '../platform/contract.ts';
import type { DrawReason } from './contract.ts';

/** A contact that can be drawn. */
export interface Candidate {
  interactionId: string;
  agentId: string;
  channel: string;
  queueCode: string;
}

export interface Drawn<C extends Candidate> {
  contact: C;
  reason: DrawReason;
}

const most = 2 ** 48;
/** A number from 0 to just below 1 that follows from the seed. */
export function chanceOf(...parts: readonly string[]): number {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  return Number.parseInt(hash.slice(0, 12), 16) / most;
}

function byAgent<C extends Candidate>(contacts: readonly C[]): Map<string, C[]> {
  const groups = new Map<string, C[]>();
  for (const contact of contacts) {
    const group = groups.get(contact.agentId);
    if (group) group.push(contact);
    else groups.set(contact.agentId, [contact]);
  }
  return groups;
}

/**
 * Draws of each agent's contacts of a period `perAgent`, or `share` percent where that is more; all where there are fewer.
 * Systematic sampling with a random start (Cochran, Sampling Techniques, ch. 8): contacts stand in the order of channel,
 * queue and chance, and every N/n-th is taken. Each contact of an agent is drawn with the same likelihood n/N, and every
 * channel and queue in proportion. The same seed draws the same.
 */
export function drawRandom<C extends Candidate>(
  contacts: readonly C[],
  rule: { seed: string; period: string; perAgent: number; share: number },
): Drawn<C>[] {
  const { seed, period, perAgent, share } = rule;
  return [...byAgent(contacts)].flatMap(([agentId, own]) => {
    const wanted = Math.min(own.length, Math.max(perAgent, Math.ceil((share * own.length) / 100)));
    if (wanted === 0) return [];
    const chance = new Map(own.map((one) => [one, chanceOf(seed, one.interactionId)]));
    const ordered = own.toSorted(
      (a, b) =>
        a.channel.localeCompare(b.channel) ||
        a.queueCode.localeCompare(b.queueCode) ||
        (chance.get(a) ?? 0) - (chance.get(b) ?? 0),
    );
    const start = chanceOf(seed, period, agentId);
    return Array.from({ length: wanted }, (_, index) =>
      Math.floor(((start + index) * own.length) / wanted),
    ).flatMap((place): Drawn<C>[] => {
      const contact = ordered[place];
      const reason = { why: 'random' as const, period, of: own.length, wanted, place: place + 1 };
      return contact ? [{ contact, reason }] : [];
    });
  });
}

/** What stands out about a contact. */
export interface Notable extends Candidate {
  /** The citizen's rating of the talk, or of what came of it, the lower of the two, 1 to 5. */
  rating: number | null;
  isDanger: boolean;
  holdS: number;
  isPassedOn: boolean;
}

/** Why a contact is to be judged whatever chance says; empty: it need not. */
export function notableReasons(
  contact: Notable,
  rule: { takesLow: boolean; takesDanger: boolean; takesPassed: boolean; holdS: number | null },
): DrawReason[] {
  const { rating, isDanger, holdS, isPassedOn } = contact;
  return [
    ...(rule.takesLow && rating !== null && rating <= poorUpTo
      ? [{ why: 'low_rating' as const, score: rating }]
      : []),
    ...(rule.takesDanger && isDanger ? [{ why: 'danger' as const }] : []),
    ...(rule.holdS !== null && holdS >= rule.holdS
      ? [{ why: 'hold' as const, seconds: Math.round(holdS) }]
      : []),
    ...(rule.takesPassed && isPassedOn ? [{ why: 'passed_on' as const }] : []),
  ];
}

/**
 * Gives each contact to the reviewer who has the fewest, chance among equals; nobody gets their own.
 * @param loads what each reviewer has to do already
 * @returns the reviewer's id by contact; null where nobody else is there
 */
export function assignEvenly(
  contacts: readonly Pick<Candidate, 'interactionId' | 'agentId'>[],
  loads: ReadonlyMap<string, number>,
  seed: string,
): Map<string, string | null> {
  const now = new Map(loads);
  return new Map(
    contacts.map(({ interactionId, agentId }) => {
      const [first] = [...now]
        .filter(([id]) => id !== agentId)
        .map(([id, load]) => ({ id, load, chance: chanceOf(seed, interactionId, id) }))
        .sort((a, b) => a.load - b.load || a.chance - b.chance);
      if (first) now.set(first.id, first.load + 1);
      return [interactionId, first?.id ?? null] as const;
    }),
  );
}

const dayMs = 86_400_000;
const midnight = (day: string): Date => new Date(cityMidnight(day));
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** The week of a day by ISO 8601: it begins on Monday, and belongs to the year of its Thursday. */
export function weekOf(day: string): { name: string; monday: string } {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = dayAfter(day, -weekday);
  const thursday = dayAfter(monday, 3);
  const year = thursday.slice(0, 4);
  const days = (Date.parse(`${thursday}T00:00:00Z`) - Date.parse(`${year}-01-01T00:00:00Z`)) / dayMs;
  return { name: `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, '0')}`, monday };
}

export interface Period {
  name: string;
  isWeek: boolean;
  from: Date;
  until: Date;
}

const daysBack = 7;
const weeksBack = 4;

/**
 * Days and weeks of the city that are over and not drawn yet, the latest first. A plan begins with the latest of each, and
 * catches up on a week of days and four weeks after a standstill.
 * @param today the city's day
 */
export function periodsDue(today: string, createdAt: Date, drawn: ReadonlySet<string>): Period[] {
  const days = Array.from({ length: daysBack }, (_, index): Period => {
    const day = dayAfter(today, -1 - index);
    return { name: day, isWeek: false, from: midnight(day), until: midnight(dayAfter(day, 1)) };
  });
  const { monday } = weekOf(today);
  const weeks = Array.from({ length: weeksBack }, (_, index): Period => {
    const first = dayAfter(monday, -7 * (index + 1));
    return {
      name: weekOf(first).name,
      isWeek: true,
      from: midnight(first),
      until: midnight(dayAfter(first, 7)),
    };
  });
  const isWanted = ({ name, until }: Period, index: number): boolean =>
    !drawn.has(name) && (index === 0 || until > createdAt);
  return [...days.filter(isWanted), ...weeks.filter(isWanted)];
}
