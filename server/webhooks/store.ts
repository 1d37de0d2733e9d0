// The statements behind webhooks: what is noted, taken, done, and what goes next.
import { z } from 'zod';
import type { Sql } from '../platform/sql.ts';
import { isLineOf } from '../tickets/index.ts';
import type { WebhookFailure } from './contract.ts';

/** Lines that were missed are looked for so far back; each line's own event brings it in any case. */
const catchUp = `interval '7 days'`;

const iso = (at: string): string => `to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Notes a line of a timeline, and lines before it that were not noted yet, for every webhook that wants them. Twice, it
 * finds nothing new. A department that was told of a ticket once is told on, whoever has it then. Only the first of a
 * ticket that is not delivered has a time; the others wait for it.
 */
const note = `
  INSERT INTO "WebhookDelivery" (id, "webhookId", "ticketId", seq, type, payload, "nextAt")
  SELECT gen_random_uuid(), h.id, t.id, e.seq, 'ticket.' || e.command,
    jsonb_build_object('type', 'ticket.' || e.command, 'timestamp', ${iso('e.at')},
      'data', jsonb_build_object('ticketId', t.id, 'number', t.number, 'seq', e.seq, 'fromState', e."fromState",
        'toState', e."toState", 'kind', t.kind, 'urgency', t.urgency, 'categoryCode', t."categoryCode",
        'departmentCode', t."leadDepartmentCode", 'districtCode', t."districtCode",
        'dueAt', ${iso('s."nextDueAt"')})), NULL
  FROM "Webhook" h JOIN "Ticket" t ON t.id = $1 JOIN "TicketHead" s ON s."ticketId" = t.id JOIN "TicketEvent" e ON ${isLineOf('e', 's')}
  WHERE h."isActive" AND e.seq <= coalesce($2, s."lastSeq") AND e.at >= h."createdAt"
    AND (e.seq = coalesce($2, s."lastSeq") OR e.at > now() - ${catchUp})
    AND e.seq > coalesce((SELECT max(d.seq) FROM "WebhookDelivery" d
      WHERE d."webhookId" = h.id AND d."ticketId" = t.id AND d.seq < coalesce($2, s."lastSeq")), 0)
    AND e.command = ANY (CASE WHEN h.events = '{}' THEN $3 ELSE h.events END)
    AND (h."departmentCode" IS NULL OR h."departmentCode" = t."leadDepartmentCode"
      OR EXISTS (SELECT 1 FROM "WebhookDelivery" d WHERE d."webhookId" = h.id AND d."ticketId" = t.id))
  ORDER BY e.seq
  ON CONFLICT ("webhookId", "ticketId", seq) DO NOTHING`;

/** The first of each webhook that is not done gets its turn, the others of the ticket wait. */
const wake = `
  UPDATE "WebhookDelivery" d SET "nextAt" = CASE WHEN d.id = head.id THEN coalesce(d."nextAt", now()) END
  FROM (SELECT DISTINCT ON ("webhookId") "webhookId", id FROM "WebhookDelivery"
    WHERE "ticketId" = $1 AND "deliveredAt" IS NULL AND "skippedAt" IS NULL ORDER BY "webhookId", seq) head
  WHERE d."ticketId" = $1 AND d."webhookId" = head."webhookId" AND d."deliveredAt" IS NULL AND d."skippedAt" IS NULL
    AND (d."nextAt" IS NOT NULL) <> (d.id = head.id)`;

/** Whoever changes what is to be done of a ticket holds it: nothing is left asleep between two of them. */
export async function holdTicket(sql: Sql, ticketId: string): Promise<void> {
  await sql.run(`SELECT pg_advisory_xact_lock(hashtextextended($1, 7200))::text`, [ticketId]);
}

/** @param seq null: up to the last line. @returns how many deliveries are new */
export async function noteLine(
  sql: Sql,
  ticketId: string,
  seq: number | null,
  events: readonly string[],
): Promise<number> {
  await holdTicket(sql, ticketId);
  const noted = await sql.run(note, [ticketId, seq, events]);
  if (noted > 0) await sql.run(wake, [ticketId]);
  return noted;
}

/** After something of the ticket was done, or is to be done again. The ticket is held. */
export async function wakeTicket(sql: Sql, ticketId: string): Promise<void> {
  await sql.run(wake, [ticketId]);
}

export const takenSchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  ticketId: z.string(),
  payload: z.record(z.string(), z.unknown()),
  attempts: z.number(),
  failures: z.number(),
  url: z.string(),
  secret: z.string(),
  oldSecret: z.string().nullable(),
  oldSecretUntil: z.date().nullable(),
});
export type Taken = z.infer<typeof takenSchema>;

/** Whoever takes a delivery has it for so long; after a crash it is taken again. */
const lease = `interval '60 s'`;

/** What is due: some of each address that is well, one of each that was not. The lease is its next time. */
const take = `
  UPDATE "WebhookDelivery" d SET "nextAt" = now() + ${lease}
  FROM "Webhook" h CROSS JOIN LATERAL (
    SELECT id FROM "WebhookDelivery" WHERE "webhookId" = h.id AND "nextAt" <= now() ORDER BY "nextAt"
    LIMIT CASE WHEN h.failures > 0 THEN 1 ELSE $1 END FOR UPDATE SKIP LOCKED) due
  WHERE d.id = due.id AND h."isActive" AND h.id <> ALL ($2::uuid[]) AND (h."pausedUntil" IS NULL OR h."pausedUntil" <= now())
  RETURNING d.id, d."webhookId", d."ticketId", d.payload, d.attempts, h.failures, h.url, h.secret, h."oldSecret", h."oldSecretUntil"`;

/** @param busy webhooks that get nothing more just now */
export function takeDue(sql: Sql, most: number, busy: readonly string[]): Promise<Taken[]> {
  return sql.rows(takenSchema, take, [most, busy]);
}

/** The ticket is held. */
export async function markDelivered(sql: Sql, { id, webhookId }: Taken, status: number): Promise<void> {
  await sql.run(
    `UPDATE "WebhookDelivery" SET "deliveredAt" = now(), "nextAt" = NULL, attempts = attempts + 1, status = $2,
       failure = NULL WHERE id = $1 AND "deliveredAt" IS NULL`,
    [id, status],
  );
  await sql.run(
    `UPDATE "Webhook" SET failures = 0, "failingSince" = NULL, "pausedUntil" = NULL WHERE id = $1 AND failures > 0`,
    [webhookId],
  );
}

/** @param addressWaitMs how long the whole address is left alone; null: the fault is of this one */
export async function markFailed(
  sql: Sql,
  { id, webhookId }: Taken,
  fault: { status: number | null; failure: WebhookFailure; waitMs: number; addressWaitMs: number | null },
): Promise<void> {
  await sql.run(
    `UPDATE "WebhookDelivery" SET attempts = attempts + 1, status = $2, failure = $3,
       "nextAt" = CASE WHEN "nextAt" IS NOT NULL THEN now() + make_interval(secs => $4) END
     WHERE id = $1 AND "deliveredAt" IS NULL AND "skippedAt" IS NULL`,
    [id, fault.status, fault.failure, fault.waitMs / 1_000],
  );
  if (fault.addressWaitMs === null) return;
  await sql.run(
    `UPDATE "Webhook" SET failures = failures + 1, "failingSince" = coalesce("failingSince", now()),
       "pausedUntil" = now() + make_interval(secs => $2) WHERE id = $1`,
    [webhookId, fault.addressWaitMs / 1_000],
  );
}

/** Days for which the log keeps what is done. */
const keptDays = 30;

/** Forgets what was done long ago, but the last of each ticket: it says how far the ticket was told. */
export function forgetOld(sql: Sql): Promise<number> {
  return sql.run(
    `DELETE FROM "WebhookDelivery" d WHERE d.id IN (
       SELECT o.id FROM "WebhookDelivery" o
       WHERE o."createdAt" < now() - make_interval(days => $1) AND (o."deliveredAt" IS NOT NULL OR o."skippedAt" IS NOT NULL)
         AND EXISTS (SELECT 1 FROM "WebhookDelivery" later WHERE later."webhookId" = o."webhookId"
           AND later."ticketId" = o."ticketId" AND later.seq > o.seq)
       LIMIT 5000)`,
    [keptDays],
  );
}
