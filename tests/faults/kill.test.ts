// The server is killed in the middle of its work, and Redis forgets everything: what was acknowledged is there, once.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema, resumedSchema } from '../../server/intake/contract.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, freePort, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let options: Parameters<typeof startApp>[0];
let database: pg.Client;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'onecall-kill-'));
  options = {
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    port: await freePort(),
    dataDir,
  };
  database = new pg.Client({ connectionString: options.databaseUrl });
  await database.connect();
  app = await startApp(options);
}, 120_000);

afterAll(async () => {
  await app?.stop();
  await database?.end();
  if (options?.dataDir) rmSync(options.dataDir, { recursive: true, force: true });
});

it('no acknowledged message is lost or doubled when the server is killed while they arrive', async () => {
  const api = new Api(app.base);
  const citizens = await Promise.all(
    Array.from({ length: 10 }, () =>
      api.post('/api/chat/session', { browserId: randomUUID(), lang: 'zh' }, chatSessionSchema),
    ),
  );
  const sent: { id: string; token: string; isAcknowledged: boolean }[] = [];
  const send = async (token: string, id: string): Promise<boolean> => {
    const answer = await fetch(`${app.base}/api/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Citizen ${token}` },
      body: JSON.stringify({ id, text: `第 ${id.slice(0, 4)} 条` }),
    }).catch(() => undefined);
    return answer?.ok ?? false;
  };
  const sending = citizens.flatMap(({ token }) =>
    Array.from({ length: 10 }, async () => {
      const one = { id: randomUUID(), token, isAcknowledged: false };
      sent.push(one);
      one.isAcknowledged = await send(token, one.id);
    }),
  );
  await expect
    .poll(() => sent.filter((one) => one.isAcknowledged).length, { interval: 5, timeout: 10_000 })
    .toBeGreaterThan(10);
  await app.kill();
  await Promise.all(sending);
  const acknowledged = sent.filter((one) => one.isAcknowledged);
  expect(acknowledged.length).toBeLessThan(sent.length);

  app = await startApp(options);
  // Whoever got no answer sends again under the same id.
  for (const one of sent.filter((each) => !each.isAcknowledged))
    expect(await send(one.token, one.id)).toBe(true);
  for (const { token } of citizens) {
    const answer = await fetch(`${app.base}/api/chat/messages?lastSeq=0`, {
      headers: { authorization: `Citizen ${token}` },
    });
    const { messages } = resumedSchema.parse(await answer.json());
    const mine = sent.filter((one) => one.token === token).map((one) => one.id);
    const there = messages.filter((message) => message.author === 'citizen').map((message) => message.id);
    expect(there.sort()).toEqual(mine.sort());
    expect(messages.map((message) => message.seq)).toEqual(messages.map((_message, index) => index + 1));
  }
  const { rows } = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM "Interaction" WHERE channel = 'chat'`,
  );
  expect(rows[0]?.n).toBe(citizens.length);
}, 90_000);

it('a clock breaches within two seconds of its time, also when Redis has forgotten its alarm', async () => {
  const api = new Api(app.base);
  await api.signIn('dispatcher', 'onecall-demo');
  const file = async (): Promise<string> => {
    const body = {
      id: randomUUID(),
      kind: 'complaint',
      title: '路灯不亮',
      text: '科苑路路灯不亮',
      channel: 'web',
      citizenPhone: '13800138000',
    };
    return (await api.post('/api/tickets', body, ticketCreatedSchema)).ticket.id;
  };
  const [withAlarm, withoutAlarm] = [await file(), await file()];
  const due = new Date(Date.now() + 2_500);
  await database.query(
    `UPDATE "TicketClock" SET "dueAt" = $1, "nextFireAt" = $1, warnings = '[]' WHERE "ticketId" = ANY($2)`,
    [due, [withAlarm, withoutAlarm]],
  );
  const redis = new Redis(options.redisUrl);
  await redis.flushdb();
  redis.disconnect();
  const breachOf = async (ticketId: string): Promise<number> => {
    const { rows } = await database.query<{ at: Date }>(
      `SELECT at FROM "TicketEvent" WHERE "ticketId" = $1 AND command = 'clock_breach'`,
      [ticketId],
    );
    return rows.length;
  };
  await expect
    .poll(async () => (await breachOf(withAlarm)) + (await breachOf(withoutAlarm)), { timeout: 8_000 })
    .toBe(2);
  const { rows } = await database.query<{ late: number }>(
    `SELECT max(extract(epoch FROM e.at - c."dueAt"))::float AS late FROM "TicketEvent" e JOIN "TicketClock" c USING ("ticketId") WHERE e.command = 'clock_breach'`,
  );
  expect(rows[0]?.late).toBeGreaterThanOrEqual(0);
  expect(rows[0]?.late).toBeLessThan(6);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect((await breachOf(withAlarm)) + (await breachOf(withoutAlarm))).toBe(2);
}, 120_000);
