// What ratings say together, and the poor ones by themselves, for whoever answers for the service.
import { z } from 'zod';
import { readLists, staffNames } from '../../admin/index.ts';
import { cityMidnight, cityTimeZone } from '../../calendar/index.ts';
import {
  type Bilingual,
  channelSchema,
  idSchema,
  langSchema,
  poorUpTo,
  satisfiedFrom,
  scores,
} from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { decodeCursor, toPage } from '../../platform/paging.ts';
import { veilText } from '../../platform/privacy.ts';
import type { Figures } from '../../platform/replica.ts';
import type { Sql } from '../../platform/sql.ts';
import type {
  PoorRatingsQuery,
  poorRatingsSchema,
  RatedTalk,
  RatingFigures,
  RatingsQuery,
} from './contract.ts';
import { type RatingCell, ratingsOf } from './core.ts';

const channelNames: Readonly<Record<string, Bilingual>> = {
  voice: { zh: '电话', en: 'Telephone' },
  chat: { zh: '在线对话', en: 'Chat' },
};

/** Talks with an agent (alias `i`) that were over in [$1, $2). */
const endedTalks = `"Interaction" i
  WHERE i.channel IN ('voice', 'chat') AND i.state IN ('wrap_up', 'closed') AND i."agentId" IS NOT NULL
    AND i."acceptedAt" IS NOT NULL AND i."endedAt" >= $1 AND i."endedAt" < $2`;

const cellRow = z.object({
  agentId: idSchema,
  queueCode: z.string(),
  channel: z.string(),
  week: z.string(),
  talks: z.number().int(),
  asked: z.number().int(),
  grades: z.array(z.number().int()),
});

const cells = `
  SELECT t."agentId", t."queueCode", t.channel, t.week, count(*)::int AS talks, count(r."interactionId")::int AS asked,
         ARRAY[${scores.map((score) => `count(*) FILTER (WHERE r.score = ${score})`).join(', ')}]::int[] AS grades
  FROM (SELECT i.id, i."agentId", i."queueCode", i.channel::text AS channel,
               to_char(i."endedAt" AT TIME ZONE $4, 'IYYY-"W"IW') AS week
        FROM ${endedTalks} AND ($3::text IS NULL OR i.channel::text = $3)) t
  LEFT JOIN "ServiceRating" r ON r."interactionId" = t.id
  GROUP BY t."agentId", t."queueCode", t.channel, t.week`;

const spanOf = ({ from, until }: { from: string; until: string }): [Date, Date] => [
  new Date(cityMidnight(from)),
  new Date(cityMidnight(until) + 86_400_000),
];

async function readCells(sql: Sql, query: RatingsQuery): Promise<RatingCell[]> {
  const rows = await sql.rows(cellRow, cells, [...spanOf(query), query.channel ?? null, cityTimeZone]);
  return rows.map((row) => ({ ...row, rated: row.grades.reduce((sum, count) => sum + count, 0) }));
}

/** Talks ended, asked, rated and each grade in groups. */
export async function readRatings(figures: Figures, query: RatingsQuery): Promise<RatingFigures> {
  const { by, from, until } = query;
  const { value, asOf } = await figures.read(async (database) => {
    const read = await readCells(database.sql, query);
    return { read, nameOf: await namesOf(database, read) };
  });
  const { read, nameOf } = value;
  return { by, from, until, asOf: asOf?.toISOString() ?? null, ...ratingsOf(read, by, nameOf) };
}

/** Names of agents, queues and channels; a week is named by itself. */
async function namesOf(database: Database, read: readonly RatingCell[]): Promise<(key: string) => Bilingual> {
  const ids = [...new Set(read.map(({ agentId }) => agentId))];
  const [names, { queues }] = await Promise.all([staffNames(database, ids), readLists(database)]);
  const queueNames = new Map(queues.map(({ code, name }) => [code, name]));
  return (key) => names.get(key) ?? queueNames.get(key) ?? channelNames[key] ?? { zh: key, en: key };
}

const talkRow = z.object({
  interactionId: idSchema,
  agentId: idSchema,
  queueCode: z.string(),
  channel: channelSchema,
  endedAt: z.date(),
  ratedAt: z.date(),
  score: z.number().int(),
  words: z.string().nullable(),
});
type TalkRow = z.infer<typeof talkRow>;
const talkColumns = `r."interactionId", i."agentId", i."queueCode", i.channel::text AS channel, i."endedAt", r."ratedAt",
  r.score, r.words`;

