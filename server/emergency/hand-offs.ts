// Cases on their way to the emergency command: written down in one step with what is to be sent, confirmed by its
// callbacks, and called out when nobody confirms.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { idFrom } from '../intake/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import { sameText } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Tickets } from '../tickets/index.ts';
import { signedHeaders } from '../webhooks/index.ts';
import type { Centre } from './centre.ts';
import { callbackSchema, type Unconfirmed } from './contract.ts';
import { bodyOf, capOf } from './core.ts';

/** What the body of a delivery is sealed for. */
export const sealedBodyFor = (deliveryId: string): string => `emergency:${deliveryId}`;
/** Clocks differ; an older message may be one that somebody kept (Standard Webhooks 1.0). */
const callbackWithinMs = 5 * 60_000;

interface Deps {
  database: Database;
  secrets: Secrets;
  centre: Centre;
  tickets: Pick<Tickets, 'handOff' | 'service'>;
  publicUrl: string;
}

export class HandOffs {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Writes down what is to be sent. Asked twice it is sent once. */
  async take(ticketId: string, commandId: string): Promise<void> {
    const { database, secrets, centre, tickets, publicUrl } = this.#deps;
    const row = await centre.row();
    const facts = await tickets.handOff(ticketId, commandId);
    await database.change(async ({ tx }) => {
      if ((await tx.emergencyHandOff.count({ where: { id: commandId } })) > 0) return;
      const first = await tx.emergencyHandOff.findFirst({
        where: { ticketId },
        orderBy: { createdAt: 'asc' },
      });
      const confirmWithinS = row?.ackWithinS ?? 60;
      await tx.emergencyHandOff.create({
        data: {
          id: commandId,
          ticketId,
          number: facts.number,
          createdAt: facts.at,
          alarmAt: new Date(facts.at.getTime() + confirmWithinS * 1_000),
        },
      });
      const updates = first && { id: first.id, at: first.createdAt };
      const handOff = { id: commandId, updates, facts, publicUrl, confirmWithinS };
      const messages = [
        { format: 'json', text: JSON.stringify(bodyOf(handOff)) },
        ...(row?.capUrl ? [{ format: 'cap', text: capOf(handOff) }] : []),
      ];
      for (const { format, text } of messages) {
        const id = randomUUID();
        const body = secrets.seal(text, sealedBodyFor(id));
        await tx.emergencyDelivery.create({
          data: { id, handOffId: commandId, ticketId, format, body, nextAt: new Date() },
        });
      }
    });
  }

  /** The case is with them: the timeline says so once, unless they have confirmed it meanwhile. */
  async noteDelivered(deliveryId: string, ticketId: string): Promise<void> {
    const { database } = this.#deps;
    const where = { deliveries: { some: { id: deliveryId } }, acknowledgedAt: null };
    if ((await database.read.emergencyHandOff.count({ where })) === 0) return;
    await this.#tell(ticketId, idFrom(`emergency-delivered:${deliveryId}`), { news: 'delivered' });
  }

  /**
   * Takes what the command says of a case. The same message again changes nothing.
   * @throws AppError `forbidden` without a signature of theirs, `bad_request`, `not_found`
   */
  async takeCallback(headers: Readonly<Record<string, unknown>>, body: string, now: Date): Promise<void> {
    const { database } = this.#deps;
    const messageId = await this.#demandSigned(headers, body, now);
    const read = callbackSchema.safeParse(parseJson(body));
    if (!read.success)
      throw new AppError('bad_request', {
        issues: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
      });
    const { type, handOffId, theirNumber, text } = read.data;
    const row = await database.read.emergencyHandOff.findUnique({ where: { id: handOffId } });
    if (!row) throw new AppError('not_found');
    await database.read.emergencyHandOff.update({
      where: { id: handOffId },
      data: {
        // Whatever they say of it, they have it.
        alarmAt: null,
        acknowledgedAt: row.acknowledgedAt ?? now,
        ...(theirNumber !== undefined && { theirNumber }),
        ...(type === 'closed' && { closedAt: row.closedAt ?? now }),
      },
    });
    await this.#tell(row.ticketId, idFrom(`emergency-callback:${messageId}`), {
      news: type,
      ...(theirNumber !== undefined && { theirNumber }),
      ...(text !== undefined && text !== '' && { text }),
    });
  }

  async #demandSigned(headers: Readonly<Record<string, unknown>>, body: string, now: Date): Promise<string> {
    const { centre } = this.#deps;
    const read = signatureSchema.safeParse(headers);
    const row = await centre.row();
    if (!read.success || !row) throw new AppError('forbidden');
    const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = read.data;
    const at = new Date(seconds * 1_000);
    if (Math.abs(now.getTime() - at.getTime()) > callbackWithinMs) throw new AppError('forbidden');
    const right =
      signedHeaders([await centre.key(row, 'theirs')], { id, body }, at)['webhook-signature'] ?? '';
    if (!signatures.split(' ').some((one) => sameText(one, right))) throw new AppError('forbidden');
    return id;
  }

  /** Calls out what nobody has confirmed in time, each once. */
  async alarm(now: Date): Promise<void> {
    const { database } = this.#deps;
    const due = await database.read.emergencyHandOff.findMany({ where: { alarmAt: { lte: now } }, take: 50 });
    for (const { id, ticketId } of due) {
      await this.#tell(ticketId, idFrom(`emergency-overdue:${id}`), { news: 'overdue' });
      await database.change(async ({ tx, emit }) => {
        const { count } = await tx.emergencyHandOff.updateMany({
          where: { id, alarmAt: { not: null } },
          data: { alarmAt: null, alarmedAt: now },
        });
        if (count > 0) emit('hand_off.overdue', { handOffId: id });
      });
    }
  }

  /** What has been called out and is still not confirmed: somebody must ring. */
  async unconfirmed(): Promise<Unconfirmed[]> {
    const { database, centre } = this.#deps;
    const [row, open] = await Promise.all([
      centre.row(),
      database.read.emergencyHandOff.findMany({
        where: { alarmedAt: { not: null }, acknowledgedAt: null },
        orderBy: { createdAt: 'asc' },
        take: 100,
      }),
    ]);
    return open.map(({ id, ticketId, number, createdAt }) => ({
      handOffId: id,
      ticketId,
      number,
      since: createdAt.toISOString(),
      centre: { zh: row?.nameZh ?? '', en: row?.nameEn ?? '' },
      phone: row?.phone ?? '',
    }));
  }

  async #tell(
    ticketId: string,
    commandId: string,
    news: {
      news: 'delivered' | 'acknowledged' | 'status' | 'closed' | 'overdue';
      theirNumber?: string;
      text?: string;
    },
  ): Promise<void> {
    const command = { command: 'hand_off_news', commandId, version: 0, ...news } as const;
    await this.#deps.tickets.service.command({ kind: 'system' }, ticketId, command);
  }
}

const signatureSchema = z.object({
  'webhook-id': z.string().min(1).max(200),
  'webhook-timestamp': z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
  'webhook-signature': z.string().max(1_000),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
