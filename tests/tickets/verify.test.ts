// Whoever changes a timeline behind the product's back is found out, line by line.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { appendTimeline } from '../../server/tickets/store.ts';
import { type TimelineFault, verifyTimelines } from '../../server/tickets/verification.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const states = ['received', 'dispatched', 'accepted', 'replied', 'approved'] as const;
const commands = ['create', 'dispatch', 'accept', 'reply', 'approve'];

let url: string;
let database: Database;
let client: pg.Client;

beforeAll(async () => {
  url = await testDatabase();
  database = openDatabase(url, { publish: () => undefined }, testFields);
  for (const number of ['SZ1', 'SZ2', 'SZ3']) await file(number);
  client = new pg.Client({ connectionString: url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await database?.close();
});

/** A ticket of five lines, each with what Postgres might give back in another order or another form. */
async function file(number: string): Promise<void> {
  await database.change(async ({ tx, sql }) => {
    const citizen = await tx.citizen.create({ data: {} });
    const ticket = await tx.ticket.create({
      data: {
        number,
        kind: 'complaint',
        title: '路灯不亮',
        text: '科苑路',
        channel: 'web',
        citizenId: citizen.id,
        state: 'approved',
      },
    });
    let at = { id: ticket.id, head: null, lastSeq: 0, state: null as (typeof states)[number] | null };
    for (const [index, toState] of states.entries()) {
      const payload = { z: 1, a: { 乙: [1.5, null], b: '“甲”' }, none: undefined };
      const entry = { command: commands[index] ?? '', toState, by: 'system' as const, reason: null, payload };
      const by = { kind: 'system', id: null, commandId: `${number}-${index}`, at: new Date() };
      at = { ...at, lastSeq: await appendTimeline(sql, at, [entry], by), state: toState };
    }
  });
}

/** What is found after some raw SQL, which is then taken back. */
async function faultsAfter(...statements: string[]): Promise<string[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    for (const statement of statements) await client.query(statement);
    const faults: TimelineFault[] = [];
    await verifyTimelines(sqlOn(client), (fault) => faults.push(fault));
    return faults.map(({ number, line, fault }) => `${number} ${line} ${fault}`);
  } finally {
    await client.query('ROLLBACK');
  }
}

const of = (number: string) => `"ticketId" = (SELECT id FROM "Ticket" WHERE number = '${number}')`;
const event = (set: string, seq: number) =>
  `UPDATE "TicketEvent" SET ${set} WHERE ${of('SZ2')} AND seq = ${seq}`;
/** Whoever forges a line first switches off what keeps the chain. */
const unguarded = 'ALTER TABLE "TicketEvent" DISABLE TRIGGER USER';
const insertAt = (seq: number) => `INSERT INTO "TicketEvent"
  (id, "ticketId", seq, at, command, "fromState", "toState", "actorKind", payload, "commandId", "prevHash", hash)
  SELECT gen_random_uuid(), "ticketId", ${seq}, at, 'note', "toState", "toState", 'staff', '{}', 'forged', hash, repeat('a', 64)
  FROM "TicketEvent" WHERE ${of('SZ2')} AND seq = ${seq - 1}`;
/** Numbers are unique at every moment: lines move by way of numbers far away. */
const shift = (from: number) => [
  `UPDATE "TicketEvent" SET seq = seq + 1000 WHERE ${of('SZ2')} AND seq >= ${from}`,
  `UPDATE "TicketEvent" SET seq = seq - 999 WHERE ${of('SZ2')} AND seq >= 1000`,
];

describe('the timelines of a city', () => {
  it('are whole when nobody meddled with them', async () => {
    expect(await faultsAfter()).toEqual([]);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    expect(await verifyTimelines(sqlOn(client), () => undefined)).toEqual({
      tickets: 3,
      lines: 15,
      archived: 0,
    });
    await client.query('ROLLBACK');
  });

  it.each([
    ['command', `command = 'refer'`],
    ['time', `at = at + interval '1 millisecond'`],
    ['actor', `"actorId" = 'somebody'`],
    ['kind of actor', `"actorKind" = 'staff'`],
    ['reason', `reason = '另有原因'`],
    ['payload', `payload = jsonb_set(payload, '{a,b}', '"乙"')`],
    ['payload, in what it has not', `payload = payload || '{"more": null}'`],
    ['hash', `hash = repeat('0', 64)`],
  ])('show an edited %s', async (_what, set) => {
    expect((await faultsAfter(event(set, 3)))[0]).toBe('SZ2 3 edited');
  });

  it('show an edited state, as an edit and as a jump', async () => {
    expect(await faultsAfter(event(`"toState" = 'declined'`, 3))).toEqual(['SZ2 3 edited', 'SZ2 4 jump']);
    expect(await faultsAfter(event(`"fromState" = 'returned'`, 3))).toEqual(['SZ2 3 edited', 'SZ2 3 jump']);
  });

  it.each([1, 3, 5])('show that line %i was removed', async (seq) => {
    expect(await faultsAfter(`DELETE FROM "TicketEvent" WHERE ${of('SZ2')} AND seq = ${seq}`)).toEqual([
      `SZ2 ${seq} missing`,
    ]);
  });

  it('show that a line was removed and the others closed up', async () => {
    const closeUp = [4, 5].map((seq) => event(`seq = ${seq - 1}`, seq));
    expect(await faultsAfter(`DELETE FROM "TicketEvent" WHERE ${of('SZ2')} AND seq = 3`, ...closeUp)).toEqual(
      ['SZ2 3 foreign', 'SZ2 3 jump', 'SZ2 4 edited', 'SZ2 5 missing'],
    );
  });

  it('show that every line is gone', async () => {
    expect(await faultsAfter(`DELETE FROM "TicketEvent" WHERE ${of('SZ2')}`)).toEqual(['SZ2 1 missing']);
  });

  it('show a line inserted between others', async () => {
    const found = await faultsAfter(unguarded, ...shift(3), insertAt(3));
    expect(found).toContain('SZ2 3 edited');
    expect(found).toContain('SZ2 6 uncounted');
  });

  it('show a line added at the end', async () => {
    expect(await faultsAfter(unguarded, insertAt(6))).toEqual(['SZ2 6 edited', 'SZ2 6 uncounted']);
  });

  it('show two lines that changed places', async () => {
    const found = await faultsAfter(event('seq = 1000', 2), event('seq = 2', 3), event('seq = 3', 1000));
    expect(found).toEqual(expect.arrayContaining(['SZ2 2 foreign', 'SZ2 3 foreign', 'SZ2 4 unchained']));
  });

  it('show a line that came from another ticket', async () => {
    const taken = `UPDATE "TicketEvent" SET seq = 6, "ticketId" = (SELECT id FROM "Ticket" WHERE number = 'SZ2')
      WHERE ${of('SZ1')} AND seq = 5`;
    const found = await faultsAfter(taken);
    expect(found).toEqual(expect.arrayContaining(['SZ1 5 missing', 'SZ2 6 foreign']));
  });

  it('show a ticket in a state that they do not lead to', async () => {
    expect(await faultsAfter(`UPDATE "Ticket" SET state = 'closed' WHERE number = 'SZ2'`)).toEqual([
      'SZ2 5 state',
    ]);
  });

  it('show a ticket that forgets its last line', async () => {
    expect(
      await faultsAfter(
        `UPDATE "TicketHead" h SET "lastSeq" = 4 FROM "Ticket" t WHERE t.id = h."ticketId" AND t.number = 'SZ2'`,
      ),
    ).toEqual(['SZ2 5 uncounted']);
  });
});

async function run(): Promise<{ code: unknown; out: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/verify.ts', 'timeline'], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code, out };
}

it('the command ends with 1 when there is a fault, and names ticket and line', async () => {
  expect(await run()).toMatchObject({
    code: 0,
    out: expect.stringContaining('3 tickets, 15 lines, all whole'),
  });
  await client.query(event(`reason = '另有原因'`, 4));
  const broken = await run();
  expect(broken.code).toBe(1);
  expect(broken.out).toMatch(/^SZ2\t4\t内容被改动/m);
  expect(broken.out).toContain('15 lines, 1 faults');
});
