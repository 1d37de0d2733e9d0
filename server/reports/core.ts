// The figures of the evaluation out of timelines alone, and what is made of them: cards, scores, ranks, windows. Pure.
import { z } from 'zod';
import { dayOf, type Zone } from '../calendar/index.ts';
import { type Bilingual, satisfiedFrom } from '../platform/contract.ts';
import {
  type CommandName,
  clockNameSchema,
  type OutcomeKind,
  type TicketState,
} from '../tickets/contract.ts';
import {
  type Card,
  type Compared,
  type Lamp,
  monthAfter,
  type Period,
  rateOf,
  type ScorecardRow,
  scored,
  type Tallies,
  type Tally,
  type Troubled,
} from './contract.ts';

/** A ticket as the archive has it: where it belongs, and its timeline in order. */
export interface Life {
  id: string;
  events: readonly {
    at: Date;
    command: string;
    toState: TicketState;
    payload: unknown;
  }[];
}

/** Something that counts in a figure, at the moment that decided it. */
export interface Outcome {
  kind: OutcomeKind;
  ticketId: string;
  at: Date;
  good: boolean;
  /** Null: nobody's, or the dispatch desk's. */
  department: string | null;
}

type Clock = z.infer<typeof clockNameSchema>;

/** What stops each clock in time. */
const stops: Partial<Record<string, Clock>> = {
  dispatch: 'dispatch',
  accept: 'accept',
  contact: 'first_contact',
  approve: 'resolve',
  return: 'return',
} satisfies Partial<Record<CommandName, Clock>>;

/** What makes a clock moot that has not run out. */
const voids: Partial<Record<string, readonly Clock[]>> = {
  dispatch: ['accept', 'return'],
  return: ['accept'],
  reply: ['return'],
  approve: ['first_contact'],
} satisfies Partial<Record<CommandName, readonly Clock[]>>;

const finalStates: ReadonlySet<TicketState> = new Set(['closed', 'merged', 'declined', 'referred']);

const payloadSchema = z.object({
  dues: z.partialRecord(clockNameSchema, z.iso.datetime()).default({}),
  departmentCode: z.string().optional(),
  /** Due times of the clocks of co-handling departments, by department. */
  coDues: z.record(z.string(), z.iso.datetime()).default({}),
  isSolved: z.boolean().optional(),
  score: z.number().optional(),
});
const recomputedSchema = z.object({
  clock: clockNameSchema,
  dueAt: z.iso.datetime(),
  departmentCode: z.string().optional(),
});

/** The clocks of a ticket that have not ended. New rules can take a breach back, so an end alone decides. */
class OpenClocks {
  /** By clock; those of co-handling departments by clock and department. */
  readonly #open = new Map<string, { clock: Clock; due: Date; department: string | null }>();
  /** What ran out counts once, also when a ticket is taken out of a merge and its clocks go on. */
  readonly #ranOut = new Set<string>();
  readonly #add: (kind: OutcomeKind, at: Date, good: boolean, department: string | null) => void;
  readonly #departmentAt: (at: Date) => string | null;

  constructor(
    add: (kind: OutcomeKind, at: Date, good: boolean, department: string | null) => void,
    departmentAt: (at: Date) => string | null,
  ) {
    this.#add = add;
    this.#departmentAt = departmentAt;
  }

  has(clock: Clock, beside?: string): boolean {
    return this.#open.has(keyOf(clock, beside));
  }

  /** `beside` is the co-handling department whose clock it is. */
  plan(clock: Clock, due: Date, beside?: string): void {
    const key = keyOf(clock, beside);
    const department = beside ?? this.#open.get(key)?.department ?? this.#departmentAt(due);
    this.#open.set(key, { clock, due, department });
  }

  /** Ends a clock; `met` are the figures that it counts for unless it ran out, which counts against all. */
  end(clock: Clock, at: Date, met: readonly OutcomeKind[], beside?: string): void {
    this.#end(keyOf(clock, beside), at, met);
  }

