// What came of it, read from the database: lost, doubled, out of order, fired once.
import type pg from 'pg';
import { z } from 'zod';
import { sqlOn } from '../../../server/platform/sql.ts';
import { verifyTimelines } from '../../../server/tickets/verification.ts';
import type { Load, Sent } from './load.ts';
import { normalisePhone } from '../../../server/intake/index.ts';
import { testFields } from '../../harness/fields.ts';

const messageRow = z.object({ id: z.string(), conversationId: z.string(), seq: z.number() });
const count = z.object({ n: z.number() });

export interface Verdict {
  acknowledged: { messages: number; texts: number; tickets: number };
  lost: number;
  doubled: number;
  outOfOrder: number;
  clocks: {
    short: number;
    firedOnce: number;
    firedTwice: number;
    notFired: number;
    early: number;
    /** After it was due, and after somebody lived who could have seen it, with a Postgres within reach. */
    latestS: number;
    latestServedS: number;
  };
  /** Lines and messages that say they were written before all this began, or will be. */
  misdated: number;
  notices: { tickets: number; toldOnce: number };
  textsUnsent: number;
  timelineFaults: number;
  pendingEvents: number;
  deadLetters: number;
  acceptedTwice: number;
  stillWaiting: number;
}

/** What ought to be nought. */
export function wrongs(verdict: Verdict): Record<string, number> {
  const { clocks, notices, acknowledged: _, acceptedTwice: __, ...rest } = verdict;
  const { firedTwice, notFired, early } = clocks;
  return { ...rest, firedTwice, notFired, early, notTold: notices.tickets - notices.toldOnce };
}

/**
 * @param servedFrom from when on a clock that was due at a moment could have fired; in ms since 1970
 * @param strayS what was written may be dated so far ahead: the house's own time was
 */
export async function judge(
  client: pg.Client,
  load: Load,
  servedFrom: (at: number) => number = (at) => at,
  strayS = 2,
): Promise<Verdict> {
  const sql = sqlOn(client);
  const number = async (text: string, values: readonly unknown[] = []): Promise<number> =>
    (await sql.rows(count, text, values))[0]?.n ?? 0;
  const ids = (list: readonly Sent[]) => list.filter((one) => one.isAcknowledged).map(({ id }) => id);

  const rows = await sql.rows(
    messageRow,
    `SELECT id, "conversationId", seq FROM "Message" WHERE author = 'citizen' ORDER BY "conversationId", seq`,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const words = [...load.messages, ...load.texts];
  const missingWords = ids([...words, ...load.unordered]).filter((id) => !stored.has(id)).length;
  const asked = new Set([...words, ...load.unordered].map(({ id }) => id));
  const unasked = rows.filter(({ id }) => !asked.has(id)).length;
  // Within a conversation a citizen's words stand in the order in which they were sent.
  const placeOf = new Map(words.map(({ id }, place) => [id, place]));
  let outOfOrder = 0;
  let last = { conversation: '', place: -1 };
  for (const { id, conversationId } of rows) {
    const place = placeOf.get(id) ?? -1;
    if (conversationId === last.conversation && place < last.place) outOfOrder += 1;
    last = { conversation: conversationId, place };
  }
  outOfOrder += await number(
    `SELECT count(*)::int AS n FROM (SELECT "conversationId" FROM "Message" GROUP BY "conversationId"
       HAVING max(seq) <> count(*)) AS gap`,
  );

  const filed = ids(load.tickets);
  const there = await number('SELECT count(*)::int AS n FROM "Ticket" WHERE id = ANY($1::uuid[])', [filed]);
  const extra = await number(
    `SELECT count(*)::int AS n FROM "Ticket" WHERE title = '路灯不亮' AND channel = 'web' AND id <> ALL($1::uuid[])`,
    [load.tickets.map(({ id }) => id)],
  );
  const short = load.tickets.filter(({ dueAt }) => dueAt !== null).map(({ id }) => id);
  const fired = await sql.rows(
    z.object({ times: z.number(), dueAt: z.date(), first: z.date().nullable(), last: z.date().nullable() }),
    `SELECT count(e.*)::int AS times, c."dueAt", min(e.at) AS first, max(e.at) AS last
     FROM "TicketClock" c LEFT JOIN "TicketEvent" e ON e."ticketId" = c."ticketId" AND e.command = 'clock_breach'
       AND e.payload->>'clock' = c.clock
     WHERE c."ticketId" = ANY($1::uuid[]) GROUP BY c.id`,
    [short],
  );
  const latestS = (from: (at: number) => number): number =>
    Math.max(
      0,
      ...fired.map(({ dueAt, last }) => (last ? (last.getTime() - from(dueAt.getTime())) / 1_000 : 0)),
    );
  const told = await number(
    `SELECT count(*)::int AS n FROM (SELECT s."toMark" FROM "SmsOut" s WHERE s."toMark" = ANY($1) GROUP BY s."toMark"
       HAVING count(*) = 1) AS once`,
    [
      load.tickets
        .filter((one) => one.isAcknowledged)
        .map(({ phone }) => testFields.mark(normalisePhone(phone))),
    ],
  );
  let timelineFaults = 0;
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await verifyTimelines(sql, () => {
    timelineFaults += 1;
  });
  await client.query('COMMIT');
  return {
    acknowledged: {
      messages: ids([...load.messages, ...load.unordered]).length,
      texts: ids(load.texts).length,
      tickets: filed.length,
    },
    lost: missingWords + (filed.length - there),
    doubled: unasked + extra,
    outOfOrder,
    clocks: {
      short: fired.length,
      firedOnce: fired.filter(({ times }) => times === 1).length,
      firedTwice: fired.filter(({ times }) => times > 1).length,
      notFired: fired.filter(({ times }) => times === 0).length,
      early: fired.filter(({ first, dueAt }) => first !== null && first < dueAt).length,
      latestS: latestS((at) => at),
      latestServedS: latestS(servedFrom),
    },
    misdated: await number(
      `SELECT count(*)::int AS n FROM (SELECT "createdAt" AS at FROM "Message" UNION ALL SELECT at FROM "TicketEvent") AS said
       WHERE at > now() + make_interval(secs => $2) OR at < $1::timestamptz - interval '2 seconds'`,
      [load.startedAt, strayS],
    ),
    notices: { tickets: filed.length, toldOnce: told },
    textsUnsent: await number(`SELECT count(*)::int AS n FROM "SmsOut" WHERE delivery = 'queued'`),
    timelineFaults,
    pendingEvents: await number('SELECT count(*)::int AS n FROM "Outbox"'),
    deadLetters: await number('SELECT count(*)::int AS n FROM "DeadLetter"'),
    acceptedTwice: await number(
      `SELECT count(*)::int AS n FROM (SELECT "interactionId" FROM "Offer" WHERE outcome = 'accepted'
         GROUP BY "interactionId" HAVING count(*) > 1) AS twice`,
    ),
    stillWaiting: await number(
      `SELECT count(*)::int AS n FROM "Interaction" WHERE state IN ('waiting', 'offered')`,
    ),
  };
}