/** A rating comes within a day of the end of its talk, and never long before it. */
const ratedInSpan = `r."ratedAt" >= $1::timestamptz - interval '1 day' AND r."ratedAt" < $2::timestamptz + interval '2 days'`;

/** Poor ratings, the latest first. */
export async function readPoorRatings(
  database: Database,
  query: PoorRatingsQuery,
): Promise<z.infer<typeof poorRatingsSchema>> {
  const { channel, agent, queue, cursor, limit } = query;
  const [at, id] = cursor ? decodeCursor(cursor, z.tuple([z.iso.datetime(), idSchema])) : [];
  const rows = await database.sql.rows(
    talkRow,
    `SELECT ${talkColumns} FROM "ServiceRating" r JOIN "Interaction" i ON i.id = r."interactionId"
     WHERE r.score <= ${poorUpTo} AND ${ratedInSpan}
       AND i."agentId" IS NOT NULL AND i."endedAt" >= $1 AND i."endedAt" < $2
       AND ($3::text IS NULL OR i.channel::text = $3) AND ($4::uuid IS NULL OR i."agentId" = $4)
       AND ($5::text IS NULL OR i."queueCode" = $5)
       AND ($6::timestamptz IS NULL OR (r."ratedAt", r."interactionId") < ($6, $7::uuid))
     ORDER BY r."ratedAt" DESC, r."interactionId" DESC LIMIT $8`,
    [...spanOf(query), channel ?? null, agent ?? null, queue ?? null, at ?? null, id ?? null, limit + 1],
  );
  return toPage(await talksOf(database, rows), limit, ({ ratedAt, interactionId }) => [
    ratedAt,
    interactionId,
  ]);
}

/** The rating of one talk, and where what was said in it stands. @throws AppError `not_found` where there is none */
export async function readRating(
  database: Database,
  interactionId: string,
): Promise<{ talk: RatedTalk; conversationId: string; lang: 'zh' | 'en' }> {
  const row = await database.sql.first(
    talkRow.extend({ conversationId: idSchema, lang: langSchema.catch('zh') }),
    `SELECT ${talkColumns}, i."conversationId", i.lang FROM "ServiceRating" r JOIN "Interaction" i ON i.id = r."interactionId"
     WHERE r."interactionId" = $1 AND r.score IS NOT NULL AND i."agentId" IS NOT NULL`,
    [interactionId],
  );
  if (!row) throw new AppError('not_found');
  const { conversationId, lang, ...rated } = row;
  const [talk] = await talksOf(database, [rated]);
  if (!talk) throw new AppError('not_found');
  return { talk, conversationId, lang };
}

async function talksOf(database: Database, rows: readonly TalkRow[]): Promise<RatedTalk[]> {
  const names = await staffNames(
    database,
    rows.map(({ agentId }) => agentId),
  );
  return rows.map(({ endedAt, ratedAt, words, ...row }) => ({
    ...row,
    agentName: names.get(row.agentId) ?? { zh: '', en: '' },
    endedAt: endedAt.toISOString(),
    ratedAt: ratedAt.toISOString(),
    words: words === null ? null : veilText(words, 'numbers'),
  }));
}

const ratedRow = z.object({ interactionId: idSchema, rating: z.number().int() });

/** Contacts that citizens rated in [from, until), for whoever judges how they were handled. */
export async function ratedTalks(
  database: Database,
  from: Date,
  until: Date,
): Promise<z.infer<typeof ratedRow>[]> {
  return database.sql.rows(
    ratedRow,
    `SELECT "interactionId", score AS rating FROM "ServiceRating"
     WHERE "ratedAt" >= $1 AND "ratedAt" < $2 AND score IS NOT NULL`,
    [from, until],
  );
}

const shiftRow = z.object({ talkRatings: z.number().int(), talkSatisfied: z.number().int() });

/** Ratings of an agent's own talks that came in [from, until), and those of them that are satisfied. */
export async function shiftRatings(
  database: Database,
  agentId: string,
  from: Date,
  until: Date,
): Promise<z.infer<typeof shiftRow>> {
  const row = await database.sql.first(
    shiftRow,
    `SELECT count(*)::int AS "talkRatings", count(*) FILTER (WHERE r.score >= ${satisfiedFrom})::int AS "talkSatisfied"
     FROM "ServiceRating" r JOIN "Interaction" i ON i.id = r."interactionId"
     WHERE i."agentId" = $1 AND r."ratedAt" >= $2 AND r."ratedAt" < $3`,
    [agentId, from, until],
  );
  return row ?? { talkRatings: 0, talkSatisfied: 0 };
}
