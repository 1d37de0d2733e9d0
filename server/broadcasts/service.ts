// Use cases of broadcasts: issued by staff or by a system of somebody else, changed, ended, read and spoken.
import { z } from 'zod';
import { readCity, staffNames, type Texts } from '../admin/index.ts';
import { idFrom } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { holdRow } from '../platform/version.ts';
import { CapFault, type ReadCap, readCap, writeCap, writeFeed } from './cap.ts';
import { mapCellSchema } from '../platform/contract.ts';
import type { BroadcastContent, BroadcastView, CapReceipt, PublicBroadcast } from './contract.ts';
import { byGravity, identityOf, ignoresHours, isAbout, spokenOf, stateOf } from './core.ts';
import {
  areaOf,
  type BroadcastRow,
  broadcastColumns,
  broadcastRow,
  knownAreas,
  type Names,
  publicView,
  readInForce,
  readTold,
  staffView,
} from './store.ts';

/** Who did it, for the trail. */
export interface By {
  id: string;
  ip: string;
}
type NewRow = Omit<BroadcastRow, 'endedAt' | 'endedById' | 'smsAfter' | 'smsCount' | 'smsDoneAt'>;

const shownPast = 50;
const listedRow = broadcastRow.extend({ endedBy: z.enum(['alert', 'update', 'cancel']).nullable() });
const areaRow = z.object({
  code: z.string(),
  parentCode: z.string().nullable(),
  zh: z.string(),
  en: z.string(),
  cells: z.array(mapCellSchema),
});
const our = { zh: '一号通', en: 'OneCall' };

export class Broadcasts {
  readonly #database: Database;
  readonly #texts: Texts;
  readonly #publicUrl: string;
  readonly #nextCallingTime: () => Promise<Date | null>;

  constructor(deps: {
    database: Database;
    texts: Texts;
    publicUrl: string;
    /** When citizens may be disturbed next; null: now. */
    nextCallingTime: () => Promise<Date | null>;
  }) {
    this.#database = deps.database;
    this.#texts = deps.texts;
    this.#publicUrl = deps.publicUrl;
    this.#nextCallingTime = deps.nextCallingTime;
  }

