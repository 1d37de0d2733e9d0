// The clocks of tickets as rows: what a command does to them, and what happens at their moments.
import type { z } from 'zod';
import type { Interval } from '../calendar/index.ts';
import type { Change, Tx } from '../platform/database.ts';
import { nextFire, type Policy, schedule, selectPolicy } from './clock/index.ts';
import type { ClockEffect, TimelineEntry } from './decision.ts';
import { isNear } from './moments.ts';
import { calendarOf, type RuleBook, type Rules, traitsOf } from './rules.ts';
import { type ClockRow, extensionsSchema, pausesSchema, type TicketRow, warningsSchema } from './views.ts';

/** What of a ticket's row follows from its clocks. */
export interface ClockDigest {
  nextDueAt: Date | null;
  nextClock: string | null;
  alarm: number;
}

/** What a command did to the clocks: what the ticket's row shows of them, and the due times that are new, by clock. */
export interface ClockChange {
  shown: ClockDigest;
  dues: Readonly<Record<string, string>>;
  /** The same of the clocks of co-handling departments, by department. */
  coDues: Readonly<Record<string, string>>;
}

/** The due times stand in the timeline too, so that every figure can be worked out again from it alone. */
export function withDues(
  entries: readonly TimelineEntry[],
  { dues, coDues }: ClockChange,
): readonly TimelineEntry[] {
  const last = entries.at(-1);
  if (!last) return entries;
  const moved = {
    ...(Object.keys(dues).length > 0 ? { dues } : {}),
    ...(Object.keys(coDues).length > 0 ? { coDues } : {}),
  };
  return [...entries.slice(0, -1), { ...last, payload: { ...last.payload, ...moved } }];
}

/** Clocks that still mean something: not cancelled, not over. */
export function openClocks<R extends Pick<ClockRow, 'endedAt' | 'state'>>(rows: readonly R[]): R[] {
  return rows.filter((row) => row.endedAt === null && row.state !== 'cancelled' && row.state !== 'met');
}

/** What a list shows of the open clocks: the earliest due time and the loudest alarm. */
export function digest(
  rows: readonly (Pick<ClockRow, 'clock' | 'state' | 'dueAt' | 'endedAt' | 'breachedAt'> & {
    warnings: unknown;
  })[],
): ClockDigest {
  const open = openClocks(rows);
  const ticking = open
    .filter((row) => row.state !== 'paused')
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  const fired = open.map((row) =>
    row.breachedAt
      ? 1
      : Math.max(0, ...warningsSchema.parse(row.warnings).map((one) => (one.firedAt ? one.share : 0))),
  );
  return {
    nextDueAt: ticking[0]?.dueAt ?? null,
    nextClock: ticking[0]?.clock ?? null,
    alarm: Math.max(0, ...fired),
  };
}

const toIntervals = (row: ClockRow): Interval[] =>
  pausesSchema.parse(row.pauses).map(([from, to]) => [Date.parse(from), Date.parse(to)]);

type Warning = z.infer<typeof warningsSchema>[number];

export class ClockBook {
  readonly #rules: RuleBook;

  constructor(rules: RuleBook) {
    this.#rules = rules;
  }

  /** Carries out what a command does to the clocks, inside its change. */
  async apply(
    change: Change,
    ticket: TicketRow & { clocks: ClockRow[] },
    effects: readonly ClockEffect[],
    now: Date,
  ): Promise<ClockChange> {
    const rules = await this.#rules.current();
    for (const effect of effects) {
      const open = openClocks(await change.tx.ticketClock.findMany({ where: { ticketId: ticket.id } }));
      const named = 'clock' in effect ? open.filter((row) => isNamed(row, effect)) : open;
      switch (effect.op) {
        case 'start':
          if (!(effect.onlyIfNone && named.length > 0)) await start(change, rules, ticket, effect, now);
          break;
        case 'stop':
          for (const row of named) await end(change.tx, row, now, row.dueAt < now ? 'breached' : 'met');
          break;
        case 'cancel':
        case 'cancel_all':
          for (const row of named) await end(change.tx, row, now, row.breachedAt ? 'breached' : 'cancelled');
          break;
        case 'restore_all':
          await restore(change, ticket);
          break;
        case 'pause_all':
          for (const row of named.filter((one) => one.state === 'running')) {
            const data = { state: 'paused', pausedAt: now, nextFireAt: null } as const;
            await change.tx.ticketClock.update({ where: { id: row.id }, data });
          }
          break;
        case 'resume_all':
          for (const row of named.filter((one) => one.state === 'paused'))
            await resume(change, rules, row, now);
          break;
        case 'extend':
          for (const row of named) await extend(change, rules, row, effect.workingDays);
          break;
      }
    }
    const rows = await change.tx.ticketClock.findMany({ where: { ticketId: ticket.id } });
    const before = new Map(openClocks(ticket.clocks).map((row) => [row.id, row.dueAt.getTime()]));
    const moved = openClocks(rows).filter((row) => before.get(row.id) !== row.dueAt.getTime());
    const [own, beside] = [
      moved.filter((row) => row.clock !== 'co_handle'),
      moved.filter((row) => row.clock === 'co_handle'),
    ];
    return {
      shown: digest(rows),
      dues: Object.fromEntries(own.map((row) => [row.clock, row.dueAt.toISOString()])),
      coDues: Object.fromEntries(beside.map((row) => [row.departmentCode, row.dueAt.toISOString()])),
    };
  }
}

