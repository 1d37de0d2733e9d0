// A month leaves for a file and comes back: nothing is lost, whenever it is cut off, the chains hold across the gap, and
// people go on meanwhile.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveMonth } from '../../scripts/months/archive.ts';
import { holdTicket, releaseTicket } from '../../scripts/months/holds.ts';
import { Archive, parts } from '../../scripts/months/parts.ts';
import { restoreMonth } from '../../scripts/months/restore.ts';
import { isArchived } from '../../server/intake/store.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { makeMonths } from '../../server/platform/months.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { countAll, forgetCounts } from '../../server/tickets/outcome-count.ts';
import { appendTimeline, archivedLinesOf, timelineOf } from '../../server/tickets/store.ts';
import { verifyTimelines } from '../../server/tickets/verification.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-months-'));
const fileOf = (month: string): string => join(folder, `onecall-month-${month}.ndjson.gz`);
const kept = 24;
const march = '2024-03';
const inMarch = new Date('2024-03-09T02:00:00.123Z');
const inApril = new Date('2024-04-02T02:00:00Z');
/** Two words that a file of one object a line must not trip over. */
const words = '第一行\n第二行 \\ "引号" \t制表';

let url: string;
let database: Database;
let client: pg.Client;
const ids = { over: '', across: '', chat: '' };

const run = (statement: string, values: unknown[] = []) => client.query(statement, values);
const archive = (month: string) => Archive.in(url, (db) => archiveMonth(db, month, { folder, kept }));
const restore = (month: string) => Archive.in(url, (db) => restoreMonth(db, fileOf(month)));

async function verdict() {
  const faults: string[] = [];
  await run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const read = await verifyTimelines(sqlOn(client), ({ number, line, fault }) =>
    faults.push(`${number} ${line} ${fault}`),
  );
  await run('COMMIT');
  return { ...read, faults };
}

/** Every row of timelines, messages and their keys, as one hash. */
async function everything(): Promise<string> {
  const all = ['TicketEvent', 'Message', 'TicketCommand', 'MessageKey', 'Attachment', 'TicketHead'].map(
    (table) => `SELECT '${table}' AS kind, t::text AS row FROM "${table}" t`,
  );
  const { rows } = await run(
    `SELECT md5(string_agg(kind || row, chr(10) ORDER BY kind, row)) AS hash FROM (${all.join(' UNION ALL ')}) s`,
  );
  return String(rows[0]?.hash);
}

/** How many lines count in the figures. */
async function figures(): Promise<number | null> {
  return (await run(`SELECT 1 FROM "TicketOutcome" WHERE kind = 'supervised'`)).rowCount;
}

async function addLines(ticketId: string, number: string, count: number, at: Date): Promise<void> {
  await database.change(async ({ tx, sql }) => {
    const head = await tx.ticketHead.findUniqueOrThrow({ where: { ticketId } });
    const state = head.lastSeq === 0 ? null : head.state;
    const ticket = { id: ticketId, head, lastSeq: head.lastSeq, state };
    const entries = Array.from({ length: count }, () => ({
      command: 'supervise',
      toState: head.state,
      by: 'system' as const,
      reason: words,
      payload: { words, parts: [1.5, null] },
    }));
    const commandId = `${number}-${head.lastSeq}`;
    await appendTimeline(sql, ticket, entries, { kind: 'system', id: null, commandId, at });
  });
}

async function file(number: string, state: 'closed' | 'accepted', at: Date): Promise<string> {
  const id = await database.change(async ({ tx }) => {
    const citizen = await tx.citizen.create({ data: {} });
    const ticket = await tx.ticket.create({
      data: {
        number,
        kind: 'help',
        title: '路灯',
        text: words,
        channel: 'web',
        citizenId: citizen.id,
        state,
      },
    });
    return ticket.id;
  });
  await addLines(id, number, 3, at);
  return id;
}

