// Matters that many people report at once: grouped as tickets come in, kept for whoever looks, and told while they grow.
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { type Hotspot, HotspotWindow } from '../../../knowledge/hotspots/index.ts';
import { idSchema, timeSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import { orderedId } from '../../platform/ordered-id.ts';
import { decodeCursor, toPage } from '../../platform/paging.ts';
import { holdName, type Sql } from '../../platform/sql.ts';
import { type HotspotNews, type HotspotView, hotspotTicketSchema } from './contract.ts';

const dayMs = 86_400_000;
const windowMs = 30 * dayMs;
const sweepEveryMs = 60_000;
/** What nobody reports any more cools down: said anew this often where nothing comes. */
const coolEveryMs = 15 * 60_000;
const pageSize = 500;
const kept = 50;
/** A matter is told when this many reported it within two days, and again whenever it has doubled. */
const alarmFrom = 5;
const alarmWithinMs = 2 * dayMs;
/** Transactions that began before the last look may have been committed since. */
const overlapMs = 120_000;

const reportSchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  createdAt: z.date(),
});
const reports = `
  SELECT id, title, left(text, 2000) AS text, "createdAt" FROM "Ticket"
  WHERE ("createdAt", id) > ($1, $2::uuid) AND kind <> 'proposal' ORDER BY "createdAt", id LIMIT ${pageSize}`;
const noTicket = '00000000-0000-0000-0000-000000000000';

const keptSchema = z.object({
  id: z.string(),
  ticketIds: z.array(z.string()),
  alarmedSize: z.number().int(),
});

