// Messages from a carrier that gives them no id: told apart, put together from their parts, handed on once.
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../../platform/database.ts';
import { storedColumns } from '../../../platform/fields.ts';
import { columnsOf } from '../../../platform/sql.ts';
import { idFrom } from '../../core.ts';
import { type Address, type Sm, tags } from './pdu.ts';
import { decodeText, type Place, placeOf, splitHeader } from './text.ts';

const hasHeaderBit = 0x40;
/** So long a delivery whose acknowledgement the carrier may have missed is taken for the same when it comes again. */
const comesAgainWithin = '24 hours';

const arrivalRow = z.object({
  id: z.string(),
  to: z.string(),
  coding: z.number().int(),
  payload: z.instanceof(Uint8Array).transform((bytes) => Buffer.from(bytes)),
  reference: z.number().int().nullable(),
  part: z.number().int(),
  total: z.number().int(),
  messageId: z.string().nullable(),
});
type Arrival = z.infer<typeof arrivalRow>;
const storedFrom = z.object({ sealed: z.string().nullable(), plain: z.string().nullable() });
const columns = columnsOf(arrivalRow, 'a');

/** A text message as the rest of the house takes it; the same again is the same message. */
export interface IncomingSms {
  id: string;
  from: string;
  text: string;
  providerRef: string;
}

export class Arrivals {
  readonly #database: Database;
  readonly #receive: (sms: IncomingSms) => Promise<void>;

  constructor(database: Database, receive: (sms: IncomingSms) => Promise<void>) {
    this.#database = database;
    this.#receive = receive;
  }

  /**
   * Stores a delivery and, once it is whole, hands its message on. Resolves after the commits. `settled`: arrivals that
   * this is not again, however alike: on the line that it came over they have been acknowledged.
   * @returns the id to name when the carrier has our acknowledgement
   */
  async take(sm: Sm, settled: readonly string[]): Promise<string> {
    const { place, payload } = contentOf(sm);
    const [from, to, fingerprint] = [numberOf(sm.source), numberOf(sm.destination), fingerprintOf(sm)];
    const { reference = null, part = 1, total = 1 } = place ?? {};
    const arrival = await this.#database.change(async ({ tx, sql, fields }) => {
      await sql.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [from]);
      const known = await sql.first(
        arrivalRow,
        `SELECT ${columns} FROM "SmsArrival" a WHERE a.fingerprint = $1 AND a."provedAt" IS NULL
           AND a."receivedAt" > now() - interval '${comesAgainWithin}' AND NOT (a.id = ANY ($2::uuid[]))
         ORDER BY a.id DESC LIMIT 1`,
        [fingerprint, settled],
      );
      if (known) return known;
      const id = randomUUID();
      const fromMark = fields.mark(from);
      const seals = { fromPlain: from, fromSealed: fields.seal('SmsArrival.from', id, from), fromMark };
      const row = { id, fingerprint, ...seals, to, coding: sm.coding, reference, part, total };
      const made = await tx.smsArrival.create({ data: { ...row, payload: Uint8Array.from(payload) } });
      const whole = await sql.rows(
        arrivalRow,
        `SELECT DISTINCT ON (a.part) ${columns} FROM "SmsArrival" a
         WHERE a.id = $1 OR ((a."fromMark" = $6 OR a."from" = $2) AND a."to" = $3 AND a.reference = $4 AND a.total = $5
           AND a."messageId" IS NULL AND a."receivedAt" > now() - interval '${comesAgainWithin}')
         ORDER BY a.part, a.id DESC`,
        [id, from, to, reference, total, fromMark],
      );
      if (whole.length < total) return { ...made, payload };
      const messageId = idFrom(`smpp:${made.id}`);
      await tx.smsArrival.updateMany({
        where: { id: { in: whole.map(({ id }) => id) } },
        data: { messageId },
      });
      return { ...made, payload, messageId };
    });
    if (arrival.messageId) await this.#handOn(arrival.messageId);
    return arrival.id;
  }

  /** The carrier has our acknowledgements of these. */
  async prove(ids: readonly string[]): Promise<void> {
    await this.#database.sql.run('UPDATE "SmsArrival" SET "provedAt" = now() WHERE id = ANY($1::uuid[])', [
      ids,
    ]);
  }

  /**
   * Hands on what a crash left lying, and what has waited `patienceMs` for a part that does not come; forgets what
   * cannot come again.
   */
  async sweep(patienceMs: number): Promise<void> {
    const { sql } = this.#database;
    const messageId = z.object({ messageId: z.string() });
    const left = await sql.rows(
      messageId,
      `SELECT DISTINCT "messageId" FROM "SmsArrival" WHERE "storedAt" IS NULL AND "messageId" IS NOT NULL
         AND "receivedAt" < now() - interval '1 minute' LIMIT 200`,
    );
    for (const one of left) await this.#handOn(one.messageId);
    const broken = await sql.rows(
      z.object({ from: z.string(), to: z.string(), reference: z.number(), total: z.number() }),
      // What an older version wrote has no mark yet.
      `SELECT coalesce("fromMark", "from") AS "from", "to", reference, total FROM "SmsArrival" WHERE "messageId" IS NULL
       GROUP BY 1, 2, 3, 4 HAVING max("receivedAt") < now() - make_interval(secs => $1) LIMIT 200`,
      [patienceMs / 1_000],
    );
    for (const { from, to, reference, total } of broken) {
      const given = idFrom(`smpp:${from}:${reference}:${total}:${Date.now()}`);
      const taken = await sql.run(
        `UPDATE "SmsArrival" SET "messageId" = $5 WHERE coalesce("fromMark", "from") = $1 AND "to" = $2 AND reference = $3 AND total = $4
           AND "messageId" IS NULL`,
        [from, to, reference, total, given],
      );
      if (taken > 0) await this.#handOn(given);
    }
    await sql.run(`DELETE FROM "SmsArrival" WHERE "storedAt" < now() - interval '48 hours'`);
  }

  async #handOn(messageId: string): Promise<void> {
    const parts = await this.#database.sql.rows(
      arrivalRow.extend({ from: storedFrom }),
      `SELECT ${columns}, ${storedColumns('SmsArrival.from', 'a')} AS "from" FROM "SmsArrival" a
       WHERE a."messageId" = $1 ORDER BY a.part`,
      [messageId],
    );
    const [first] = parts;
    if (!first) return;
    await this.#receive({
      id: messageId,
      from: this.#database.fields.read('SmsArrival.from', first.id, first.from) ?? '',
      text: textOf(parts, first.total) || ' ',
      providerRef: `smpp:${messageId}`,
    });
    await this.#database.sql.run('UPDATE "SmsArrival" SET "storedAt" = now() WHERE "messageId" = $1', [
      messageId,
    ]);
  }
}

