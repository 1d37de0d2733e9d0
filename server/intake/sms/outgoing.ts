// Text messages from commit to receipt: queued with their cause, handed over in order, moved on by receipts.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Change, Database } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { Sql } from '../../platform/sql.ts';
import { storedColumns } from '../../platform/fields.ts';
import { deliverySchema } from '../contract.ts';
import { type Delivery, deliveryOfParts, laterDelivery } from '../core.ts';
import { writeDelivery } from '../store.ts';
import { type Handed, type OutgoingSms, type SmsGateway, SmsRefused } from './gateway.ts';
import { wantsNoNotices } from './opt-out.ts';

/** Stores a text message to be sent once the change commits. `id` of the message it belongs to, if there is one. */
export async function queueSms(
  { sql, fields, emit }: Change,
  { id = randomUUID(), to, text }: { id?: string; to: string; text: string },
): Promise<void> {
  sql.send('INSERT INTO "SmsOut" (id, "to", "toSealed", "toMark", text) VALUES ($1, $2, $3, $4, $5)', [
    id,
    to,
    fields.seal('SmsOut.to', id, to),
    fields.mark(to),
    text,
  ]);
  emit('sms.queued', { smsId: id });
}

/** The same for what nobody has asked for just now: numbers that want no notices get none. */
export async function queueNotice(change: Change, sms: { to: string; text: string }): Promise<void> {
  if (!(await wantsNoNotices(change, sms.to))) await queueSms(change, sms);
}

const waitingSchema = z.object({ waiting: z.number(), oldest: z.date().nullable() });

/** What the carrier has not taken yet, and since when the oldest waits. */
export async function waitingSms(sql: Sql): Promise<z.infer<typeof waitingSchema>> {
  const [found] = await sql.rows(
    waitingSchema,
    `SELECT count(*)::int AS waiting, min("createdAt") AS oldest FROM "SmsOut"
     WHERE delivery = 'queued' AND "sentAt" IS NULL`,
  );
  return found ?? { waiting: 0, oldest: null };
}

const sweepEveryMs = 2_000;
const sweepBatch = 100;
const numbersAtOnce = 8;
/** Longer than a gateway may take over one piece. Whoever had a message and died has it no longer after that. */
const leaseS = 60;

export interface SmsSender {
  /** Looks for what a crash or a carrier that was away has left, until it is stopped. */
  start(): void;
  stop(): Promise<void>;
}

/**
 * Hands queued messages to the gateway, what goes to one number in the order it was queued. One process at a time has
 * the first message of a number, by a lease. A piece that has a reference is not sent again, nor one that a receipt
 * names meanwhile; only a crash between the carrier's "yes" and our commit, with no receipt within the lease, can repeat
 * one, since carriers take no key of ours.
 */