/** Groups the tickets of the last 30 days. Each worker has its own window; what they find is written once. */
export class HotspotWatch {
  readonly #database: Database;
  readonly #window = new HotspotWindow();
  #readUntil = 0;
  #hasNews = false;
  #writtenAt = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Reads what came, and writes what is hot at `now`. @returns how many matters were told of */
  async look(now: Date): Promise<number> {
    await this.#readOn(now);
    if (!this.#hasNews && now.getTime() - this.#writtenAt < coolEveryMs) return 0;
    const hottest = this.#window.hottest(kept, now.getTime());
    const told = await this.#database.change(async ({ sql, emit }) => {
      await holdName(sql, 'hotspots');
      const grown = await this.#write(sql, hottest, now);
      for (const hotspotId of grown) emit('hotspot.grew', { hotspotId });
      return grown.length;
    });
    this.#hasNews = false;
    this.#writtenAt = now.getTime();
    return told;
  }

  async #readOn(now: Date): Promise<void> {
    const since = now.getTime() - windowMs;
    if (this.#window.removeBefore(since) > 0) this.#hasNews = true;
    let [at, id] = [new Date(Math.max(since, this.#readUntil - overlapMs)), noTicket];
    for (;;) {
      const page = await this.#database.sql.rows(reportSchema, reports, [at, id]);
      for (const { createdAt, ...report } of page) {
        if (this.#window.timeOf(report.id) !== undefined) continue;
        this.#window.add({ ...report, at: createdAt.getTime(), support: 0, against: 0 });
        this.#hasNews = true;
        await breathe();
      }
      const last = page.at(-1);
      if (!last) break;
      [at, id] = [last.createdAt, last.id];
      this.#readUntil = last.createdAt.getTime();
    }
  }

  async #write(sql: Sql, hottest: readonly Hotspot[], now: Date): Promise<string[]> {
    const before = await sql.rows(
      keptSchema,
      `SELECT id, "ticketIds"::text[] AS "ticketIds", "alarmedSize" FROM "Hotspot"`,
      [],
    );
    const owner = new Map(before.flatMap((row) => row.ticketIds.map((ticketId) => [ticketId, row] as const)));
    const lately = now.getTime() - alarmWithinMs;
    const rows: Record<string, unknown>[] = [];
    const grown: string[] = [];
    const taken = new Set<string>();
    for (const { ids, size, score, place, summary, from, to } of hottest) {
      // The same matter as before, if it holds tickets of it; of several that became one, the one that was told largest.
      const same = [...new Set(ids.flatMap((ticketId) => owner.get(ticketId) ?? []))]
        .filter((row) => !taken.has(row.id))
        .sort((one, other) => other.alarmedSize - one.alarmedSize)[0];
      const id = same?.id ?? orderedId();
      taken.add(id);
      const alarmedSize = same?.alarmedSize ?? 0;
      const recent = ids.filter((ticketId) => (this.#window.timeOf(ticketId) ?? 0) > lately);
      const isTold = recent.length >= alarmFrom && size >= 2 * alarmedSize;
      if (isTold) grown.push(id);
      const told = isTold ? { alarmedSize: size, alarmedAt: now } : { alarmedSize, alarmedAt: null };
      rows.push({
        id,
        ticketIds: ids,
        size,
        score,
        place,
        summary,
        from,
        to,
        recent: recent.length,
        ...told,
      });
    }
    await sql.run(`DELETE FROM "Hotspot" WHERE id <> ALL ($1::uuid[])`, [[...taken]]);
    await sql.run(upsert, [JSON.stringify(rows), now]);
    return grown;
  }
}

const upsert = `
  INSERT INTO "Hotspot" (id, "ticketIds", size, score, place, summary, "fromAt", "toAt", recent, "alarmedSize", "alarmedAt",
    "updatedAt")
  SELECT id, ARRAY(SELECT jsonb_array_elements_text("ticketIds"))::uuid[], size, score, place, summary, "from", "to", recent,
    "alarmedSize", "alarmedAt", $2
  FROM jsonb_to_recordset($1) AS h (id uuid, "ticketIds" jsonb, size int, score float, place text, summary text,
    "from" timestamptz, "to" timestamptz, recent int, "alarmedSize" int, "alarmedAt" timestamptz)
  ON CONFLICT (id) DO UPDATE SET "ticketIds" = excluded."ticketIds", size = excluded.size, score = excluded.score,
    place = excluded.place, summary = excluded.summary, "fromAt" = excluded."fromAt", "toAt" = excluded."toAt",
    recent = excluded.recent, "alarmedSize" = excluded."alarmedSize",
    "alarmedAt" = coalesce(excluded."alarmedAt", "Hotspot"."alarmedAt"), "updatedAt" = excluded."updatedAt"`;

/** Looks every minute; one look at a time. */
export function watchHotspots(database: Database, log: Log): { stop(): void } {
  const watch = new HotspotWatch(database);
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    watch
      .look(new Date())
      .catch((error: unknown) => log.warn({ err: error }, 'hot spots failed'))
      .finally(() => {
        isLooking = false;
      });
  }, sweepEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

const ticketSchema = hotspotTicketSchema.extend({ createdAt: z.date() });
const ticketKey = z.tuple([timeSchema, idSchema]);

const districtSchema = z.object({ id: z.string(), code: z.string(), count: z.number().int() });
const districtCounts = `
  SELECT h.id, t."districtCode" AS code, count(*)::int AS count
  FROM "Hotspot" h CROSS JOIN unnest(h."ticketIds") AS one (id) JOIN "Ticket" t ON t.id = one.id
  WHERE t."districtCode" IS NOT NULL GROUP BY h.id, t."districtCode" ORDER BY count DESC, code`;

/** What is hot, hottest first. */
export async function hotspots(database: Database): Promise<HotspotView[]> {
  const [rows, districts] = await Promise.all([
    database.read.hotspot.findMany({
      orderBy: [{ score: 'desc' }, { id: 'asc' }],
      omit: { ticketIds: true },
    }),
    database.sql.rows(districtSchema, districtCounts, []),
  ]);
  return rows.map(({ id, size, recent, score, place, summary, fromAt, toAt, alarmedAt }) => ({
    id,
    size,
    recent,
    score,
    place,
    summary,
    from: fromAt.toISOString(),
    to: toAt.toISOString(),
    alarmedAt: alarmedAt?.toISOString() ?? null,
    districts: districts.filter((row) => row.id === id).map(({ code, count }) => ({ code, count })),
  }));
}

/** A page of the tickets behind one, the latest first. @throws AppError `not_found` once it has cooled down */
export async function hotspotTickets(
  database: Database,
  id: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const [at, before] = cursor === undefined ? [null, null] : decodeCursor(cursor, ticketKey);
  const hotspot = await database.read.hotspot.findUnique({ where: { id }, select: { ticketIds: true } });
  if (!hotspot) throw new AppError('not_found');
  const rows = await database.sql.rows(
    ticketSchema,
    `SELECT id, number, title, state, version, "districtCode", "leadDepartmentCode", "createdAt" FROM "Ticket"
     WHERE id = ANY ($1::uuid[]) AND ($2::timestamptz IS NULL OR ("createdAt", id) < ($2, $3::uuid))
     ORDER BY "createdAt" DESC, id DESC LIMIT $4`,
    [hotspot.ticketIds, at, before, limit + 1],
  );
  const tickets = rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
  return toPage(tickets, limit, (ticket) => [ticket.createdAt, ticket.id]);
}

/** A matter that grew, for whoever is told; undefined when it has cooled down since. */
export async function hotspotNews(database: Database, id: string): Promise<HotspotNews | undefined> {
  const row = await database.read.hotspot.findUnique({ where: { id } });
  return row ? { id, size: row.size, place: row.place, summary: row.summary } : undefined;
}
