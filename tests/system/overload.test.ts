// A process that is given too little of the machine for the calls that it carries: it takes no more until it keeps up.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { TestPhone } from '../harness/phone.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { SipPhone, type SipTalk } from '../harness/sip-phone.ts';

const carried = 20;

let app: App;
let other: App | undefined;
let database: pg.Client;
let start: (env: Record<string, string>) => Promise<App>;
let carrier: SipPhone;
let house: string;
const talks: SipTalk[] = [];

beforeAll(async () => {
  const [sipPort, carrierPort] = [await freePort(), await freePort()];
  house = `sip:12345@127.0.0.1:${sipPort}`;
  carrier = await SipPhone.open({ host: '127.0.0.1', port: carrierPort });
  const [databaseUrl, redisUrl] = [await demoDatabase(), await testRedis()];
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  start = (env) => startApp({ databaseUrl, redisUrl, env });
  app = await start({ SIP_LISTEN: `udp:${sipPort}`, SIP_TRUNK: `sip:127.0.0.1:${carrierPort}` });
}, 120_000);
afterAll(async () => {
  for (const talk of talks) talk.leg.hangUp();
  await Promise.all([app?.stop(), other?.stop()]);
  await database?.end();
  await carrier?.close();
}, 30_000);

async function ring(number: string): Promise<SipTalk | string> {
  const answer = await carrier.call(house, number);
  if (typeof answer !== 'string') talks.push(answer);
  return answer;
}

/** The process gets a tenth of the time until this is done. */
async function starvedUntil<T>(done: Promise<T>): Promise<T> {
  let isDone = false;
  void done.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    process.kill(app.pid, 'SIGSTOP');
    await pause(350);
    process.kill(app.pid, 'SIGCONT');
    await pause(40);
  }
  return done;
}

it('refuses a call while those that it carries lose sound, and takes the next when it keeps up', async () => {
  for (let at = 0; at < carried; at += 1)
    expect(await ring(`+86138000001${at + 10}`), `call ${at}`).not.toBeTypeOf('string');
  const refused = await starvedUntil(pause(4_000).then(() => ring('+8613800000200')));
  expect(refused).toBe('failed');
  expect(talks.filter(({ end }) => end !== undefined)).toEqual([]);
  await expect.poll(() => ring('+8613800000201'), { timeout: 30_000, interval: 1_000 }).toBeTypeOf('object');
}, 90_000);

it('lets another process carry who rings in a browser meanwhile', async () => {
  expect(talks.filter(({ end }) => end === undefined).length).toBeGreaterThanOrEqual(carried);
  const asked = { browserId: randomUUID(), lang: 'zh' };
  const { token } = await new Api(app.base).post('/api/chat/session', asked, chatSessionSchema);
  const citizen = await connect(app.base, '/citizen', { token });
  other = await start({ ONECALL_ROLES: 'media' });
  const callId = randomUUID();
  const rings = async (sdp: string) =>
    (await call(citizen, 'phone:start', { callId, sdp }, z.object({ sdp: z.string() }))).sdp;
  const phone = await starvedUntil(pause(4_000).then(() => TestPhone.open(rings)));
  try {
    await expect.poll(() => phone.packetsHeard).toBeGreaterThan(10);
    const { rows } = await database.query(
      `SELECT DISTINCT split_part("callRef", '-', 1) AS line, split_part("callRef", '-', 2) AS process
       FROM "CallSession" WHERE "endedAt" IS NULL ORDER BY 1`,
    );
    expect(rows).toEqual([
      { line: 'sip', process: expect.any(String) },
      { line: 'web', process: expect.any(String) },
    ]);
    expect(rows[0]?.process).not.toBe(rows[1]?.process);
  } finally {
    await phone.close();
    citizen.disconnect();
  }
}, 120_000);
