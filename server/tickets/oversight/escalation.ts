// Tells whom a department's ladder names as a clock comes near its end and goes past it. Each rung is a row, told once;
// an alarm tells it on the second, a sweep finds what a lost alarm missed.
import { z } from 'zod';
import type { Role } from '../../platform/contract.ts';
import type { Change, Database, Tx } from '../../platform/database.ts';
import { eachAlone } from '../../platform/each-alone.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import { orderedId } from '../../platform/ordered-id.ts';
import { type ChangeSql, columnsOf } from '../../platform/sql.ts';
import { lockTicketClocks, type NewLines, type TicketClocks, writeLines } from '../clock-batch.ts';
import type { StoredClock } from '../clock-rows.ts';
import { clockNameSchema } from '../words.ts';
import type { EscalationView, ToldRole } from './contract.ts';
import { toldRoleSchema } from './contract.ts';
import { isStillDue, rungsFrom } from './ladder.ts';
import { rungsOf } from './ladders.ts';

const sweepEveryMs = 20_000;
const sweptAtOnce = 200;
/** More than this are not told one by one. */
const mostPeople = 40;

/** Locked tickets by their ids. */
type Tickets = ReadonlyMap<string, TicketClocks>;

async function lockTickets(sql: ChangeSql, ids: readonly string[]): Promise<Tickets> {
  return new Map((await lockTicketClocks(sql, [...new Set(ids)])).map((ticket) => [ticket.id, ticket]));
}

/** Who has to act on a clock: null is the dispatch desk. */
const departmentOf = (ticket: TicketClocks, { clock, departmentCode }: StoredClock): string | null => {
  if (clock.name === 'dispatch') return null;
  return clock.name === 'co_handle' ? departmentCode : ticket.leadDepartmentCode;
};

/** A warning or a breach of a clock. */
interface Fired {
  clockId: string;
  ticketId: string;
  share: number;
}

/**
 * Sets the rungs that warnings and breaches reach and tells those of now, in a few statements however many they are: at a
 * closing time there are thousands. @returns moments of the rungs to come
 */
export async function climb(
  change: Change,
  fired: readonly Fired[],
  now: Date,
): Promise<{ ticketId: string; at: Date }[]> {
  const { sql, tx } = change;
  const tickets = await lockTickets(
    sql,
    fired.map(({ ticketId }) => ticketId),
  );
  const ladderOf = remembered((departmentCode: string | null) => rungsOf(tx, departmentCode), String);
  // Two shares of a clock that fire together share the lower rungs.
  const rungs = new Map<string, { ticketId: string; at: Date }>();
  for (const { clockId, ticketId, share } of fired) {
    const ticket = tickets.get(ticketId);
    const clock = ticket?.clocks.find(({ id }) => id === clockId);
    if (!ticket || !clock) continue;
    const departmentCode = departmentOf(ticket, clock);
    for (const rung of rungsFrom(await ladderOf(departmentCode), share, now)) {
      const row = { ...rung, id: orderedId(), ticketId, clockId, clock: clock.clock.name, departmentCode };
      rungs.set(`${clockId} ${rung.share} ${rung.afterHours}`, row);
    }
  }
  const rows = [...rungs.values()];
  await sql.run(setRungs, [JSON.stringify(rows), now]);
  await tell(change, tickets, now);
  return rows.filter(({ at }) => at > now);
}

// A breach that was taken back and came again begins to count anew.
const setRungs = `
  INSERT INTO "Escalation" AS e (id, "ticketId", "clockId", clock, "departmentCode", share, "afterHours", tells, at)
  SELECT id, "ticketId", "clockId", clock, "departmentCode", share, "afterHours", tells, at
  FROM jsonb_to_recordset($1) AS rung (id uuid, "ticketId" uuid, "clockId" uuid, clock text, "departmentCode" text,
    share float, "afterHours" int, tells text[], at timestamptz)
  ON CONFLICT ("clockId", share, "afterHours") DO UPDATE SET at = excluded.at, "endedAt" = NULL
    WHERE e."toldAt" IS NULL AND excluded.at > $2`;

/** Tells what is due of a ticket by now. */
export async function tellDue(change: Change, ticketId: string, now: Date): Promise<void> {
  await tell(change, await lockTickets(change.sql, [ticketId]), now);
}

const dueSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  clockId: z.string(),
  share: z.number(),
  afterHours: z.number(),
  tells: z.array(toldRoleSchema),
});

