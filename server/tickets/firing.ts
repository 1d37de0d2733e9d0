// Warnings and breaches at their moment: a delayed job on the second, and a sweep for what a lost job missed.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { nextFire } from './clock/index.ts';
import { digest } from './clocks.ts';
import { appendTimeline, lockTicket } from './store.ts';
import { warningsSchema } from './views.ts';

const sweepEveryMs = 2_000;
/** A clock that is this late has lost its job. */
const lateMs = 1_500;
const sweepBatch = 500;

export interface ClockSweeper {
  /** Fires what is overdue. @returns how many clocks were overdue */
  sweep(): Promise<number>;
  stop(): void;
}

/** Registers the consumer and the timer of clocks, and starts the sweep. */
export function watchClocks(deps: {
  jobs: Jobs;
  database: Database;
  log: Log;
  metrics: Metrics;
}): ClockSweeper {
  const { jobs, database, log, metrics } = deps;
  const alarm = jobs.timer({
    name: 'clock',
    schema: z.object({ clockId: z.uuid() }),
    run: ({ clockId }) => fireClock(database, metrics, clockId),
  });

  jobs.perform(database, 'clocks', {
    'clock.planned': async ({ clockId }) => {
      const row = await database.read.ticketClock.findUnique({ where: { id: clockId } });
      if (row?.nextFireAt) await alarm.set(clockId, row.nextFireAt, { clockId });
    },
  });

  const sweep = async (): Promise<number> => {
    const overdue = await database.read.ticketClock.findMany({
      where: { nextFireAt: { lt: new Date(Date.now() - lateMs) } },
      orderBy: { nextFireAt: 'asc' },
      take: sweepBatch,
      select: { id: true },
    });
    for (const { id } of overdue) await fireClock(database, metrics, id);
    return overdue.length;
  };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const again = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      sweep()
        .catch((error: unknown) => log.warn({ err: error }, 'clock sweep failed'))
        .finally(again);
    }, sweepEveryMs);
  };
  again();
  return {
    sweep,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Does what a clock has to do by now: marks warnings and the breach, writes them into the timeline, plans the next.
 * Called twice or too early it finds nothing to do.
 */
export async function fireClock(database: Database, metrics: Metrics, clockId: string): Promise<void> {
  const found = await database.read.ticketClock.findUnique({
    where: { id: clockId },
    select: { ticketId: true },
  });
  if (!found) return;
  await database.change(async ({ tx, emit }) => {
    const ticket = await lockTicket(tx, found.ticketId);
    const clock = ticket.clocks.find((row) => row.id === clockId);
    const now = new Date();
    if (!clock?.nextFireAt || clock.nextFireAt > now || clock.state !== 'running') return;
    const due = clock.nextFireAt;
    const warnings = warningsSchema.parse(clock.warnings).map((warning) => ({
      ...warning,
      firedAt: warning.firedAt ?? (Date.parse(warning.at) <= now.getTime() ? now.toISOString() : null),
    }));
    const isBreached = clock.dueAt <= now;
    const share = isBreached ? 1 : Math.max(...warnings.map((one) => (one.firedAt ? one.share : 0)));
    const next = nextFire({
      dueAt: clock.dueAt.getTime(),
      warnings: warnings.map((one) => ({ ...one, at: Date.parse(one.at), firedAt: one.firedAt ? 1 : null })),
    });
    const changed = await tx.ticketClock.update({
      where: { id: clockId },
      data: {
        warnings,
        nextFireAt: isBreached ? null : new Date(next.at),
        ...(isBreached ? { state: 'breached', breachedAt: clock.dueAt } : {}),
      },
    });
    const entry = {
      command: isBreached ? 'clock_breach' : 'clock_warning',
      toState: ticket.state,
      by: 'system' as const,
      reason: null,
      payload: { clock: clock.clock, share, dueAt: clock.dueAt.toISOString() },
    };
    const commandId = `clock-${clockId}-${share}-${clock.dueAt.getTime()}`;
    const lastSeq = await appendTimeline(tx, ticket, [entry], {
      kind: 'system',
      id: null,
      commandId,
      at: now,
    });
    const clocks = ticket.clocks.map((row) => (row.id === clockId ? changed : row));
    await tx.ticket.update({ where: { id: ticket.id }, data: { lastSeq, ...digest(clocks) } });
    emit('clock.fired', { clockId, ticketId: ticket.id, share });
    if (!isBreached) emit('clock.planned', { clockId });
    metrics.clockLag.observe((now.getTime() - due.getTime()) / 1_000);
  });
}
