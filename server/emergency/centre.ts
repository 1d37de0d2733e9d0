// The emergency command as administrators keep it: address, keys, log.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Prisma } from '#database';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import { webhookFailureSchema } from '../webhooks/contract.ts';
import { secretOf } from '../webhooks/index.ts';
import {
  type CentreInput,
  type CentreView,
  type EmergencyDelivery,
  formatSchema,
  type keySideSchema,
} from './contract.ts';

/** There is one. */
export const centreId = 1;
type Side = z.infer<typeof keySideSchema>;
const columnOf = { ours: 'ourKey', theirs: 'theirKey' } as const;
const sealedFor = (side: Side): string => `emergency:${side}`;
const subject = { subjectType: 'emergency', subjectId: String(centreId) };

interface Deps {
  database: Database;
  secrets: Secrets;
  isExample: (url: string) => boolean;
}

export class Centre {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  row(tx: Pick<Tx, 'emergencyCentre'> = this.#deps.database.read) {
    return tx.emergencyCentre.findUnique({ where: { id: centreId } });
  }

  async view(): Promise<CentreView | null> {
    const row = await this.row();
    if (!row) return null;
    const { read } = this.#deps.database;
    const waiting = await read.emergencyDelivery.count({ where: { deliveredAt: null } });
    const { nameZh, nameEn, phone, url, capUrl, ackWithinS, isActive, version, failingSince } = row;
    const isDemo = this.#deps.isExample(url);
    const shape = { nameZh, nameEn, phone, url, capUrl, ackWithinS, isActive, version, waiting, isDemo };
    return { ...shape, failingSince: failingSince?.toISOString() ?? null };
  }

  /** @throws AppError `version_conflict` */
  async save(by: { id: string; ip: string }, { version, ...input }: CentreInput): Promise<void> {
    await this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'EmergencyCentre', 'id', centreId);
      const before = await this.row(tx);
      await demandVersion(tx, { ...subject, unchanging: ['emergency.key'] }, before, version);
      const fresh = { ...input, editedAt: new Date(), failingSince: null };
      await tx.emergencyCentre.upsert({
        where: { id: centreId },
        create: { id: centreId, ...fresh },
        update: { ...fresh, version: { increment: 1 } },
      });
      // Another address is another chance.
      await tx.emergencyDelivery.updateMany({
        where: { deliveredAt: null },
        data: { nextAt: new Date() },
      });
      await this.#note(tx, by, 'emergency.change', { ...input });
    });
  }

  /** A new key; the old one no longer opens anything. @returns what is never shown again @throws AppError `not_found` */
  async makeKey(by: { id: string; ip: string }, side: Side): Promise<string> {
    const key = secretOf(randomBytes(32));
    await this.#deps.database.change(async ({ tx }) => {
      if (!(await this.row(tx))) throw new AppError('not_found');
      await this.#keep(tx, side, key);
      await this.#note(tx, by, 'emergency.key', { side });
    });
    return key;
  }

  /** The key of a side; one that nobody has made yet is made, so that nothing goes out unsigned. */
  async key(row: Prisma.EmergencyCentreModel, side: Side): Promise<string> {
    const sealed = row[columnOf[side]];
    if (sealed !== null) return this.#deps.secrets.unseal(sealed, sealedFor(side));
    return this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'EmergencyCentre', 'id', centreId);
      const kept = (await this.row(tx))?.[columnOf[side]] ?? null;
      if (kept !== null) return this.#deps.secrets.unseal(kept, sealedFor(side));
      const key = secretOf(randomBytes(32));
      await this.#keep(tx, side, key);
      return key;
    });
  }

  async #keep(tx: Tx, side: Side, key: string): Promise<void> {
    const data = { [columnOf[side]]: this.#deps.secrets.seal(key, sealedFor(side)) };
    await tx.emergencyCentre.update({ where: { id: centreId }, data });
  }

  /** Latest first. */
  async log({ cursor, limit }: { cursor?: string | undefined; limit: number }) {
    const [before] = cursor ? decodeCursor(cursor, z.tuple([z.string().regex(/^\d+$/)])) : [];
    const rows = await this.#deps.database.read.emergencyDelivery.findMany({
      where: before === undefined ? {} : { seq: { lt: BigInt(before) } },
      include: { handOff: true },
      orderBy: { seq: 'desc' },
      take: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [String(row.seq)]);
    return { ...page, items: page.items.map(deliveryView) };
  }

  #note(
    tx: Tx,
    { id: actorId, ip }: { id: string; ip: string },
    action: string,
    detail: object,
  ): Promise<void> {
    return audit(tx, { actorId, action, ...subject, detail, ip });
  }
}

type Row = Prisma.EmergencyDeliveryGetPayload<{ include: { handOff: true } }>;

function deliveryView({ handOff, ...row }: Row): EmergencyDelivery {
  return {
    id: row.id,
    number: handOff.number,
    format: formatSchema.parse(row.format),
    attempts: row.attempts,
    status: row.status,
    failure: webhookFailureSchema.nullable().parse(row.failure),
    createdAt: row.createdAt.toISOString(),
    nextAt: row.nextAt?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    acknowledgedAt: handOff.acknowledgedAt?.toISOString() ?? null,
    theirNumber: handOff.theirNumber,
  };
}
