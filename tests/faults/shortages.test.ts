// A house that runs short of something while people go on: they are told so in their language, nothing acknowledged is
// lost, and when it is there again all goes on by itself. (`npm run test:faults -- --only …` does the same for longer.)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canMount } from './city/disk.ts';
import { House } from './city/house.ts';
import { Load } from './city/load.ts';
import {
  breakCommits,
  fillDatabase,
  fillFiles,
  fillRedis,
  jumpClock,
  slowCommits,
  slowDatabase,
} from './city/shortages.ts';
import { judge, wrongs } from './city/verdict.ts';
import { shiftedClock, type ShiftedClock } from '../harness/shifted-clock.ts';

const place = mkdtempSync(join(tmpdir(), 'onecall-shortages-'));
const hasDisks = canMount(join(place, 'probe'));
const clock: ShiftedClock | undefined = await shiftedClock(join(place, 'shift'), join(place, 'apt.log'));
let house: House;
let load: Load;
let client: pg.Client;

beforeAll(async () => {
  house = await House.open({
    ...(hasDisks && { disks: { databaseMB: 300, filesMB: 64 } }),
    ...(clock && { env: clock.env }),
    postgres: { settings: slowCommits },
  });
  load = new Load(house.base);
  load.start({ citizens: 3, telephones: 1, desks: 1, agents: 2 });
}, 120_000);

afterAll(async () => {
  load?.close();
  await client?.end();
  await house?.close();
  rmSync(place, { recursive: true, force: true });
});

const full = {
  code: 'no_room',
  zh: '系统存储空间不足，这次没有保存。请稍后再试。',
  en: 'Our storage is full, so this was not saved. Please try again in a moment.',
};

it.runIf(hasDisks)('a full disk of Postgres is told of, and left behind without a hand', async () => {
  expect(await fillDatabase({ house, load }, 500)).toEqual({
    ...full,
    why: expect.stringMatching(/^database_no_/),
  });
});

it.runIf(hasDisks)('a full disk of files refuses files, and nothing else', async () => {
  expect(await fillFiles({ house, load }, 0)).toEqual({ ...full, why: 'files_no_room', saidMeanwhile: 200 });
});

it('a Redis without memory stops nobody who writes', async () => {
  const { why, saidMeanwhile } = await fillRedis({ house, load }, 1_000);
  expect(why).toBe('redis_no_room');
  expect(saidMeanwhile).toMatchObject({ status: 200 });
});

it.runIf(clock)(
  'a clock that jumps an hour, ahead and back, moves no deadline and dates nothing wrong',
  async () => {
    const watched = new pg.Client({ connectionString: house.databaseUrl() });
    await watched.connect();
    await load.shortenClocks(watched, 4_000);
    await watched.end();
    const [ahead = 0, behind = 0] = clock ? await jumpClock({ house, load }, clock, 2_500) : [];
    expect(ahead).toBeGreaterThan(3_500);
    expect(behind).toBeLessThan(-3_500);
  },
);

it('a Postgres that takes seconds for everything gives everybody an answer in time, and doubles nothing', async () => {
  const { why, answers, slowestMs } = await slowDatabase({ house, load }, 0, 2_500);
  expect(why).toBe('database_no_answer');
  expect(Object.keys(answers).filter((answer) => !/^(200|503 unavailable)$/.test(answer))).toEqual([]);
  expect(slowestMs).toBeLessThan(36_000);
});

it('a Postgres that panics or is killed while it commits comes back with all that it said', async () => {
  expect(await breakCommits({ house, load }, 3)).toEqual({ panic: 1, session: 1, server: 1 });
});

it('after all of it nothing acknowledged is lost, doubled, out of order, early or told twice', async () => {
  await load.finish();
  client = new pg.Client({ connectionString: house.databaseUrl() });
  await client.connect();
  let wrong: Record<string, number> = {};
  const quiet = async () => {
    wrong = wrongs(await judge(client, load));
    return Object.values(wrong).every((figure) => figure === 0);
  };
  for (const until = Date.now() + 60_000; !(await quiet()) && Date.now() < until; ) await pause(500);
  const none = Object.fromEntries(Object.keys(wrong).map((name) => [name, 0]));
  expect(wrong).toEqual(none);
  const unclear = [...load.refusals.keys()].filter(
    (refusal) => !/ (503 (unavailable|no_room)|no answer)$/.test(refusal),
  );
  expect(unclear).toEqual([]);
});
