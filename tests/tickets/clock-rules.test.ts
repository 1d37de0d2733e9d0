// Administrators change calendars, time limits and holidays: refused with words, tried before, and known afterwards.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPack } from '../../server/admin/index.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { policySchema, startClock } from '../../server/tickets/clock/index.ts';
import { editableCalendarSchema } from '../../server/tickets/clock-rules/contract.ts';
import { ClockRules } from '../../server/tickets/clock-rules/service.ts';
import { recomputeClocks } from '../../server/tickets/recompute.ts';
import { calendarOf, RuleBook } from '../../server/tickets/rules.ts';
import { atOnce } from '../harness/at-once.ts';
import { fileTickets } from '../harness/clocks.ts';
import { demoDatabase } from '../harness/database.ts';
import { person } from '../reports/city.ts';
import { testFields } from '../harness/fields.ts';

let database: Database;
let client: pg.Client;
let rules: ClockRules;
const admin = { ...person(['admin']), id: randomUUID() };
const count = 40;
/** The last days of the last year that the library knows, ten working days before their end. */
const startedAt = Date.parse('2026-12-21T10:00:00+08:00');
const notice = '2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,休,元旦\n2027-01-09,班,元旦';

beforeAll(async () => {
  const url = await demoDatabase();
  database = openDatabase(url, { publish: () => undefined }, testFields);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  const book = new RuleBook(database);
  rules = new ClockRules(database, book);
  const current = await book.current();
  const policy = policySchema.parse(current.policies.find(({ code }) => code === 'resolve-complaint'));
  const clock = startClock(policy, calendarOf(current, policy.calendarCode), startedAt);
  expect(clock.isProvisional).toBe(true);
  await fileTickets(client, count, () => [clock]);
  await recompute();
}, 30_000);

afterAll(async () => {
  await client?.end();
  await database?.close();
});

const recompute = () => recomputeClocks(database, new RuleBook(database));
const workdays = async () => {
  const found = (await rules.calendars()).items.find(({ code }) => code === 'cn-workdays');
  if (!found) throw new Error('the pack has no calendar cn-workdays');
  return found;
};
const dueTimes = async () => {
  const { rows } = await client.query<{ due: Date; open: boolean }>(
    `SELECT DISTINCT "dueAt" AS due, "isProvisional" AS open FROM "TicketClock" WHERE clock = 'resolve'`,
  );
  return rows.map(({ due, open }) => `${due.toISOString()}${open ? '?' : ''}`);
};

it('a calendar that is never open is refused, and one that makes no sense too', async () => {
  const { definition, version, name } = await workdays();
  const words = { version, name, note: '试一试' };
  const never = { ...definition, hours: {} };
  await expect(
    rules.writeCalendar(admin, 'cn-workdays', { ...words, definition: never }),
  ).rejects.toMatchObject({
    code: 'calendar_never_open',
  });
  await expect(rules.month(never, '2026-12')).rejects.toMatchObject({ code: 'calendar_never_open' });
  const nowhere = { ...definition, timezone: 'Mars/Olympus' };
  await expect(rules.calendarEffect('cn-workdays', nowhere)).rejects.toMatchObject({ code: 'bad_request' });
});

it('an import is tried before: how many clocks move, and which days are new', async () => {
  const due = await dueTimes();
  // New Year's Day is a holiday by law, also of a year that is not announced yet.
  expect(due).toEqual(['2027-01-12T10:00:00.000Z?']);
  const preview = await rules.noticePreview({
    source: 'file',
    year: 2027,
    fileName: '2027.csv',
    text: notice,
  });
  expect(preview.days.map(({ date, isNew }) => `${date} ${isNew}`)).toEqual([
    '2027-01-01 true',
    '2027-01-02 true',
    '2027-01-03 true',
    '2027-01-09 true',
  ]);
  // The Saturday is worked.
  expect(preview.effect).toMatchObject({ open: count, later: 0, earlier: count });
  const plain = await rules.noticePreview({
    source: 'file',
    year: 2027,
    fileName: '2027.csv',
    text: notice.replace('\n2027-01-09,班,元旦', ''),
  });
  // New Year alone is off: the same day, but now for certain.
  expect(plain.effect).toMatchObject({ open: count, later: 0, earlier: 0, confirmed: count, examples: [] });
  const bridged = notice.replace('2027-01-09,班,元旦', '2027-01-04,休,元旦');
  const moved = await rules.noticePreview({
    source: 'file',
    year: 2027,
    fileName: '2027.csv',
    text: bridged,
  });
  expect(moved.effect).toMatchObject({ open: count, later: count });
  expect(moved.effect.examples[0]).toMatchObject({
    dueBefore: '2027-01-12T10:00:00.000Z',
    dueAfter: '2027-01-13T10:00:00.000Z',
  });
  expect(await dueTimes()).toEqual(due);
});

