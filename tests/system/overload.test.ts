// A process that is given too little of the machine for the calls that it carries: it takes no more until it keeps up.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { SipPhone, type SipTalk } from '../harness/sip-phone.ts';

const carried = 20;

let app: App;
let carrier: SipPhone;
let house: string;
const talks: SipTalk[] = [];

beforeAll(async () => {
  const [sipPort, carrierPort] = [await freePort(), await freePort()];
  house = `sip:12345@127.0.0.1:${sipPort}`;
  carrier = await SipPhone.open({ host: '127.0.0.1', port: carrierPort });
  app = await startApp({
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    env: { SIP_LISTEN: `udp:${sipPort}`, SIP_TRUNK: `sip:127.0.0.1:${carrierPort}` },
  });
}, 120_000);
afterAll(async () => {
  for (const talk of talks) talk.leg.hangUp();
  await app?.stop();
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
