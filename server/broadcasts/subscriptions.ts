// Telephones that want warnings by text message, and the sending to all of them.
import { z } from 'zod';
import type { Texts } from '../admin/index.ts';
import type { PhoneCodes } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import { tongueSchema } from '../platform/contract.ts';
import type { Change, Database } from '../platform/database.ts';
import type { Fields } from '../platform/fields.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { numberSubject } from '../platform/privacy.ts';
import { langOf } from '../platform/tongue.ts';
import { textInTongueOf } from '../platform/traditional.ts';
import { concerns } from './core.ts';
import { areaOf, type BroadcastRow, broadcastColumns, broadcastRow } from './store.ts';

/** So many telephones in one transaction: nothing waits long behind it, and what is cut off goes on behind it. */
const atOnce = 500;
const sweepEveryMs = 15_000;
const columns = 's.phone AS key, s."phoneSealed" AS sealed, s."phoneMark" AS mark, s."areaCodes", s.lang';
const subscribed = `SELECT ${columns} FROM "BroadcastSubscription" s WHERE s.phone > $1
  ORDER BY s.phone LIMIT ${atOnce}`;
/** Who wants no more messages since then gets none. What an older version wrote has no mark yet. */
const warned = `SELECT ${columns} FROM "BroadcastSubscription" s
  WHERE s.phone > $1 AND EXISTS (SELECT 1 FROM "BroadcastSent" w
    WHERE w."broadcastId" = $2 AND (w."phoneMark" = s."phoneMark" OR w.phone IN (s.phone, s."phoneMark")))
  ORDER BY s.phone LIMIT ${atOnce}`;
const subscriberRow = z.object({
  key: z.string(),
  sealed: z.string().nullable(),
  mark: z.string().nullable(),
  areaCodes: z.array(z.string()),
  lang: z.string(),
});

