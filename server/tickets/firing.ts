// Warnings and breaches at their moment. One alarm serves all clocks of a moment, and only moments that are near have
// one: the sweep sets them as they come near, and finds what a lost alarm missed.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { fireClock } from './clock/index.ts';
import {
  besideOf,
  type ClockChange,
  clockOf,
  nextFireOf,
  readTicketClocks,
  writeClockChanges,
} from './clock-batch.ts';
import { isNear, momentMs, momentOf, nearMs } from './moments.ts';

const sweepEveryMs = 2_000;
/** A clock that is this late has lost its alarm. */
const lateMs = 1_500;
const batchSize = 250;
/** How long to wait for tickets that others have in hand. */
const patienceMs = 2_000;
const againMs = 25;

export interface ClockSweeper {
  /** Fires what is overdue and sets the alarms of the next moments. */
  sweep(): Promise<void>;
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
    schema: z.object({}),
    run: () => fireDue(database, metrics),
  });
  const setAlarm = (at: Date) => alarm.set('due', at, {});

  jobs.perform(database, 'clocks', {
    'clock.planned': async ({ clockId }) => {
      const row = await database.read.ticketClock.findUnique({ where: { id: clockId } });
      if (row?.nextFireAt && isNear(row.nextFireAt)) await setAlarm(momentOf(row.nextFireAt));
    },
  });

  const sweep = async (): Promise<void> => {
    const now = Date.now();
    if (await isAnyDue(database, new Date(now - lateMs))) await fireDue(database, metrics);
    const moments = await database.sql.rows(z.object({ at: z.date() }), nearMoments, [
      new Date(now),
      new Date(now + nearMs),
    ]);
    for (const { at } of moments) await setAlarm(at);
  };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const sweepAndAgain = (): void => {
    sweep()
      .catch((error: unknown) => log.warn({ err: error }, 'clock sweep failed'))
      .finally(() => {
        if (!stopped) timer = setTimeout(sweepAndAgain, sweepEveryMs);
      });
  };
  sweepAndAgain();
  return {
    sweep,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const nearMoments = `
  SELECT DISTINCT date_bin('${momentMs} ms', "nextFireAt" + interval '${momentMs - 1} ms', 'epoch') AS at
  FROM "TicketClock" WHERE "nextFireAt" > $1 AND "nextFireAt" <= $2 AND state = 'running' ORDER BY at`;

/** Tickets with clocks that are due, locked, the earliest first. Those that others have in hand are left out. */
const lockDue = `
  SELECT DISTINCT "ticketId" FROM (
    SELECT c."ticketId" FROM (
      SELECT "ticketId" FROM "TicketClock" WHERE "nextFireAt" <= $1 AND state = 'running' ORDER BY "nextFireAt"
    ) c CROSS JOIN LATERAL (SELECT 1 FROM "Ticket" WHERE id = c."ticketId" FOR UPDATE SKIP LOCKED) t
    LIMIT ${batchSize}
  ) due`;

async function isAnyDue(database: Database, at: Date): Promise<boolean> {
  const due = `SELECT 1 AS one FROM "TicketClock" WHERE "nextFireAt" <= $1 AND state = 'running' LIMIT 1`;
  return (await database.sql.first(z.object({ one: z.number() }), due, [at])) !== undefined;
}

/** Does what all clocks have to do by now, also those whose tickets are in other hands for a moment. */
async function fireDue(database: Database, metrics: Metrics): Promise<void> {
  let giveUpAt = Date.now() + patienceMs;
  for (;;) {
    if ((await fireBatch(database, metrics)) > 0) {
      giveUpAt = Date.now() + patienceMs;
      continue;
    }
    if (!(await isAnyDue(database, new Date())) || Date.now() > giveUpAt) return;
    await pause(againMs);
  }
}

/**
 * Marks warnings and breaches of some clocks that are due, each with its line in the timeline. Each happens once: what
 * has fired stands in the row, and the row changes under the ticket's lock. @returns how many tickets it changed
 */
async function fireBatch(database: Database, metrics: Metrics): Promise<number> {
  return database.change(async ({ sql, emit }) => {
    const found = await sql.rows(z.object({ ticketId: z.string() }), lockDue, [new Date()]);
    if (found.length === 0) return 0;
    const tickets = await readTicketClocks(
      sql,
      found.map(({ ticketId }) => ticketId),
    );
    const now = new Date();
    const changes = tickets.flatMap((ticket): ClockChange[] => {
      const change: ClockChange = { ticket, clocks: [], lines: [] };
      for (const row of ticket.clocks) {
        if (row.nextFireAt === null || row.nextFireAt > now) continue;
        const { clock, fired } = fireClock(clockOf(row), now.getTime());
        if (fired.length === 0) continue;
        change.clocks.push({ id: row.id, clock });
        for (const share of fired) {
          const payload = { clock: row.clock, ...besideOf(row), share, dueAt: row.dueAt.toISOString() };
          change.lines.push({
            command: share === 1 ? 'clock_breach' : 'clock_warning',
            reason: null,
            payload,
          });
          emit('clock.fired', { clockId: row.id, ticketId: ticket.id, share });
        }
        if (isNear(nextFireOf(clock))) emit('clock.planned', { clockId: row.id });
        metrics.clockLag.observe((now.getTime() - row.nextFireAt.getTime()) / 1_000);
      }
      return change.clocks.length > 0 ? [change] : [];
    });
    await writeClockChanges(sql, changes, now);
    return changes.length;
  });
}
