// Tells whom a department's ladder names as a clock comes near its end and goes past it. Each rung is a row, told once;
// an alarm tells it on the second, a sweep finds what a lost alarm missed.
import { z } from 'zod';
import type { Role } from '../../platform/contract.ts';
import type { Change, Database, Tx } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import type { TimelineEntry } from '../decision.ts';
import { appendTimeline, type LockedTicket, lockTicket } from '../store.ts';
import { clockNameSchema } from '../words.ts';
import type { EscalationView, ToldRole } from './contract.ts';
import { toldRoleSchema } from './contract.ts';
import { isStillDue, rungsFrom } from './ladder.ts';
import { rungsOf } from './ladders.ts';

const sweepEveryMs = 20_000;
const sweptAtOnce = 200;
/** More than this are not told one by one. */
const mostPeople = 40;

type Clock = LockedTicket['clocks'][number];

/** Who has to act on a clock: null is the dispatch desk. */
const departmentOf = (ticket: LockedTicket, { clock, departmentCode }: Clock): string | null => {
  if (clock === 'dispatch') return null;
  return clock === 'co_handle' ? departmentCode : ticket.leadDepartmentCode;
};

/** Sets the rungs that a warning or a breach reaches and tells those of now. @returns moments of those to come */
export async function climb(
  change: Change,
  { clockId, ticketId, share }: { clockId: string; ticketId: string; share: number },
  now: Date,
): Promise<Date[]> {
  const { tx } = change;
  const ticket = await lockTicket(tx, ticketId);
  const clock = ticket.clocks.find(({ id }) => id === clockId);
  if (!clock) return [];
  const departmentCode = departmentOf(ticket, clock);
  const rungs = rungsFrom(await rungsOf(tx, departmentCode), share, now);
  const later = rungs.filter(({ at }) => at > now);
  await tx.escalation.createMany({
    data: rungs.map((rung) => ({ ...rung, ticketId, clockId, clock: clock.clock, departmentCode })),
    skipDuplicates: true,
  });
  // A breach that was taken back and came again begins to count anew.
  for (const { at, afterHours } of later)
    await tx.escalation.updateMany({
      where: { clockId, share: 1, afterHours, toldAt: null },
      data: { at, endedAt: null },
    });
  await tell(change, ticket, now);
  return later.map(({ at }) => at);
}

/** Tells what is due of a ticket by now. */
export async function tellDue(change: Change, ticketId: string, now: Date): Promise<void> {
  await tell(change, await lockTicket(change.tx, ticketId), now);
}

async function tell(change: Change, ticket: LockedTicket, now: Date): Promise<void> {
  const { tx } = change;
  const rows = await tx.escalation.findMany({
    where: { ticketId: ticket.id, toldAt: null, endedAt: null, at: { lte: now } },
    orderBy: [{ at: 'asc' }, { share: 'asc' }],
  });
  const entries: TimelineEntry[] = [];
  for (const { id, clockId, share, afterHours, tells } of rows) {
    const clock = ticket.clocks.find((one) => one.id === clockId);
    if (!clock || !isStillDue(share, clock)) {
      await tx.escalation.update({ where: { id }, data: { endedAt: now } });
      continue;
    }
    const departmentCode = departmentOf(ticket, clock);
    const roles = tells.map((role) => toldRoleSchema.parse(role));
    const toldIds = await peopleOf(tx, ticket, departmentCode, roles);
    await tx.escalation.update({ where: { id }, data: { toldAt: now, toldIds, departmentCode } });
    change.emit('ticket.escalated', { escalationId: id, ticketId: ticket.id });
    entries.push({
      command: 'escalate',
      toState: ticket.state,
      by: 'system',
      reason: null,
      payload: {
        clock: clock.clock,
        share,
        afterHours,
        tells: roles,
        ...(departmentCode ? { departmentCode } : {}),
      },
    });
  }
  const [first] = rows;
  if (entries.length === 0 || !first) return;
  const by = { kind: 'system', id: null, commandId: `escalate-${first.id}-${now.getTime()}`, at: now };
  const lastSeq = await appendTimeline(tx, ticket, entries, by);
  // The version stays: nobody's decision is about who was told.
  await tx.ticket.update({ where: { id: ticket.id }, data: { lastSeq, updatedAt: now } });
  change.emit('ticket.changed', { ticketId: ticket.id, seq: lastSeq, command: 'escalate' });
}

/** The ticket's own officer, or all of the department where it has none; the dispatchers where it is the desk's turn. */
async function peopleOf(
  tx: Tx,
  ticket: LockedTicket,
  departmentCode: string | null,
  told: readonly ToldRole[],
): Promise<string[]> {
  const wholly = (role: Role) => ({ roles: { has: role } });
  const who = told.map((role) => {
    if (role === 'supervisor') return wholly('supervisor');
    if (role === 'mayor') return wholly('observer');
    if (departmentCode === null) return wholly('dispatcher');
    if (role === 'officer' && ticket.officerId !== null && departmentCode === ticket.leadDepartmentCode)
      return { id: ticket.officerId };
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
      for (const fired of clocks) {
        const { ticketId } = fired;
        for (const at of await climb(change, fired, new Date())) await alarm.set(ticketId, at, { ticketId });
      }
    },
  });
  const sweep = async (): Promise<void> => {
    const due = await database.read.escalation.findMany({
      where: { toldAt: null, endedAt: null, at: { lte: new Date() } },
      select: { ticketId: true },
      distinct: ['ticketId'],
      take: sweptAtOnce,
    });
    for (const { ticketId } of due) await database.change((change) => tellDue(change, ticketId, new Date()));
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

const told = (where: string): string => `
  SELECT e.id, e."ticketId", t.number, t.title, e.clock, e."departmentCode", e.share, e."afterHours", e."toldAt",
    EXISTS (SELECT 1 FROM "TicketClock" c WHERE c.id = e."clockId" AND c."endedAt" IS NULL) AS "isOpen",
    $1::uuid = ANY (e."seenIds") AS "isSeen"
  FROM "Escalation" e JOIN "Ticket" t ON t.id = e."ticketId"
  WHERE ${where} AND e."toldAt" IS NOT NULL ORDER BY e."toldAt" DESC, e.id DESC LIMIT ${most}`;

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

/** Marks all that somebody was told as seen. */
export async function markSeen(database: Database, userId: string): Promise<void> {
  await database.sql.run(
    `UPDATE "Escalation" SET "seenIds" = array_append("seenIds", $1::uuid)
     WHERE "toldIds" @> ARRAY[$1::uuid] AND NOT $1::uuid = ANY ("seenIds")`,
    [userId],
  );
}
