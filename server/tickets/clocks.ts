// The clocks of a ticket when a command comes: what it starts, ends, pauses and moves, inside the command's change.
import type { Change } from '../platform/database.ts';
import { orderedId } from '../platform/ordered-id.ts';
import {
  type Clock,
  cancelClock,
  extendClock,
  pauseClock,
  resumeClock,
  selectPolicy,
  startClock,
  stopClock,
} from './clock/index.ts';
import {
  type ClockDigest,
  clockRowSchema,
  columnsOfClock,
  digest,
  isOpenClock,
  nextFireOf,
  type StoredClock,
  storedClock,
} from './clock-rows.ts';
import type { ClockEffect, TimelineEntry } from './decision.ts';
import { isNear } from './moments.ts';
import { calendarOf, type RuleBook, type Rules, traitsOf } from './rules.ts';
import type { ClockRow, TicketRow } from './views.ts';

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

/** What policies and clocks look at in a ticket. */
type Clocked = Pick<
  TicketRow,
  'id' | 'kind' | 'urgency' | 'categoryCode' | 'bodyCode' | 'leadDepartmentCode' | 'closedAt'
>;
type TicketWithClocks = Clocked & { clocks: ClockRow[] };

export class ClockBook {
  readonly #rules: RuleBook;

  constructor(rules: RuleBook) {
    this.#rules = rules;
  }

  /** Carries out what a command does to the clocks, inside its change. */
  async apply(
    change: Change,
    ticket: TicketWithClocks,
    effects: readonly ClockEffect[],
    at: Date,
  ): Promise<ClockChange> {
    const rules = await this.#rules.current();
    const clocks = ticket.clocks.map((row) => storedClock(clockRowSchema.parse(row)));
    const before = new Map(openOf(clocks).map(({ id, clock }) => [id, clock.dueAt]));
    for (const effect of effects) await this.#act(change, rules, ticket, clocks, effect, at);
    const moved = openOf(clocks).filter(({ id, clock }) => before.get(id) !== clock.dueAt);
    const dueText = ({ clock }: StoredClock): string => new Date(clock.dueAt).toISOString();
    const [own, beside] = [
      moved.filter(({ clock }) => clock.name !== 'co_handle'),
      moved.filter(({ clock }) => clock.name === 'co_handle'),
    ];
    return {
      shown: digest(clocks.map(({ clock }) => clock)),
      dues: Object.fromEntries(own.map((one) => [one.clock.name, dueText(one)])),
      coDues: Object.fromEntries(beside.map((one) => [one.departmentCode, dueText(one)])),
    };
  }

  async #act(
    change: Change,
    rules: Rules,
    ticket: TicketWithClocks,
    clocks: StoredClock[],
    effect: ClockEffect,
    at: Date,
  ): Promise<void> {
    const named = openOf(clocks).filter((one) => !('clock' in effect) || isNamed(one, effect));
    const now = at.getTime();
    const turn = async (some: readonly StoredClock[], step: (clock: Clock, now: number) => Clock) => {
      // Clocks of two machines are a little apart: what another one began counts from then.
      for (const one of some) {
        const since = Math.max(now, one.clock.startedAt, one.clock.pausedAt ?? 0);
        await keep(change, one, step(one.clock, since));
      }
    };
    const calendar = (clock: Clock) => calendarOf(rules, clock.calendarCode);
    const inState = (state: Clock['state']) => named.filter(({ clock }) => clock.state === state);
    switch (effect.op) {
      case 'start':
        if (effect.onlyIfNone && named.length > 0) return;
        return start(change, rules, ticket, clocks, effect, at);
      case 'stop':
        return turn(named, stopClock);
      case 'cancel':
      case 'cancel_all':
        return turn(named, cancelClock);
      case 'restore_all':
        return turn(
          clocks.filter(({ clock }) => hasEndedWith(ticket, clock)),
          (clock, moment) => restored(clock, (one) => resumeClock(one, calendar(clock), moment)),
        );
      case 'pause_all':
        return turn(inState('running'), pauseClock);
      case 'resume_all':
        return turn(inState('paused'), (clock, moment) => resumeClock(clock, calendar(clock), moment));
      case 'extend': {
        const by = { amount: effect.workingDays, unit: 'working_days' } as const;
        return turn(named, (clock, moment) => extendClock(clock, calendar(clock), by, moment));
      }
    }
  }
}

const openOf = (clocks: readonly StoredClock[]): StoredClock[] =>
  clocks.filter(({ clock }) => isOpenClock(clock));

const isNamed = (
  { clock, departmentCode }: StoredClock,
  effect: { clock: string; departmentCode?: string },
): boolean =>
  clock.name === effect.clock &&
  (effect.departmentCode === undefined || departmentCode === effect.departmentCode);

async function keep({ tx, emit }: Change, one: StoredClock, clock: Clock): Promise<void> {
  one.clock = clock;
  await tx.ticketClock.update({ where: { id: one.id }, data: columnsOfClock(clock) });
  if (isNear(nextFireOf(clock))) emit('clock.planned', { clockId: one.id });
}

function start(
  { sql, emit }: Change,
  rules: Rules,
  ticket: Clocked,
  clocks: StoredClock[],
  effect: { clock: Clock['name']; departmentCode?: string },
  at: Date,
): void {
  const policy = selectPolicy(rules.policies, effect.clock, traitsOf(rules, ticket));
  if (!policy) return;
  const clock = startClock(policy, calendarOf(rules, policy.calendarCode), at.getTime());
  const departmentCode = effect.departmentCode ?? ticket.leadDepartmentCode;
  const [id, row] = [orderedId(), columnsOfClock(clock)];
  const { nextFireAt } = row;
  sql.send(
    `INSERT INTO "TicketClock" (id, "ticketId", clock, "departmentCode", "policyCode", "calendarCode", state, budget,
       "startedAt", "dueAt", "isProvisional", warnings, pauses, extensions, "nextFireAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7::text::"ClockState", $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      id,
      ticket.id,
      effect.clock,
      departmentCode,
      row.policyCode,
      row.calendarCode,
      row.state,
      JSON.stringify(row.budget),
      row.startedAt,
      row.dueAt,
      row.isProvisional,
      JSON.stringify(row.warnings),
      JSON.stringify(row.pauses),
      JSON.stringify(row.extensions),
      nextFireAt,
    ],
  );
  clocks.push({ id, departmentCode, clock, nextFireAt });
  if (isNear(nextFireAt)) emit('clock.planned', { clockId: id });
}

/** Whether a clock ended when its ticket did: by a merger, for instance. */
const hasEndedWith = ({ closedAt }: Clocked, { endedAt, state }: Clock): boolean =>
  endedAt !== null && endedAt === closedAt?.getTime() && (state === 'cancelled' || state === 'breached');

/** A clock that goes on as if it had not ended. A pause that it was in is over. */
function restored(clock: Clock, resume: (paused: Clock) => Clock): Clock {
  const open = { ...clock, endedAt: null };
  if (clock.state === 'breached') return open;
  return clock.pausedAt === null ? { ...open, state: 'running' } : resume({ ...open, state: 'paused' });
}
