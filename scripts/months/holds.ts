// Tickets of which nothing may leave: a lawsuit, an inspection. Their months stay whole.
import { z } from 'zod';
import { Refusal } from '../bootstrap/say.mjs';
import { type Archive, noteDeed } from './parts.ts';

/** Again with another reason: the reason is the new one. @throws Refusal `months-no-ticket` */
export async function holdTicket(archive: Archive, number: string, reason: string): Promise<void> {
  await archive.atOnce(async () => {
    const ticketId = await idOf(archive, number);
    await archive.run(
      `INSERT INTO "TicketHold" ("ticketId", reason) VALUES ($1, $2)
       ON CONFLICT ("ticketId") DO UPDATE SET reason = excluded.reason`,
      [ticketId, reason],
    );
    const detail = { reason };
    await noteDeed(archive, { action: 'ticket.hold', subjectType: 'ticket', subjectId: ticketId, detail });
  });
}

/** @throws Refusal `months-no-ticket` */
export async function releaseTicket(archive: Archive, number: string): Promise<void> {
  await archive.atOnce(async () => {
    const ticketId = await idOf(archive, number);
    if ((await archive.run('DELETE FROM "TicketHold" WHERE "ticketId" = $1', [ticketId])) === 0) return;
    await noteDeed(archive, {
      action: 'ticket.release',
      subjectType: 'ticket',
      subjectId: ticketId,
      detail: {},
    });
  });
}

async function idOf(archive: Archive, number: string): Promise<string> {
  const [row] = await archive.rows(z.object({ id: z.uuid() }), 'SELECT id FROM "Ticket" WHERE number = $1', [
    number,
  ]);
  if (!row) throw new Refusal('months-no-ticket', { number });
  return row.id;
}