  /** What holds now, the gravest first. */
  async inForce(now: Date): Promise<PublicBroadcast[]> {
    const rows = byGravity(await readInForce(this.#database.sql, now));
    const names = await this.#areaNames(rows);
    return rows.map((row) => publicView(row, names));
  }

  /** For those who write them: in force and planned first, then the latest that are over. */
  async list(now: Date): Promise<{ items: BroadcastView[]; subscribers: number }> {
    const rows = await this.#database.sql.rows(
      listedRow,
      `SELECT ${broadcastColumns}, e.message AS "endedBy"
       FROM "Broadcast" b LEFT JOIN "Broadcast" e ON e.id = b."endedById"
       WHERE b.message <> 'cancel'
       ORDER BY (b."endedAt" IS NULL AND b."expiresAt" > $1) DESC, b."sentAt" DESC LIMIT ${shownPast}`,
      [now],
    );
    const [names, staff, subscribers] = await Promise.all([
      this.#areaNames(rows),
      staffNames(
        this.#database,
        rows.flatMap(({ createdById }) => createdById ?? []),
      ),
      this.#database.read.broadcastSubscription.count(),
    ]);
    const items = rows.map(({ endedBy, ...row }) =>
      staffView(
        { ...row, endedBy: endedBy === 'cancel' ? 'cancel' : endedBy && 'update' },
        names,
        staff,
        now,
      ),
    );
    return { items, subscribers };
  }

  /** The same id twice is one warning. @throws AppError `bad_request` for an area that is not the city's */
  async issue(given: { id: string; content: BroadcastContent }, by: By, now: Date): Promise<void> {
    await this.#ours(given, null, by, now);
  }

  /**
   * Says it anew: the earlier warning ends, the new one refers to it.
   * @throws AppError `not_found`, `wrong_state` when it has ended, `forbidden` for one of somebody else
   */
  async update(
    id: string,
    given: { id: string; content: BroadcastContent },
    by: By,
    now: Date,
  ): Promise<void> {
    if (await this.#database.read.broadcast.findUnique({ where: { id: given.id } })) return;
    await this.#ours(given, id, by, now);
  }

  /** Takes a warning back; who was sent it is told. Twice is once. @throws AppError as `update` */
  async cancel(id: string, by: By, now: Date): Promise<void> {
    const cancelId = idFrom(`broadcast-cancel:${id}`);
    const smsAt = await this.#liftTime(now);
    await this.#database.change(async (change) => {
      await holdRow(change, 'Broadcast', 'id', id);
      if (await change.tx.broadcast.findUnique({ where: { id: cancelId }, select: { id: true } })) return;
      const row = await this.#openOne(change.sql, id, now);
      // Its own sending begins anew.
      const { xml: _xml, smsAfter: _after, smsCount: _count, smsDoneAt: _done, ...rest } = row;
      const sentAt = wholeSecond(now);
      await this.#insert(change, {
        ...rest,
        id: cancelId,
        identifier: `onecall-${cancelId}`,
        sender: this.#sender,
        sentAt,
        message: 'cancel',
        references: [identityOf(row)],
        smsAt,
        xml: null,
        createdById: by.id,
      });
      await this.#trail(change, 'broadcast.cancel', row, by);
    });
  }

  /**
   * A message of another system. What has come before changes nothing; what is about other cities is told to nobody, and
   * where it was about this one before, that ends.
   * @throws AppError `bad_request` for what is no CAP 1.2
   */
  async take(xml: string, by: By, now: Date): Promise<CapReceipt> {
    const cap = readOrRefuse(xml);
    if (cap.message === null) return { outcome: 'ignored', id: null };
    const id = idFrom(`cap:${identityOf(cap)}`);
    const known = await this.#database.read.broadcast.findUnique({ where: { id }, select: { id: true } });
    if (known) return { outcome: 'known', id };
    const isElsewhere =
      cap.content !== null &&
      !isAbout((await readCity(this.#database.sql))?.code ?? '', cap.content.divisions);
    if (isElsewhere && cap.references.length === 0) return { outcome: 'ignored', id: null };
    const message = isElsewhere ? 'cancel' : cap.message;
    const content = (isElsewhere ? null : cap.content) ?? (await this.#contentOfCancelled(cap, now));
    const areaCodes = await knownAreas(this.#database.sql, content.geocodes, content.area.zh);
    const isGrave = content.level === 'red' || content.level === 'orange';
    const row: NewRow = {
      id,
      identifier: cap.identifier,
      sender: cap.sender,
      sentAt: cap.sentAt,
      message,
      kind: content.kind,
      level: content.level,
      titleZh: content.title.zh,
      titleEn: content.title.en,
      textZh: content.text.zh,
      textEn: content.text.en,
      areaCodes,
      areaZh: content.area.zh || null,
      areaEn: content.area.en || null,
      sourceZh: content.source?.zh || null,
      sourceEn: content.source?.en || null,
      effectiveAt: content.effectiveAt,
      expiresAt: content.expiresAt,
      isSpoken: isGrave,
      references: cap.references,
      smsAt:
        message === 'cancel' ? await this.#liftTime(now) : isGrave ? await this.#smsTime(content, now) : null,
      xml,
      createdById: null,
    };
    await this.#database.change(async (change) => {
      await this.#insert(change, row);
      await this.#trail(change, `broadcast.${message}`, row, by);
    });
    const outcomes = { alert: 'issued', update: 'updated', cancel: 'cancelled' } as const;
    return { outcome: outcomes[message], id };
  }

  /** One message as CAP 1.2; what came as XML leaves as it came. @throws AppError `not_found` */
  async capOf(id: string): Promise<string> {
    const row = await this.#one(id);
    if (row.xml !== null) return row.xml;
    const names = await this.#areaNames([row]);
    return writeCap({
      ...row,
      title: { zh: row.titleZh, en: row.titleEn },
      text: { zh: row.textZh, en: row.textEn },
      area: areaOf(row, names),
      source: our,
      web: `${this.#publicUrl}/broadcasts`,
    });
  }

  /** All messages that others must hear, as an Atom feed. */
  async feed(now: Date): Promise<string> {
    const rows = await readTold(this.#database.sql, now);
    return writeFeed({
      self: `${this.#publicUrl}/api/public/broadcasts.xml`,
      title: `${our.zh} ${our.en}`,
      updatedAt: rows[0]?.sentAt ?? now,
      type: 'application/cap+xml',
      entries: rows.map((row) => ({
        id: row.id,
        title: row.titleZh,
        summary: row.textZh,
        url: `${this.#publicUrl}/api/public/broadcasts/${row.id}.xml`,
        at: row.sentAt,
      })),
    });
  }

  /** What callers are told before they wait, by spoken language; undefined: nothing. */
  async spoken(now: Date): Promise<{ cmn: string; yue: string; en: string } | undefined> {
    const rows = spokenOf(await readInForce(this.#database.sql, now));
    if (rows.length === 0) return undefined;
    const names = await this.#areaNames(rows);
    const said = (lang: 'zh' | 'zh-HK' | 'en'): string =>
      rows
        .map((row) => {
          const own = lang === 'en' ? 'en' : 'zh';
          const title = own === 'en' ? row.titleEn : row.titleZh;
          return this.#texts.render('broadcast.spoken', lang, { title, area: areaOf(row, names)[own] });
        })
        .join(' ');
    return { cmn: said('zh'), yue: said('zh-HK'), en: said('en') };
  }

  /** Districts and streets, to choose from. */
  async areas(withCommunities: boolean) {
    const rows = await this.#database.sql.rows(
      areaRow,
      `SELECT code, "parentCode", "nameZh" AS zh, "nameEn" AS en, cells FROM "Area"
       WHERE level::text = ANY($1) ORDER BY code`,
      [['district', 'street', ...(withCommunities ? ['community'] : [])]],
    );
    return rows.map(({ code, parentCode, zh, en, cells }) => ({
      code,
      parentCode,
      name: { zh, en },
      ...(cells.length > 0 && { cells }),
    }));
  }

  get #sender(): string {
    return new URL(this.#publicUrl).hostname;
  }

  async #ours(
    { id, content }: { id: string; content: BroadcastContent },
    replaces: string | null,
    by: By,
    now: Date,
  ): Promise<void> {
    const { sendsSms, effectiveAt, expiresAt, ...said } = content;
    if (Date.parse(expiresAt) <= now.getTime())
      throw new AppError('bad_request', { issues: [{ path: 'content.expiresAt', message: 'is over' }] });
    const known = await knownAreas(this.#database.sql, content.areaCodes, '');
    if (known.length < new Set(content.areaCodes).size)
      throw new AppError('bad_request', { issues: [{ path: 'content.areaCodes', message: 'no such area' }] });
    const span = { effectiveAt: new Date(effectiveAt), expiresAt: new Date(expiresAt) };
    const alert: NewRow = {
      ...said,
      ...span,
      id,
      identifier: `onecall-${id}`,
      sender: this.#sender,
      sentAt: wholeSecond(now),
      message: 'alert',
      areaZh: null,
      areaEn: null,
      sourceZh: null,
      sourceEn: null,
      references: [],
      smsAt: sendsSms ? await this.#smsTime({ ...said, ...span }, now) : null,
      xml: null,
      createdById: by.id,
    };
    await this.#database.change(async (change) => {
      const { tx, sql } = change;
      if (replaces !== null) await holdRow(change, 'Broadcast', 'id', replaces);
      if (await tx.broadcast.findUnique({ where: { id }, select: { id: true } })) return;
      const row: NewRow =
        replaces === null
          ? alert
          : {
              ...alert,
              message: 'update',
              references: [identityOf(await this.#openOne(sql, replaces, now))],
            };
      await this.#insert(change, row);
      await this.#trail(change, `broadcast.${row.message}`, row, by);
    });
  }

  /** Writes a message and ends what it refers to. Messages overtake each other: one may have ended before it came. */
  async #insert(change: Change, row: NewRow): Promise<void> {
    const { tx, sql, emit } = change;
    const { count } = await tx.broadcast.createMany({ data: [row], skipDuplicates: true });
    if (count === 0) return;
    if (row.references.length > 0)
      await sql.run(
        `UPDATE "Broadcast" b SET "endedAt" = $2, "endedById" = $3
         WHERE b."endedAt" IS NULL AND b.id <> $3 AND (b.sender || ',' || b.identifier || ',' ||
           to_char(b."sentAt" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS') || '+08:00') = ANY($1)`,
        [row.references, row.sentAt, row.id],
      );
    // Who was sent what this one ends is told of its end, also where this one is sent to nobody.
    await sql.run(
      `INSERT INTO "BroadcastSent" ("broadcastId", phone, "phoneSealed", "phoneMark")
       SELECT DISTINCT ON (coalesce(s."phoneMark", s.phone)) $1::uuid, s.phone, s."phoneSealed", s."phoneMark"
       FROM "BroadcastSent" s JOIN "Broadcast" b ON b.id = s."broadcastId"
       WHERE b."endedById" = $1 ON CONFLICT DO NOTHING`,
      [row.id],
    );
    const later = await tx.broadcast.findFirst({
      where: { references: { has: identityOf(row) } },
      select: { id: true, sentAt: true },
    });
    if (later)
      await tx.broadcast.update({
        where: { id: row.id },
        data: { endedAt: later.sentAt, endedById: later.id },
      });
    emit('broadcast.changed', { broadcastId: row.id });
  }

  /** When text messages go out: with the warning, and at an hour when people may be woken only for danger. */
  async #smsTime(
    content: Parameters<typeof ignoresHours>[0] & { effectiveAt: Date },
    now: Date,
  ): Promise<Date> {
    const from = content.effectiveAt > now ? content.effectiveAt : now;
    if (ignoresHours(content)) return from;
    const next = await this.#nextCallingTime();
    return next !== null && next > from ? next : from;
  }

  /** That it is over wakes nobody. */
  async #liftTime(now: Date): Promise<Date> {
    const next = await this.#nextCallingTime();
    return next !== null && next > now ? next : now;
  }

  /** A message that only ends others is kept with what it ended. */
  async #contentOfCancelled(cap: ReadCap, now: Date): Promise<NonNullable<ReadCap['content']>> {
    const { read } = this.#database;
    const [sender = '', identifier = ''] = cap.references[0]?.split(',') ?? [];
    const ended = await read.broadcast.findFirst({ where: { sender, identifier } });
    const nothing = { zh: '', en: '' };
    if (!ended)
      return {
        kind: 'service',
        level: 'blue',
        title: nothing,
        text: nothing,
        area: nothing,
        source: null,
        geocodes: [],
        divisions: [],
        effectiveAt: cap.sentAt,
        expiresAt: new Date(now.getTime() + 24 * 3_600_000),
      };
    return {
      kind: ended.kind,
      level: ended.level,
      title: { zh: ended.titleZh, en: ended.titleEn },
      text: { zh: ended.textZh, en: ended.textEn },
      area: { zh: ended.areaZh ?? '', en: ended.areaEn ?? '' },
      source: null,
      geocodes: ended.areaCodes,
      divisions: [],
      effectiveAt: ended.effectiveAt,
      expiresAt: ended.expiresAt,
    };
  }

  async #one(id: string, sql: Sql = this.#database.sql): Promise<BroadcastRow> {
    const row = await sql.first(
      broadcastRow,
      `SELECT ${broadcastColumns} FROM "Broadcast" b WHERE b.id = $1`,
      [id],
    );
    if (!row) throw new AppError('not_found');
    return row;
  }

  /** Asked in the change that holds it: of two who end it, the second is told. */
  async #openOne(sql: Sql, id: string, now: Date): Promise<BroadcastRow> {
    const row = await this.#one(id, sql);
    if (row.xml !== null) throw new AppError('forbidden');
    const state = stateOf(row, now);
    if (row.message === 'cancel' || state === 'ended' || state === 'expired')
      throw new AppError('wrong_state');
    return row;
  }

  async #areaNames(rows: readonly Pick<BroadcastRow, 'areaCodes'>[]): Promise<Names> {
    const codes = [...new Set(rows.flatMap(({ areaCodes }) => areaCodes))];
    if (codes.length === 0) return new Map();
    const found = await this.#database.read.area.findMany({ where: { code: { in: codes } } });
    return new Map(found.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  }

  #trail({ tx }: Change, action: string, row: Pick<BroadcastRow, 'id' | 'level' | 'titleZh'>, by: By) {
    const detail = { level: row.level, title: row.titleZh };
    return audit(tx, {
      actorId: by.id,
      action,
      subjectType: 'broadcast',
      subjectId: row.id,
      detail,
      ip: by.ip,
    });
  }
}

/** The protocol knows no fractions of a second, and identities are compared by it. */
const wholeSecond = (moment: Date): Date => new Date(Math.floor(moment.getTime() / 1_000) * 1_000);

function readOrRefuse(xml: string): ReadCap {
  try {
    return readCap(xml);
  } catch (error) {
    if (!(error instanceof CapFault)) throw error;
    throw new AppError('bad_request', { issues: [{ path: error.path, message: error.message }] });
  }
}
