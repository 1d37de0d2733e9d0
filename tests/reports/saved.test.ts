// Saved reports: when they leave, to whom, once, and what becomes of those that do not arrive.
import { randomUUID } from 'node:crypto';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { primaryFigures } from '../../server/platform/replica.ts';
import { mailFrom } from '../../server/platform/mail-settings.ts';
import type { Period } from '../../server/reports/contract.ts';
import { datesOf } from '../../server/reports/core.ts';
import type { SaveReport, ScheduleRule } from '../../server/reports/saved/contract.ts';
import { nextDue, pauseMs } from '../../server/reports/saved/core.ts';
import { ReportSender } from '../../server/reports/saved/sender.ts';
import { SavedReports } from '../../server/reports/saved/service.ts';
import { createReports } from '../../server/reports/service.ts';
import { demoDatabase } from '../harness/database.ts';
import { TestMailServer } from '../harness/mail-server.ts';
import { testRedis } from '../harness/redis.ts';

describe('a period', () => {
  it.each<[Period, string, string, string]>([
    ['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
    ['last_week', '2026-11-28', '2026-11-16', '2026-11-22'],
    ['last_week', '2026-11-30', '2026-11-23', '2026-11-29'],
    ['this_month', '2026-11-28', '2026-11-01', '2026-11-28'],
    ['last_month', '2026-01-31', '2025-12-01', '2025-12-31'],
    ['last_month', '2028-03-31', '2028-02-01', '2028-02-29'],
    ['last_quarter', '2026-03-15', '2025-10-01', '2025-12-31'],
    ['last_quarter', '2026-11-28', '2026-07-01', '2026-09-30'],
    ['this_year', '2026-11-28', '2026-01-01', '2026-11-28'],
    ['last_year', '2026-11-28', '2025-01-01', '2025-12-31'],
  ])('%s on %s is %s to %s', (period, today, from, to) => {
    expect(datesOf(period, today)).toEqual({ from, to });
  });
});

describe('a schedule', () => {
  const weekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay());
  const rule = (part: Partial<ScheduleRule>): ScheduleRule => ({
    every: 'day',
    day: 1,
    minute: 8 * 60 + 30,
    skipsDaysOff: true,
    ...part,
  });
  // Saturday, 28 November 2026.
  it.each([
    ['the next morning', rule({ skipsDaysOff: false }), '2026-11-28T09:00+08:00', '2026-11-29T08:30+08:00'],
    ['the same day', rule({ skipsDaysOff: false }), '2026-11-28T08:29+08:00', '2026-11-28T08:30+08:00'],
    ['not on days off', rule({}), '2026-11-27T09:00+08:00', '2026-11-30T08:30+08:00'],
    ['on Monday', rule({ every: 'week' }), '2026-11-28T09:00+08:00', '2026-11-30T08:30+08:00'],
    ['after a day off', rule({ every: 'week', day: 6 }), '2026-11-28T09:00+08:00', '2026-11-30T08:30+08:00'],
    [
      'on the last day of a short month',
      rule({ every: 'month', day: 31, skipsDaysOff: false }),
      '2026-11-28T09:00+08:00',
      '2026-11-30T08:30+08:00',
    ],
    [
      'on the working day after the first',
      rule({ every: 'month', day: 1 }),
      '2026-08-01T09:00+08:00',
      '2026-08-03T08:30+08:00',
    ],
  ])('leaves %s', (_, given, after, due) => {
    const [today = ''] = after.split('T');
    expect(nextDue(given, new Date(after), today, weekend).toISOString()).toBe(new Date(due).toISOString());
  });

  it('that is never due is refused', () => {
    expect(() => nextDue(rule({}), new Date(), '2026-11-28', () => true)).toThrow(RangeError);
  });

  it('is tried for two days', () => {
    expect(pauseMs(0)).toBe(5_000);
    expect(pauseMs(40)).toBe(3_600_000);
  });
});

