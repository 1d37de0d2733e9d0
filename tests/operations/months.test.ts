// Timelines and messages stand in a table per month: what no month may hold twice is held apart over all of them, and what
// has no month yet is kept all the same.
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyMigrations, MIGRATIONS_FOLDER } from '../../server/platform/migrate.ts';
import { makeMonths } from '../../server/platform/months.ts';
import { orderedId } from '../../server/platform/ordered-id.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { isLineOf } from '../../server/tickets/line-months.ts';
import { emptyDatabase } from '../harness/database.ts';

const firstOfThese = '20261128100000_month_keys';
const names = readdirSync(MIGRATIONS_FOLDER).filter((name) => /^\d/.test(name));
const before = new Set(names.filter((name) => name < firstOfThese));

let database: Awaited<ReturnType<typeof emptyDatabase>>;
let client: pg.Client;
const run = (text: string, values: unknown[] = []) => client.query(text, values);

/** As the version before writes it. */
const addTicket = async (): Promise<string> => {
  const id = randomUUID();
  await run(
    `INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", version)
     VALUES ($1, 'SZ' || nextval('ticket_number'), 'help', '路灯', '不亮', 'web', $2, 1)`,
    [id, randomUUID()],
  );
  return id;
};
const addLine = (ticketId: string, seq: number, at: Date, commandId: string | null = null) =>
  run(
    `INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "toState", "actorKind", "commandId", "prevHash", hash)
     VALUES ($1, $2, $3, $4, 'note', 'received', 'system', $5, '', '')`,
    [orderedId(), ticketId, seq, at, commandId],
  );
const addConversation = async (id = orderedId()): Promise<string> => {
  const citizen = await run('INSERT INTO "Citizen" (id, lang) VALUES (gen_random_uuid(), $1) RETURNING id', [
    'zh',
  ]);
  await run(`INSERT INTO "Conversation" (id, "citizenId", channel) VALUES ($1, $2, 'chat')`, [
    id,
    citizen.rows[0].id,
  ]);
  return id;
};
const addMessage = (id: string, conversationId: string, seq: number, providerRef: string | null = null) =>
  run(
    `INSERT INTO "Message" (id, "conversationId", seq, author, text, "providerRef") VALUES ($1, $2, $3, 'citizen', '您好', $4)`,
    [id, conversationId, seq, providerRef],
  );
const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);
const taken = { code: '23505' };
const old = { ticket: '', conversation: '', message: randomUUID() };

