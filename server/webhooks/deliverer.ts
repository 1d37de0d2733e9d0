// Hands over what is due, address by address: one that is slow or dead holds up no other.
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { judge, signedHeaders, waitAfter } from './core.ts';
import type { Answer, Sender } from './send.ts';
import {
  forgetOld,
  holdTicket,
  markDelivered,
  markFailed,
  type Taken,
  takeDue,
  wakeTicket,
} from './store.ts';

const lookEveryMs = 1_000;
const forgetEveryMs = 60 * 60_000;
/** Of one address at the same time. */
const atOnce = 8;

interface Deps {
  database: Database;
  secrets: Secrets;
  sender: Sender;
  log: Log;
}

/** What a webhook's secret is sealed for. */
export const sealedFor = (webhookId: string): string => `webhook:${webhookId}`;

export class Deliverer {
  readonly #deps: Deps;
  readonly #busy = new Map<string, Promise<void>>();
  #timers: NodeJS.Timeout[] = [];
  #isLooking = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    const { database, log } = this.#deps;
    const forget = (): Promise<unknown> => forgetOld(database.sql);
    const every = (ms: number, work: () => Promise<unknown>): NodeJS.Timeout =>
      setInterval(
        () => void work().catch((error: unknown) => log.warn({ err: error }, 'webhooks wait')),
        ms,
      ).unref();
    this.#timers = [every(lookEveryMs, () => this.deliverDue()), every(forgetEveryMs, forget)];
  }

  /** Takes what is due and begins to send it. Several processes may: each delivery is taken by one. */
  async deliverDue(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const taken = await takeDue(this.#deps.database.sql, atOnce, [...this.#busy.keys()]);
      const batches = new Map<string, Taken[]>();
      for (const one of taken) batches.set(one.webhookId, [...(batches.get(one.webhookId) ?? []), one]);
      for (const [webhookId, batch] of batches) this.#work(webhookId, batch);
    } finally {
      this.#isLooking = false;
    }
  }

  #work(webhookId: string, batch: readonly Taken[]): void {
    const { log } = this.#deps;
    const working = Promise.all(batch.map((one) => this.#deliver(one)))
      .catch((error: unknown) =>
        log.warn({ err: error, webhookId }, 'a delivery is repeated after its lease'),
      )
      .then(() => {
        this.#busy.delete(webhookId);
        if (this.#timers.length > 0) return this.deliverDue();
      })
      .catch((error: unknown) => log.warn({ err: error }, 'webhooks wait'));
    this.#busy.set(webhookId, working);
  }

  async #deliver(taken: Taken): Promise<void> {
    const { database, secrets, sender } = this.#deps;
    const body = JSON.stringify(taken.payload);
    const now = new Date();
    const old = taken.oldSecretUntil && taken.oldSecretUntil > now ? taken.oldSecret : null;
    const keys = [taken.secret, ...(old ? [old] : [])].map((key) =>
      secrets.unseal(key, sealedFor(taken.webhookId)),
    );
    const answer = await sender.post(taken.url, signedHeaders(keys, { id: taken.id, body }, now), body);
    await database.change(async ({ sql }) => {
      await holdTicket(sql, taken.ticketId);
      const verdict = 'status' in answer ? judge(answer.status) : 'unwell';
      if ('status' in answer && verdict === 'delivered') await markDelivered(sql, taken, answer.status);
      else await markFailed(sql, taken, faultOf(taken, answer, verdict === 'unwell'));
      await wakeTicket(sql, taken.ticketId);
    });
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    await Promise.allSettled(this.#busy.values());
  }
}

function faultOf(taken: Taken, answer: Answer, isUnwell: boolean) {
  const waitMs = waitAfter(taken.attempts + 1, Math.random());
  return {
    status: 'status' in answer ? answer.status : null,
    failure: 'status' in answer ? ('refused' as const) : answer.failure,
    waitMs,
    addressWaitMs: isUnwell ? waitAfter(taken.failures + 1, Math.random()) : null,
  };
}