async function tell(change: Change, tickets: Tickets, now: Date): Promise<void> {
  const { sql, tx } = change;
  const due = await sql.rows(
    dueSchema,
    `SELECT ${columnsOf(dueSchema, 'e')} FROM "Escalation" e WHERE e."ticketId" = ANY ($1::uuid[])
       AND e."toldAt" IS NULL AND e."endedAt" IS NULL AND e.at <= $2 ORDER BY e.at, e.share`,
    [[...tickets.keys()], now],
  );
  const peopleOf = remembered((who: Who) => findPeople(tx, who), JSON.stringify);
  const over: string[] = [];
  const told: { id: string; toldIds: string[]; departmentCode: string | null }[] = [];
  const news = new Map<string, NewLines>();
  for (const { id, ticketId, clockId, share, afterHours, tells } of due) {
    const ticket = tickets.get(ticketId);
    const clock = ticket?.clocks.find((one) => one.id === clockId);
    if (!ticket || !clock || !isStillDue(share, clock.clock)) {
      over.push(id);
      continue;
    }
    const departmentCode = departmentOf(ticket, clock);
    told.push({ id, toldIds: await peopleOf(whoIsTold(ticket, departmentCode, tells)), departmentCode });
    const line = {
      command: 'escalate',
      reason: null,
      payload: {
        clock: clock.clock.name,
        share,
        afterHours,
        tells,
        ...(departmentCode ? { departmentCode } : {}),
      },
    };
    const lines = news.get(ticketId) ?? { ticket, lines: [] };
    news.set(ticketId, { ticket, lines: [...lines.lines, line] });
    change.emit('ticket.escalated', { escalationId: id, ticketId });
  }
  if (over.length > 0)
    await sql.run(`UPDATE "Escalation" SET "endedAt" = $2 WHERE id = ANY ($1::uuid[])`, [over, now]);
  if (told.length === 0) return;
  await sql.run(writeTold, [JSON.stringify(told), now]);
  writeLines(sql, [...news.values()], now);
  const seqs = [...news].map(([id, { ticket, lines }]) => ({ id, seq: ticket.lastSeq + lines.length }));
  await sql.run(touchTickets, [[...news.keys()], now]);
  for (const { id: ticketId, seq } of seqs)
    change.emit('ticket.changed', { ticketId, seq, command: 'escalate' });
}

const writeTold = `
  UPDATE "Escalation" e SET "toldAt" = $2, "toldIds" = n."toldIds", "departmentCode" = n."departmentCode"
  FROM jsonb_to_recordset($1) AS n (id uuid, "toldIds" uuid[], "departmentCode" text) WHERE e.id = n.id`;
// The version stays: nobody's decision is about who was told.
const touchTickets = 'UPDATE "Ticket" SET "updatedAt" = $2 WHERE id = ANY ($1::uuid[])';

/** The same question is asked once. */
function remembered<Q, A>(ask: (question: Q) => Promise<A>, keyOf: (question: Q) => string) {
  const answers = new Map<string, Promise<A>>();
  return (question: Q): Promise<A> => {
    const key = keyOf(question);
    const answer = answers.get(key) ?? ask(question);
    answers.set(key, answer);
    return answer;
  };
}

/** Whom roles mean for a clock. */
interface Who {
  departmentCode: string | null;
  /** Whose proposal it is: of those who watch, its people alone are told. */
  bodyCode: string | null;
  /** The officer who is meant by that role; null: all of the department. */
  officerId: string | null;
  told: readonly ToldRole[];
}

const whoIsTold = (ticket: TicketClocks, departmentCode: string | null, told: readonly ToldRole[]): Who => ({
  departmentCode,
  bodyCode: ticket.bodyCode,
  officerId:
    told.includes('officer') && departmentCode === ticket.leadDepartmentCode ? ticket.officerId : null,
  told,
});

/** The ticket's own officer, or all of the department where it has none; the dispatchers where it is the desk's turn. */
async function findPeople(tx: Tx, { departmentCode, bodyCode, officerId, told }: Who): Promise<string[]> {
  const wholly = (role: Role) => ({ roles: { has: role } });
  const who = told.map((role) => {
    if (role === 'supervisor') return wholly('supervisor');
    if (role === 'mayor')
      return { ...wholly('observer'), ...(bodyCode !== null && { departmentCode: bodyCode }) };
    if (departmentCode === null) return wholly('dispatcher');
    if (role === 'officer' && officerId !== null) return { id: officerId };
    return { departmentCode, ...wholly(role) };
  });
  const people = await tx.user.findMany({
    where: { isActive: true, OR: who },
    select: { id: true },
    orderBy: { username: 'asc' },
    take: mostPeople,
  });
  return people.map(({ id }) => id);
}

