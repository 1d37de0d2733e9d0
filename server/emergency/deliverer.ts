// Hands cases over until they are taken: the first of a ticket and format before those behind it, and none ever dropped.
import { z } from 'zod';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type Answer, judge, type Sender, signedHeaders } from '../webhooks/index.ts';
import type { Centre } from './centre.ts';
import { formatSchema } from './contract.ts';
import { retryAfterMs } from './core.ts';
import { type HandOffs, sealedBodyFor } from './hand-offs.ts';

const lookEveryMs = 1_000;
const types = { json: 'application/json', cap: 'application/cap+xml' } as const;

const takenSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  format: formatSchema,
  body: z.string(),
  attempts: z.number(),
});
type Taken = z.infer<typeof takenSchema>;

/** Whoever takes a delivery has it for so long; after a crash it is taken again. */
const take = `
  UPDATE "EmergencyDelivery" d SET "nextAt" = now() + interval '30 s'
  FROM (SELECT id FROM "EmergencyDelivery" o WHERE "nextAt" <= now() AND NOT EXISTS (
      SELECT 1 FROM "EmergencyDelivery" b WHERE b."ticketId" = o."ticketId" AND b.format = o.format
        AND b.seq < o.seq AND b."deliveredAt" IS NULL)
    ORDER BY "nextAt" LIMIT 8 FOR UPDATE SKIP LOCKED) due
  WHERE d.id = due.id RETURNING d.id, d."ticketId", d.format, d.body, d.attempts`;

interface Deps {
  database: Database;
  secrets: Secrets;
  sender: Sender;
  centre: Centre;
  handOffs: HandOffs;
  /** Where an address leads: examples of a demonstration are answered on this machine. */
  addressOf: (url: string) => string;
  log: Log;
}

export class Deliverer {
  readonly #deps: Deps;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), lookEveryMs).unref();
  }

  /** Looks now for what is due, and for what nobody has confirmed. */
  wake(): void {
    const { handOffs, log } = this.#deps;
    this.#working ??= Promise.all([this.#deliverDue(), handOffs.alarm(new Date())])
      .catch((error: unknown) => log.error({ err: error }, 'cases wait for the emergency command'))
      .then(() => {
        this.#working = undefined;
      });
  }

  async #deliverDue(): Promise<void> {
    const { database, centre } = this.#deps;
    const row = await centre.row();
    if (!row?.isActive) return;
    const taken = await database.sql.rows(takenSchema, take, []);
    if (taken.length === 0) return;
    const key = await centre.key(row, 'ours');
    await Promise.all(
      taken.map((one) => this.#deliver(one, one.format === 'cap' ? (row.capUrl ?? row.url) : row.url, key)),
    );
  }

  async #deliver(taken: Taken, url: string, key: string): Promise<void> {
    const { database, secrets, sender, handOffs, addressOf } = this.#deps;
    const body = secrets.unseal(taken.body, sealedBodyFor(taken.id));
    const headers = signedHeaders([key], { id: taken.id, body }, new Date());
    const answer = await sender.post(
      addressOf(url),
      { ...headers, 'content-type': types[taken.format] },
      body,
    );
    if ('status' in answer && judge(answer.status) === 'delivered') {
      await database.sql.run(
        `UPDATE "EmergencyDelivery" SET "deliveredAt" = now(), "nextAt" = NULL, attempts = attempts + 1, status = $2,
           failure = NULL WHERE id = $1`,
        [taken.id, answer.status],
      );
      await database.sql.run(
        `UPDATE "EmergencyCentre" SET "failingSince" = NULL WHERE "failingSince" IS NOT NULL`,
        [],
      );
      if (taken.format === 'json') await handOffs.noteDelivered(taken.id, taken.ticketId);
      return;
    }
    await this.#fail(taken, answer);
  }

  async #fail({ id, attempts }: Taken, answer: Answer): Promise<void> {
    const { sql } = this.#deps.database;
    const [status, failure] = 'status' in answer ? [answer.status, 'refused'] : [null, answer.failure];
    await sql.run(
      `UPDATE "EmergencyDelivery" SET attempts = attempts + 1, status = $2, failure = $3,
         "nextAt" = now() + make_interval(secs => $4) WHERE id = $1 AND "deliveredAt" IS NULL`,
      [id, status, failure, retryAfterMs(attempts + 1) / 1_000],
    );
    await sql.run(`UPDATE "EmergencyCentre" SET "failingSince" = coalesce("failingSince", now())`, []);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }
}
