// What administrators do with webhooks.
import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Prisma } from '#database';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { holdName } from '../platform/sql.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import type {
  DeliveryState,
  DeliveryView,
  deliveryQuerySchema,
  WebhookView,
  webhookChangeSchema,
  webhookInputSchema,
  webhookMakeSchema,
} from './contract.ts';
import { webhookEventSchema, webhookFailureSchema } from './contract.ts';
import { secretOf, signedHeaders } from './core.ts';
import { sealedFor } from './deliverer.ts';
import type { Sender } from './send.ts';
import { holdTicket, wakeTicket } from './store.ts';

type WebhookInput = z.infer<typeof webhookInputSchema>;

const mostWebhooks = 100;
const firstVersion = 1;
/** A secret that was replaced signs on for a day: the other side needs time to learn the new one. */
const oldSecretMs = 24 * 60 * 60_000;

interface Deps {
  database: Database;
  secrets: Secrets;
  sender: Sender;
}

export class Webhooks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async read(): Promise<WebhookView[]> {
    const { database } = this.#deps;
    const [rows, counts] = await Promise.all([
      database.read.webhook.findMany({ orderBy: { name: 'asc' }, take: mostWebhooks }),
      database.read.webhookDelivery.groupBy({
        by: ['webhookId'],
        where: { deliveredAt: null, skippedAt: null },
        _count: true,
      }),
    ]);
    const waiting = new Map(counts.map((row) => [row.webhookId, row._count]));
    return rows.map((row) => viewOf(row, waiting.get(row.id) ?? 0));
  }

  /** @returns the secret, which is never shown again */
  async create(actorId: string, input: WebhookInput, id: string = randomUUID()) {
    const made = { id, secret: secretOf(randomBytes(32)) };
    await this.#deps.database.change(({ tx }) => this.#make(tx, actorId, input, made));
    return made;
  }

  /**
   * The same by a wish that may come twice: it makes one, and both are told the same secret.
   * @throws AppError `conflict` when the wish made another one, or one that was changed since
   */
  async makeOnce(actorId: string, { commandId = randomUUID(), ...input }: z.infer<typeof webhookMakeSchema>) {
    const { database, secrets } = this.#deps;
    const { id, octets } = secrets.madeBy(actorId, commandId, 'webhook');
    const made = { id, secret: secretOf(octets) };
    await database.change(async ({ tx, sql }) => {
      await holdName(sql, `webhook:${id}`);
      const before = await tx.webhook.findUnique({ where: { id } });
      if (!before) return this.#make(tx, actorId, input, made);
      const { name, url, departmentCode, isActive, version, events } = before;
      const isSame = isDeepStrictEqual({ name, url, departmentCode, isActive, events }, input);
      const isTold = secrets.unseal(before.secret, sealedFor(id)) === made.secret;
      if (!isSame || !isTold || version !== firstVersion) throw new AppError('conflict');
    });
    return made;
  }

  async #make(tx: Tx, actorId: string, input: WebhookInput, { id, secret }: { id: string; secret: string }) {
    if ((await tx.webhook.count()) >= mostWebhooks) throw new AppError('too_large');
    await demandDepartment(tx, input.departmentCode);
    const sealed = this.#deps.secrets.seal(secret, sealedFor(id));
    await tx.webhook.create({ data: { id, ...input, secret: sealed } });
    await note(tx, actorId, 'webhook.create', id, { name: input.name, url: input.url });
  }

  /** @throws AppError `version_conflict`, also where it was removed */
  async change(actorId: string, id: string, { version, ...input }: z.infer<typeof webhookChangeSchema>) {
    await this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'Webhook', 'id', id);
      const before = await tx.webhook.findUnique({ where: { id } });
      await demandVersion(tx, { ...subjectOf(id), unchanging: sendingDeeds }, before, version);
      await demandDepartment(tx, input.departmentCode);
      // Another address is another chance.
      const fresh = { failures: 0, failingSince: null, pausedUntil: null };
      await tx.webhook.update({ where: { id }, data: { ...input, ...fresh, version: { increment: 1 } } });
      await note(tx, actorId, 'webhook.change', id, input);
    });
  }

  /** With everything that was still to be delivered. @throws AppError `not_found` */
  async remove(actorId: string, id: string): Promise<void> {
    await this.#deps.database.change(async ({ tx }) => {
      const { name } = await rowOf(tx, id);
      await tx.webhook.delete({ where: { id } });
      await note(tx, actorId, 'webhook.remove', id, { name });
    });
  }

  /** A new secret; the one before signs beside it for a day. @throws AppError `not_found` */
  async rotate(actorId: string, id: string) {
    const { database, secrets } = this.#deps;
    const secret = secretOf(randomBytes(32));
    await database.change(async ({ tx }) => {
      const before = await rowOf(tx, id);
      await tx.webhook.update({
        where: { id },
        data: {
          secret: secrets.seal(secret, sealedFor(id)),
          oldSecret: before.secret,
          oldSecretUntil: new Date(Date.now() + oldSecretMs),
        },
      });
      await note(tx, actorId, 'webhook.rotate', id, { name: before.name });
    });
    return { id, secret };
  }

  /** Sends a `ping` at once, which no log keeps. @throws AppError `not_found` */
  async test(id: string) {
    const { database, secrets, sender } = this.#deps;
    const row = await rowOf(database.read, id);
    const now = new Date();
    const body = JSON.stringify({ type: 'ping', timestamp: now.toISOString(), data: {} });
    const key = secrets.unseal(row.secret, sealedFor(id));
    const headers = signedHeaders([key], { id: randomUUID(), body }, now);
    const from = performance.now();
    const answer = await sender.post(row.url, headers, body);
    return { status: null, failure: null, ...answer, ms: Math.round(performance.now() - from) };
  }

  /** The log, latest first; of one ticket its later line, where both were noted in one millisecond. @throws AppError `not_found` */
  async deliveries(id: string, { state, cursor, limit }: z.infer<typeof deliveryQuerySchema>) {
    const { read } = this.#deps.database;
    await rowOf(read, id);
    const [createdAt, seq, lastId] = cursor ? decodeCursor(cursor, logPlace) : [];
    const rows = await read.webhookDelivery.findMany({
      where: {
        AND: [
          { webhookId: id },
          state ? stateFilter[state] : {},
          createdAt && seq && lastId
            ? {
                OR: [
                  { createdAt: { lt: createdAt } },
                  { createdAt, seq: { lt: seq } },
                  { createdAt, seq, id: { lt: lastId } },
                ],
              }
            : {},
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { seq: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    return toPage(rows.map(deliveryView), limit, (row) => [row.createdAt, row.seq, row.id]);
  }

  /** Sends something once more, or at once, with the id that it had. @throws AppError `not_found` */
  async replay(actorId: string, webhookId: string, id: string): Promise<void> {
    await this.#ofOne(webhookId, id, async (tx) => {
      const again = { deliveredAt: null, skippedAt: null, nextAt: new Date() };
      await tx.webhookDelivery.update({ where: { id }, data: again });
      await tx.webhook.update({ where: { id: webhookId }, data: { pausedUntil: null } });
      await note(tx, actorId, 'webhook.replay', webhookId, { delivery: id });
    });
  }

  /** Lets something be that the other side will never take, so that what follows can go. @throws AppError `not_found` */
  async skip(actorId: string, webhookId: string, id: string): Promise<void> {
    await this.#ofOne(webhookId, id, async (tx) => {
      const done = { skippedAt: new Date(), nextAt: null };
      await tx.webhookDelivery.updateMany({ where: { id, deliveredAt: null }, data: done });
      await note(tx, actorId, 'webhook.skip', webhookId, { delivery: id });
    });
  }

  async #ofOne(webhookId: string, id: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#deps.database.change(async ({ tx, sql }) => {
      const row = await tx.webhookDelivery.findUnique({ where: { id, webhookId } });
      if (!row) throw new AppError('not_found');
      await holdTicket(sql, row.ticketId);
      await work(tx);
      await wakeTicket(sql, row.ticketId);
    });
  }

  /** Sends everything since then once more, each ticket's in its order. @throws AppError `not_found` */
  async replaySince(actorId: string, webhookId: string, since: Date): Promise<number> {
    return this.#deps.database.change(async ({ tx, sql }) => {
      await rowOf(tx, webhookId);
      const where = { webhookId, createdAt: { gte: since } };
      const rows = await tx.webhookDelivery.findMany({
        where,
        distinct: ['ticketId'],
        select: { ticketId: true },
      });
      const ids = rows.map(({ ticketId }) => ticketId).sort();
      for (const ticketId of ids) await holdTicket(sql, ticketId);
      const again = { deliveredAt: null, skippedAt: null, nextAt: null };
      const { count } = await tx.webhookDelivery.updateMany({ where, data: again });
      for (const ticketId of ids) await wakeTicket(sql, ticketId);
      await tx.webhook.update({ where: { id: webhookId }, data: { pausedUntil: null } });
      await note(tx, actorId, 'webhook.replay', webhookId, { since: since.toISOString(), count });
      return count;
    });
  }
}

