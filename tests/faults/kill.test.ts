// The server is killed in the middle of its work, and Redis forgets everything: what was acknowledged is there, once.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema, resumedSchema } from '../../server/intake/contract.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { freePort } from '../harness/ports.ts';
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

it('what many write at one moment is stored together, and what holds one of them up holds up nobody else', async () => {
  const api = new Api(app.base);
  const meet = () =>
    api.post('/api/chat/session', { browserId: randomUUID(), lang: 'zh' }, chatSessionSchema);
  const citizens = await Promise.all(Array.from({ length: 24 }, meet));
  // Not of those whom an earlier try met.
  const ofThem = [citizens.map(({ citizenId }) => citizenId)];
  const say = async (token: string, id: string, text: string): Promise<[number, unknown]> => {
    const answer = await fetch(`${app.base}/api/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Citizen ${token}` },
      body: JSON.stringify({ id, text }),
    });
    return [answer.status, await answer.json()];
  };
  const sayAll = (who: typeof citizens, text: string) =>
    Promise.all(who.map(({ token }) => say(token, randomUUID(), text)));
  await sayAll(citizens, '您好，路灯坏了');
  const said = await sayAll(citizens, '在小区门口');
  expect(said.map(([status]) => status)).toEqual(citizens.map(() => 200));
  const { rows: together } = await database.query(
    `SELECT count(*)::int AS messages, count(DISTINCT m.xmin::text)::int AS transactions,
       min(m.seq) = max(m.seq) AS "isEven"
     FROM "Message" m JOIN "Conversation" c ON c.id = m."conversationId"
     WHERE m.text = '在小区门口' AND c."citizenId" = ANY ($1)`,
    ofThem,
  );
  expect(together[0]).toMatchObject({ messages: 24, isEven: true });
  expect(z.object({ transactions: z.number() }).parse(together[0]).transactions).toBeLessThan(20);

  const [held, other, ...free] = citizens;
  if (!held || !other) throw new Error('nobody came');
  await database.query('BEGIN');
  await database.query(`SELECT 1 FROM "Conversation" WHERE "citizenId" = $1 FOR UPDATE`, [held.citizenId]);
  let isHeldUp = true;
  // Three of one citizen keep their order, whatever way each of them takes.
  const three = Promise.all(['一', '二', '三'].map((text) => say(held.token, randomUUID(), text))).finally(
    () => {
      isHeldUp = false;
    },
  );
  const id = randomUUID();
  let wasHeldUp = false;
  const [first] = await Promise.all([say(other.token, id, '同一句'), sayAll(free, '还是不亮')]).finally(
    () => {
      wasHeldUp = isHeldUp;
      return database.query('COMMIT');
    },
  );
  expect(wasHeldUp).toBe(true);
  expect((await three).map(([status]) => status)).toEqual([200, 200, 200]);
  const { rows: inOrder } = await database.query(
    `SELECT m.text FROM "Message" m JOIN "Conversation" c ON c.id = m."conversationId"
     WHERE c."citizenId" = $1 AND m.author = 'citizen' ORDER BY m.seq`,
    [held.citizenId],
  );
  expect(inOrder.map(({ text }) => text)).toEqual(['您好，路灯坏了', '在小区门口', '一', '二', '三']);

  // Sent again it is the same message; a stranger cannot have its id, and spoils it for nobody.
  const theirs = randomUUID();
  const [again, stolen, twins] = await Promise.all([
    say(other.token, id, '同一句'),
    say(held.token, id, '别人的'),
    Promise.all(free.slice(0, 2).map(({ token }) => say(token, theirs, '同一个号'))),
    sayAll(free.slice(2), '谢谢'),
  ]);
  expect(again).toEqual(first);
  expect(stolen[0]).toBe(409);
  expect(twins.map(([status]) => status).sort()).toEqual([200, 409]);
  // Who began with a greeting and tells of danger only then goes before everybody who waits, once.
  const inDanger = free[2];
  if (!inDanger) throw new Error('too few came');
  for (const text of ['我爸倒在地上，喘不上气了', '快点，他没有呼吸了']) {
    const [status] = await say(inDanger.token, randomUUID(), text);
    expect(status).toBe(200);
  }
  const { rows: order } = await database.query(
    `SELECT i."citizenId", i.priority, (SELECT count(*)::int FROM "RoutingStep" s
       WHERE s."interactionId" = i.id AND s.kind = 'prioritised') AS raised
     FROM "Interaction" i WHERE i.state = 'waiting' AND i."citizenId" = ANY ($1) ORDER BY i.priority DESC LIMIT 2`,
    ofThem,
  );
  expect(order[0]).toEqual({ citizenId: inDanger.citizenId, priority: 9, raised: 1 });
  expect(z.object({ priority: z.number() }).parse(order[1]).priority).toBeLessThan(9);

  const { rows: gaps } = await database.query(
    `SELECT c.id FROM "Conversation" c JOIN "Message" m ON m."conversationId" = c.id
     GROUP BY c.id, c."lastSeq" HAVING count(*) <> c."lastSeq" OR max(m.seq) <> c."lastSeq"`,
  );
  expect(gaps).toEqual([]);
}, 60_000);

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
      // Until the server is gone: however fast it is, some have no answer.
      for (let isThere = true; isThere; ) {
        const one = { id: randomUUID(), token, isAcknowledged: false };
        sent.push(one);
        one.isAcknowledged = await send(token, one.id);
        isThere = one.isAcknowledged;
      }
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
    `SELECT count(*)::int AS n FROM "Interaction" WHERE "citizenId" = ANY ($1)`,
    [citizens.map(({ citizenId }) => citizenId)],
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
  // How late it was is told by what was written, not by when we look.
  await expect
    .poll(async () => (await breachOf(withAlarm)) + (await breachOf(withoutAlarm)), { timeout: 30_000 })
    .toBe(2);
  const { rows } = await database.query<{ late: number }>(
    `SELECT max(extract(epoch FROM e.at - c."dueAt"))::float AS late FROM "TicketEvent" e JOIN "TicketClock" c USING ("ticketId")
     WHERE e.command = 'clock_breach' AND e."ticketId" = ANY ($1)`,
    [[withAlarm, withoutAlarm]],
  );
  expect(rows[0]?.late).toBeGreaterThanOrEqual(0);
  expect(rows[0]?.late).toBeLessThan(6);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect((await breachOf(withAlarm)) + (await breachOf(withoutAlarm))).toBe(2);
}, 120_000);
