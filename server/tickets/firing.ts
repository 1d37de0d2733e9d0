// Warnings and breaches at their moment. One alarm serves all clocks of a moment, and only moments that are near have
// one: a sweep sets them as they come near. Another finds what a lost alarm missed: every process asks Postgres alone, so
// clocks fire also while Redis is away and while no worker lives.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Change, Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { fireClock } from './clock/index.ts';
import {
  besideOf,
  type ClockChange,
  readTicketClocks,
  type TicketClocks,
  writeFiredClocks,
} from './clock-batch.ts';
import { nextFireOf } from './clock-rows.ts';
import { isNear, momentMs, momentOf, nearMs } from './moments.ts';

const setEveryMs = 2_000;
const lookEveryMs = 500;
/** A clock that is this late has lost its alarm. */
const lateMs = 750;
const batchSize = 500;
/** Batches at the same time, when very many are due at once. */
const lanes = 2;
/** What an event's consumer does in one transaction. */
const clocksPerEvent = 20;
/** How long to wait for tickets that others have in hand. */
const patienceMs = 2_000;
const againMs = 25;

export interface ClockSweeper {
  /** Fires what is overdue and sets the alarms of the next moments. */
  sweep(): Promise<void>;
  stop(): void;
}

/** Registers the consumer and the timer of clocks, and starts the sweeps. */
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
    run: () => firer.fireDue(),
  });
  const setAlarm = (at: Date) => alarm.set('due', at, {});
  // While Redis is away an alarm waits, and nobody waits for it.
  const setInTime = (at: Date): void =>
    void setAlarm(at).catch((error: unknown) => log.warn({ err: error }, 'an alarm is set later'));
  const firer = new ClockFirer(database, metrics, setInTime);

  jobs.perform(database, 'clocks', {
    'clock.planned': async ({ clockId }) => {
      const row = await database.read.ticketClock.findUnique({ where: { id: clockId } });
      if (row?.nextFireAt && isNear(row.nextFireAt)) await setAlarm(momentOf(row.nextFireAt));
    },
  });

  const look = async (): Promise<void> => {
    if (await isAnyDue(database, new Date(Date.now() - lateMs))) await firer.fireDue();
  };
  const setNear = async (): Promise<void> => {
    const now = Date.now();
    const moments = await database.sql.rows(z.object({ at: z.date() }), nearMoments, [
      new Date(now),
      new Date(now + nearMs),
    ]);
    for (const { at } of moments) await setAlarm(at);
  };
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;
  const again = (work: () => Promise<void>, everyMs: number): void => {
    work()
      .catch((error: unknown) => log.warn({ err: error }, 'clock sweep failed'))
      .finally(() => {
        if (isStopped) return;
        const timer = setTimeout(() => {
          timers.delete(timer);
          again(work, everyMs);
        }, everyMs);
        timers.add(timer);
      });
  };
  again(look, lookEveryMs);
  again(setNear, setEveryMs);
  return {
    async sweep() {
      await look();
      await setNear();
    },
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
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

// The order keeps it on the index: among a million clocks the planner, which does not know the moment, reads them all.
const anyDue = `
  SELECT 1 AS one FROM "TicketClock" WHERE "nextFireAt" <= $1 AND state = 'running' ORDER BY "nextFireAt" LIMIT 1`;

async function isAnyDue(database: Database, at: Date): Promise<boolean> {
  return (await database.sql.first(z.object({ one: z.number() }), anyDue, [at])) !== undefined;
}

/** What happened at the moments of some clocks. */
interface Firing {
  change: ClockChange;
  fired: { clockId: string; ticketId: string; share: number }[];
  /** Moments that come so soon that they need an alarm at once. */
  near: Date[];
}

class ClockFirer {
  readonly #database: Database;
  readonly #metrics: Metrics;
  readonly #setAlarm: (at: Date) => void;

  constructor(database: Database, metrics: Metrics, setAlarm: (at: Date) => void) {
    this.#database = database;
    this.#metrics = metrics;
    this.#setAlarm = setAlarm;
  }

  /**
   * Does what all clocks have to do by now, also those whose tickets are in other hands for a moment. Whoever must be told
   * is told when all are marked: at a closing time that is more work than the marks.
   */
  async fireDue(): Promise<void> {
    const held: (() => void)[] = [];
    try {
      await this.#fireAll(held);
    } finally {
      for (const publish of held) publish();
    }
  }

  async #fireAll(held: (() => void)[]): Promise<void> {
    let giveUpAt = Date.now() + patienceMs;
    for (;;) {
      const done = await this.#fireBatch(held);
      if (done > 0) giveUpAt = Date.now() + patienceMs;
      // A closing time: Postgres writes one batch while the next is read.
      if (done === batchSize) await Promise.all(Array.from({ length: lanes }, () => this.#drain(held)));
      if (done === batchSize) continue;
      for (const publish of held.splice(0)) publish();
      if (done > 0) continue;
      if (!(await isAnyDue(this.#database, new Date())) || Date.now() > giveUpAt) return;
      await pause(againMs);
    }
  }

  async #drain(held: (() => void)[]): Promise<void> {
    while ((await this.#fireBatch(held)) > 0);
  }

  /**
   * Marks warnings and breaches of some clocks that are due, each with its line in the timeline. Each happens once: what
   * has fired stands in the row, and the row changes under the ticket's lock. @returns how many tickets it changed
   */
  async #fireBatch(held: (() => void)[]): Promise<number> {
    const work = async ({ sql, emit }: Change): Promise<Firing[]> => {
      const found = await sql.rows(z.object({ ticketId: z.string() }), lockDue, [new Date()]);
      if (found.length === 0) return [];
      const ids = found.map(({ ticketId }) => ticketId);
      const now = new Date();
      const done = (await readTicketClocks(sql, ids, now))
        .map((ticket) => this.#fire(ticket, now))
        .filter(({ fired }) => fired.length > 0);
      const clocks = done.flatMap(({ fired }) => fired);
      for (let from = 0; from < clocks.length; from += clocksPerEvent)
        emit('clocks.fired', { clocks: clocks.slice(from, from + clocksPerEvent) });
      writeFiredClocks(
        sql,
        done.map(({ change, fired }) => ({
          ...change,
          share: Math.max(...fired.map(({ share }) => share)),
        })),
        now,
      );
      return done;
    };
    const firings = await this.#database.change(work, { hold: (publish) => held.push(publish) });
    // Lost with the process, they are set by the sweep.
    const near = new Set(firings.flatMap((firing) => firing.near.map((at) => momentOf(at).getTime())));
    for (const at of near) this.#setAlarm(new Date(at));
    return firings.length;
  }

  #fire(ticket: TicketClocks, now: Date): Firing {
    const firing: Firing = { change: { ticket, clocks: new Map(), lines: [] }, fired: [], near: [] };
    for (const stored of ticket.clocks) {
      if (stored.nextFireAt === null || stored.nextFireAt > now) continue;
      const { clock, fired } = fireClock(stored.clock, now.getTime());
      if (fired.length === 0) continue;
      firing.change.clocks.set(stored.id, clock);
      for (const share of fired) {
        const dueAt = new Date(clock.dueAt).toISOString();
        firing.change.lines.push({
          command: share === 1 ? 'clock_breach' : 'clock_warning',
          reason: null,
          payload: { clock: clock.name, ...besideOf(stored), share, dueAt },
        });
        firing.fired.push({ clockId: stored.id, ticketId: ticket.id, share });
      }
      const next = nextFireOf(clock);
      if (next !== null && isNear(next)) firing.near.push(new Date(next));
      this.#metrics.clockLag.observe((now.getTime() - stored.nextFireAt.getTime()) / 1_000);
    }
    return firing;
  }
}