export class Subscriptions {
  readonly #database: Database;
  readonly #codes: PhoneCodes;
  readonly #texts: Texts;
  readonly #log: Log;
  readonly #queueNotice: (change: Change, sms: { to: string; text: string }) => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(deps: {
    database: Database;
    codes: PhoneCodes;
    texts: Texts;
    jobs: Jobs;
    log: Log;
    queueNotice: (change: Change, sms: { to: string; text: string }) => Promise<void>;
  }) {
    this.#database = deps.database;
    this.#codes = deps.codes;
    this.#texts = deps.texts;
    this.#log = deps.log;
    this.#queueNotice = deps.queueNotice;
    deps.jobs.perform(
      deps.database,
      'broadcasts',
      { 'broadcast.changed': () => this.sendDue(new Date()) },
      { concurrency: 1 },
    );
  }

  sendCode(wish: { phone: string; lang: string }, now: Date): Promise<void> {
    return this.#codes.send({ ...wish, purpose: 'broadcasts' }, now);
  }

  /** The same telephone again has other areas. @throws AppError `phone_code` */
  async subscribe(
    wish: { phone: string; code: string; areaCodes: readonly string[]; lang: string },
    now: Date,
  ): Promise<void> {
    const phone = await this.#codes.redeem({ ...wish, purpose: 'broadcasts' }, now);
    const data = { areaCodes: [...new Set(wish.areaCodes)], lang: wish.lang };
    await this.#database.change(async ({ tx, fields }) => {
      const { count } = await tx.broadcastSubscription.updateMany({ where: ofPhone(fields, phone), data });
      const { sealed, mark } = fields.sealKey('BroadcastSubscription.phone', phone);
      if (count === 0)
        await tx.broadcastSubscription.create({
          data: { phoneKey: phone, phoneSealed: sealed, phoneMark: mark, ...data },
        });
      const detail = { areas: data.areaCodes };
      await audit(tx, {
        actorId: null,
        action: 'broadcast.subscribe',
        ...numberSubject(fields, phone, detail),
      });
    });
  }

  /** A telephone without a subscription has none afterwards either. @throws AppError `phone_code` */
  async end(wish: { phone: string; code: string }, now: Date): Promise<void> {
    const phone = await this.#codes.redeem({ ...wish, purpose: 'broadcasts' }, now);
    await this.#database.change(async ({ tx, fields }) => {
      const { count } = await tx.broadcastSubscription.deleteMany({ where: ofPhone(fields, phone) });
      if (count > 0)
        await audit(tx, { actorId: null, action: 'broadcast.unsubscribe', ...numberSubject(fields, phone) });
    });
  }

  /** Sends what is due by now, to its end. Each telephone once, whatever breaks off in between. */
  async sendDue(now: Date): Promise<void> {
    while (await this.#sendSome(now));
  }

  /** Also finds what is due later, and what a crash has left. */
  start(): void {
    this.#timer = setInterval(() => {
      this.#sending = this.sendDue(new Date()).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'warnings by text message wait'),
      );
    }, sweepEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
  }

  /** @returns whether there may be more to send */
  #sendSome(now: Date): Promise<boolean> {
    return this.#database.change(async (change) => {
      const { sql, fields } = change;
      const row = await sql.first(
        broadcastRow,
        `SELECT ${broadcastColumns} FROM "Broadcast" b
         WHERE b."smsAt" <= $1 AND b."smsDoneAt" IS NULL
         ORDER BY b."smsAt" LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [now],
      );
      if (!row) return false;
      // What is over by now is no warning any more.
      const isOver = row.endedAt !== null || row.expiresAt <= now;
      const page = isOver
        ? []
        : row.message === 'cancel'
          ? await sql.rows(subscriberRow, warned, [row.smsAfter, row.id])
          : await sql.rows(subscriberRow, subscribed, [row.smsAfter]);
      // Who was warned is told that it is over, whatever areas they have chosen since.
      const wanted =
        row.message === 'cancel' ? page : page.filter(({ areaCodes }) => concerns(row.areaCodes, areaCodes));
      const names = await this.#namesOf(row.areaCodes);
      const told = wanted.map((one) => ({
        phone: fields.readKey('BroadcastSubscription.phone', one),
        lang: one.lang,
      }));
      for (const { phone, lang } of told)
        await this.#queueNotice(change, { to: phone, text: this.#textOf(row, names, lang) });
      if (row.message !== 'cancel')
        await change.tx.broadcastSent.createMany({
          data: told.map(({ phone }) => {
            const { sealed, mark } = fields.sealKey('BroadcastSent.phone', phone);
            return { broadcastId: row.id, phoneKey: phone, phoneSealed: sealed, phoneMark: mark };
          }),
          skipDuplicates: true,
        });
      const isDone = page.length < atOnce;
      await sql.run(
        `UPDATE "Broadcast" SET "smsAfter" = $2, "smsCount" = "smsCount" + $3, "smsDoneAt" = $4 WHERE id = $1`,
        [row.id, isDone ? '' : (page.at(-1)?.key ?? row.smsAfter), wanted.length, isDone ? now : null],
      );
      return true;
    });
  }

  #textOf(row: BroadcastRow, names: Parameters<typeof areaOf>[1], lang: string): string {
    const tongue = tongueSchema.catch('zh').parse(lang);
    const own = langOf(tongue);
    const written = (text: string): string => textInTongueOf(tongue, text);
    return this.#texts.render(row.message === 'cancel' ? 'broadcast.lifted' : 'broadcast.sms', lang, {
      title: written(own === 'en' ? row.titleEn : row.titleZh),
      text: written(own === 'en' ? row.textEn : row.textZh),
      area: written(areaOf(row, names)[own]),
    });
  }

  async #namesOf(codes: readonly string[]) {
    const rows = await this.#database.read.area.findMany({ where: { code: { in: [...codes] } } });
    return new Map(rows.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  }
}

/** What an older version wrote has no mark yet. */
const ofPhone = (fields: Fields, phone: string) => ({
  OR: [{ phoneMark: fields.mark(phone) }, { phoneKey: phone }],
});
