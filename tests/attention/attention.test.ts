// Who is at a ticket right now: who is named to whom, over two processes that share a Redis.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { io as connect, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { type Company, companiesSchema, companySchema } from '../../server/attention/contract.ts';
import { attendantsOf, type Entry } from '../../server/attention/core.ts';
import { Attention, registerAttentionSockets } from '../../server/attention/index.ts';
import type { StaffDoor } from '../../server/doors.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { type Role, roleSchema } from '../../server/platform/contract.ts';
import { createLog } from '../../server/platform/log.ts';
import { Door, openSockets } from '../../server/platform/realtime.ts';
import { openRedis } from '../../server/platform/redis.ts';
import { ackSchema, staffCalls } from '../../server/protocol.ts';
import { testRedis } from '../harness/redis.ts';

const [ann, bob] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const entry = (userId: string, since: number, more: Partial<Entry> = {}): Entry => ({
  userId,
  name: { zh: userId, en: userId },
  isWriting: false,
  since,
  boundTo: null,
  ...more,
});

describe('the people at a matter', () => {
  it('are named once each, whoever came first before the others, writing in any of their tabs', () => {
    const people = attendantsOf([entry(bob, 3), entry(ann, 2, { isWriting: true }), entry(bob, 1)], null);
    expect(people.map(({ id, isWriting }) => [id, isWriting])).toEqual([
      [bob, false],
      [ann, true],
    ]);
  });

  it('are not those of a department whose ticket it no longer is', () => {
    const entries = [entry(ann, 1, { boundTo: 'water' }), entry(bob, 2)];
    expect(attendantsOf(entries, ['water'])).toHaveLength(2);
    expect(attendantsOf(entries, ['urban']).map(({ id }) => id)).toEqual([bob]);
  });
});

/** Departments by ticket; the test moves them. */
const tickets = new Map<string, string[]>();
const soon = { timeout: 20_000, interval: 10 };
const sockets: Socket[] = [];
const closing: (() => Promise<void>)[] = [];
const addresses: string[] = [];

async function openProcess(redisUrl: string): Promise<string> {
  const log = createLog('silent');
  const redis = openRedis(redisUrl, log);
  const server = createServer();
  const io = openSockets(server, redis, '*');
  const staff: StaffDoor = new Door({
    io,
    log,
    name: '/staff',
    calls: staffCalls,
    allows: (who, access) => access === 'anyone' || may(who.roles, access),
    identify: async ({ handshake }) => actorOf(handshake.auth),
    tongueOf: () => 'en',
    personOf: (who) => who.id,
    roomsOf: () => [],
  });
  const sight = {
    boundTo: ({ departmentCode }: Actor) => departmentCode,
    departments: async (ids: readonly string[]) =>
      new Map(ids.flatMap((id) => (tickets.has(id) ? [[id, tickets.get(id) ?? []] as const] : []))),
  };
  const attention = new Attention({ redis, staff, sight, log });
  registerAttentionSockets(staff, attention);
  attention.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    attention.stop();
    await io.close();
    redis.disconnect();
  });
  return `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}/staff`;
}

const authSchema = z.object({ id: z.string(), role: roleSchema, departmentCode: z.string().nullable() });
function actorOf(auth: unknown): Actor {
  const { id, role, departmentCode } = authSchema.parse(auth);
  const name = { zh: id, en: id };
  return { id, username: id, name, roles: [role], departmentCode, locale: 'en', credential: id };
}

/** A console: what it says, and what it was told last of each ticket. */
async function openConsole(at: 0 | 1, role: Role, departmentCode: string | null = null) {
  const id = randomUUID();
  const socket = connect(addresses[at], {
    auth: { id, role, departmentCode },
    transports: ['websocket'],
    forceNew: true,
  });
  sockets.push(socket);
  const told: Company[] = [];
  socket.on('company', (news) => told.push(companySchema.parse(news)));
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  return {
    id,
    socket,
    told,
    last: (ticketId: string) => told.findLast((news) => news.id === ticketId)?.people,
    async attend(
      open: [of: 'ticket' | 'conversation', id: string, isWriting?: boolean][],
      listed: string[] = [],
    ) {
      const said = {
        open: open.map(([of, matter, isWriting = false]) => ({ of, id: matter, isWriting })),
        listed,
      };
      const ack = ackSchema.parse(await socket.timeout(5_000).emitWithAck('attention:set', said));
      return ack.ok ? companiesSchema.parse(ack.value).items : ack.error.code;
    },
  };
}

beforeAll(async () => {
  const redisUrl = await testRedis();
  addresses.push(await openProcess(redisUrl), await openProcess(redisUrl));
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  for (const close of closing) await close();
});

describe('consoles on two processes', () => {
  it('the second is told of the first, of what the first does, and of its going, without asking', async () => {
    const id = randomUUID();
    tickets.set(id, ['water']);
    const first = await openConsole(0, 'dispatcher');
    const second = await openConsole(1, 'officer', 'water');
    const list = await openConsole(1, 'supervisor');
    expect(await list.attend([], [id])).toEqual([]);
    await first.attend([['ticket', id]]);
    const met = await second.attend([['ticket', id]]);
    expect(met).toMatchObject([{ id, people: [{ id: first.id, isWriting: false }, { id: second.id }] }]);
    await vi.waitFor(() => expect(first.last(id)).toHaveLength(2), soon);
    await vi.waitFor(() => expect(list.last(id)).toHaveLength(2), soon);

    await first.attend([['ticket', id, true]]);
    await vi.waitFor(
      () => expect(second.last(id)).toMatchObject([{ isWriting: true }, { id: second.id }]),
      soon,
    );
    first.socket.disconnect();
    await vi.waitFor(() => expect(second.last(id)).toMatchObject([{ id: second.id }]), soon);
  });

  it('nobody is told of a ticket that is not theirs, also when it was theirs before', async () => {
    const id = randomUUID();
    tickets.set(id, ['water']);
    const water = await openConsole(0, 'officer', 'water');
    const urban = await openConsole(1, 'officer', 'urban');
    const dispatcher = await openConsole(1, 'dispatcher');
    expect(await urban.attend([['ticket', id]], [id])).toEqual([]);
    await water.attend([['ticket', id]]);
    expect(await dispatcher.attend([['ticket', id]])).toMatchObject([{ people: [{ id: water.id }, {}] }]);
    await vi.waitFor(() => expect(water.last(id)).toHaveLength(2), soon);
    tickets.set(id, ['urban']);
    await dispatcher.attend([['ticket', id, true]]);
    await vi.waitFor(
      () => expect(dispatcher.last(id)).toMatchObject([{ id: dispatcher.id, isWriting: true }]),
      soon,
    );
    expect(water.last(id)).toMatchObject([{}, { isWriting: false }]);
    expect(urban.told).toEqual([]);
  });

  it('conversations are for those who work at the desk, and observers take no part', async () => {
    const id = randomUUID();
    const [agent, officer, observer] = await Promise.all([
      openConsole(0, 'agent'),
      openConsole(0, 'officer', 'water'),
      openConsole(1, 'observer'),
    ]);
    expect(await agent.attend([['conversation', id]])).toMatchObject([{ people: [{ id: agent.id }] }]);
    expect(await officer.attend([['conversation', id]])).toBe('forbidden');
    expect(await observer.attend([])).toBe('forbidden');
  });
});
