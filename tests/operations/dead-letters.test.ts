// Work that cannot be done holds up nothing else, is not lost, and is tried again when somebody says so.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { DeadLetters } from '../../server/operations/service.ts';
import { readOperations } from '../../server/operations/state.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { notNow, tellsOfOutage } from '../../server/platform/outage.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedis, testRedisClient } from '../harness/redis.ts';

const admin = randomUUID();
let database: Database;
let jobs: Jobs;
let letters: DeadLetters;
let timer: ReturnType<typeof defineTimer>;
const poison = '13800001234';
const acted: string[] = [];
const rung: string[] = [];
let isMended = false;
let outages = 0;

function defineTimer() {
  return jobs.timer({
    name: 'bell',
    schema: z.object({ name: z.string() }),
    run: async ({ name }) => {
      if (!isMended) throw new Error('the bell is broken');
      rung.push(name);
    },
  });
}

beforeAll(async () => {
  const redisUrl = await testRedis();
  jobs = new Jobs(redisUrl, createLog('silent'), 2);
  database = openDatabase(await testDatabase(), jobs.relay);
  letters = new DeadLetters(database, jobs);
  timer = defineTimer();
  jobs.consume(database, 'filing', {
    'matter.left': async ({ interactionId, phone }) => {
      if (phone === poison && !isMended) throw new Error(`cannot file for ${poison}`);
      if (phone === 'away' && outages < 2) {
        outages += 1;
        throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      }
      acted.push(interactionId);
    },
  });
  await database.change(async ({ tx }) => {
    await tx.user.create({
      data: {
        id: admin,
        username: 'a',
        nameZh: '管理员',
        nameEn: 'Admin',
        passwordHash: '',
        roles: ['admin'],
      },
    });
  });
  jobs.start(database);
});
afterAll(async () => {
  await jobs?.stop();
  await database?.close();
});

const leave = (phone: string | null): Promise<string> =>
  database.change(async ({ emit }) => {
    const interactionId = randomUUID();
    emit('matter.left', { interactionId, phone });
    return interactionId;
  });
const waiting = async () => (await letters.read({ state: 'waiting', limit: 50 })).items;
const soon = { timeout: 15_000, interval: 50 };

describe('work that fails each time', () => {
  it('is put aside with its error, starred out, while everything else goes on; a server that is away puts nothing aside', async () => {
    const bad = [await leave(poison), await leave(poison)];
    const good = [await leave('away'), ...(await Promise.all(Array.from({ length: 10 }, () => leave(null))))];
    await timer.set('one', new Date(), { name: 'one' });
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(3), soon);
    await vi.waitFor(() => expect(acted.toSorted()).toEqual(good.toSorted()), soon);
    await vi.waitFor(async () => expect(await database.read.outbox.count()).toBe(0), soon);

    const found = await waiting();
    const ofFiling = found.filter(({ queue }) => queue === 'filing');
    expect(ofFiling[0]).toMatchObject({
      kind: 'matter.left',
      attempts: 2,
      times: 1,
      error: 'cannot file for 138****1234',
    });
    expect(
      ofFiling.map(({ payload }) =>
        z.object({ interactionId: z.string(), phone: z.string() }).parse(JSON.parse(payload)),
      ),
    ).toEqual(expect.arrayContaining(bad.map((interactionId) => ({ interactionId, phone: '138****1234' }))));
    expect(found.find(({ queue }) => queue === 'timers')).toMatchObject({
      kind: 'bell',
      error: 'the bell is broken',
    });
    const state = await readOperations({
      replica: undefined,
      model: () => Promise.reject(new Error('nobody asks')),
      database,
      jobs,
      redis: await testRedisClient(),
      clocks: async () => ({ open: 0, overdue: 0, latest: null }),
      sms: async () => ({ waiting: 0, oldest: null }),
      doors: async () => [],
    });
    expect(state.queues.map(({ name, dead, pending }) => [name, dead, pending])).toEqual([
      ['filing', 2, 0],
      ['timers', 1, 0],
    ]);
    expect(state).toMatchObject({ database: { state: 'up' }, redis: { state: 'up' } });
  });

  it('dies again when it is tried for nothing, and is done once when it was mended', async () => {
    const [first] = (await waiting()).filter(({ queue }) => queue === 'filing');
    await letters.replay(admin, first?.id ?? '');
    await vi.waitFor(
      async () => expect((await waiting()).find(({ id }) => id === first?.id)).toMatchObject({ times: 2 }),
      soon,
    );
    isMended = true;
    const before = acted.length;
    expect(await letters.replayAll(admin, null)).toBe(3);
    await vi.waitFor(() => expect([acted.length, rung]).toEqual([before + 2, ['one']]), soon);
    await vi.waitFor(async () => expect(await database.read.outbox.count()).toBe(0), soon);
    const { items } = await letters.read({ state: 'replayed', limit: 50 });
    expect(items).toHaveLength(3);
    expect(items[0]?.settledBy).toEqual({ zh: '管理员', en: 'Admin' });
    await expect(letters.replay(admin, first?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be given up, with a reason that stays', async () => {
    isMended = false;
    await leave(poison);
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), soon);
    const id = (await waiting())[0]?.id ?? '';
    await letters.discard(admin, id, '市民已来电说明');
    expect(await waiting()).toEqual([]);
    await expect(letters.discard(admin, id, '再来')).rejects.toMatchObject({ code: 'not_found' });
    const deeds = await database.read.auditEntry.findMany({
      where: { subjectType: 'dead_letter' },
      orderBy: { at: 'asc' },
    });
    expect(deeds.map(({ action }) => action)).toEqual([
      ...Array(4).fill('dead_letter.replay'),
      'dead_letter.discard',
    ]);
    expect(deeds.at(-1)?.detail).toMatchObject({ reason: '市民已来电说明' });
  });
});

it('tells an outage from a fault, however deep it lies', () => {
  const full = Object.assign(new Error('could not extend file'), { code: '53100' });
  for (const error of [
    full,
    new Error('wrapped', { cause: full }),
    Object.assign(new Error('x'), { meta: { code: '57P03' } }),
    new Error("OOM command not allowed when used memory > 'maxmemory'."),
  ])
    expect(tellsOfOutage(error)).toBe(true);
  for (const error of [new Error('no such ticket'), Object.assign(new Error('dup'), { code: '23505' }), null])
    expect(tellsOfOutage(error)).toBe(false);
  // A line that broke is "not now" to whoever asked; whether work waits for it is asked of Postgres itself.
  const broken = new Error('x', { cause: new Error('Connection terminated unexpectedly') });
  expect([notNow(broken)?.code, tellsOfOutage(broken), notNow(new Error('no such ticket'))]).toEqual([
    'unavailable',
    false,
    undefined,
  ]);
  // What pg says of a connection that broke between two statements.
  const between = new Error('Client has encountered a connection error and is not queryable');
  expect(notNow(between)?.code).toBe('unavailable');
  // A disk that is full, whosever it is, and a Redis without memory are told apart from what is merely away.
  const noSpace = Object.assign(new Error('write'), { code: 'ENOSPC' });
  const misconf = new Error('MISCONF Errors writing to the AOF file: No space left on device');
  for (const error of [full, noSpace, misconf, new Error('OOM command not allowed')]) {
    expect(notNow(error)?.code).toBe('no_room');
    expect(tellsOfOutage(error)).toBe(true);
  }
});
