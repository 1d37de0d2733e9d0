// A primary Redis that dies under a process is told of in two lines, however many connections were lost.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { type Sentinels, startSentinels } from '../harness/sentinels.ts';

let sentinels: Sentinels;
let app: App;
beforeAll(async () => {
  sentinels = await startSentinels();
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: sentinels.url });
}, 240_000);
afterAll(async () => {
  await app?.kill();
  await sentinels?.stop();
});

const lineSchema = z.object({ level: z.number(), msg: z.string(), awayMs: z.number().optional() });
const lines = () =>
  app
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => lineSchema.parse(JSON.parse(line)));

it('says that Redis is away once, and once that it is back and after how long', async () => {
  await sentinels.killPrimary();
  await sentinels.successor();
  await expect
    .poll(() => lines().map(({ msg }) => msg), { timeout: 120_000, interval: 200 })
    .toContain('Redis is back');
  const [away, back] = ['Redis is away', 'Redis is back'].map((words) =>
    lines().filter(({ msg }) => msg === words),
  );
  expect(away).toHaveLength(1);
  expect(back).toHaveLength(1);
  expect(back?.[0]?.awayMs).toBeGreaterThan(0);
  const others = lines().filter(({ level, msg }) => level >= 40 && msg !== 'Redis is away');
  // Work that was cut off in the moment itself is told of; what merely waits is not. Who is away for longer is missed more often.
  const tens = Math.max(1, (back?.[0]?.awayMs ?? 0) / 10_000);
  expect(others.length, JSON.stringify(others)).toBeLessThan(10 * tens);
}, 180_000);
