// Rules change while clocks run: open clocks follow, their timelines say why, and nothing is done twice.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyPack } from '../../server/admin/index.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { policySchema, startClock } from '../../server/tickets/clock/index.ts';
import { firstDifference, recomputeClocks } from '../../server/tickets/recompute.ts';
import { calendarOf, RuleBook } from '../../server/tickets/rules.ts';
import { type TimelineFault, verifyTimelines } from '../../server/tickets/verification.ts';
import { fileTickets } from '../harness/clocks.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

let database: Database;
let client: pg.Client;
/** A day in the middle of a week without holidays, some years on: nothing fires meanwhile. */
const startedAt = Date.parse('2030-03-06T02:00:00Z');
const count = 800;

beforeAll(async () => {
  const url = await demoDatabase();
  database = openDatabase(url, { publish: () => undefined }, testFields);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  const rules = await new RuleBook(database).current();
  const policyOf = (code: string) => policySchema.parse(rules.policies.find((one) => one.code === code));
  const clocks = ['resolve-complaint', 'contact-ordinary'].map((code) => {
    const policy = policyOf(code);
    return startClock(policy, calendarOf(rules, policy.calendarCode), startedAt);
  });
  await fileTickets(client, count, () => clocks);
  expect(await recompute()).toBe(0);
}, 30_000);

afterAll(async () => {
  await client?.end();
  await database?.close();
});

beforeEach(async () => {
  await client.query(`DELETE FROM "Outbox"`);
});

const recompute = () => recomputeClocks(database, new RuleBook(database));

async function dueTimes(clock: string): Promise<string[]> {
  const { rows } = await client.query<{ due: Date }>(
    `SELECT DISTINCT "dueAt" AS due FROM "TicketClock" WHERE clock = $1 ORDER BY due`,
    [clock],
  );
  return rows.map(({ due }) => due.toISOString());
}

async function lines(): Promise<{ reason: string; clock: string; number: number }[]> {
  const { rows } = await client.query<{ reason: string; clock: string; number: number }>(
    `SELECT reason, payload ->> 'clock' AS clock, count(*)::int AS number FROM "TicketEvent"
     WHERE command = 'clock_recompute' GROUP BY reason, clock, payload ->> 'dueAt' ORDER BY max(seq), reason`,
  );
  return rows;
}

const holiday = (date: string) =>
  client.query(
    `UPDATE "Calendar" SET definition = jsonb_set(definition, '{holidays}', definition -> 'holidays' || to_jsonb($1::text))
     WHERE code = 'cn-workdays'`,
    [date],
  );

it('a new holiday moves the clocks of its calendar by a working day, and only these', async () => {
  expect(await dueTimes('resolve')).toEqual(['2030-03-27T10:00:00.000Z']);
  const contact = await dueTimes('first_contact');
  await holiday('2030-03-14');
  expect(await recompute()).toBe(count);
  expect(await dueTimes('resolve')).toEqual(['2030-03-28T10:00:00.000Z']);
  expect(await dueTimes('first_contact')).toEqual(contact);
  expect(await lines()).toEqual([{ reason: 'holidays_announced', clock: 'resolve', number: count }]);
});

it('once is enough', async () => {
  expect(await recompute()).toBe(0);
  expect(await lines()).toHaveLength(1);
});

it('a holiday after all that is due holds nobody up: such tickets are not even locked', async () => {
  await holiday('2030-05-02');
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM "Ticket" FOR UPDATE');
  try {
    expect(await recompute()).toBe(0);
  } finally {
    await client.query('ROLLBACK');
  }
});