it('imported, it is in force, and every clock’s timeline says what it did', async () => {
  const source = { source: 'file', year: 2027, fileName: '2027.csv', text: notice } as const;
  await rules.importNotice(admin, source, '国办发明电〔2026〕8号');
  expect(await recompute()).toBe(count);
  expect(await dueTimes()).toEqual(['2027-01-11T10:00:00.000Z']);
  const { rows } = await client.query(
    `SELECT reason, count(*)::int AS lines FROM "TicketEvent" WHERE command = 'clock_recompute' GROUP BY reason`,
  );
  expect(rows).toEqual([{ reason: 'holidays_announced', lines: count }]);
  const { items, announcedThrough } = await rules.notices();
  expect(announcedThrough).toBe('2027-12-31');
  expect(items[0]).toMatchObject({ year: 2027, source: '2027.csv', holidays: 3, workdays: 1 });
  const { items: versions } = await rules.versions('holidays:2027');
  expect(versions).toMatchObject([{ version: 1, note: '国办发明电〔2026〕8号' }]);
});

it('a file that is no notice is refused with its fault', async () => {
  const source = { source: 'file', year: 2028, fileName: 'x.csv', text: '2028-02-30,休,春节' } as const;
  await expect(rules.noticePreview(source)).rejects.toMatchObject({
    details: { issues: [{ path: 'text', message: 'no_such_date: 2028-02-30' }] },
  });
  await expect(rules.noticePreview({ source: 'library', year: 2090 })).rejects.toMatchObject({
    code: 'bad_request',
  });
});

it('a calendar is saved once by two who edit it, keeps its versions, and outlasts a pack', async () => {
  const { definition, version, name } = await workdays();
  const special = editableCalendarSchema.parse({ ...definition, holidays: ['2026-12-24'] });
  const effect = await rules.calendarEffect('cn-workdays', special);
  expect(effect).toMatchObject({ open: count, later: count, examples: expect.any(Array) });
  const words = { version, name, definition: special, note: '平安夜放假' };
  await rules.writeCalendar(admin, 'cn-workdays', words);
  await expect(rules.writeCalendar(admin, 'cn-workdays', words)).rejects.toMatchObject({
    code: 'version_conflict',
  });
  expect(await recompute()).toBe(count);
  expect(await dueTimes()).toEqual(['2027-01-12T10:00:00.000Z']);
  const { items } = await rules.versions('calendar:cn-workdays');
  expect(items.map(({ version: number, note }) => [number, note])).toEqual([
    [2, '平安夜放假'],
    [1, ''],
  ]);
  await client.query(`UPDATE "PackState" SET checksum = 'other'`);
  await applyPack(database, 'prisma/packs/shenzhen');
  expect(await workdays()).toMatchObject({ isEdited: true, version: 2, openClocks: count });
});

it('of two who save one calendar at one instant one waits, and is refused with who was first', async () => {
  const { definition, version, name } = await workdays();
  const write = (note: string) => () =>
    rules.writeCalendar(admin, 'cn-workdays', { version, name, definition, note });
  const tries = [write('甲先'), write('乙后')];
  expect(await atOnce(database, { name: 'calendar:cn-workdays' }, tries)).toEqual(['version_conflict']);
  expect(await workdays()).toMatchObject({ version: version + 1 });
  const { items } = await rules.versions('calendar:cn-workdays');
  expect(items.filter(({ version: number }) => number === version + 1)).toMatchObject([{ note: '甲先' }]);
});

it('a time limit is tried, saved and known', async () => {
  const policy = (await rules.policies()).items.find(({ code }) => code === 'resolve-complaint');
  if (!policy) throw new Error('the pack has no such policy');
  const words = {
    budget: { amount: 20, unit: 'working_days' as const },
    calendarCode: policy.calendarCode,
    warnAt: policy.warnAt,
  };
  expect(await rules.policyEffect(policy.code, words)).toMatchObject({ open: count, later: count });
  await expect(rules.policyEffect(policy.code, { ...words, calendarCode: 'moon' })).rejects.toMatchObject({
    code: 'bad_request',
  });
  await rules.writePolicy(admin, policy.code, {
    ...words,
    version: policy.version,
    note: '市政府第 12 号令',
  });
  expect(await recompute()).toBe(count);
  expect((await rules.versions(`policy:${policy.code}`)).items).toHaveLength(2);
});