  #end(key: string, at: Date, met: readonly OutcomeKind[]): void {
    const known = this.#open.get(key);
    if (!known) return;
    const { clock } = known;
    this.#open.delete(key);
    const isLate = known.due < at;
    const when = isLate ? known.due : at;
    const run = `${key} ${known.due.getTime()}`;
    if (isLate && this.#ranOut.has(run)) return;
    if (isLate) this.#ranOut.add(run);
    // Whoever was asked has to accept, return or help; the other clocks go with the ticket.
    const isOfStart = clock === 'accept' || clock === 'return' || clock === 'co_handle';
    const department = isOfStart ? known.department : this.#departmentAt(when);
    for (const kind of isLate ? figuresOf(clock) : met)
      this.#add(kind, when, !isLate, clock === 'dispatch' ? null : department);
  }

  endAll(at: Date): void {
    for (const key of [...this.#open.keys()]) this.#end(key, at, []);
  }
}

const keyOf = (clock: Clock, beside = ''): string => `${clock}:${beside}`;

const figuresOf = (clock: Clock): OutcomeKind[] =>
  clock === 'first_contact' ? ['first_contact_on_time', 'response'] : [`${clock}_on_time`];

/** Everything in a ticket's life that counts by `now`, from its timeline alone. */
export function outcomesOf(life: Life, now: Date): Outcome[] {
  const found: Outcome[] = [];
  const leads: { at: Date; department: string | null }[] = [];
  const departmentAt = (at: Date): string | null =>
    leads.findLast((lead) => lead.at <= at)?.department ?? null;
  const add = (kind: OutcomeKind, at: Date, good: boolean, department: string | null): void => {
    found.push({ kind, ticketId: life.id, at, good, department });
  };
  const clocks = new OpenClocks(add, departmentAt);
  let isSolved = false;
  let isRated = false;
  let pausedAt: Date | null = null;
  let returns = 0;

  for (const event of life.events) {
    const { at, command } = event;
    const { dues, coDues, ...said } = payloadSchema.parse(event.payload);
    const department = leads.at(-1)?.department ?? null;
    const stopped = stops[command];
    if (stopped) clocks.end(stopped, at, figuresOf(stopped));
    for (const clock of voids[command] ?? [])
      clocks.end(clock, at, command === 'approve' ? ['response'] : []);
    const { departmentCode: named } = said;
    if (command === 'co_answer') clocks.end('co_handle', at, figuresOf('co_handle'), named);
    if (command === 'co_release' || command === 'dispatch') clocks.end('co_handle', at, [], named);
    if (finalStates.has(event.toState)) clocks.endAll(at);

    if (command === 'create') add('received', at, true, null);
    if (command === 'dispatch') leads.push({ at, department: said.departmentCode ?? null });
    if (command === 'extend') add('extended', at, true, department);
    if (command === 'supervise') add('supervised', at, true, department);
    if (command === 'public_notice') add('noticed', at, true, department);
    if (command === 'rework') add('reworked', at, true, department);
    if (command === 'reply') {
      isSolved = said.isSolved === true;
      isRated = false;
    }
    if (command === 'return') {
      returns += 1;
      add('returned', at, true, department);
      if (returns > 1) add('bounced', at, true, department);
    }
    if (command === 'follow_up' && said.score !== undefined) {
      isRated = true;
      // Whoever was answered together with others rates the department that answered.
      add('satisfaction', at, said.score >= satisfiedFrom, named ?? department);
    }
    if (command === 'close') {
      add('closed', at, true, department);
      add('resolution', at, isSolved, department);
      if (!isRated) add('satisfaction', at, false, department);
    }
    for (const clock of clockNameSchema.options) {
      const due = dues[clock];
      if (due) clocks.plan(clock, new Date(due));
    }
    for (const [beside, due] of Object.entries(coDues)) clocks.plan('co_handle', new Date(due), beside);
    if (command === 'clock_recompute') {
      const { clock, dueAt, departmentCode: beside } = recomputedSchema.parse(event.payload);
      if (clocks.has(clock, beside)) clocks.plan(clock, new Date(dueAt), beside);
    }
    if (event.toState !== 'waiting_citizen') pausedAt = null;
    else pausedAt ??= at;
  }
  // While the citizen is asked, only what had run out before counts.
  clocks.endAll(pausedAt ?? now);
  const lead = leads.at(-1)?.department ?? null;
  // A ticket counts as received where it is now, whoever had it first.
  return found.map((outcome) => (outcome.kind === 'received' ? { ...outcome, department: lead } : outcome));
}

/** Counts outcomes, or counts of outcomes, by kind. */
export function tally(counts: Iterable<{ kind: OutcomeKind; cases: number; good: number }>): Tallies {
  const tallies: Tallies = {};
  for (const { kind, cases, good } of counts) {
    const so: Tally = tallies[kind] ?? { cases: 0, good: 0 };
    tallies[kind] = { cases: so.cases + cases, good: so.good + good };
  }
  return tallies;
}

/** The weighted mean of the scored rates that have cases, 0 to 100, to a tenth; null when none has. */
export function scoreOf(tallies: Tallies): number | null {
  const rates = scored.flatMap(({ id, weight }) => {
    const rate = rateOf(tallies, id);
    return rate === null ? [] : [{ rate, weight }];
  });
  const weights = rates.reduce((sum, { weight }) => sum + weight, 0);
  if (weights === 0) return null;
  const weighted = rates.reduce((sum, { rate, weight }) => sum + rate * weight, 0);
  return Math.round((1_000 * weighted) / weights) / 10;
}

export function cardOf(counts: Iterable<{ kind: OutcomeKind; cases: number; good: number }>): Card {
  const tallies = tally(counts);
  return { tallies, score: scoreOf(tallies) };
}

/** The best first; equal scores share a rank (1, 2, 2, 4). What `isRanked` leaves out, and what has no score, comes last. */
export function league(
  rows: readonly Omit<ScorecardRow, 'rank'>[],
  isRanked: (row: { key: string }) => boolean,
): ScorecardRow[] {
  const inLeague = rows.filter((row) => row.score !== null && isRanked(row));
  const rankOf = (row: Omit<ScorecardRow, 'rank'>): number | null =>
    inLeague.includes(row)
      ? 1 + inLeague.filter((other) => (other.score ?? 0) > (row.score ?? 0)).length
      : null;
  return rows
    .map((row) => ({ ...row, rank: rankOf(row) }))
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.key < b.key ? -1 : 1));
}

