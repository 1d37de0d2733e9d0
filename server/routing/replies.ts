// A text message is answered within three minutes (GB/T 33358): whoever supervises is warned before, and the contact
// goes up when it is not. Owns SmsReply: a row for each stretch in which a citizen waits for words.
import { z } from 'zod';
import type { Change, Database } from '../platform/database.ts';
import { eachAlone } from '../platform/each-alone.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { finalStates, priorityOfLate } from './core.ts';
import { raise } from './running.ts';
import { lockInteraction } from './store.ts';

export interface ReplyTimes {
  /** From the message to the warning, and to the escalation. */
  warnMs: number;
  escalateMs: number;
}

export const usualReplyTimes: ReplyTimes = { warnMs: 150_000, escalateMs: 180_000 };

export interface Replies {
  /** A citizen's text message came into a contact. The clock runs from the first that is not answered. */
  smsCame(change: Change, interactionId: string): Promise<void>;
  /** Somebody answered in the conversation. */
  smsAnswered(change: Change, conversationId: string): Promise<void>;
}

const replyRow = z.object({
  id: z.string(),
  askedAt: z.date(),
  nextAt: z.date().nullable(),
  warnedAt: z.date().nullable(),
});
const keyRow = z.object({ interactionId: z.string() });
const sweepBatch = 200;
/** So late is no alarm of its own accord: it was lost. */
const overdueMs = 2_000;

/** Defines the alarm. `plan` sets it for a row, `sweep` finds what lost its own. */
export function createReplies(deps: {
  jobs: Jobs;
  database: Database;
  times: ReplyTimes;
  log: Log;
}): Replies & {
  plan(replyId: string): Promise<void>;
  sweep(): Promise<void>;
} {
  const { jobs, database, times, log } = deps;
  const alarm = jobs.timer({
    name: 'sms-reply',
    schema: z.object({ replyId: z.uuid() }),
    run: ({ replyId }) => lookAt(replyId),
  });

  /** Does what is due. Called twice, too early or too late it finds nothing to do. */
  async function lookAt(replyId: string): Promise<void> {
    const select = 'FROM "SmsReply" WHERE id = $1 AND "answeredAt" IS NULL';
    const key = await database.sql.first(keyRow, `SELECT "interactionId" ${select}`, [replyId]);
    if (!key) return;
    const { interactionId } = key;
    await database.change(async (change) => {
      const { sql, emit } = change;
      // First the contact, as an answer does.
      const contact = await lockInteraction(sql, interactionId);
      const columns = 'id, "askedAt", "nextAt", "warnedAt"';
      const reply = await sql.first(replyRow, `SELECT ${columns} ${select} FOR UPDATE`, [replyId]);
      const now = new Date();
      if (!reply?.nextAt || reply.nextAt > now) return;
      if (finalStates.includes(contact.state) || contact.state === 'wrap_up') {
        await sql.run('UPDATE "SmsReply" SET "nextAt" = NULL WHERE id = $1', [replyId]);
        return;
      }
      const escalatesAt = new Date(reply.askedAt.getTime() + times.escalateMs);
      if (escalatesAt > now) {
        await sql.run('UPDATE "SmsReply" SET "warnedAt" = $2, "nextAt" = $3 WHERE id = $1', [
          replyId,
          now,
          escalatesAt,
        ]);
        emit('reply.planned', { replyId });
        emit('reply.late', { interactionId, isEscalated: false });
        return;
      }
      await sql.run(
        `UPDATE "SmsReply" SET "warnedAt" = coalesce("warnedAt", $2), "escalatedAt" = $2, "nextAt" = NULL
         WHERE id = $1`,
        [replyId, now],
      );
      emit('reply.late', { interactionId, isEscalated: true });
      // An agent who has it already is spoken to by the supervisor: there is no line to move up in.
      await raise(change, contact, priorityOfLate(contact.priority));
    });
  }

  return {
    async smsCame({ tx, sql, emit }, interactionId) {
      const isOpen = `SELECT "interactionId" FROM "SmsReply" WHERE "interactionId" = $1 AND "answeredAt" IS NULL`;
      if (await sql.first(keyRow, isOpen, [interactionId])) return;
      const askedAt = new Date();
      const nextAt = new Date(askedAt.getTime() + times.warnMs);
      const { id } = await tx.smsReply.create({ data: { interactionId, askedAt, nextAt } });
      emit('reply.planned', { replyId: id });
    },
    async smsAnswered({ sql }, conversationId) {
      await sql.run(
        `UPDATE "SmsReply" r SET "answeredAt" = $2, "nextAt" = NULL FROM "Interaction" i
         WHERE i.id = r."interactionId" AND i."conversationId" = $1 AND r."answeredAt" IS NULL`,
        [conversationId, new Date()],
      );
    },
    async plan(replyId) {
      const row = await database.read.smsReply.findUnique({ where: { id: replyId } });
      if (row?.nextAt) await alarm.set(replyId, row.nextAt, { replyId });
    },
    async sweep() {
      const overdue = await database.sql.rows(
        z.object({ id: z.string() }),
        `SELECT id FROM "SmsReply" WHERE "nextAt" < $1 ORDER BY "nextAt" LIMIT ${sweepBatch}`,
        [new Date(Date.now() - overdueMs)],
      );
      const ids = overdue.map(({ id }) => id);
      await eachAlone(ids, lookAt, { log, words: 'an unanswered text message was not looked at' });
    },
  };
}

const boardRow = z.object({
  inTime: z.number().int(),
  decided: z.number().int(),
  late: z.array(
    z.object({
      interactionId: z.string(),
      queueCode: z.string(),
      askedAt: z.coerce.date(),
      isEscalated: z.boolean(),
    }),
  ),
});

/**
 * How many text messages of the rolling 24 hours were answered within three minutes, of those that were answered or
 * have waited longer; and which wait too long now, the longest first, at most 50.
 */
export async function readReplies(database: Database): Promise<z.infer<typeof boardRow>> {
  const row = await database.sql.first(
    boardRow,
    `WITH day AS (SELECT * FROM "SmsReply" WHERE "askedAt" > now() - interval '24 h')
     SELECT count(*) FILTER (WHERE "answeredAt" <= "askedAt" + interval '3 min')::int AS "inTime",
            count(*) FILTER (WHERE "answeredAt" IS NOT NULL OR "askedAt" < now() - interval '3 min')::int AS decided,
            (SELECT coalesce(jsonb_agg(l), '[]') FROM (
               SELECT i.id AS "interactionId", i."queueCode", d."askedAt", d."escalatedAt" IS NOT NULL AS "isEscalated"
               FROM day d JOIN "Interaction" i ON i.id = d."interactionId"
               WHERE d."warnedAt" IS NOT NULL AND d."answeredAt" IS NULL AND i.state IN ('waiting', 'offered', 'active')
               ORDER BY d."askedAt" LIMIT 50) l) AS late
     FROM day`,
  );
  if (!row) throw new Error('an aggregate without a row');
  return row;
}
