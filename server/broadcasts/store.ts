// Rows of broadcasts and how they are shown.
import { z } from 'zod';
import type { Sql } from '../platform/sql.ts';
import { columnsOf } from '../platform/sql.ts';
import {
  type BroadcastView,
  broadcastKindSchema,
  broadcastLevelSchema,
  broadcastMessageSchema,
  type PublicBroadcast,
} from './contract.ts';
import { stateOf } from './core.ts';

export const broadcastRow = z.object({
  id: z.string(),
  identifier: z.string(),
  sender: z.string(),
  sentAt: z.date(),
  message: broadcastMessageSchema,
  kind: broadcastKindSchema,
  level: broadcastLevelSchema,
  titleZh: z.string(),
  titleEn: z.string(),
  textZh: z.string(),
  textEn: z.string(),
  areaCodes: z.array(z.string()),
  areaZh: z.string().nullable(),
  areaEn: z.string().nullable(),
  sourceZh: z.string().nullable(),
  sourceEn: z.string().nullable(),
  effectiveAt: z.date(),
  expiresAt: z.date(),
  isSpoken: z.boolean(),
  references: z.array(z.string()),
  endedAt: z.date().nullable(),
  endedById: z.string().nullable(),
  smsAt: z.date().nullable(),
  smsAfter: z.string(),
  smsCount: z.number().int(),
  smsDoneAt: z.date().nullable(),
  xml: z.string().nullable(),
  createdById: z.string().nullable(),
});
export type BroadcastRow = z.infer<typeof broadcastRow>;

export const broadcastColumns = columnsOf(broadcastRow, 'b');
const inForce = `b.message <> 'cancel' AND b."endedAt" IS NULL AND b."effectiveAt" <= $1 AND b."expiresAt" > $1`;

/** What holds now. */
export function readInForce(sql: Sql, now: Date): Promise<BroadcastRow[]> {
  return sql.rows(broadcastRow, `SELECT ${broadcastColumns} FROM "Broadcast" b WHERE ${inForce}`, [now]);
}

/** What a program that asks must hear: what holds or will hold, and what ended before its time. */
export function readTold(sql: Sql, now: Date): Promise<BroadcastRow[]> {
  return sql.rows(
    broadcastRow,
    `SELECT ${broadcastColumns} FROM "Broadcast" b
     WHERE b."expiresAt" > $1 AND (b."endedAt" IS NULL OR b.message = 'cancel')
     ORDER BY b."sentAt" DESC LIMIT 200`,
    [now],
  );
}

const codeRow = z.object({ code: z.string() });

/** Those codes that are the city's; by their names, with or without the city's, where a sender has other codes. */
export async function knownAreas(sql: Sql, codes: readonly string[], names: string): Promise<string[]> {
  const rows = await sql.rows(
    codeRow,
    `SELECT code FROM "Area" WHERE code = ANY($1) OR "nameZh" = ANY($2)
       OR (SELECT "nameZh" FROM "Area" WHERE level = 'city' ORDER BY code LIMIT 1) || "nameZh" = ANY($2)
     ORDER BY code`,
    [codes, names.split(/[、,，\s]+/).filter(Boolean)],
  );
  return rows.map(({ code }) => code);
}

export type Names = ReadonlyMap<string, { zh: string; en: string }>;
const city = { zh: '全市', en: 'The whole city' };
const comma = { zh: '、', en: ', ' } as const;

/** The places of a warning in words. */
export function areaOf(row: Pick<BroadcastRow, 'areaZh' | 'areaEn' | 'areaCodes'>, names: Names) {
  const inWords = (lang: 'zh' | 'en'): string => {
    const given = lang === 'zh' ? row.areaZh : row.areaEn;
    if (given) return given;
    const known = row.areaCodes.flatMap((code) => names.get(code)?.[lang] ?? []);
    return known.length > 0 ? known.join(comma[lang]) : city[lang];
  };
  return { zh: inWords('zh'), en: inWords('en') };
}

export function publicView(row: BroadcastRow, names: Names): PublicBroadcast {
  return {
    id: row.id,
    kind: row.kind,
    level: row.level,
    title: { zh: row.titleZh, en: row.titleEn },
    text: { zh: row.textZh, en: row.textEn },
    area: areaOf(row, names),
    source: row.sourceZh === null ? null : { zh: row.sourceZh, en: row.sourceEn ?? row.sourceZh },
    effectiveAt: row.effectiveAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

export function staffView(
  row: BroadcastRow & { endedBy: 'update' | 'cancel' | null },
  names: Names,
  staff: Names,
  now: Date,
): BroadcastView {
  const state = stateOf(row, now);
  return {
    ...publicView(row, names),
    areaCodes: row.areaCodes,
    isSpoken: row.isSpoken,
    sendsSms: row.smsAt !== null,
    smsCount: row.smsCount,
    state: state === 'ended' ? (row.endedBy === 'cancel' ? 'cancelled' : 'replaced') : state,
    isOurs: row.xml === null,
    identifier: row.identifier,
    sentAt: row.sentAt.toISOString(),
    by: staff.get(row.createdById ?? '') ?? null,
  };
}
