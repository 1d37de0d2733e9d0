// Open clocks after a change of the rules: a policy, a calendar's hours, a notice of holidays. What the clocks were last
// computed by is kept, so that a change is found however it came: by a pack, or by a new list of holidays.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { calendarDefinitionSchema } from '../calendar/index.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import {
  type Clock,
  type Recomputation,
  type RecomputeReason,
  recomputeClock,
  selectPolicy,
  type Warning,
} from './clock/index.ts';
import {
  besideOf,
  type ClockChange,
  lockTicketClocks,
  type TicketClocks,
  writeRuledClocks,
} from './clock-batch.ts';
import { isOpenClock } from './clock-rows.ts';
import { isoOf } from './iso.ts';
import { calendarOf, type RuleBook, type Rules, traitsOf } from './rules.ts';

const batchSize = 500;
/** Batches at the same time: Postgres writes one while the next is computed. */
const lanes = 3;
const idSchema = z.object({ ticketId: z.string() });
const noTicket = '00000000-0000-0000-0000-000000000000';

/** Recomputes when a pack has brought rules, and at the start: a new version of the product may know more holidays. */
export async function watchRules(deps: { jobs: Jobs; database: Database; rules: RuleBook }): Promise<void> {
  const { jobs, database, rules } = deps;
  jobs.perform(
    database,
    'clock-rules',
    { 'rules.changed': async () => void (await recomputeClocks(database, rules)) },
    { concurrency: 1 },
  );
  const changes = await changesOf(database, contentsOf(await rules.current()));
  if (changes.size > 0) await database.change(async ({ emit }) => emit('rules.changed', {}));
}

/**
 * Computes every open clock again that changed rules concern, in batches side by side, and says so in the timelines.
 * Broken off, it is done again from the start, and finds only what is left. @returns how many clocks changed
 */
export async function recomputeClocks(database: Database, book: RuleBook): Promise<number> {
  const rules = await book.current();
  const contents = contentsOf(rules);
  const changes = await changesOf(database, contents);
  if (changes.size === 0) return 0;
  let changed = 0;
  const pages = pagesOfTickets(database, changes);
  const lane = async (): Promise<void> => {
    for await (const ids of pages) {
      const moved = await recomputeBatch(database, ids, rules, changes);
      changed += moved;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await keepContents(database, contents);
  return changed;
}

/** Tickets with open clocks that changes concern, page by page; several may take from it. */
async function* pagesOfTickets(database: Database, changes: RuleChanges): AsyncGenerator<string[], void> {
  const calendars = calendarsIn(changes);
  const since = [...changes.values()].map(({ from }) => (from === null ? '-infinity' : isoOf(from)));
  for (let after = noTicket; ; ) {
    const page = await database.sql.rows(idSchema, openTickets, [after, calendars, since]);
    const last = page.at(-1);
    if (!last) return;
    after = last.ticketId;
    yield page.map(({ ticketId }) => ticketId);
  }
}

const openTickets = `
  SELECT DISTINCT "ticketId" FROM "TicketClock"
  WHERE "ticketId" > $1 AND "endedAt" IS NULL AND state IN ('running', 'paused', 'breached')
    AND ($2::text[] IS NULL OR EXISTS (
      SELECT 1 FROM unnest($2, $3::timestamptz[]) AS changed (code, since)
      WHERE code = "calendarCode" AND "dueAt" >= since))
  ORDER BY "ticketId" LIMIT ${batchSize}`;

/** Why clocks that follow a changed rule are computed again; those that are due before `from` stay as they are. */
interface RuleChange {
  reason: RecomputeReason;
  /** Null: all of them are. */
  from: number | null;
}

/** Changed rules by key. */
export type RuleChanges = ReadonlyMap<string, RuleChange>;

/** The calendars whose clocks changes concern, in the order of the changes; null: any, for a policy can name another. */
export function calendarsIn(changes: RuleChanges): string[] | null {
  const hasPolicies = [...changes.values()].some(({ reason }) => reason === 'policy_changed');
  return hasPolicies ? null : [...changes.keys()].map((key) => key.slice(key.indexOf(':') + 1));
}

const contentSchema = z.record(z.string(), z.unknown());
type Contents = ReadonlyMap<string, Record<string, unknown>>;

/** Rules in the form in which they are kept: as JSON. */
function contentsOf(rules: Rules): Contents {
  const plain = (content: object) => contentSchema.parse(JSON.parse(JSON.stringify(content)));
  return new Map([
    ...rules.policies.map((policy) => [`policy:${policy.code}`, plain(policy)] as const),
    ...[...rules.definitions].map(([code, content]) => [`calendar:${code}`, plain(content)] as const),
  ]);
}

/** What differs from the rules that open clocks follow. An installation that has kept none yet follows these. */
async function changesOf(database: Database, contents: Contents): Promise<RuleChanges> {
  const rows = await database.read.appliedClockRule.findMany();
  if (rows.length === 0) {
    await keepContents(database, contents);
    return new Map();
  }
  return differences(new Map(rows.map((row) => [row.code, contentSchema.parse(row.content)])), contents);
}

/** What differs between two states of the rules, and why clocks are computed again for it. */
export function ruleChanges(before: Rules, after: Rules): RuleChanges {
  return differences(contentsOf(before), contentsOf(after));
}

function differences(before: Contents, after: Contents): RuleChanges {
  const changes = new Map<string, RuleChange>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(key), after.get(key)];
    if (isDeepStrictEqual(old, now)) continue;
    const isPolicy = key.startsWith('policy:');
    const isSameWeek = isDeepStrictEqual([old?.hours, old?.timezone], [now?.hours, now?.timezone]);
    if (isPolicy) changes.set(key, { reason: 'policy_changed', from: null });
    else if (!isSameWeek) changes.set(key, { reason: 'calendar_changed', from: null });
    else changes.set(key, { reason: 'holidays_announced', from: firstDifference(old, now) });
  }
  return changes;
}

