// A clock as a row and as the plain thing that the rules work on, and what a ticket's own row shows of its clocks.
import { z } from 'zod';
import { budgetSchema, type Clock, nextFire } from './clock/index.ts';
import { clockNameSchema } from './contract.ts';
import { isoOf } from './iso.ts';
import { extensionsSchema, pausesSchema, warningsSchema } from './views.ts';

/** A row of `TicketClock`. */
export const clockRowSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  clock: clockNameSchema,
  departmentCode: z.string().nullable(),
  policyCode: z.string(),
  calendarCode: z.string(),
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  budget: budgetSchema,
  startedAt: z.date(),
  dueAt: z.date(),
  isProvisional: z.boolean(),
  warnings: warningsSchema,
  pauses: pausesSchema,
  extensions: extensionsSchema,
  pausedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  breachedAt: z.date().nullable(),
  nextFireAt: z.date().nullable(),
});

/** A clock of a ticket, with whose it is. */
export interface StoredClock {
  id: string;
  departmentCode: string | null;
  clock: Clock;
  /** When it has to do something next, as it is stored. */
  nextFireAt: Date | null;
}

const at = (date: Date | null): number | null => date?.getTime() ?? null;
const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** @param row a row of `TicketClock`, checked by `clockRowSchema` */
export function storedClock(row: z.infer<typeof clockRowSchema>): StoredClock {
  return {
    id: row.id,
    departmentCode: row.departmentCode,
    nextFireAt: row.nextFireAt,
    clock: {
      name: row.clock,
      policyCode: row.policyCode,
      calendarCode: row.calendarCode,
      budget: row.budget,
      warnAt: row.warnings.map(({ share }) => share),
      state: row.state,
      startedAt: row.startedAt.getTime(),
      pauses: row.pauses.map(([from, to]) => [Date.parse(from), Date.parse(to)]),
      pausedAt: at(row.pausedAt),
      extensions: row.extensions,
      dueAt: row.dueAt.getTime(),
      isProvisional: row.isProvisional,
      warnings: row.warnings.map(({ share, at: moment, firedAt }) => ({
        share,
        at: Date.parse(moment),
        firedAt: firedAt ? Date.parse(firedAt) : null,
      })),
      breachedAt: at(row.breachedAt),
      endedAt: at(row.endedAt),
    },
  };
}

/** When a clock has to do something next; null when nothing is left. */
export function nextFireOf(clock: Clock): number | null {
  return clock.state === 'running' && clock.endedAt === null ? nextFire(clock).at : null;
}

/** A clock's warnings as the row holds them. */
export const storedWarnings = ({ warnings }: Clock) =>
  warnings.map(({ share, at: moment, firedAt }) => ({
    share,
    at: isoOf(moment),
    firedAt: firedAt === null ? null : isoOf(firedAt),
  }));

/** What happens to a clock at its moments. */
export function firedColumns(clock: Clock) {
  return {
    state: clock.state,
    warnings: storedWarnings(clock),
    breachedAt: date(clock.breachedAt),
    nextFireAt: date(nextFireOf(clock)),
  };
}

/** What rules decide of a clock. */
function ruledColumns(clock: Clock) {
  return {
    ...firedColumns(clock),
    policyCode: clock.policyCode,
    calendarCode: clock.calendarCode,
    budget: clock.budget,
    dueAt: new Date(clock.dueAt),
    isProvisional: clock.isProvisional,
  };
}

/** The columns of a clock, all but whose it is. */
export function columnsOfClock(clock: Clock) {
  return {
    ...ruledColumns(clock),
    startedAt: new Date(clock.startedAt),
    pauses: clock.pauses.map((pause) => pause.map((moment) => new Date(moment).toISOString())),
    extensions: [...clock.extensions],
    pausedAt: date(clock.pausedAt),
    endedAt: date(clock.endedAt),
  };
}

/** Whether a clock still means something: not cancelled, not over. */
export function isOpenClock(clock: { endedAt: unknown; state: string }): boolean {
  return clock.endedAt === null && clock.state !== 'cancelled' && clock.state !== 'met';
}

/** What of a ticket's row follows from its clocks. */
export interface ClockDigest {
  nextDueAt: Date | null;
  nextClock: string | null;
  alarm: number;
}

/** What a list shows of the open clocks: the earliest due time and the loudest alarm. */
export function digest(clocks: readonly Clock[]): ClockDigest {
  let [next, alarm]: [Clock | undefined, number] = [undefined, 0];
  for (const clock of clocks) {
    if (!isOpenClock(clock)) continue;
    if (clock.state !== 'paused' && (!next || clock.dueAt < next.dueAt)) next = clock;
    if (clock.breachedAt !== null) alarm = 1;
    for (const { share, firedAt } of clock.warnings) if (firedAt !== null) alarm = Math.max(alarm, share);
  }
  return { nextDueAt: next ? new Date(next.dueAt) : null, nextClock: next?.name ?? null, alarm };
}
