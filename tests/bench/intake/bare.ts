// The other side: fastify and pg alone, which write the rows of a new ticket in one transaction and answer after the
// commit. Nothing is checked, nobody signs in, nothing follows.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';

const { DATABASE_URL, PORT } = z
  .object({ DATABASE_URL: z.url(), PORT: z.coerce.number() })
  .parse(process.env);
/** As many as the product's changes have. */
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 14 });

const ticketSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  title: z.string(),
  text: z.string(),
  channel: z.string(),
  citizenName: z.string(),
});

const statements = {
  citizen: `INSERT INTO "Citizen" (id, name, lang) VALUES ($1, $2, 'zh')`,
  number: `SELECT nextval('ticket_number') AS next`,
  ticket: `INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", "citizenName", version)
    VALUES ($1, $2, $3::text::"TicketKind", $4, $5, $6::text::"Channel", $7, $8, 1)`,
  clock: `INSERT INTO "TicketClock"
    (id, "ticketId", clock, "policyCode", "calendarCode", state, budget, "startedAt", "dueAt", "isProvisional", warnings,
     pauses, extensions, "nextFireAt")
    VALUES ($1, $2, 'dispatch', 'bare', 'bare', 'running', '{"amount":2,"unit":"working_hours"}', $3, $4, false, $5, '[]',
     '[]', $4)`,
  event: `INSERT INTO "TicketEvent"
    (id, "ticketId", seq, at, command, "toState", "actorKind", payload, "commandId", "prevHash", hash)
    VALUES ($1, $2, 1, $3, 'create', 'received', 'staff', $4, $5, $6, $6)`,
  head: `UPDATE "TicketHead" SET "nextDueAt" = $2, "nextClock" = 'dispatch' WHERE "ticketId" = $1`,
  outbox: `INSERT INTO "Outbox" (type, payload, pending) VALUES ('ticket.changed', $1, '{}')`,
} as const;
const hash = '0'.repeat(64);
const dayMs = 86_400_000;

const app = Fastify();
app.post('/api/tickets', async (request) => {
  const ticket = ticketSchema.parse(request.body);
  const client = await pool.connect();
  const run = (name: keyof typeof statements, values: unknown[]) =>
    client.query({ name, text: statements[name], values });
  try {
    await client.query({ name: 'begin', text: 'BEGIN' });
    const [citizenId, now] = [randomUUID(), new Date()];
    // Far away: nothing of it comes due while the other side is measured.
    const dueAt = new Date(now.getTime() + 30 * dayMs);
    const warning = JSON.stringify([{ share: 0.5, at: dueAt, firedAt: null }]);
    await run('citizen', [citizenId, ticket.citizenName]);
    const { rows } = await run('number', []);
    const number = `BARE${z.object({ next: z.string() }).parse(rows[0]).next}`;
    const { id, kind, title, text, channel, citizenName } = ticket;
    await run('ticket', [id, number, kind, title, text, channel, citizenId, citizenName]);
    await run('clock', [randomUUID(), id, now, dueAt, warning]);
    await run('event', [randomUUID(), id, now, JSON.stringify({ kind, channel }), `create-${id}`, hash]);
    await run('head', [id, dueAt]);
    await run('outbox', [JSON.stringify({ ticketId: id, seq: 1, command: 'create' })]);
    await client.query({ name: 'commit', text: 'COMMIT' });
    return { ticket: { id, number }, code: '' };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
});
await app.listen({ port: PORT, host: '127.0.0.1' });
