// Reads the audit trail. It is written where the deeds are done, by platform/audit.ts.
import { z } from 'zod';
import type { Prisma } from '#database';
import { type Bilingual, idSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { decodeCursor, toPage } from '../../platform/paging.ts';
import { veilAll, veilNumber } from '../../platform/privacy.ts';
import type { AuditEntry, AuditQuery } from './contract.ts';

/** What people know a thing by, asked of the room that owns it; undefined or `not_found` when it is gone. */
export type LabelOf = (id: string) => Promise<Bilingual | undefined>;

/** More people than this of one name are not told apart by a search for it. */
const maxPeople = 200;
const cursorSchema = z.tuple([z.iso.datetime(), z.string().regex(/^\d{1,19}$/)]);
const detailSchema = z.record(z.string(), z.unknown()).catch({});

async function whereOf(database: Database, query: AuditQuery): Promise<Prisma.AuditEntryWhereInput[]> {
  const { who, action, subjectId, from, to, cursor } = query;
  const where: Prisma.AuditEntryWhereInput[] = [];
  if (who) {
    const part = { contains: who, mode: 'insensitive' } as const;
    const [users, keys] = await Promise.all([
      database.read.user.findMany({
        where: { OR: [{ username: part }, { nameZh: part }, { nameEn: part }] },
        select: { id: true },
        take: maxPeople,
      }),
      database.read.apiKey.findMany({ where: { name: part }, select: { id: true }, take: maxPeople }),
    ]);
    const ids = [...users, ...keys].map((row) => row.id);
    where.push({ OR: [{ actorId: { in: ids } }, { action: 'sign_in_refused', subjectId: part }] });
  }
  if (action) where.push({ action });
  // A number stands under its mark; before this version it stood as it is.
  if (subjectId) where.push({ subjectId: { in: [subjectId, database.fields.mark(subjectId)] } });
  if (from) where.push({ at: { gte: new Date(from) } });
  if (to) where.push({ at: { lt: new Date(to) } });
  if (cursor) {
    const [lastAt, lastId] = decodeCursor(cursor, cursorSchema);
    const at = new Date(lastAt);
    where.push({ OR: [{ at: { lt: at } }, { at, id: { lt: BigInt(lastId) } }] });
  }
  return where;
}

/** Looks at what is otherwise starred out or sealed, and at what a citizen said on the telephone. */
export const looks = ['reveal', 'unseal', 'recording.listen'] as const;

/**
 * One page of the trail, the latest first, without people's numbers. `labels`: by type of subject, for those that have a
 * name. `among`: of these deeds only.
 */
export async function readTrail(
  database: Database,
  query: AuditQuery,
  labels: Readonly<Record<string, LabelOf>>,
  among?: readonly string[],
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const rows = await database.read.auditEntry.findMany({
    where: {
      AND: [...(await whereOf(database, query)), ...(among ? [{ action: { in: [...among] } }] : [])],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: query.limit + 1,
  });
  const page = toPage(rows, query.limit, (row) => [row.at.toISOString(), String(row.id)]);
  const [actors, subjects] = await Promise.all([
    actorsOf(
      database,
      page.items.flatMap((row) => row.actorId ?? []),
    ),
    labelsOf(page.items, labels),
  ]);
  return {
    nextCursor: page.nextCursor,
    items: page.items.map((row) => ({
      id: String(row.id),
      at: row.at.toISOString(),
      actor: actors.get(row.actorId ?? '') ?? null,
      action: row.action,
      subject: {
        type: row.subjectType,
        id: row.subjectType === 'number' && !labelOfNumber(row) ? veilNumber(row.subjectId) : row.subjectId,
        label: labelOfNumber(row) ?? subjects.get(`${row.subjectType} ${row.subjectId}`) ?? null,
      },
      detail: detailSchema.parse(veilAll(row.detail, 'numbers')),
      ip: row.ip,
    })),
  };
}

/** A number has no name but its own, starred out as it was when the deed was done. */
function labelOfNumber({ subjectType, detail }: Prisma.AuditEntryModel): Bilingual | undefined {
  if (subjectType !== 'number') return undefined;
  const { number } = z.object({ number: z.string().optional() }).catch({}).parse(detail);
  return number === undefined ? undefined : { zh: number, en: number };
}

/** The deeds that the trail holds. Steps through the index: its cost is the number of deeds, not of entries. */
export async function readActions(database: Database): Promise<string[]> {
  const rows = await database.read.$queryRaw<{ action: string }[]>`
    WITH RECURSIVE deed AS (
      (SELECT action FROM "AuditEntry" ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT action FROM "AuditEntry" WHERE action > deed.action ORDER BY action LIMIT 1)
      FROM deed WHERE deed.action IS NOT NULL
    )
    SELECT action FROM deed WHERE action IS NOT NULL`;
  return rows.map((row) => row.action);
}

async function actorsOf(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, NonNullable<AuditEntry['actor']>>> {
  const id = { in: [...new Set(ids)].filter((each) => idSchema.safeParse(each).success) };
  const [users, keys] = await Promise.all([
    database.read.user.findMany({
      where: { id },
      select: { id: true, username: true, nameZh: true, nameEn: true },
    }),
    database.read.apiKey.findMany({ where: { id }, select: { id: true, name: true } }),
  ]);
  const actors = new Map<string, NonNullable<AuditEntry['actor']>>();
  for (const { id, name } of keys) {
    actors.set(id, { id, kind: 'key', name: { zh: name, en: name }, username: null });
  }
  for (const { id, username, nameZh, nameEn } of users) {
    actors.set(id, { id, kind: 'person', name: { zh: nameZh, en: nameEn }, username });
  }
  return actors;
}

async function labelsOf(
  rows: readonly { subjectType: string; subjectId: string }[],
  labels: Readonly<Record<string, LabelOf>>,
): Promise<Map<string, Bilingual>> {
  const found = new Map<string, Bilingual>();
  const things = new Map(rows.map((row) => [`${row.subjectType} ${row.subjectId}`, row]));
  await Promise.all(
    [...things].map(async ([key, { subjectType, subjectId }]) => {
      const label = await labels[subjectType]?.(subjectId).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not_found') return undefined;
        throw error;
      });
      if (label) found.set(key, label);
    }),
  );
  return found;
}