async function chat(at: Date): Promise<string> {
  const time = at.getTime().toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`;
  await run(`INSERT INTO "Citizen" (id, lang) VALUES ($1, 'zh')`, [id]);
  await run(
    `INSERT INTO "Conversation" (id, "citizenId", channel, "lastSeq", "createdAt", "lastMessageAt")
     VALUES ($1, $1, 'chat', 3, $2, $2)`,
    [id, at],
  );
  await run(
    `INSERT INTO "Message" (id, "conversationId", seq, author, text, "providerRef", "createdAt")
     SELECT gen_random_uuid(), $1, n, 'citizen', $3, 'carrier-' || n, $2 FROM generate_series(1, 3) n`,
    [id, at, words],
  );
  await run(
    `INSERT INTO "Attachment" (id, "conversationId", "messageId", sha256, name, mime, bytes)
     SELECT gen_random_uuid(), $1, id, '', '照片.jpg', 'image/jpeg', 1 FROM "Message" WHERE "conversationId" = $1 AND seq = 2`,
    [id],
  );
  return id;
}

beforeAll(async () => {
  url = await testDatabase();
  database = openDatabase(url, { publish: () => undefined }, testFields);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  // As in a city that began in February 2024.
  for (const { lines, messages } of await Archive.in(url, parts))
    await run(`DROP TABLE "${lines}", "${messages}"`);
  const began = '2024-03-01 00:00:00+08';
  await run(
    `CREATE TABLE "TicketEvent_before" PARTITION OF "TicketEvent" FOR VALUES FROM (MINVALUE) TO ('${began}')`,
  );
  const { rows } = await run(`SELECT first_id_of('${began}') AS id`);
  await run(
    `CREATE TABLE "Message_before" PARTITION OF "Message" FOR VALUES FROM (MINVALUE) TO ('${rows[0]?.id}')`,
  );
  await makeMonths({ sql: sqlOn(client) }, new Date());
  ids.over = await file('SZ1', 'closed', inMarch);
  ids.across = await file('SZ2', 'closed', inMarch);
  await addLines(ids.across, 'SZ2', 2, inApril);
  ids.chat = await chat(inMarch);
  await countAll(database);
});

afterAll(async () => {
  await client?.end();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a month stays', () => {
  it('while one of its tickets is open', async () => {
    await run(`UPDATE "Ticket" SET state = 'accepted' WHERE id = $1`, [ids.over]);
    await expect(archive(march)).rejects.toMatchObject({ code: 'months-in-use' });
    await run(`UPDATE "Ticket" SET state = 'closed' WHERE id = $1`, [ids.over]);
  });

  it('while one of its conversations goes on', async () => {
    await run(`UPDATE "Conversation" SET "lastMessageAt" = now() WHERE id = $1`, [ids.chat]);
    await expect(archive(march)).rejects.toMatchObject({ code: 'months-in-use' });
    await run(`UPDATE "Conversation" SET "lastMessageAt" = $2 WHERE id = $1`, [ids.chat, inMarch]);
  });

  it('while a ticket with lines in it is held', async () => {
    await Archive.in(url, (db) => holdTicket(db, 'SZ2', '行政诉讼'));
    await expect(archive(march)).rejects.toMatchObject({
      code: 'months-kept',
      message: expect.stringMatching('SZ2'),
    });
    await Archive.in(url, (db) => releaseTicket(db, 'SZ2'));
  });

  it('until it is as old as the policy says', async () => {
    const last = (await Archive.in(url, parts)).at(-5)?.month ?? '';
    await expect(archive(last)).rejects.toMatchObject({ code: 'months-young' });
    await expect(archive('1999-01')).rejects.toMatchObject({ code: 'months-unknown' });
  });

  it('when its lines are not what was written, and is written to as before', async () => {
    const edit = (reason: string) =>
      run(`UPDATE "TicketEvent" SET reason = $2 WHERE "ticketId" = $1 AND seq = 2`, [ids.over, reason]);
    await edit('改过');
    await expect(archive(march)).rejects.toMatchObject({ code: 'months-broken' });
    await edit(words);
    expect((await verdict()).faults).toEqual([]);
  });
});

describe('a month that leaves', () => {
  let before = '';

  it('loses nothing when it is killed at the last step, while others read and write', async () => {
    before = await everything();
    writeFileSync(`${fileOf(march)}.unfinished`, 'of a try that was cut off');
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM "TicketEvent"');
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'scripts/months.ts', 'archive', march, folder],
      { env: { ...process.env, DATABASE_URL: url }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const said = text(child.stderr);
    const isWaiting = async (): Promise<boolean> => {
      const waiting = await run(
        `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DROP TABLE%' AND wait_event_type = 'Lock'
           AND datname = current_database()`,
      );
      return waiting.rowCount === 1;
    };
    for (const until = Date.now() + 60_000; !(await isWaiting()); await pause(20))
      if (Date.now() > until || child.exitCode !== null)
        throw new Error(`it does not come to its end: ${await said}`);
    // Whoever writes meanwhile waits for a moment only.
    const since = Date.now();
    await addLines(ids.over, 'SZ1', 1, new Date());
    expect(Date.now() - since).toBeLessThan(10_000);
    await expect(
      run('UPDATE "Message" SET text = $2 WHERE "conversationId" = $1', [ids.chat, '改']),
    ).rejects.toMatchObject({ code: '57P03' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await reader.query('COMMIT');
    await reader.end();
    expect(await verdict()).toEqual({ tickets: 2, lines: 9, archived: 0, faults: [] });
    expect((await run('SELECT 1 FROM "ArchivedMonth"')).rowCount).toBe(0);
    before = await everything();
  });

  it('goes on when it is run again: a file that anybody can read, and no table', async () => {
    expect(await archive(march)).toMatchObject({ lines: 6, messages: 3, file: fileOf(march) });
    const zipped = readFileSync(fileOf(march));
    const [hash, name] = readFileSync(`${fileOf(march)}.sha256`, 'utf8')
      .trim()
      .split('  ');
    expect(hash).toBe(createHash('sha256').update(zipped).digest('hex'));
    expect(fileOf(march).endsWith(`/${name}`)).toBe(true);
    const rows = gunzipSync(zipped)
      .toString()
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows.filter(({ message }) => message?.text === words)).toHaveLength(3);
    expect(rows.filter(({ line }) => line?.reason === words)).toHaveLength(6);
    expect(rows.filter(({ run: chain }) => chain)).toHaveLength(2);
    expect(rows.at(-1)).toEqual({ end: { runs: 2, lines: 6, messages: 3 } });
    const { rows: left } = await run(`SELECT to_regclass('"Message_2024_03"') AS table`);
    expect(left).toEqual([{ table: null }]);
    // The key of the message with a file stays.
    expect((await run('SELECT 1 FROM "MessageKey"')).rowCount).toBe(1);
    expect((await run('SELECT 1 FROM "TicketCommand" WHERE "ticketId" = $1', [ids.over])).rowCount).toBe(1);
    expect(await archive(march)).toBeUndefined();
  });

  it('leaves chains that are followed across it, and says so where they are read', async () => {
    expect(await verdict()).toEqual({ tickets: 2, lines: 3, archived: 6, faults: [] });
    const ticket = await database.read.ticket.findUniqueOrThrow({
      where: { id: ids.across },
      include: { head: true },
    });
    const lines = await timelineOf(database.read, ticket);
    expect(lines.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(await archivedLinesOf(database.read, ticket, lines)).toEqual([
      { firstSeq: 1, lastSeq: 3, month: march },
    ]);
    expect(await isArchived(sqlOn(client), ids.chat)).toBe(true);
    expect(await isArchived(sqlOn(client), '01980000-0000-7000-8000-000000000001')).toBe(false);
  });

  it('leaves the figures as they were counted', async () => {
    await forgetCounts(database);
    await countAll(database);
    expect(await figures()).toBe(8);
  });

  it('hides no line that is lost or forged beside it', async () => {
    const faultsOf = async (change: string): Promise<string[]> => {
      await run('BEGIN ISOLATION LEVEL REPEATABLE READ');
      const faults: string[] = [];
      await run(change, [ids.across]);
      await verifyTimelines(sqlOn(client), ({ line, fault }) => faults.push(`${line} ${fault}`));
      await run('ROLLBACK');
      return faults;
    };
    const runs = '"ArchivedLines" %s WHERE "ticketId" = $1';
    expect(await faultsOf('DELETE FROM "ArchivedLines" WHERE "ticketId" = $1')).toEqual(['1 missing']);
    expect(await faultsOf(`UPDATE ${runs.replace('%s', `SET hash = repeat('0', 64)`)}`)).toEqual([
      '4 unchained',
    ]);
    expect(await faultsOf(`UPDATE ${runs.replace('%s', 'SET "lastSeq" = 2')}`)).toEqual(['3 missing']);
    expect(await faultsOf('DELETE FROM "TicketEvent" WHERE "ticketId" = $1 AND seq = 4')).toEqual([
      '4 missing',
    ]);
  });

  it('lets the next one leave, and tickets go on behind all of their lines', async () => {
    // Nothing was added to it since heads know the last hash.
    await run('UPDATE "TicketHead" SET "lastHash" = NULL WHERE "ticketId" = $1', [ids.across]);
    expect(await archive('2024-04')).toMatchObject({ lines: 2, messages: 0 });
    await addLines(ids.across, 'SZ2', 1, new Date());
    expect(await verdict()).toEqual({ tickets: 2, lines: 2, archived: 8, faults: [] });
    await run(`DELETE FROM "TicketEvent" WHERE "ticketId" = $1`, [ids.across]);
    await run(
      `UPDATE "TicketHead" SET "lastSeq" = 5, "linesUntil" = $2, "lastHash" =
         (SELECT hash FROM "ArchivedLines" WHERE "ticketId" = $1 AND "lastSeq" = 5) WHERE "ticketId" = $1`,
      [ids.across, inApril],
    );
    await run(`DELETE FROM "TicketCommand" WHERE "commandId" = 'SZ2-5'`);
  });

  it('comes back in any order as it was, from a whole file only', async () => {
    const whole = readFileSync(fileOf(march));
    const damaged = Buffer.from(whole);
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
    writeFileSync(fileOf(march), damaged);
    await expect(restore(march)).rejects.toMatchObject({ code: 'months-unreadable' });
    writeFileSync(fileOf(march), whole);
    // Left by a try that was cut off, and what a clock that went wrong wrote for that month meanwhile.
    await run('CREATE TABLE "TicketEvent_2024_03" (left_over int)');
    expect(await restore(march)).toMatchObject({ lines: 6, messages: 3, isNew: true });
    expect(await restore('2024-04')).toMatchObject({ isNew: true });
    expect(await restore(march)).toMatchObject({ isNew: false });
    expect(await verdict()).toEqual({ tickets: 2, lines: 9, archived: 0, faults: [] });
    expect(await everything()).toBe(before);
    // What left before anybody counted it is counted now.
    await run('DELETE FROM "TicketOutcome"');
    await countAll(database);
    expect(await figures()).toBe(9);
    // A month like every other: what it may not hold twice, and what belongs to something.
    await expect(
      run(
        `INSERT INTO "Message" (id, "conversationId", seq, author, text) VALUES (gen_random_uuid(), $1, 1, 'citizen', '')`,
        [ids.chat],
      ),
    ).rejects.toMatchObject({ code: '23505' });
    await expect(run('DELETE FROM "Ticket" WHERE id = $1', [ids.over])).rejects.toMatchObject({
      code: '23001',
    });
  });

  it('leaves again, what came for it meanwhile goes with it, and each deed is written down', async () => {
    expect(await archive(march)).toMatchObject({ lines: 6 });
    await addLines(ids.over, 'SZ1', 1, inMarch);
    await restore(march);
    const { rows } = await run(
      `SELECT DISTINCT tableoid::regclass::text AS part FROM "TicketEvent" WHERE "ticketId" = $1 AND at = $2`,
      [ids.over, inMarch],
    );
    expect(rows).toEqual([{ part: '"TicketEvent_2024_03"' }]);
    expect(await archive(march)).toMatchObject({ lines: 7 });
    expect(await verdict()).toEqual({ tickets: 2, lines: 3, archived: 7, faults: [] });
    const deeds = await run('SELECT action FROM "AuditEntry" ORDER BY id');
    expect(deeds.rows.map(({ action }) => action)).toEqual([
      'ticket.hold',
      'ticket.release',
      'month.archive',
      'month.archive',
      'month.restore',
      'month.restore',
      'month.archive',
      'month.restore',
      'month.archive',
    ]);
  });
});