describe('two calendars are alike until', () => {
  const week = { timezone: 'Asia/Shanghai', hours: { mon: [['09:00', '17:00']] } };
  const until = (before: object, after: object) => {
    const from = firstDifference({ ...week, ...before }, { ...week, ...after });
    return from === null ? null : new Date(from).toISOString().slice(0, 10);
  };
  it.each([
    [
      'a day that is off',
      { holidays: ['2030-01-01'] },
      { holidays: ['2030-05-01', '2030-01-01'] },
      '2030-04-29',
    ],
    [
      'a day that is no longer off',
      { holidays: ['2030-01-01', '2030-05-01'] },
      { holidays: ['2030-05-01'] },
      '2029-12-30',
    ],
    ['a make-up day', {}, { shifts: { '2030-02-02': [['09:00', '12:00']] } }, '2030-01-31'],
    [
      'other hours of one day',
      { shifts: { '2030-02-02': [['09:00', '12:00']] } },
      { shifts: { '2030-02-02': [['09:00', '17:00']] } },
      '2030-01-31',
    ],
    ['a break', { breaks: { '2030-03-03': [['09:00', '12:00']] } }, {}, '2030-03-01'],
    [
      'the last announced day',
      { knownThrough: '2029-12-31' },
      { knownThrough: '2030-12-31', holidays: ['2030-10-01'] },
      '2029-12-29',
    ],
    ['nothing that is known', {}, { name: '另一本' }, null],
  ])('%s', (_what, before, after, first) => {
    expect(until(before, after)).toBe(first);
  });
});

it('broken off, it finishes with what was left', async () => {
  await holiday('2030-03-15');
  await client.query(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the power fails'; END $$;
    CREATE TRIGGER refuse AFTER INSERT ON "TicketEvent" FOR EACH ROW
      WHEN (NEW."ticketId" > 'c0000000-0000-0000-0000-000000000000') EXECUTE FUNCTION refuse()`);
  await expect(recompute()).rejects.toThrow('the power fails');
  await client.query('DROP TRIGGER refuse ON "TicketEvent"');
  expect(await recompute()).toBe(count - 500);
  expect((await lines()).at(-1)?.number).toBe(count);
  expect(await recompute()).toBe(0);
});

it('a policy with another budget counts for the clocks that follow it', async () => {
  await client.query(
    `UPDATE "ClockPolicy" SET budget = '{"amount": 48, "unit": "hours"}' WHERE code = 'contact-ordinary'`,
  );
  expect(await recompute()).toBe(count);
  expect(await dueTimes('first_contact')).toEqual(['2030-03-08T02:00:00.000Z']);
  expect((await lines()).at(-1)).toMatchObject({
    reason: 'policy_changed',
    clock: 'first_contact',
    number: count,
  });
});

it('a more special policy takes over', async () => {
  await client.query(
    `INSERT INTO "ClockPolicy" (code, clock, match, budget, "calendarCode", "warnAt")
     VALUES ('contact-complaint', 'first_contact', '{"kind": "complaint"}', '{"amount": 12, "unit": "hours"}', 'always', '{0.5}')`,
  );
  expect(await recompute()).toBe(count);
  const { rows } = await client.query(
    `SELECT DISTINCT "policyCode", jsonb_array_length(warnings) AS warnings FROM "TicketClock" WHERE clock = 'first_contact'`,
  );
  expect(rows).toEqual([{ policyCode: 'contact-complaint', warnings: 1 }]);
});

it('a ticket shows the earliest of the new due times', async () => {
  const { rows } = await client.query(`SELECT DISTINCT "nextDueAt", "nextClock" FROM "TicketHead"`);
  expect(rows).toEqual([{ nextDueAt: new Date('2030-03-06T14:00:00Z'), nextClock: 'first_contact' }]);
});

it('timelines stay whole', async () => {
  const faults: TimelineFault[] = [];
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await verifyTimelines(sqlOn(client), (fault) => faults.push(fault));
  await client.query('ROLLBACK');
  expect(faults).toEqual([]);
});

it('a pack that brings something new asks for it', async () => {
  await client.query(`UPDATE "PackState" SET checksum = 'other'`);
  await applyPack(database, 'prisma/packs/shenzhen');
  const { rows } = await client.query(`SELECT type FROM "Outbox" WHERE type = 'rules.changed'`);
  expect(rows).toHaveLength(1);
  // The holidays go; a policy that the pack does not know stays, with the clocks that follow it.
  expect(await recompute()).toBe(count);
  expect(await dueTimes('resolve')).toEqual(['2030-03-27T10:00:00.000Z']);
});
