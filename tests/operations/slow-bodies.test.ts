// Half requests are not waited for without end; whole ones are, and their answers, too.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Guard } from '../../server/platform/guard/guard.ts';
import { createHttp, type Http } from '../../server/platform/http.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedisClient } from '../harness/redis.ts';

const silenceMs = 2_000;
let database: Database;
let http: Http;
let port: number;
const sockets: Socket[] = [];

beforeAll(async () => {
  database = openDatabase(await testDatabase(), { publish: () => undefined });
  const [redis, log, metrics] = [await testRedisClient(), createLog('silent'), createMetrics()];
  const settings = { key: 'x', perMinute: 600, calmMs: 1_000, isOrdered: async () => false };
  http = await createHttp({
    ...{ log, redis, metrics, secureCookies: false, publicUrl: 'http://127.0.0.1', webRoot: '/nowhere' },
    ...{ widgetSites: [], trustedProxies: [], silenceMs },
    sessions: new Sessions(database, new Secrets('x'.repeat(32)), 'http://localhost:12345'),
    guard: new Guard({ redis, ...settings, metrics, log }),
  });
  http.post('/slow-answer', { config: { access: 'public', csrf: 'not_needed' } }, async ({ body }) => {
    await pause(2 * silenceMs);
    return { body };
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = z.object({ port: z.number() }).parse(http.server.address()));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await http?.close();
  await database?.close();
});

const head = (length: number) =>
  `POST /slow-answer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
async function line(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

it('a body that began and is silent is given up', async () => {
  const socket = await line();
  socket.write(`${head(100)}{`);
  socket.resume();
  await once(socket, 'close');
  expect(http.server.requestTimeout).toBeGreaterThan(0);
}, 60_000);

it('one that comes slowly is waited for, and an answer that takes longer than the silence allows comes', async () => {
  const socket = await line();
  const body = JSON.stringify({ words: '门口路灯' });
  socket.write(head(Buffer.byteLength(body)));
  for (const part of [body.slice(0, 5), body.slice(5, 10), body.slice(10)]) {
    await pause(50);
    socket.write(part);
  }
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 200/);
}, 60_000);