/**
 * The moment before which two calendars of one week are open alike: most clocks are due long before the holidays that
 * are announced. Null where that is not known.
 */
export function firstDifference(before: unknown, after: unknown): number | null {
  const [old, now] = [calendarDefinitionSchema.safeParse(before), calendarDefinitionSchema.safeParse(after)];
  if (!old.success || !now.success) return null;
  const [closedBefore, closedAfter] = [new Set(old.data.holidays), new Set(now.data.holidays)];
  const dates = [
    ...old.data.holidays.filter((date) => !closedAfter.has(date)),
    ...now.data.holidays.filter((date) => !closedBefore.has(date)),
  ];
  for (const windows of ['breaks', 'shifts'] as const) {
    const [one, other] = [old.data[windows], now.data[windows]];
    for (const date of new Set([...Object.keys(one), ...Object.keys(other)]))
      if (!isDeepStrictEqual(one[date], other[date])) dates.push(date);
  }
  // What is due after the earlier of both is certain in one of them only.
  if (old.data.knownThrough !== now.data.knownThrough)
    dates.push(...[old.data.knownThrough, now.data.knownThrough].filter((date) => date !== undefined));
  const [first] = dates.sort();
  return first === undefined ? null : Date.parse(first) - reachMs;
}

/** Dates are local, and a window belongs to the day on which it begins. */
const reachMs = 2 * 86_400_000;

async function keepContents(database: Database, contents: Contents): Promise<void> {
  const rows = [...contents].map(([code, content]) => ({ code, content }));
  await database.change(async ({ sql }) => {
    await sql.run(`DELETE FROM "AppliedClockRule" WHERE code <> ALL ($1)`, [[...contents.keys()]]);
    await sql.run(
      `INSERT INTO "AppliedClockRule" (code, content)
       SELECT code, content FROM jsonb_to_recordset($1) AS rule (code text, content jsonb)
       ON CONFLICT (code) DO UPDATE SET content = excluded.content`,
      [JSON.stringify(rows)],
    );
  });
}

async function recomputeBatch(
  database: Database,
  ids: readonly string[],
  rules: Rules,
  changes: RuleChanges,
): Promise<number> {
  return database.change(async ({ sql }) => {
    const tickets = await lockTicketClocks(sql, ids);
    const now = new Date();
    const found = tickets
      .map((ticket) => recomputed(ticket, rules, changes, now))
      .filter(({ clocks }) => clocks.size > 0);
    writeRuledClocks(sql, found, now);
    return found.reduce((sum, { clocks }) => sum + clocks.size, 0);
  });
}

/** The clocks of a ticket that changed rules move. Their alarms are set, or they fire, by the next sweep. */
function recomputed(ticket: TicketClocks, rules: Rules, changes: RuleChanges, now: Date): ClockChange {
  const change: ClockChange = { ticket, clocks: new Map(), lines: [] };
  for (const stored of ticket.clocks) {
    const again = recomputation(ticket, stored.clock, rules, changes, now.getTime());
    if (!again) continue;
    const { clock, dueBefore, dueAfter, reason } = again;
    change.clocks.set(stored.id, clock);
    change.lines.push({
      command: 'clock_recompute',
      reason,
      payload: {
        clock: clock.name,
        ...besideOf(stored),
        policyCode: clock.policyCode,
        dueBefore: isoOf(dueBefore),
        dueAt: isoOf(dueAfter),
      },
    });
  }
  return change;
}

/** What changed rules do to a clock; undefined when it stays as it is. */
export function recomputation(
  ticket: Parameters<typeof traitsOf>[1],
  clock: Clock,
  rules: Rules,
  changes: RuleChanges,
  now: number,
): Recomputation | undefined {
  if (!isOpenClock(clock)) return undefined;
  const hasPolicies = [...changes.values()].some(({ reason: why }) => why === 'policy_changed');
  const policy = hasPolicies ? selectPolicy(rules.policies, clock.name, traitsOf(rules, ticket)) : undefined;
  const calendarCode = policy?.calendarCode ?? clock.calendarCode;
  const isOfPolicy = policy && (policy.code !== clock.policyCode || changes.has(`policy:${policy.code}`));
  const reason = isOfPolicy ? 'policy_changed' : changes.get(`calendar:${calendarCode}`)?.reason;
  if (!reason) return undefined;
  const again = recomputeClock(clock, { calendar: calendarOf(rules, calendarCode), policy }, reason, now);
  return isSameClock(again.clock, clock) ? undefined : again;
}

const isSameWarning = (one: Warning, other: Warning | undefined): boolean =>
  one.share === other?.share && one.at === other.at && one.firedAt === other.firedAt;

/** Whether nothing that rules decide is different. */
function isSameClock(a: Clock, b: Clock): boolean {
  return (
    a.dueAt === b.dueAt &&
    a.isProvisional === b.isProvisional &&
    a.state === b.state &&
    a.policyCode === b.policyCode &&
    a.calendarCode === b.calendarCode &&
    a.breachedAt === b.breachedAt &&
    a.budget.amount === b.budget.amount &&
    a.budget.unit === b.budget.unit &&
    a.warnings.length === b.warnings.length &&
    a.warnings.every((one, index) => isSameWarning(one, b.warnings[index]))
  );
}
