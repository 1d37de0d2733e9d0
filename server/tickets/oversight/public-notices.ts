// What supervisors have named publicly (公开通报), for the bulletin.
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { isCommand, isLineOf } from '../line-months.ts';

const noticeRow = z.object({
  at: z.date(),
  number: z.string(),
  departmentCode: z.string().nullable(),
  text: z.string(),
});

/** More than this no bulletin prints; the figure says how many there were. */
const most = 60;

/** The department is the one that had the ticket when it was named. Titles stay in the house: they are the citizen's words. */
const notices = `
  SELECT e.at, t.number, coalesce(e.reason, '') AS text, (
      SELECT d.payload ->> 'departmentCode' FROM "TicketEvent" d
      WHERE ${isLineOf('d', 'h')} AND ${isCommand('d', 'dispatch')} AND d.seq < e.seq ORDER BY d.seq DESC LIMIT 1
    ) AS "departmentCode"
  FROM "TicketEvent" e JOIN "Ticket" t ON t.id = e."ticketId" JOIN "TicketHead" h ON h."ticketId" = t.id
  WHERE e.command = 'public_notice' AND e.at >= $1 AND e.at < $2 ORDER BY e.at, e.id LIMIT ${most}`;

/** The public notices of [from, until), the earliest first. */
export async function publicNotices(
  database: Database,
  from: Date,
  until: Date,
): Promise<z.infer<typeof noticeRow>[]> {
  return database.sql.rows(noticeRow, notices, [from, until]);
}
