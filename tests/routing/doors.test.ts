// Routing as a browser meets it: sockets of agents, the supervisors' board.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Redis } from 'ioredis';
import { io as connect, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { StaffDoor } from '../../server/doors.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import type { Role } from '../../server/platform/contract.ts';
import { Guard } from '../../server/platform/guard/guard.ts';
import { createHttp, type Http } from '../../server/platform/http.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { watchForMissed } from '../../server/platform/missed-news.ts';
import { Door, openSockets } from '../../server/platform/realtime.ts';
import { staffCalls } from '../../server/protocol.ts';
import { routingBoardSchema } from '../../server/routing/contract.ts';
import { registerRoutingSockets, routingRoutes } from '../../server/routing/index.ts';
import { testRedis } from '../harness/redis.ts';
import { type House, offerOf, openHouse } from './house.ts';

let house: House;
let address: string;
let http: Http;
let ownSockets: ReturnType<typeof openSockets>;
const sockets: Socket[] = [];

beforeAll(async () => {
  house = await openHouse({ absenceGraceMs: 300 });
  await house.queue('general', { offerTimeoutS: 60 });
  const log = createLog('silent');
  const redis = house.redis.duplicate();
  const server = createServer();
  const io = openSockets(server, redis, '*');
  ownSockets = io;
  const staff: StaffDoor = new Door({
    io,
    log,
    name: '/staff',
    calls: staffCalls,
    allows: (who, access) => access === 'anyone' || may(who.roles, access),
    identify: async (socket) => actor(z.object({ id: z.string() }).parse(socket.handshake.auth).id),
    tongueOf: () => 'en',
    personOf: (who) => who.id,
    roomsOf: () => [],
  });
  registerRoutingSockets(staff, house.routing);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${portOf(server.address())}/staff`;
  const metrics = createMetrics();
  const settings = { key: 'x', perMinute: 600, calmMs: 1_000, isOrdered: async () => false };
  const sessions = new Sessions(house.database, new Secrets('x'.repeat(32)), 'http://localhost:12345');
  http = await createHttp({
    log,
    redis,
    sessions,
    secureCookies: false,
    publicUrl: 'http://127.0.0.1',
    webRoot: '/nowhere',
    widgetSites: [],
    trustedProxies: [],
    metrics,
    guard: new Guard({ redis, ...settings, metrics, log }),
  });
  routingRoutes(http, house.routing);
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await io.close();
    await http.close();
    redis.disconnect();
  });
});

function portOf(bound: string | AddressInfo | null): number {
  return z.object({ port: z.number() }).parse(bound).port;
}

function actor(id: string): Actor {
  const [username, name] = [id, { zh: '坐席', en: 'Agent' }];
  return { id, username, name, roles: ['agent'], departmentCode: null, locale: 'en', credential: id };
}

function open(id: string): Socket {
  const socket = connect(address, { auth: { id }, transports: ['websocket'], forceNew: true });
  sockets.push(socket);
  return socket;
}

async function call(socket: Socket, name: string, request: unknown): Promise<unknown> {
  return socket.emitWithAck(name, request);
}

const presenceOf = async (id: string) => (await house.routing.presence(id)).state;

describe('news that passed a process by', () => {
  it('is asked for by its pages: their lines are broken, and taken up again', async () => {
    const socket = open(await house.agent({ available: false }));
    const news: string[] = [];
    socket.on('disconnect', (reason) => news.push(reason));
    socket.on('connect', () => news.push('connect'));
    await vi.waitFor(() => expect(news).toEqual(['connect']), { timeout: 15_000 });
    const word = ['onecall:sockets', '*', 'uid', 'another', 'nsp', '/staff', 'type', '2'] as const;
    // What is read now was written long ago, and what was written before it is gone unread.
    const now = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 10_000);
    await vi.waitFor(
      async () => {
        await house.redis
          .multi()
          .xadd(...word)
          .xtrim(word[0], 'MAXLEN', 0)
          .xadd(...word)
          .exec();
        expect(news).toContain('transport close');
      },
      { timeout: 20_000 },
    );
    clock.mockRestore();
    await vi.waitFor(() => expect(news.slice(0, 3)).toEqual(['connect', 'transport close', 'connect']), {
      timeout: 20_000,
    });
  });

  it('breaks no line while all that was written can still be read, however late', async () => {
    const [stream, missed] = [`late-${randomUUID()}`, vi.fn()];
    const read = watchForMissed(house.redis, stream, missed);
    for (const age of [60_000, 50_000, 40_000])
      read((await house.redis.xadd(stream, `${Date.now() - age}-0`, 'a', 'b')) ?? '');
    // Answers come in the order of questions.
    await house.redis.ping();
    expect(missed).not.toHaveBeenCalled();
  });
});

describe('news of one turn', () => {
  it('is few entries of the stream, and reaches the pages of another process in its order', async () => {
    const [server, redis] = [createServer(), house.redis.duplicate()];
    const io = openSockets(server, redis, '*');
    const socket = open(await house.agent({ available: false }));
    const heard: unknown[] = [];
    socket.on('news', (number: unknown) => heard.push(number));
    socket.on('disconnect', (reason) => heard.push(reason));
    await vi.waitFor(() => expect(socket.connected).toBe(true), { timeout: 15_000 });
    const before = await house.redis.xlen('onecall:sockets');
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    for (const number of numbers) io.of('/staff').emit('news', number);
    // Who is thrown out then was told before.
    io.of('/staff').disconnectSockets(true);
    await vi.waitFor(() => expect(heard).toContain('io server disconnect'), { timeout: 15_000 });
    expect(heard).toEqual([...numbers, 'io server disconnect']);
    expect((await house.redis.xlen('onecall:sockets')) - before).toBeLessThanOrEqual(4);
    await io.close();
    redis.disconnect();
  });

  it('is for this process alone while there is no other, and who comes later is told to ask', async () => {
    const entries = async () => house.redis.xlen('onecall:sockets');
    const isLeftOut = async () => {
      const before = await entries();
      ownSockets.of('/staff').emit('news', 'to nobody else');
      await new Promise((resolve) => setImmediate(resolve));
      await house.redis.ping();
      return (await entries()) === before;
    };
    // An installation in another database of the same server is none of our processes.
    const other = new Redis(await testRedis());
    const elsewhere = openSockets(createServer(), other, '*');
    const stranger = elsewhere.of('/staff');
    await expect.poll(() => stranger.adapter.serverCount()).toBe(1);
    // Another process is gone when its last sign of life has aged, and three answers in a row must say so.
    const { adapter } = ownSockets.of('/staff');
    await expect.poll(() => adapter.serverCount(), { timeout: 20_000 }).toBe(1);
    await expect.poll(isLeftOut, { timeout: 20_000 }).toBe(true);

    const [server, redis] = [createServer(), house.redis.duplicate()];
    const io = openSockets(server, redis, '*');
    io.of('/staff');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${portOf(server.address())}/staff`;
    const socket = connect(url, { transports: ['websocket'], forceNew: true });
    sockets.push(socket);
    const heard: unknown[] = [];
    socket.on('disconnect', (reason) => heard.push(reason));
    socket.on('news', (words) => heard.push(words));
    // Whatever was left out before it was noticed is asked for when the line is taken up again.
    await vi.waitFor(() => expect(heard).toEqual(['transport close']), { timeout: 15_000 });
    await vi.waitFor(() => expect(socket.connected).toBe(true), { timeout: 15_000 });
    ownSockets.of('/staff').emit('news', 'to both');
    await vi.waitFor(() => expect(heard).toEqual(['transport close', 'to both']), { timeout: 15_000 });
    await Promise.all([io.close(), elsewhere.close()]);
    redis.disconnect();
    other.disconnect();
  }, 60_000);
});