/** What electronic supervision shows of a department; undefined: nothing against it. */
export function lampOf(counts: {
  reworked: number;
  overdue: number;
  supervised: number;
  noticed: number;
}): Lamp | undefined {
  if (counts.overdue + counts.noticed > 0) return 'red';
  return counts.supervised + counts.reworked > 0 ? 'yellow' : undefined;
}

interface Count {
  key: string;
  kind: OutcomeKind;
  cases: number;
  good: number;
}

/** Counts as one card for each key. */
export function cardsOf(
  counts: readonly Count[],
  nameOf: (key: string) => Bilingual,
): Omit<ScorecardRow, 'rank'>[] {
  return [...new Set(counts.map(({ key }) => key))].map((key) => ({
    ...cardOf(counts.filter((count) => count.key === key)),
    key,
    name: nameOf(key),
  }));
}

/** What was received, beside the time before; the most first, equals in the order given. */
export function compared(
  rows: readonly Pick<ScorecardRow, 'key' | 'name' | 'tallies'>[],
  before: readonly Count[],
): Compared[] {
  const earlier = new Map(
    before.flatMap(({ key, kind, cases }) => (kind === 'received' ? [[key, cases] as const] : [])),
  );
  return rows
    .map(({ key, name, tallies }) => ({
      key,
      name,
      received: tallies.received?.cases ?? 0,
      before: earlier.get(key) ?? 0,
    }))
    .filter(({ received }) => received > 0)
    .sort((a, b) => b.received - a.received);
}