export function sendQueuedSms(deps: {
  jobs: Jobs;
  database: Database;
  gateway: SmsGateway;
  log: Log;
}): SmsSender {
  const { jobs, database, gateway, log } = deps;

  async function sendTo(number: string): Promise<void> {
    for (;;) {
      const sms = await leaseFirst(database, number);
      if (!sms) return;
      try {
        await handOver(database, gateway, sms);
      } catch (error) {
        if (error instanceof SmsRefused) {
          await giveUp(database, sms.id, error.message);
          continue;
        }
        await database.sql.run('UPDATE "SmsOut" SET "leasedUntil" = NULL WHERE id = $1', [sms.id]);
        throw error;
      }
    }
  }

  jobs.perform(database, 'sms', {
    'sms.queued': async ({ smsId }) => {
      const sms = await database.read.smsOut.findUnique({ where: { id: smsId } });
      if (sms?.delivery !== 'queued') return;
      // A carrier may be away for hours: the row waits for the sweep, not a job.
      const to = openedTo(database, { id: smsId, to: { sealed: sms.toSealed, plain: sms.toPlain } });
      await sendTo(to).catch((error: unknown) => log.warn({ err: error, smsId }, 'text message waits'));
    },
  });

  /** @returns whether there may be more at once */
  async function sweep(): Promise<boolean> {
    const waiting = await database.sql.rows(
      z.object({ first: storedTo }),
      // What an older version wrote has no mark yet.
      `SELECT (array_agg(jsonb_build_object('id', o.id, 'to', ${storedColumns('SmsOut.to', 'o')}) ORDER BY o.seq))[1] AS first
       FROM "SmsOut" o WHERE o.delivery = 'queued' AND o."sentAt" IS NULL
         AND o."createdAt" < now() - interval '2 s' AND (o."leasedUntil" IS NULL OR o."leasedUntil" < now())
       GROUP BY coalesce(o."toMark", o."to") ORDER BY min(o.seq) LIMIT ${sweepBatch}`,
    );
    const isFull = waiting.length === sweepBatch;
    let failure: PromiseRejectedResult | undefined;
    while (waiting.length > 0) {
      const some = waiting.splice(0, numbersAtOnce).map(({ first }) => openedTo(database, first));
      const sent = await Promise.allSettled(some.map(sendTo));
      failure ??= sent.find((one) => one.status === 'rejected');
    }
    // One number's trouble holds up no other.
    if (failure) throw failure.reason;
    return isFull;
  }

  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let sweeping: Promise<unknown> = Promise.resolve();
  const plan = (waitMs: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      sweeping = sweep().then(
        (isMore) => plan(isMore ? 0 : sweepEveryMs),
        (error: unknown) => {
          log.warn({ err: error }, 'text messages wait for the carrier');
          plan(sweepEveryMs);
        },
      );
    }, waitMs);
  };
  return {
    start: () => plan(sweepEveryMs),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}

const storedTo = z.object({
  id: z.string(),
  to: z.object({ sealed: z.string().nullable(), plain: z.string().nullable() }),
});
const outgoingRow = storedTo.extend({
  text: z.string(),
  seq: z.coerce.bigint(),
});

function openedTo({ fields }: Database, { id, to }: z.infer<typeof storedTo>): string {
  const number = fields.read('SmsOut.to', id, to);
  if (number === null) throw new Error(`text message ${id} goes nowhere`);
  return number;
}

/** By each index on its own: with an OR the planner, which supposes that hardly any waits, reads all that wait. */
const waitingFor = (isNumber: string): string =>
  `SELECT id FROM "SmsOut" WHERE delivery = 'queued' AND "sentAt" IS NULL AND ${isNumber}`;

/** The first message that waits for a number, unless somebody has it. */
async function leaseFirst(database: Database, number: string): Promise<OutgoingSms | undefined> {
  const row = await database.sql.first(
    outgoingRow,
    `UPDATE "SmsOut" o SET "leasedUntil" = now() + interval '${leaseS} s'
     WHERE o.id = (SELECT s.id FROM "SmsOut" s
                   WHERE s.id = ANY (ARRAY(${waitingFor('"toMark" = $1')} UNION ALL ${waitingFor('"to" = $2')}))
                     AND s.delivery = 'queued' AND s."sentAt" IS NULL
                   ORDER BY s.seq LIMIT 1 FOR UPDATE)
       AND (o."leasedUntil" IS NULL OR o."leasedUntil" < now())
     RETURNING o.id, ${storedColumns('SmsOut.to', 'o')} AS "to", o.text, o.seq`,
    [database.fields.mark(number), number],
  );
  return row && { ...row, to: number };
}

async function handOver(database: Database, gateway: SmsGateway, sms: OutgoingSms): Promise<void> {
  const rows = await database.read.smsPart.findMany({ where: { smsId: sms.id }, select: { part: true } });
  const known = new Set(rows.map(({ part }) => part));
  for (const [part, hand] of gateway.pieces(sms).entries()) {
    if (known.has(part)) continue;
    const handed = await hand();
    await database.change((change) => notePart(change, sms.id, part, handed));
  }
  await database.change(async (change) => {
    await change.tx.smsOut.update({ where: { id: sms.id }, data: { sentAt: new Date() } });
    await followParts(change, sms.id);
  });
}