/** Runs of neighbouring parts are read as one, since their sender may have cut a letter in two. `[…]`: a part is missing. */
function textOf(parts: readonly Arrival[], total: number): string {
  const runs: { coding: number; bytes: Buffer[] }[] = [];
  let text = '';
  const flush = (): void => {
    for (const { coding, bytes } of runs.splice(0)) text += decodeText(coding, Buffer.concat(bytes));
  };
  for (let number = 1; number <= total; number += 1) {
    const part = parts.find((one) => one.part === number);
    if (!part) {
      flush();
      if (!text.endsWith('[…]')) text += '[…]';
      continue;
    }
    const run = runs.at(-1);
    if (run?.coding === part.coding) run.bytes.push(part.payload);
    else runs.push({ coding: part.coding, bytes: [part.payload] });
  }
  flush();
  return text;
}

function contentOf(sm: Sm): { place: Place | null; payload: Buffer } {
  const bytes = sm.tlvs.get(tags.messagePayload) ?? sm.message;
  if (sm.esmClass & hasHeaderBit) return splitHeader(bytes);
  const number = (tag: number): number => {
    const value = sm.tlvs.get(tag);
    return value && value.length > 0 && value.length <= 6 ? value.readUIntBE(0, value.length) : 0;
  };
  return {
    place: placeOf(number(tags.sarReference), number(tags.sarTotal), number(tags.sarPart)),
    payload: bytes,
  };
}

/** An international number as E.164; a national or short one as it stands. */
function numberOf({ ton, digits }: Address): string {
  return ton === 1 && /^\d+$/.test(digits) ? `+${digits}` : digits;
}

function fingerprintOf(sm: Sm): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([sm.source, sm.destination, sm.esmClass, sm.coding]));
  hash.update(sm.message);
  for (const tag of Object.values(tags)) hash.update(`|${tag}:`).update(sm.tlvs.get(tag) ?? '');
  return hash.digest('hex');
}
