// sipp → trunk → flow → queue → agent: 100 callers at 10 a second, each with a key, each answered by an agent of their
// own on a desk telephone, each talk recorded. Prints its counts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';
import { findProgram } from '../../scripts/bootstrap/commands.mjs';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { createAccount } from '../../server/admin/accounts.ts';
import { newDeskPasswordSchema } from '../../server/intake/hotline/contract.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { callsFrom } from '../harness/fields.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { SipPhone, type SipTalk } from '../harness/sip-phone.ts';
import { callBySipp } from '../harness/sipp/callers.ts';

const calls = 100;
const password = 'a-password-for-load';
const agentHz = 1_000;

let app: App;
let database: pg.Client;
let desks: SipPhone;
const talks = new Map<string, SipTalk[]>();
const sip = { house: 0, desks: 0, carrier: 0 };
const closers: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  if (!findProgram(['sipp']) && canInstall())
    await aptInstall(['sip-tester'], join(tmpdir(), 'onecall-load-apt.log'));
  const databaseUrl = await demoDatabase();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  for (const part of ['house', 'desks', 'carrier'] as const) sip[part] = await freePort();
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: { SIP_LISTEN: `udp:${sip.house}`, SIP_TRUNK: `sip:127.0.0.1:${sip.carrier}`, LOG_LEVEL: 'warn' },
  });
  desks = await SipPhone.open({ host: '127.0.0.2', port: sip.desks });
  desks.onRing = (ringing) => {
    const account = /^sip:([^@]+)@/.exec(ringing.request.uri)?.[1] ?? '';
    ringing.ring();
    void desks.answer(ringing).then((talk) => {
      talk.say(agentHz);
      talks.set(account, [...(talks.get(account) ?? []), talk]);
    });
  };
  const rooms = openDatabase(databaseUrl, { publish: () => undefined });
  const names = Array.from({ length: calls }, (_none, at) => `load${at}`);
  const open = async (): Promise<void> => {
    for (let username = names.shift(); username !== undefined; username = names.shift()) {
      await createAccount(rooms, {
        username,
        nameZh: username,
        nameEn: username,
        roles: ['agent'],
        queues: ['general'],
        skills: { general: 3, zh: 3, yue: 3 },
        capacity: 3,
        password,
      });
      await bringIn(username);
    }
  };
  await Promise.all(Array.from({ length: 4 }, open));
  await rooms.close();
});

afterAll(async () => {
  for (const close of closers) await close();
  await desks?.close();
  await app?.stop();
  await database?.end();
});

/** An agent with a desk telephone who accepts what is offered. */
async function bringIn(username: string): Promise<void> {
  const api = new Api(app.base);
  await api.signIn(username, password);
  const account = await api.post('/api/desk/phone/password', {}, newDeskPasswordSchema);
  const credentials = { user: account.account, password: account.password };
  expect(await desks.register(`sip:127.0.0.1:${sip.house}`, credentials)).toBe(200);
  const chosen = await fetch(`${app.base}/api/desk/phone`, {
    method: 'PUT',
    headers: { cookie: api.cookie, 'content-type': 'application/json', 'x-onecall': '1' },
    body: JSON.stringify({ isChosen: true }),
  });
  expect(chosen.status).toBe(200);
  const socket = await connect(app.base, '/staff', { cookie: api.cookie });
  closers.push(() => void socket.disconnect());
  socket.on('offer', (raw: unknown) => {
    const { id } = offerViewSchema.parse(raw);
    void call(socket, 'offer:accept', { offerId: id }, interactionViewSchema);
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
}

const toldSchema = z.object({
  language: z.string(),
  outcome: z.string().nullable(),
  agentId: z.string().nullable(),
  waitedS: z.number().nullable(),
  isInOrder: z.boolean(),
  recordings: z.number(),
});

it('100 callers at 10 a second: 100 answered by agents, 100 keys heard, 100 talks recorded, none lost', async () => {
  const numbers = Array.from({ length: calls }, (_none, at) => `139${String(at).padStart(8, '0')}`);
  // After its key this caller sends no sound, and a line without sound is hung up after 20 s.
  const sipp = await callBySipp(sip.house, numbers, { staysMs: 15_000, soundPort: 26_000, withinS: 120 });
  if (sipp.errors.length > 0) console.log(sipp.errors.join('').slice(0, 2_000));
  const told = async () =>
    z.array(toldSchema).parse(
      (
        await database.query(
          `SELECT c.session ->> 'language' AS language, c.session ->> 'outcome' AS outcome, i."agentId",
             extract(epoch FROM i."acceptedAt" - i."arrivedAt")::float AS "waitedS",
             coalesce(c."startedAt" <= i."acceptedAt" AND i."acceptedAt" <= i."endedAt"
               AND i."endedAt" <= c."endedAt" + interval '1 s', false) AS "isInOrder",
             (SELECT count(*)::int FROM "Recording" r WHERE r."callRef" = c."callRef" AND r."durationS" > 0) AS recordings
           FROM "CallSession" c LEFT JOIN "Interaction" i ON i.id = c."interactionId"
           WHERE c."callRef" = ANY ($1) AND c."endedAt" IS NOT NULL`,
          [await callsFrom(database, '+86139')],
        )
      ).rows,
    );
  await expect.poll(async () => (await told()).length, { timeout: 20_000 }).toBe(calls);
  await expect
    .poll(async () => (await told()).filter(({ recordings }) => recordings === 1).length, { timeout: 20_000 })
    .toBe(calls);
  const all = await told();
  const waits = all.map(({ waitedS }) => waitedS ?? Number.NaN).sort((a, b) => a - b);
  const counts = {
    sipp: sipp.code,
    calls: all.length,
    keys: all.filter(({ language }) => language === 'yue').length,
    answered: all.filter(({ outcome }) => outcome === 'answered').length,
    agents: new Set(all.map(({ agentId }) => agentId)).size,
    talksOnDesks: [...talks.values()].flat().length,
    timesInOrder: all.filter(({ isInOrder }) => isInOrder).length,
    recorded: all.reduce((sum, { recordings }) => sum + recordings, 0),
  };
  console.log({ ...counts, waitS: { p50: waits[49], p95: waits[94], most: waits[99] } });
  expect(counts).toEqual({
    sipp: 0,
    calls,
    keys: calls,
    answered: calls,
    agents: calls,
    talksOnDesks: calls,
    timesInOrder: calls,
    recorded: calls,
  });
});