const logPlace = z.tuple([z.iso.datetime(), z.int().positive(), z.uuid()]);

const stateFilter: Record<DeliveryState, Prisma.WebhookDeliveryWhereInput> = {
  waiting: { deliveredAt: null, skippedAt: null, attempts: 0 },
  retrying: { deliveredAt: null, skippedAt: null, attempts: { gt: 0 } },
  delivered: { deliveredAt: { not: null } },
  skipped: { skippedAt: { not: null } },
};

async function rowOf(tx: Pick<Tx, 'webhook'>, id: string) {
  const row = await tx.webhook.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found');
  return row;
}

async function demandDepartment(tx: Tx, code: string | null): Promise<void> {
  if (code !== null && !(await tx.department.findUnique({ where: { code } })))
    throw new AppError('bad_request', { issues: [{ path: 'departmentCode', message: 'unknown' }] });
}

/** They leave alone where it sends what. */
const sendingDeeds = ['webhook.rotate', 'webhook.replay', 'webhook.skip'];
const subjectOf = (subjectId: string) => ({ subjectType: 'webhook', subjectId });

const note = (tx: Tx, actorId: string, action: string, id: string, detail: object): Promise<void> =>
  audit(tx, { actorId, action, ...subjectOf(id), detail });

function viewOf(row: Prisma.WebhookModel, waiting: number): WebhookView {
  const { id, name, url, departmentCode, isActive, version } = row;
  return {
    id,
    name,
    url,
    departmentCode,
    isActive,
    version,
    events: webhookEventSchema.array().parse(row.events),
    createdAt: row.createdAt.toISOString(),
    failingSince: row.failingSince?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    waiting,
  };
}

const numberSchema = z.object({ data: z.object({ number: z.string() }) });

function deliveryView(row: Prisma.WebhookDeliveryModel): DeliveryView {
  const { id, ticketId, seq, type, attempts, status } = row;
  const open = attempts > 0 ? 'retrying' : 'waiting';
  return {
    id,
    ticketId,
    number: numberSchema.parse(row.payload).data.number,
    seq,
    type,
    state: row.deliveredAt ? 'delivered' : row.skippedAt ? 'skipped' : open,
    attempts,
    status,
    failure: webhookFailureSchema.nullable().parse(row.failure),
    createdAt: row.createdAt.toISOString(),
    nextAt: row.nextAt?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}