describe('a letter', () => {
  let server: TestMailServer;
  let database: Database;
  let jobs: Jobs;
  let saved: SavedReports;
  let sender: ReportSender;
  const actors: Record<string, Actor> = {};
  const actor = (username: string): Actor => {
    const found = actors[username];
    if (!found) throw new Error(`nobody is ${username}`);
    return found;
  };
  const soon = { timeout: 15_000 };

  const report = (part: Partial<SaveReport>, to: readonly string[] = []): SaveReport => ({
    name: '每月考核',
    filters: { by: 'department', period: 'last_month', days: 30 },
    isShared: false,
    schedule: {
      every: 'day',
      day: 1,
      minute: 480,
      skipsDaysOff: false,
      format: 'xlsx',
      recipientIds: to.map((name) => actor(name).id),
      isActive: true,
    },
    version: 0,
    ...part,
  });
  const deliveriesOf = (id: string) =>
    database.read.reportDelivery.findMany({ where: { reportId: id }, orderBy: { id: 'asc' } });
  /** Its moment comes. */
  const come = async (id: string): Promise<void> => {
    const now = new Date();
    await database.read.reportSchedule.update({ where: { reportId: id }, data: { nextAt: now } });
    await sender.takeDue(id, now);
  };

  beforeAll(async () => {
    const redisUrl = await testRedis();
    server = await TestMailServer.open();
    jobs = new Jobs(redisUrl, createLog('silent'), 2);
    database = openDatabase(await demoDatabase(), jobs.relay);
    const sessions = new Sessions(
      database,
      new Secrets('a-secret-of-the-test-that-is-long-enough'),
      'http://localhost:12345',
    );
    const from = '12345@city.example';
    const mail = mailFrom({
      MAIL_IMAP: new URL('imap://a:b@127.0.0.1'),
      MAIL_SMTP: new URL(server.url),
      MAIL_FROM: from,
    });
    if (!mail) throw new Error('no mailbox');
    const reports = createReports(primaryFigures(database));
    sender = new ReportSender({
      database,
      sessions,
      reports,
      jobs,
      log: createLog('silent'),
      mail,
      leaseMs: 600,
    });
    saved = new SavedReports(database, true, (id, at) => sender.plan(id, at));
    for (const { id, username } of await database.read.user.findMany()) {
      await database.read.user.update({ where: { id }, data: { email: `${username}@city.example` } });
      const found = await sessions.absent(id);
      if (found) actors[username] = found;
    }
    jobs.start(database);
  }, 60_000);
  afterAll(async () => {
    sender?.stop();
    await jobs?.stop();
    await database?.close();
    server?.close();
  });

  it('brings each person what they may see, once for a day', async () => {
    const id = randomUUID();
    await saved.save(actor('supervisor'), id, report({}, ['supervisor', 'lead-water']), new Date());
    await come(id);
    await come(id);
    const states = async () => (await deliveriesOf(id)).map(({ state }) => state);
    await expect.poll(states, soon).toEqual(['sent', 'sent']);
    expect(server.sent).toHaveLength(2);
    const [letter] = server.sent;
    expect(letter?.subject).toMatch(/^每月考核（/);
    expect(letter?.headers.get('auto-submitted')).toBe('auto-generated');
    const [file] = letter?.attachments ?? [];
    expect(file?.filename).toBe('每月考核.xlsx');
    expect((await readSheet(file?.content ?? Buffer.alloc(0), '考核'))[0]?.slice(0, 3)).toEqual([
      '名次',
      '部门',
      '综合得分',
    ]);
    const said = await database.read.auditEntry.count({ where: { action: 'report.mail', subjectId: id } });
    expect(said).toBe(2);
  });

  it('goes to nobody who lost the right, left, or has no address', async () => {
    const id = randomUUID();
    const one = { filters: { by: 'category', department: 'water', days: 30 } } as const;
    const to = ['lead-water', 'dept-police', 'dept-water', 'observer', 'admin'];
    await saved.save(actor('supervisor'), id, report(one, to), new Date());
    const { user } = database.read;
    await user.update({ where: { username: 'dept-water' }, data: { roles: ['agent'] } });
    await user.update({ where: { username: 'observer' }, data: { email: null } });
    await user.update({ where: { username: 'admin' }, data: { isActive: false } });
    await come(id);
    await expect
      .poll(async () => (await deliveriesOf(id)).every(({ state }) => state !== 'waiting'), soon)
      .toBe(true);
    const told = new Map((await deliveriesOf(id)).map(({ userId, withheld }) => [userId, withheld]));
    expect(to.map((name) => told.get(actor(name).id))).toEqual([
      null,
      'without_right',
      'without_right',
      'no_address',
      'account_closed',
    ]);
    expect((await saved.read(actor('supervisor'))).find((row) => row.id === id)?.failed).toBe(4);
  });

  it('that is refused lands among the failed work, and leaves when somebody tries again', async () => {
    const id = randomUUID();
    const pdf = report({}, ['supervisor']);
    const schedule = pdf.schedule && { ...pdf.schedule, format: 'pdf' as const };
    await saved.save(actor('supervisor'), id, { ...pdf, schedule }, new Date());
    server.fate = () => 550;
    await come(id);
    const dead = () => database.read.deadLetter.findMany({ where: { kind: 'report-letter' } });
    await expect.poll(async () => (await dead()).length, soon).toBe(1);
    expect(await deliveriesOf(id)).toMatchObject([{ state: 'failed', attempts: 1 }]);
    server.fate = () => undefined;
    await jobs.replayTimer('report-letter', (await dead())[0]?.payload);
    await expect.poll(async () => (await deliveriesOf(id))[0]?.state, soon).toBe('sent');
    const file = server.sent.at(-1)?.attachments[0]?.content;
    expect(file?.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('stays in the hands of who sends it for as long as the server thinks', async () => {
    const id = randomUUID();
    await saved.save(actor('supervisor'), id, report({}, ['supervisor']), new Date());
    let decide: () => void = () => undefined;
    const decision = new Promise<void>((resolve) => {
      decide = resolve;
    });
    let asked = 0;
    server.thinks = () => {
      asked += 1;
      return decision;
    };
    await come(id);
    await expect.poll(() => asked, soon).toBe(1);
    const leasedUntil = async () => (await deliveriesOf(id))[0]?.leasedUntil?.getTime() ?? 0;
    const later = (await leasedUntil()) + 1_200;
    await expect.poll(leasedUntil, soon).toBeGreaterThan(later);
    await sender.deliver((await deliveriesOf(id))[0]?.id ?? '');
    decide();
    await expect.poll(async () => (await deliveriesOf(id))[0]?.state, soon).toBe('sent');
    expect(asked).toBe(1);
    server.thinks = async () => undefined;
  });

  it('waits for a server that says "later", through a restart and a loss of Redis', async () => {
    const id = randomUUID();
    await saved.save(actor('supervisor'), id, report({}, ['supervisor']), new Date());
    server.fate = () => 451;
    await come(id);
    await expect.poll(async () => (await deliveriesOf(id))[0]?.attempts, soon).toBe(1);
    const [waiting] = await deliveriesOf(id);
    expect(waiting).toMatchObject({ state: 'waiting', error: expect.stringContaining('451') });
    server.fate = () => undefined;
    // Nobody's alarm is known any more; the row is.
    await database.read.reportDelivery.updateMany({
      where: { reportId: id },
      data: { nextAt: new Date(Date.now() - 60_000) },
    });
    const before = server.sent.length;
    sender.start();
    await expect.poll(async () => (await deliveriesOf(id))[0]?.state, soon).toBe('sent');
    expect(server.sent.length).toBe(before + 1);
    expect(server.sent.at(-1)?.messageId).toBe(`<report-${waiting?.id}@letters.onecall>`);
  });

  it('is for staff who may see reports; a colleague opens what is shared and changes nothing', async () => {
    const id = randomUUID();
    const to = { ...report({}, ['agent1']), isShared: true };
    const refused = saved.save(actor('lead-water'), id, to, new Date());
    await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
    const foreign = saved.save(actor('lead-water'), id, report({}, ['lead-police']), new Date());
    await expect(foreign).rejects.toMatchObject({ code: 'bad_request' });
    await saved.save(actor('lead-water'), id, { ...to, schedule: null }, new Date());
    const seen = async (name: string) => (await saved.read(actor(name))).some((row) => row.id === id);
    expect(await seen('lead-water')).toBe(true);
    expect(await seen('lead-police')).toBe(false);
    const renamed = { ...to, schedule: null, name: '改', version: 1 };
    await expect(saved.save(actor('supervisor'), id, renamed, new Date())).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      saved.save(actor('lead-water'), id, { ...renamed, version: 7 }, new Date()),
    ).rejects.toMatchObject({ code: 'version_conflict' });
    await saved.remove(actor('lead-water'), id);
    expect(await seen('lead-water')).toBe(false);
  });
});