beforeAll(async () => {
  database = await emptyDatabase();
  await applyMigrations(database.url, MIGRATIONS_FOLDER, before);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  old.ticket = await addTicket();
  await addLine(old.ticket, 1, inDays(-400), 'create-old');
  await addLine(old.ticket, 2, inDays(-399), 'name-old');
  await run('UPDATE "TicketHead" SET "lastSeq" = 2 WHERE "ticketId" = $1', [old.ticket]);
  old.conversation = await addConversation();
  await addMessage(old.message, old.conversation, 1, 'carrier-old');
  await run(
    `INSERT INTO "Attachment" (id, "messageId", sha256, name, mime, bytes) VALUES (gen_random_uuid(), $1, '', '', '', 1)`,
    [old.message],
  );
  await applyMigrations(database.url);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

describe('rows from before there were months', () => {
  it('are where they were, under the names that they had', async () => {
    expect((await run('SELECT seq FROM "TicketEvent" WHERE "ticketId" = $1', [old.ticket])).rowCount).toBe(2);
    expect((await run('SELECT 1 FROM "Message" WHERE id = $1', [old.message])).rowCount).toBe(1);
    expect((await run('SELECT "commandId" FROM "TicketCommand"')).rows).toEqual([{ commandId: 'name-old' }]);
    expect((await run('SELECT "providerRef" FROM "MessageKey"')).rows).toEqual([
      { providerRef: 'carrier-old' },
    ]);
  });

  it('keep what is written to them by the version before, and its indexes', async () => {
    await addLine(old.ticket, 3, new Date(), 'reply-old');
    await run('UPDATE "TicketHead" SET "lastSeq" = 3 WHERE "ticketId" = $1', [old.ticket]);
    await run('SET enable_seqscan = off');
    const explained = await run(`EXPLAIN SELECT 1 FROM "Message_before" WHERE id = '${old.message}'`);
    await run('RESET enable_seqscan');
    expect(JSON.stringify(explained.rows)).toContain('Message_before_id_key');
  });
});

describe('whatever its month', () => {
  it('a place in a timeline is taken once, and none is left out', async () => {
    const ticket = await addTicket();
    await addLine(ticket, 1, new Date());
    await expect(addLine(ticket, 1, inDays(80))).rejects.toMatchObject(taken);
    await expect(addLine(ticket, 3, new Date())).rejects.toMatchObject(taken);
    await addLine(ticket, 2, inDays(80));
    const lines = await run(
      'SELECT tableoid::regclass::text AS part FROM "TicketEvent" WHERE "ticketId" = $1',
      [ticket],
    );
    expect(new Set(lines.rows.map(({ part }) => part)).size).toBe(2);
  });

  it('a command is one command', async () => {
    const ticket = await addTicket();
    await addLine(ticket, 1, new Date());
    await addLine(ticket, 2, new Date(), 'one-name');
    for (const name of ['one-name', 'name-old'])
      await expect(addLine(ticket, 3, inDays(80), name)).rejects.toMatchObject(taken);
  });

  it('an id and a carrier’s reference are one message', async () => {
    const conversation = await addConversation();
    await expect(addMessage(old.message, conversation, 1)).rejects.toMatchObject(taken);
    await expect(addMessage(randomUUID(), conversation, 1, 'carrier-old')).rejects.toMatchObject(taken);
    await addMessage(randomUUID(), conversation, 1);
    await expect(addMessage(randomUUID(), conversation, 1)).rejects.toMatchObject(taken);
  });

  it('a ticket’s lines are read from its own months only', async () => {
    const ticket = await addTicket();
    await addLine(ticket, 1, inDays(80));
    const plan = await run(
      `EXPLAIN (ANALYZE) SELECT (SELECT e.hash FROM "TicketEvent" e WHERE ${isLineOf('e', 'h')} AND e.seq = h."lastSeq")
       FROM "TicketHead" h WHERE h."ticketId" = '${ticket}'`,
    );
    const scans = plan.rows
      .map((row) => String(row['QUERY PLAN']))
      .filter((line) => / on "?TicketEvent_/.test(line));
    expect(scans.length).toBeGreaterThan(3);
    expect(scans.filter((line) => !line.includes('never executed'))).toHaveLength(1);
  });

  it('a file belongs to a message that there is', async () => {
    const attach = `INSERT INTO "Attachment" (id, "messageId", sha256, name, mime, bytes)
      VALUES (gen_random_uuid(), gen_random_uuid(), '', '', '', 1)`;
    await expect(run(attach)).rejects.toMatchObject({ code: '23503' });
  });
});

describe('a month without a table', () => {
  const far = inDays(400);
  let ticket: string;
  let conversation: string;

  beforeAll(async () => {
    ticket = await addTicket();
    await addLine(ticket, 1, far);
    const time = far.getTime().toString(16).padStart(12, '0');
    conversation = await addConversation(`${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`);
    await addMessage(randomUUID(), conversation, 1);
  });
  const partOf = async (table: string, key: string, value: string): Promise<string> =>
    (await run(`SELECT tableoid::regclass::text AS part FROM "${table}" WHERE "${key}" = $1`, [value]))
      .rows[0]?.part;

  it('loses nothing', async () => {
    expect(await partOf('TicketEvent', 'ticketId', ticket)).toBe('"TicketEvent_elsewhen"');
    expect(await partOf('Message', 'conversationId', conversation)).toBe('"Message_elsewhen"');
  });

  it('gets its rows when it is made', async () => {
    const made = await makeMonths({ sql: sqlOn(client) }, far);
    expect(made.length).toBeGreaterThan(20);
    expect(await makeMonths({ sql: sqlOn(client) }, far)).toEqual([]);
    const month = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai',
      year: 'numeric',
      month: '2-digit',
    })
      .format(far)
      .replace('-', '_');
    expect(await partOf('TicketEvent', 'ticketId', ticket)).toBe(`"TicketEvent_${month}"`);
    expect(await partOf('Message', 'conversationId', conversation)).toBe(`"Message_${month}"`);
    expect((await run('SELECT 1 FROM "TicketEvent_elsewhen"')).rowCount).toBe(0);
  });
});