const isNamed = (row: ClockRow, effect: { clock: string; departmentCode?: string }): boolean =>
  row.clock === effect.clock &&
  (effect.departmentCode === undefined || row.departmentCode === effect.departmentCode);

/** Clocks that ended with the ticket, when it was merged, go on as if they had not. */
async function restore({ tx, emit }: Change, ticket: TicketRow & { clocks: ClockRow[] }): Promise<void> {
  const ended = ticket.clocks.filter(
    ({ endedAt, state }) =>
      endedAt !== null &&
      endedAt.getTime() === ticket.closedAt?.getTime() &&
      (state === 'cancelled' || state === 'breached'),
  );
  for (const row of ended) {
    const known = warningsSchema.parse(row.warnings);
    const moments = planned(
      row.dueAt.getTime(),
      known.map(({ share, at }) => ({ share, at: Date.parse(at) })),
      known,
    );
    const isOver = row.state === 'breached';
    await tx.ticketClock.update({
      where: { id: row.id },
      data: {
        state: isOver ? 'breached' : 'running',
        endedAt: null,
        nextFireAt: isOver ? null : moments.nextFireAt,
      },
    });
    if (!isOver && isNear(moments.nextFireAt)) emit('clock.planned', { clockId: row.id });
  }
}

async function start(
  { tx, emit }: Change,
  rules: Rules,
  ticket: TicketRow,
  { clock, departmentCode }: { clock: Policy['clock']; departmentCode?: string },
  now: Date,
): Promise<void> {
  const policy = selectPolicy(rules.policies, clock, traitsOf(rules, ticket));
  if (!policy) return;
  const calendar = calendarOf(rules, policy.calendarCode);
  const plan = schedule(calendar, now.getTime(), policy.budget, policy.warnAt);
  const { id, nextFireAt } = await tx.ticketClock.create({
    data: {
      ticketId: ticket.id,
      clock,
      policyCode: policy.code,
      calendarCode: policy.calendarCode,
      departmentCode: departmentCode ?? ticket.leadDepartmentCode,
      budget: policy.budget,
      startedAt: now,
      ...planned(plan.dueAt, plan.warnings, []),
    },
  });
  if (isNear(nextFireAt)) emit('clock.planned', { clockId: id });
}

async function end(tx: Tx, row: ClockRow, now: Date, state: 'met' | 'breached' | 'cancelled'): Promise<void> {
  await tx.ticketClock.update({
    where: { id: row.id },
    data: {
      state,
      endedAt: now,
      nextFireAt: null,
      ...(state === 'breached' && !row.breachedAt ? { breachedAt: row.dueAt } : {}),
    },
  });
}

/** A paused clock goes on: the pause is given back in working time, and its moments move. */
async function resume({ tx, emit }: Change, rules: Rules, row: ClockRow, now: Date): Promise<void> {
  const pauses = [
    ...pausesSchema.parse(row.pauses),
    [(row.pausedAt ?? now).toISOString(), now.toISOString()],
  ];
  const intervals: Interval[] = [...toIntervals(row), [(row.pausedAt ?? now).getTime(), now.getTime()]];
  const calendar = calendarOf(rules, row.calendarCode);
  const known = warningsSchema.parse(row.warnings);
  const from = row.startedAt.getTime();
  // The working time up to the old due moment stays what it was, extensions and all.
  const total = calendar.elapsed(from, row.dueAt.getTime(), toIntervals(row));
  const dueAt = calendar.dueAt(from, total, intervals);
  const warnings = known.map(({ share }) => ({
    share,
    at: calendar.dueAt(from, Math.floor(total * share), intervals),
  }));
  const moments = planned(dueAt, warnings, known);
  await tx.ticketClock.update({
    where: { id: row.id },
    data: { state: 'running', pausedAt: null, pauses, ...moments },
  });
  if (isNear(moments.nextFireAt)) emit('clock.planned', { clockId: row.id });
}

/** The due time moves so many working days on; warnings that are still to come move with it. */
async function extend({ tx, emit }: Change, rules: Rules, row: ClockRow, workingDays: number): Promise<void> {
  const calendar = calendarOf(rules, row.calendarCode);
  const from = row.startedAt.getTime();
  const dueAt = calendar.endOfBusinessDay(row.dueAt.getTime(), workingDays);
  const total = calendar.elapsed(from, dueAt, toIntervals(row));
  const known = warningsSchema.parse(row.warnings);
  const warnings = known.map(({ share }) => ({
    share,
    at: calendar.dueAt(from, Math.floor(total * share), toIntervals(row)),
  }));
  const moments = planned(dueAt, warnings, known);
  const by = { amount: workingDays, unit: 'working_days' };
  const extensions = [...extensionsSchema.parse(row.extensions), by];
  await tx.ticketClock.update({ where: { id: row.id }, data: { extensions, ...moments } });
  if (isNear(moments.nextFireAt)) emit('clock.planned', { clockId: row.id });
}

/** Columns of a clock's moments. What has fired stays fired. */
function planned(
  dueAt: number,
  warnings: readonly { share: number; at: number }[],
  known: readonly Warning[],
) {
  const rows = warnings.map(({ share, at }) => ({
    share,
    at: new Date(at).toISOString(),
    firedAt: known.find((one) => one.share === share)?.firedAt ?? null,
  }));
  const next = nextFire({
    dueAt,
    warnings: rows.map((row) => ({
      ...row,
      at: Date.parse(row.at),
      firedAt: row.firedAt ? Date.parse(row.firedAt) : null,
    })),
  });
  return { dueAt: new Date(dueAt), warnings: rows, nextFireAt: new Date(next.at) };
}
