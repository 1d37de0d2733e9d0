// The primary Redis dies in the middle of messages: its sentinels name another, and nothing acknowledged is lost.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { type Sentinels, startSentinels } from '../harness/sentinels.ts';
import { ask, Load } from '../faults/city/load.ts';
import { judge, wrongs } from '../faults/city/verdict.ts';

let sentinels: Sentinels;
let app: App;
let client: pg.Client;

beforeAll(async () => {
  sentinels = await startSentinels();
  const databaseUrl = await demoDatabase();
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  app = await startApp({ databaseUrl, redisUrl: sentinels.url });
}, 120_000);

afterAll(async () => {
  await app?.kill();
  await client?.end();
  await sentinels?.stop();
});

it('goes on with the next primary: nothing acknowledged is lost, doubled, out of order or left waiting', async () => {
  const load = new Load(app.base);
  load.start({ citizens: 3, telephones: 1, desks: 1, agents: 2 });
  await pause(3_000);
  await sentinels.killPrimary();
  await sentinels.successor();
  await expect
    .poll(async () => (await ask(`${app.base}/ready`, 5_000)).said, { timeout: 60_000, interval: 250 })
    .toMatchObject({ ready: true });
  await pause(2_000);
  await load.finish();
  let wrong: Record<string, number> = {};
  const isQuiet = async (): Promise<boolean> => {
    wrong = wrongs(await judge(client, load));
    return Object.values(wrong).every((figure) => figure === 0);
  };
  for (const until = Date.now() + 60_000; !(await isQuiet()) && Date.now() < until; ) await pause(500);
  load.close();
  expect(wrong).toEqual(Object.fromEntries(Object.keys(wrong).map((name) => [name, 0])));
  expect(load.messages.length).toBeGreaterThan(5);
});
