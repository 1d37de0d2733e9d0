// Reads every timeline of an installation again and says where it is not what was written. Lines that were archived are
// in no table: where they began and what they led to is (docs/decisions/2026-11-29-months-that-leave.md).
import { z } from 'zod';
import type { Sql } from '../platform/sql.ts';
import { ticketStateSchema } from './contract.ts';
import { ChainWalk, type LineFault } from './timeline.ts';

/** `uncounted`: the ticket knows of no such line · `state`: the ticket is in a state that its lines do not lead to. */
export interface TimelineFault {
  number: string;
  line: number;
  fault: LineFault | 'uncounted' | 'state';
}

const pageLines = 2_000;

const ticketSchema = z.object({
  id: z.string(),
  number: z.string(),
  state: ticketStateSchema,
  lastSeq: z.number(),
});
const lineSchema = ticketSchema.extend({
  ticketId: z.string(),
  seq: z.number(),
  at: z.date(),
  command: z.string(),
  fromState: z.string().nullable(),
  toState: z.string(),
  actorId: z.string().nullable(),
  actorKind: z.string(),
  reason: z.string().nullable(),
  payload: z.unknown(),
  prevHash: z.string(),
  hash: z.string(),
  isErased: z.boolean(),
});
/** Lines that were archived, in the place of the first of them. */
const runSchema = lineSchema
  .pick({ ticketId: true, seq: true, fromState: true, toState: true, prevHash: true, hash: true })
  .extend({ ...ticketSchema.shape, archivedTo: z.number() });
/** A line with its ticket, some that were archived, or a ticket that has none. */
const rowSchema = z.union([
  lineSchema.extend({ archivedTo: z.null() }),
  runSchema,
  ticketSchema.extend({ seq: z.null() }),
]);

/** A line's words were erased, and the audit trail, which is sealed, says so. */
const isErased = `(e.payload ? 'erased' AND EXISTS (SELECT 1 FROM "AuditEntry" a
    WHERE a."subjectType" = 'citizen' AND a."subjectId" = t."citizenId"::text AND a.action = 'citizen.erase'))`;

/** One snapshot of all tickets with their lines: what is being written meanwhile is no fault. */
const openSnapshot = `DECLARE timeline NO SCROLL CURSOR FOR
  SELECT t.id, t.number, t.state, coalesce(h."lastSeq", 0) AS "lastSeq", e."ticketId", e.seq, e.at, e.command, e."fromState", e."toState",
    e."actorId", e."actorKind", e.reason, e.payload, e."prevHash", e.hash, e."archivedTo", ${isErased} AS "isErased"
  FROM "Ticket" t LEFT JOIN "TicketHead" h ON h."ticketId" = t.id LEFT JOIN (
    SELECT "ticketId", seq, at, command, "fromState", "toState", "actorId", "actorKind", reason, payload, "prevHash", hash,
      NULL::int AS "archivedTo" FROM "TicketEvent"
    UNION ALL
    SELECT "ticketId", "firstSeq", NULL, NULL, "fromState", "toState", NULL, NULL, NULL, NULL, "prevHash", hash, "lastSeq"
    FROM "ArchivedLines") e ON e."ticketId" = t.id
  ORDER BY t.id, e.seq`;

/**
 * Walks every timeline in one snapshot, a page in memory at a time. `sql` is one connection in a transaction of its own,
 * `REPEATABLE READ`. What is not seen: a chain rewritten whole from the first line on, together with its ticket.
 * @returns how much was read; `archived`: lines that are in files, and were not
 */
export async function verifyTimelines(
  sql: Sql,
  report: (fault: TimelineFault) => void,
): Promise<{ tickets: number; lines: number; archived: number }> {
  await sql.run(openSnapshot);
  let current: { ticket: z.infer<typeof ticketSchema>; walk: ChainWalk } | undefined;
  const read = { tickets: 0, lines: 0, archived: 0 };
  for (;;) {
    const rows = await sql.rows(rowSchema, `FETCH ${pageLines} FROM timeline`);
    for (const row of rows) {
      if (current?.ticket.id !== row.id) {
        if (current) conclude(current.ticket, current.walk, report);
        current = { ticket: row, walk: new ChainWalk() };
        read.tickets += 1;
      }
      if (row.seq === null) continue;
      if (row.archivedTo === null) read.lines += 1;
      else read.archived += row.archivedTo - row.seq + 1;
      const { walk } = current;
      const faults =
        row.archivedTo === null
          ? walk.follow(row)
          : walk.pass({ ...row, firstSeq: row.seq, lastSeq: row.archivedTo });
      for (const { seq, fault } of faults) report({ number: row.number, line: seq, fault });
    }
    if (rows.length < pageLines) break;
  }
  if (current) conclude(current.ticket, current.walk, report);
  return read;
}

/** What only the ticket itself can tell: whether its last lines are gone, and whether it is where they lead. */
function conclude(
  { number, state, lastSeq }: z.infer<typeof ticketSchema>,
  walk: ChainWalk,
  report: (fault: TimelineFault) => void,
): void {
  if (walk.seq < lastSeq || walk.seq === 0) report({ number, line: walk.seq + 1, fault: 'missing' });
  else if (walk.seq > lastSeq) report({ number, line: lastSeq + 1, fault: 'uncounted' });
  else if (walk.state !== state) report({ number, line: walk.seq, fault: 'state' });
}