describe('what one turn tells a browser', () => {
  it('goes out in one write, behind what the line is busy with', async () => {
    const arrived = new Promise<Duplex>((resolve) =>
      ownSockets.engine.once('connection', ({ request }: { request: IncomingMessage }) =>
        resolve(request.socket),
      ),
    );
    const socket = open(await house.agent({ available: false }));
    const heard: unknown[] = [];
    socket.on('news', (news) => heard.push(news));
    const line = await arrived;
    await vi.waitFor(() => expect(socket.connected).toBe(true), { timeout: 20_000 });
    const [one, many] = [vi.spyOn(line, '_write'), vi.spyOn(line, '_writev')];
    for (let news = 1; news <= 30; news += 1) ownSockets.of('/staff').local.emit('news', news);
    await vi.waitFor(() => expect(heard).toHaveLength(30), { timeout: 20_000 });
    expect(heard).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(one.mock.calls.length + many.mock.calls.length).toBe(2);
  });
});

describe('an agent’s socket', () => {
  it('takes a contact through its whole life, and its end takes the agent off', async () => {
    const id = await house.agent({ available: false });
    const socket = open(id);
    await vi.waitFor(async () => expect(await presenceOf(id)).toBe('away'), { timeout: 15_000 });
    expect(await call(socket, 'presence:set', { state: 'available' })).toMatchObject({
      ok: true,
      value: { state: 'available', capacity: 3 },
    });
    const interactionId = await house.arrive();
    const { id: offerId } = await offerOf(house, interactionId);

    const stranger = open(await house.agent({ available: false }));
    expect(await call(stranger, 'offer:accept', { offerId })).toMatchObject({
      ok: false,
      error: { code: 'offer_gone' },
    });
    expect(await call(socket, 'offer:accept', { offerId })).toMatchObject({ value: { state: 'active' } });
    for (const [name, request] of [
      ['interaction:end', { interactionId }],
      ['interaction:wrap_up', { interactionId, disposition: 'answered' }],
    ] as const) {
      const refused = await call(stranger, name, request);
      expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    expect(await call(socket, 'interaction:end', { interactionId })).toMatchObject({
      value: { state: 'wrap_up' },
    });
    const wrapUp = { interactionId, disposition: 'answered', note: 'all said' };
    expect(await call(socket, 'interaction:wrap_up', wrapUp)).toMatchObject({
      value: { state: 'closed', disposition: 'answered' },
    });
    const again = await house.arrive();
    const declined = await offerOf(house, again);
    expect(await call(socket, 'offer:decline', { offerId: declined.id })).toEqual({
      ok: true,
      value: { ok: true },
    });
    socket.disconnect();
    await vi.waitFor(async () => expect(await presenceOf(id)).toBe('offline'), { timeout: 20_000 });
    await house.routing.endInteraction(again, 'citizen');
  });

  it('of somebody who is no agent cannot become available', async () => {
    const socket = open(randomUUID());
    const refused = await call(socket, 'presence:set', { state: 'available' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe('the board', () => {
  const ask = async (roles: Role[]) => {
    const sessions = new Sessions(house.database, new Secrets('x'.repeat(32)), 'http://localhost:12345');
    const createdById = randomUUID();
    const { key } = await sessions.createApiKey({
      commandId: randomUUID(),
      name: 'test',
      roles,
      departmentCode: null,
      createdById,
    });
    return http.inject({ url: '/api/routing/board', headers: { authorization: `Bearer ${key}` } });
  };

  it('is for supervisors, not for agents', async () => {
    const answer = await ask(['supervisor']);
    expect(answer.statusCode).toBe(200);
    expect(routingBoardSchema.parse(answer.json()).queues).toMatchObject([{ code: 'general', waiting: 0 }]);
    expect((await ask(['agent'])).statusCode).toBe(403);
  });
});

it('every answer says the time that the process keeps: pages live by it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
  try {
    const { headers } = await http.inject('/api/openapi.json');
    expect(headers.date).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
  } finally {
    vi.useRealTimers();
  }
});
