// The way to a carrier that stays: binds, binds again after a loss, and hands over no faster than agreed.
import { setTimeout as pause } from 'node:timers/promises';
import type { SmppConfig } from '../../../platform/config.ts';
import type { Log } from '../../../platform/log.ts';
import { type Sm, statuses } from './pdu.ts';
import { RefusedByCarrier, type SessionEvents, type SessionTimes, SmppSession } from './session.ts';

/** Submissions without an answer at the same time (SMPP 3.4 §2.7.1 leaves the number to both sides). */
const windowSize = 10;

export interface ClientTimes extends SessionTimes {
  /** First pause before connecting again; it doubles up to `mostPauseMs`. */
  pauseMs: number;
  mostPauseMs: number;
  /** How long a submission may wait for its turn. */
  patienceMs: number;
}

export const usualTimes: ClientTimes = {
  answerMs: 10_000,
  enquireMs: 30_000,
  pauseMs: 500,
  mostPauseMs: 30_000,
  patienceMs: 20_000,
};

export class NoLine extends Error {
  constructor() {
    super('no line to the carrier');
  }
}

export class SmppClient {
  readonly #config: SmppConfig;
  readonly #times: ClientTimes;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #session: SmppSession | undefined;
  #running: Promise<void> = Promise.resolve();
  #underway = 0;
  #nextAt = 0;
  #slowMs = 0;

  constructor(config: SmppConfig, log: Log, times: ClientTimes = usualTimes) {
    this.#config = config;
    this.#log = log;
    this.#times = times;
  }

  get isBound(): boolean {
    return this.#session !== undefined;
  }

  /** Keeps a line from now on. */
  start(on: Pick<SessionEvents, 'deliver' | 'proved'>): void {
    this.#running = this.#keepLine(on);
  }

  /**
   * Submits one short message, at its turn.
   * @returns the carrier's message id
   * @throws NoLine, RefusedByCarrier; Unanswered when it is not known whether the carrier has it
   */
  async submit(sm: Sm): Promise<string> {
    const giveUpAt = Date.now() + this.#times.patienceMs;
    for (;;) {
      await this.#turn(giveUpAt);
      const session = this.#session;
      if (!session) throw new NoLine();
      this.#underway += 1;
      try {
        const id = await session.submit(sm);
        this.#slowMs = 0;
        return id;
      } catch (error) {
        if (!isTooFast(error) || Date.now() > giveUpAt) throw error;
        // Refused as too much at once: it was not taken, and everybody waits a little.
        this.#slowMs = Math.min(5_000, Math.max(500, this.#slowMs * 2));
        this.#nextAt = Math.max(this.#nextAt, Date.now() + this.#slowMs);
      } finally {
        this.#underway -= 1;
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#session?.close();
    await this.#running;
  }

  /** Waits for a place in the window and for the pace. @throws NoLine when the turn does not come in time */
  async #turn(giveUpAt: number): Promise<void> {
    for (;;) {
      if (!this.#session) throw new NoLine();
      const now = Date.now();
      if (this.#underway < windowSize && now >= this.#nextAt) {
        this.#nextAt = now + 1_000 / this.#config.perS;
        return;
      }
      if (now > giveUpAt) throw new NoLine();
      await pause(Math.max(2, Math.min(this.#nextAt - now, 50)));
    }
  }

  async #keepLine(on: Pick<SessionEvents, 'deliver' | 'proved'>): Promise<void> {
    const { signal } = this.#stopping;
    let pauseMs = this.#times.pauseMs;
    while (!signal.aborted) {
      try {
        let end: (reason: Error) => void = () => undefined;
        const ended = new Promise<Error>((resolve) => {
          end = resolve;
        });
        this.#session = await SmppSession.open(this.#config, this.#times, {
          ...on,
          closed: (why) => end(why),
        });
        this.#log.info({ host: this.#config.host }, 'bound to the carrier');
        if (signal.aborted) await this.#session.close();
        const boundAt = Date.now();
        const reason = await ended;
        this.#session = undefined;
        if (signal.aborted) return;
        this.#log.warn({ err: reason }, 'line to the carrier lost');
        // A carrier that binds and hangs up at once is not asked again at once.
        if (Date.now() - boundAt > pauseMs) pauseMs = this.#times.pauseMs;
      } catch (error) {
        this.#log.warn({ err: error, pauseMs }, 'no line to the carrier');
      }
      // Spread, so that all processes of a house do not come back at the same moment.
      await pause(pauseMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(this.#times.mostPauseMs, pauseMs * 2);
    }
  }
}

function isTooFast(error: unknown): boolean {
  return (
    error instanceof RefusedByCarrier &&
    (error.status === statuses.throttled || error.status === statuses.queueFull)
  );
}
