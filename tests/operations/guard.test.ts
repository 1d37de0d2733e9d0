// While a door is flooded browsers work for what unknown citizens write there; otherwise nobody is asked.
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../../server/platform/errors.ts';
import { type Door, workAskedSchema } from '../../server/platform/guard/contract.ts';
import { Guard } from '../../server/platform/guard/guard.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { openRedis } from '../../server/platform/redis.ts';
import { testRedis } from '../harness/redis.ts';

const minute = 60_000;
const perMinute = 20;
let redis: Redis;
let now = Math.ceil(Date.now() / minute) * minute;

beforeAll(async () => {
  redis = openRedis(await testRedis(), createLog('silent'));
});
afterAll(() => redis.disconnect());

function guardOf(order = { isOn: false }) {
  const metrics = createMetrics();
  const isOrdered = async () => order.isOn;
  const settings = { key: 'a key of tests', perMinute, calmMs: 5 * minute, log: createLog('silent') };
  return { guard: new Guard({ redis, ...settings, isOrdered, metrics }, () => now), metrics };
}

/** What a write meets: nothing, or the refusal. */
async function write(guard: Guard, door: Door, given: { work?: string; address?: string; isPlain?: true }) {
  const { work, address = '203.0.113.7', isPlain = false } = given;
  try {
    await guard.pass(door, { work, address, isPlain });
    return 'in';
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function flood(guard: Guard, door: Door, writes: number) {
  const met = [];
  for (let one = 0; one < writes; one += 1) met.push(await write(guard, door, {}));
  return met.map((answer) => (typeof answer === 'string' ? answer : answer.code));
}

async function solutionFor(refusal: unknown): Promise<string> {
  if (!(refusal instanceof AppError)) throw new Error('was let in');
  const { challenge } = workAskedSchema.parse({ error: { details: refusal.details } }).error.details;
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

it('asks nobody while no more come than ever come, and of one door only what is flooded', async () => {
  const { guard } = guardOf();
  expect(new Set(await flood(guard, 'chat', perMinute))).toEqual(new Set(['in']));
  expect(new Set(await flood(guard, 'chat', 30))).toEqual(new Set(['work_required']));
  expect(await write(guard, 'filing', {})).toBe('in');
});

it('lets in who has worked: once, at that door, in whichever process', async () => {
  const [{ guard, metrics }, { guard: other }] = [guardOf(), guardOf()];
  const work = await solutionFor(await write(guard, 'chat', {}));
  expect(await write(other, 'chat', { work })).toBe('in');
  expect(await write(guard, 'chat', { work })).toMatchObject({ code: 'work_required' });
  await flood(guard, 'filing', perMinute + 5);
  const ofChat = await solutionFor(await write(guard, 'chat', {}));
  expect(await write(guard, 'filing', { work: ofChat })).toMatchObject({ code: 'work_required' });
  expect(await write(guard, 'filing', { work: 'bm90IHdvcms=' })).toMatchObject({ code: 'work_required' });
  expect(await metrics.read()).toContain('onecall_guard_flooded{door="chat"} 1');
});

it('takes a few a minute from pages without scripts, of one address and of all', async () => {
  const { guard } = guardOf();
  const plain = (address: string) => write(guard, 'chat', { address, isPlain: true });
  for (let one = 0; one < 6; one += 1) expect(await plain('198.51.100.1')).toBe('in');
  expect(await plain('198.51.100.1')).toMatchObject({ code: 'door_crowded' });
  expect(await plain('198.51.100.2')).toBe('in');
});

it('ends by itself when the flood does, and a flood does not become what is usual', async () => {
  const { guard } = guardOf();
  const [chat] = await guard.doors();
  expect(chat).toMatchObject({ door: 'chat', floodedSince: new Date(now) });
  now += 4 * minute;
  expect(await write(guard, 'chat', {})).toMatchObject({ code: 'work_required' });
  now += 2 * minute;
  expect(await write(guard, 'chat', {})).toBe('in');
  expect((await guard.doors())[0]).toMatchObject({ floodedSince: null, floodFrom: perMinute });
});

it('calls ten times of what is usual a flood where much is usual', async () => {
  const { guard } = guardOf();
  for (let one = 0; one < 120; one += 1) {
    now += minute;
    await flood(guard, 'petition', 8);
  }
  const [usual] = (await guard.doors()).filter(({ door }) => door === 'petition');
  expect(usual?.floodFrom).toBeGreaterThan(2 * perMinute);
  expect(usual?.floodedSince).toBeNull();
});

it('asks at every door while a supervisor orders it', async () => {
  const order = { isOn: true };
  const { guard } = guardOf(order);
  expect(await write(guard, 'disclosure', {})).toMatchObject({ code: 'work_required' });
  order.isOn = false;
  now += minute;
  expect(await write(guard, 'disclosure', {})).toBe('in');
});