async function notePart({ tx }: Change, smsId: string, part: number, handed: Handed): Promise<void> {
  // Its receipt may have been quicker than the answer.
  await tx.smsPart.createMany({ data: [{ smsId, part, ...handed }], skipDuplicates: true });
  const leasedUntil = new Date(Date.now() + leaseS * 1_000);
  await tx.smsOut.update({ where: { id: smsId }, data: { leasedUntil } });
}

async function giveUp(database: Database, smsId: string, error: string): Promise<void> {
  await database.change(async (change) => {
    await change.tx.smsOut.update({ where: { id: smsId }, data: { error } });
    await moveDelivery(change, smsId, 'failed');
  });
}

const receiptSchema = z.object({
  providerRef: z.string(),
  /** Of a message that goes in one piece, where the receipt names it: what it is about has been taken. */
  smsId: z.uuid().optional(),
  delivery: z.enum(['queued', 'sent', 'delivered', 'failed']),
  error: z.string().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Notes carriers' receipts. A receipt may overtake our own commit of the reference: the job then fails and is tried
 * again with growing pauses.
 */
export function noteReceipts(jobs: Jobs, database: Database): (receipt: Receipt) => Promise<void> {
  const timer = jobs.timer({
    name: 'sms-receipt',
    schema: receiptSchema,
    run: async (receipt) => {
      const { providerRef, delivery, error } = receipt;
      await database.change(async (change) => {
        const { tx } = change;
        await noteTaken(change, receipt);
        const part = await tx.smsPart.findFirst({ where: { providerRef }, orderBy: { sentAt: 'desc' } });
        // Of one that was sent twice all the same, the first counts.
        if (!part && receipt.smsId !== undefined) return;
        if (!part) throw new Error('receipt for a text message that is not (yet) ours');
        const { smsId } = part;
        await lockSms(change, smsId);
        const key = { smsId_part: { smsId, part: part.part } };
        const now = await tx.smsPart.findUniqueOrThrow({ where: key });
        await tx.smsPart.update({ where: key, data: { delivery: laterDelivery(now.delivery, delivery) } });
        if (error) await tx.smsOut.update({ where: { id: smsId }, data: { error } });
        await followParts(change, smsId);
      });
    },
  });
  return (receipt) => timer.set(`${receipt.providerRef}-${receipt.delivery}`, new Date(), receipt);
}

/** What a receipt names was taken, also when a crash kept us from hearing the answer: it is not sent again. */
async function noteTaken(change: Change, { smsId, providerRef, delivery }: Receipt): Promise<void> {
  if (smsId === undefined || (await lockSms(change, smsId)) === undefined) return;
  const taken = { smsId, part: 0, providerRef, delivery };
  await change.tx.smsPart.createMany({ data: [taken], skipDuplicates: true });
}

/** A message is where its parts are, once all of them are with the carrier. */
async function followParts(change: Change, smsId: string): Promise<void> {
  await lockSms(change, smsId);
  const sms = await change.tx.smsOut.findUnique({ where: { id: smsId }, include: { parts: true } });
  if (sms?.sentAt) await moveDelivery(change, smsId, deliveryOfParts(sms.parts.map((part) => part.delivery)));
}

async function lockSms({ sql }: Change, smsId: string): Promise<Delivery | undefined> {
  const row = await sql.first(
    z.object({ delivery: deliverySchema }),
    'SELECT delivery FROM "SmsOut" WHERE id = $1 FOR UPDATE',
    [smsId],
  );
  return row?.delivery;
}

async function moveDelivery(change: Change, smsId: string, reported: Delivery): Promise<void> {
  const { tx, emit } = change;
  const known = await lockSms(change, smsId);
  if (!known) return;
  const delivery = laterDelivery(known, reported);
  if (delivery === known) return;
  await tx.smsOut.update({ where: { id: smsId }, data: { delivery } });
  await writeDelivery(change.sql, smsId, delivery);
  emit('sms.delivery', { smsId });
}