// The order keeps it on the index of what is still to be told: the planner takes that for a quarter of all rows.
const ticketsDue = `
  SELECT DISTINCT "ticketId" FROM (
    SELECT "ticketId" FROM "Escalation" WHERE "toldAt" IS NULL AND "endedAt" IS NULL AND at <= $1
    ORDER BY at LIMIT ${sweptAtOnce}) due`;

/** Registers the consumer and the alarm, and starts the sweep. */
export function watchLadders(deps: { jobs: Jobs; database: Database; log: Log }): { stop(): void } {
  const { jobs, database, log } = deps;
  const alarm = jobs.timer({
    name: 'escalation',
    schema: z.object({ ticketId: z.uuid() }),
    run: ({ ticketId }) => database.change((change) => tellDue(change, ticketId, new Date())),
  });
  jobs.consume(database, 'escalation', {
    'clocks.fired': async ({ clocks }, change) => {
      for (const { ticketId, at } of await climb(change, clocks, new Date()))
        await alarm.set(ticketId, at, { ticketId });
    },
  });
  const sweep = async (): Promise<void> => {
    const due = await database.sql.rows(z.object({ ticketId: z.string() }), ticketsDue, [new Date()]);
    await eachAlone(
      due.map(({ ticketId }) => ticketId),
      (ticketId) => database.change((change) => tellDue(change, ticketId, new Date())),
      { log, words: 'an escalation was not told' },
    );
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'escalation sweep failed'));
  }, sweepEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

const toldRow = z.object({
  id: z.string(),
  ticketId: z.string(),
  number: z.string(),
  title: z.string(),
  clock: clockNameSchema,
  departmentCode: z.string().nullable(),
  share: z.number(),
  afterHours: z.number().int(),
  toldAt: z.date(),
  isOpen: z.boolean(),
  isSeen: z.boolean(),
});
const most = 100;

/** Found in the index alone, which holds to whom each was told (Escalation_told_idx). */
const told = (where: string): string => `
  SELECT e.id, e."ticketId", t.number, t.title, e.clock, e."departmentCode", e.share, e."afterHours", e."toldAt",
    EXISTS (SELECT 1 FROM "TicketClock" c WHERE c.id = e."clockId" AND c."endedAt" IS NULL) AS "isOpen",
    $1::uuid = ANY (e."seenIds") AS "isSeen"
  FROM (SELECT e.id FROM "Escalation" e WHERE ${where} AND e."toldAt" IS NOT NULL
        ORDER BY e."toldAt" DESC, e.id DESC LIMIT ${most}) found
    JOIN "Escalation" e ON e.id = found.id JOIN "Ticket" t ON t.id = e."ticketId"
  ORDER BY e."toldAt" DESC, e.id DESC`;

const viewOf = ({ toldAt, ...row }: z.infer<typeof toldRow>): EscalationView => ({
  ...row,
  at: toldAt.toISOString(),
});

/** What somebody was told since then, the latest first. */
export async function toldTo(database: Database, userId: string, since: Date): Promise<EscalationView[]> {
  const where = `e."toldIds" @> ARRAY[$1::uuid] AND e."toldAt" > $2`;
  return (await database.sql.rows(toldRow, told(where), [userId, since])).map(viewOf);
}

/** One of them as news, and to whom. @returns undefined when it was not told */
export async function escalationNews(
  database: Database,
  id: string,
): Promise<{ view: EscalationView; userIds: string[] } | undefined> {
  // Nobody has seen it yet: whose eyes are asked for does not matter.
  const [row] = await database.sql.rows(toldRow, told('e.id = $1::uuid'), [id]);
  if (!row) return undefined;
  const found = await database.read.escalation.findUnique({ where: { id }, select: { toldIds: true } });
  return { view: viewOf(row), userIds: found?.toldIds ?? [] };
}

/** Marks what somebody was told since then as seen. */
export async function markSeen(database: Database, userId: string, since: Date): Promise<void> {
  await database.sql.run(
    `UPDATE "Escalation" SET "seenIds" = array_append("seenIds", $1::uuid)
     WHERE "toldIds" @> ARRAY[$1::uuid] AND "toldAt" > $2 AND NOT $1::uuid = ANY ("seenIds")`,
    [userId, since],
  );
}
