// Proof that somebody holds a telephone: a code by text message, good once, for one purpose and a few minutes.
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Texts } from '../admin/index.ts';
import { sameText } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdName } from '../platform/sql.ts';
import { normalisePhone } from './core.ts';
import { queueSms } from './sms/outgoing.ts';

/** What a code is for: one asked for one thing opens no other. */
export type PhonePurpose =
  | 'broadcasts'
  | 'filing'
  | 'matters'
  | 'petition'
  | 'proxy'
  | `consultation:${string}`;

const goodForMs = 10 * 60_000;
const mostTries = 5;
/** To one telephone, within the time that a code is good for: nobody's telephone is flooded by somebody else. */
const mostCodes = 3;

const codeRow = z.object({ id: z.string(), codeHash: z.string(), tries: z.number().int() });

export class PhoneCodes {
  readonly #database: Database;
  readonly #texts: Texts;

  constructor(deps: { database: Database; texts: Texts }) {
    this.#database = deps.database;
    this.#texts = deps.texts;
  }

  /** Sends a code. @throws AppError `rate_limited` when the telephone got too many, `bad_request` when it is none */
  async send(wish: { phone: string; purpose: PhonePurpose; lang: string }, now: Date): Promise<void> {
    const phone = telephone(wish.phone);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await this.#database.change(async (change) => {
      const { tx, sql, fields } = change;
      // Two at once would both find room.
      await holdName(sql, `phone-code:${phone}`);
      const since = new Date(now.getTime() - goodForMs);
      const phoneMark = fields.mark(phone);
      // What an older version wrote has no mark yet.
      const sent = await tx.phoneCode.count({
        where: { OR: [{ phoneMark }, { phonePlain: phone }], createdAt: { gt: since } },
      });
      if (sent >= mostCodes) throw new AppError('rate_limited');
      // Nobody can use these any more.
      await tx.phoneCode.deleteMany({ where: { createdAt: { lt: new Date(since.getTime() - goodForMs) } } });
      const id = randomUUID();
      const expiresAt = new Date(now.getTime() + goodForMs);
      await tx.phoneCode.create({
        data: {
          id,
          phonePlain: phone,
          phoneSealed: fields.seal('PhoneCode.phone', id, phone),
          phoneMark,
          purpose: wish.purpose,
          codeHash: hashOf(id, code),
          createdAt: now,
          expiresAt,
        },
      });
      await queueSms(change, { to: phone, text: this.#texts.render('phone.code', wish.lang, { code }) });
    });
  }

  /**
   * Takes a code, once. A wrong one counts, so it is taken in a change of its own. `usedFor` is what it is taken for: the
   * same again, sent because an answer was lost or a button pressed twice, is proved by the same code.
   * @returns the telephone as it is kept @throws AppError `phone_code`
   */
  async redeem(
    given: { phone: string; purpose: PhonePurpose; code: string; usedFor?: string },
    now: Date,
  ): Promise<string> {
    const { purpose, usedFor = null } = given;
    const phone = telephone(given.phone);
    const isRight = await this.#database.change(async ({ sql, fields }) => {
      const row = await sql.first(
        codeRow,
        `SELECT id, "codeHash", tries FROM "PhoneCode"
         WHERE ("phoneMark" = $5 OR phone = $1) AND purpose = $2 AND "expiresAt" > $3 AND ("usedAt" IS NULL OR "usedFor" = $4)
         ORDER BY "createdAt" DESC LIMIT 1 FOR UPDATE`,
        [phone, purpose, now, usedFor, fields.mark(phone)],
      );
      if (!row || row.tries >= mostTries) return false;
      const fits = sameText(row.codeHash, hashOf(row.id, given.code));
      await sql.run(
        `UPDATE "PhoneCode" SET tries = tries + 1, "usedAt" = coalesce("usedAt", $2), "usedFor" = coalesce("usedFor", $3)
         WHERE id = $1`,
        [row.id, fits ? now : null, fits ? usedFor : null],
      );
      return fits;
    });
    if (!isRight) throw new AppError('phone_code');
    return phone;
  }
}

/** Who it belongs to is proved by what was sent there: a short code or a landline gets none. */
function telephone(raw: string): string {
  const phone = normalisePhone(raw);
  if (!/^\+(?:861[3-9]\d{9}|(?!86)\d{8,15})$/.test(phone))
    throw new AppError('bad_request', { issues: [{ path: 'phone', message: 'not a telephone number' }] });
  return phone;
}

const hashOf = (id: string, code: string): string =>
  createHash('sha256').update(`${id}:${code}`).digest('base64url');