/** Departments on which supervision shines: the red before the yellow, then whoever has most. */
export function troubledOf(rows: readonly Pick<ScorecardRow, 'key' | 'name' | 'tallies'>[]): Troubled[] {
  const weightOf = ({ lamp, reworked, overdue, supervised, noticed }: Troubled): number =>
    (lamp === 'red' ? 1e9 : 0) + reworked + overdue + supervised + noticed;
  return rows
    .map(({ key, name, tallies }) => ({
      key,
      name,
      reworked: tallies.reworked?.cases ?? 0,
      overdue: (tallies.resolve_on_time?.cases ?? 0) - (tallies.resolve_on_time?.good ?? 0),
      supervised: tallies.supervised?.cases ?? 0,
      noticed: tallies.noticed?.cases ?? 0,
    }))
    .flatMap((row) => {
      const lamp = lampOf(row);
      return lamp ? [{ ...row, lamp }] : [];
    })
    .sort((a, b) => weightOf(b) - weightOf(a));
}

const dayMs = 86_400_000;

/** What a query says of its window. */
export interface Window {
  from?: string | undefined;
  to?: string | undefined;
  period?: Period | undefined;
  days: number;
}

/** The first and the last date of a period, where today is `2026-11-28`. */
export function datesOf(period: Period, today: string): { from: string; to: string } {
  const month = today.slice(0, 7);
  const year = Number(today.slice(0, 4));
  const dayBefore = (date: string, days: number): string =>
    new Date(Date.parse(`${date}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
  /** The dates of `months` calendar months from `first` on. */
  const months = (first: string, count: number) => ({
    from: `${first}-01`,
    to: dayBefore(`${monthAfter(first, count)}-01`, 1),
  });
  switch (period) {
    case 'yesterday':
      return { from: dayBefore(today, 1), to: dayBefore(today, 1) };
    case 'last_week': {
      const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
      return { from: dayBefore(today, sinceMonday + 7), to: dayBefore(today, sinceMonday + 1) };
    }
    case 'this_month':
      return { from: `${month}-01`, to: today };
    case 'last_month':
      return months(monthAfter(month, -1), 1);
    case 'last_quarter':
      return months(monthAfter(month, -((Number(month.slice(5)) - 1) % 3) - 3), 3);
    case 'this_year':
      return { from: `${year}-01-01`, to: today };
    case 'last_year':
      return months(`${year - 1}-01`, 12);
  }
}

const dateIn = (now: Date, zone: Zone): string =>
  new Date(zone.localDay(now.getTime()) * dayMs).toISOString().slice(0, 10);

/**
 * The moments [from, until) of local dates, both included, of a period, or of the last `days` up to now.
 * @throws RangeError when there is no such date
 */
export function windowOf(query: Window, now: Date, zone: Zone): { from: Date; until: Date } {
  const { from, to, period } = query;
  const dates =
    from !== undefined && to !== undefined ? { from, to } : period && datesOf(period, dateIn(now, zone));
  if (!dates) return { from: new Date(now.getTime() - query.days * dayMs), until: now };
  const [first, last] = [dayOf(dates.from), dayOf(dates.to)];
  if (first === undefined || last === undefined) throw new RangeError(`${dates.from} – ${dates.to}`);
  return { from: new Date(zone.instant(first, 0)), until: new Date(zone.instant(last + 1, 0)) };
}

/** The moments of `months` calendar months from `month` on. */
export function monthsFrom(month: string, months: number, zone: Zone): { from: Date; until: Date } {
  const startOf = (one: string): Date => new Date(zone.instant(dayOf(`${one}-01`) ?? Number.NaN, 0));
  return { from: startOf(month), until: startOf(monthAfter(month, months)) };
}
