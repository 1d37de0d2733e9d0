// Cases for the emergency command: a real receiver that goes down and comes back, a real database, a verifier of others.
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCap } from '../../server/broadcasts/cap.ts';
import { Centre } from '../../server/emergency/centre.ts';
import { handOffBodySchema } from '../../server/emergency/contract.ts';
import { capOf, retryAfterMs } from '../../server/emergency/core.ts';
import { Deliverer } from '../../server/emergency/deliverer.ts';
import { HandOffs } from '../../server/emergency/hand-offs.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { createLog } from '../../server/platform/log.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { handOffFacts } from '../../server/tickets/hand-off.ts';
import { Sender } from '../../server/webhooks/send.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

const secrets = new Secrets('a-secret-of-the-test-that-is-long-enough');
const by = { id: randomUUID(), ip: '127.0.0.1' };
let city: Awaited<ReturnType<typeof openCity>>;
let receiver: Server;
let port = 0;
let centre: Centre;
let handOffs: HandOffs;
let sender: Sender;
let ours = '';
let theirs = '';
let got: { path: string; body: string; headers: Record<string, string> }[] = [];

function open(onPort: number): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
      got.push({ path: request.url ?? '', body, headers });
      response.writeHead(204).end();
    });
  });
  return new Promise((resolve) => server.listen(onPort, '127.0.0.1', () => resolve(server)));
}
const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

beforeAll(async () => {
  city = await openCity(await demoDatabase());
  const { database, service } = city;
  receiver = await open(0);
  ({ port } = receiver.address() as AddressInfo);
  centre = new Centre({ database, secrets, isExample: () => false });
  const tickets = {
    service,
    handOff: (ticketId: string, commandId: string) => handOffFacts(database, ticketId, commandId),
  };
  handOffs = new HandOffs({ database, secrets, centre, tickets, publicUrl: 'https://city.example' });
  sender = new Sender(['127.0.0.1/32']);
  const base = `http://127.0.0.1:${port}`;
  await centre.save(by, {
    nameZh: '市应急指挥中心',
    nameEn: 'Emergency command',
    phone: '075512350',
    url: `${base}/cases`,
    capUrl: `${base}/cap`,
    ackWithinS: 60,
    isActive: true,
    version: (await centre.view())?.version ?? 0,
  });
  ours = await centre.makeKey(by, 'ours');
  theirs = await centre.makeKey(by, 'theirs');
}, 240_000);
afterAll(async () => {
  sender?.close();
  await shut(receiver);
  await city?.database.close();
});

async function file(more: object = {}): Promise<string> {
  const id = randomUUID();
  const ticket = {
    id,
    kind: 'help',
    urgency: 'emergency',
    title: '三楼着火',
    text: '民治街道三楼着火，有人被困',
    channel: 'voice',
    citizenId: randomUUID(),
    citizenPhone: '13800001111',
    place: { address: '民治大道 1 号', districtCode: '440309', latitude: 22.62, longitude: 114.04 },
    ...more,
  };
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, createTicketSchema.parse(ticket));
  return id;
}
async function handOff(ticketId: string, note = '浓烟，两人在阳台'): Promise<string> {
  const commandId = randomUUID();
  const words = { command: 'hand_off', danger: 'fire', persons: 2, note, commandId, version: 0 };
  const actor = person(['agent']);
  await city.service.command({ kind: 'staff', actor }, ticketId, ticketCommandSchema.parse(words));
  for (let times = 0; times < 2; times += 1) await handOffs.take(ticketId, commandId);
  return commandId;
}
/** Looks once, as the worker does each second. */
async function look(): Promise<void> {
  const { database } = city;
  const log = createLog('silent');
  const deliverer = new Deliverer({
    database,
    secrets,
    sender,
    centre,
    handOffs,
    addressOf: (url) => url,
    log,
  });
  deliverer.wake();
  await deliverer.stop();
}
const soon = () =>
  city.database.sql.run(`UPDATE "EmergencyDelivery" SET "nextAt" = now() WHERE "deliveredAt" IS NULL`, []);
const newsOf = async (ticketId: string) =>
  (
    await city.database.read.ticketEvent.findMany({
      where: { ticketId, command: 'hand_off_news' },
      orderBy: { seq: 'asc' },
    })
  ).map(({ payload }) => payload);
function signed(words: object, options: { key?: string; at?: Date; id?: string } = {}) {
  const { key = theirs, at = new Date(), id = randomUUID() } = options;
  const body = JSON.stringify(words);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Verifier(key).sign(id, at, body),
  };
  return { headers, body };
}
const callback = ({ headers, body }: ReturnType<typeof signed>) =>
  handOffs.takeCallback(headers, body, new Date());

describe('a case for the emergency command', () => {
  it('waits while the command is down, and is delivered once, in order and signed, when it is back', async () => {
    await shut(receiver);
    const ticketId = await file();
    const first = await handOff(ticketId);
    await look();
    const more = await handOff(ticketId, '火势变大，三人被困');
    await soon();
    await look();
    expect((await centre.view())?.failingSince).not.toBeNull();
    expect((await centre.log({ limit: 10 })).items).toMatchObject([
      { format: 'cap', attempts: 0 },
      { format: 'json', attempts: 0 },
      { format: 'cap', attempts: 2, failure: 'unreachable' },
      { format: 'json', attempts: 2, failure: 'unreachable' },
    ]);
    receiver = await open(port);
    for (let looks = 0; looks < 4; looks += 1) {
      await soon();
      await look();
    }
    const cases = got.filter(({ path }) => path === '/cases');
    const told = cases.map(({ body, headers }) =>
      handOffBodySchema.parse(new Verifier(ours).verify(body, headers)),
    );
    expect(told.map(({ data }) => data)).toMatchObject([
      {
        handOffId: first,
        updates: null,
        danger: 'fire',
        urgency: 'emergency',
        persons: 2,
        callbackNumber: expect.stringMatching(/13800001111$/),
        place: { address: '民治大道 1 号', latitude: 22.62, longitude: 114.04, names: { zh: '龙华区' } },
      },
      { handOffId: more, updates: first, note: '火势变大，三人被困' },
    ]);
    const alerts = got.filter(({ path }) => path === '/cap');
    expect(alerts.map(({ headers }) => headers['content-type'])).toEqual([
      'application/cap+xml',
      'application/cap+xml',
    ]);
    // Not for the public: read as such, and whole by the standard.
    expect(readCap(alerts[0]?.body ?? '')).toMatchObject({ identifier: `onecall-${first}`, message: null });
    expect(alerts[0]?.body).toMatch(/<circle>22.62,114.04 0<\/circle>/);
    expect(readCap(alerts[1]?.body ?? '').references).toHaveLength(1);
    expect(alerts[1]?.body).toContain('<msgType>Update</msgType>');
    expect(await newsOf(ticketId)).toEqual([{ news: 'delivered' }, { news: 'delivered' }]);
    expect(await centre.view()).toMatchObject({ failingSince: null, waiting: 0 });
  });

  it('is kept sealed, and a sealed reporter stays unnamed', async () => {
    got = [];
    const ticketId = await file({ sealed: true });
    await handOff(ticketId);
    const rows = await city.database.read.emergencyDelivery.findMany({ where: { ticketId } });
    expect(JSON.stringify(rows.map(({ body }) => body))).not.toMatch(/着火|1380000/);
    await look();
    const [one] = got.filter(({ path }) => path === '/cases');
    expect(handOffBodySchema.parse(JSON.parse(one?.body ?? '')).data).toMatchObject({
      isSealed: true,
      callbackNumber: null,
      callerName: null,
    });
  });

  it('is confirmed by their signed answer only, once, with their number; news of it follow', async () => {
    const ticketId = await file();
    const handOffId = await handOff(ticketId);
    const words = { type: 'acknowledged', handOffId, theirNumber: 'YJ-77' };
    const good = signed(words);
    for (const bad of [
      { ...good, headers: {} },
      signed(words, { key: ours }),
      signed(words, { at: new Date(Date.now() - 10 * 60_000) }),
      { ...good, body: good.body.replace('YJ-77', 'YJ-78') },
    ])
      await expect(callback({ ...good, ...bad } as typeof good)).rejects.toThrow('forbidden');
    await expect(callback(signed({ ...words, handOffId: randomUUID() }))).rejects.toThrow('not_found');
    for (let times = 0; times < 2; times += 1) await callback(good);
    await callback(signed({ type: 'status', handOffId, text: '两车已到场' }));
    await callback(signed({ type: 'closed', handOffId }));
    expect(await newsOf(ticketId)).toEqual([
      { news: 'acknowledged', theirNumber: 'YJ-77' },
      { news: 'status', text: '两车已到场' },
      { news: 'closed' },
    ]);
    await handOffs.alarm(new Date(Date.now() + 600_000));
    expect((await newsOf(ticketId)).at(-1)).toEqual({ news: 'closed' });
  });

  it('calls the supervisor with the telephone when nobody confirms in time, once, until somebody does', async () => {
    const ticketId = await file();
    const handOffId = await handOff(ticketId);
    const late = new Date(Date.now() + 61_000);
    await handOffs.alarm(new Date(Date.now() + 50_000));
    expect(await newsOf(ticketId)).toEqual([]);
    await Promise.all([handOffs.alarm(late), handOffs.alarm(late)]);
    await handOffs.alarm(late);
    expect(await newsOf(ticketId)).toEqual([{ news: 'overdue' }]);
    const open = async () => (await handOffs.unconfirmed()).filter((one) => one.ticketId === ticketId);
    expect(await open()).toMatchObject([{ handOffId, phone: '075512350' }]);
    const told = await city.database.read.outbox.count({
      where: { type: 'hand_off.overdue', payload: { path: ['handOffId'], equals: handOffId } },
    });
    expect(told).toBe(1);
    await callback(signed({ type: 'acknowledged', handOffId }));
    expect(await open()).toEqual([]);
  });

  it('says a place as the ticket does: a district that the address names once', async () => {
    const areasOf = async (address: string) => {
      const ticketId = await file({ place: { address, districtCode: '440309' } });
      const facts = await handOffFacts(city.database, ticketId, await handOff(ticketId));
      const xml = capOf({
        id: randomUUID(),
        updates: null,
        facts,
        publicUrl: 'https://12345.example',
        confirmWithinS: 60,
      });
      return [...xml.matchAll(/<areaDesc>(.*?)<\/areaDesc>/g)].map(([, words]) => words);
    };
    const english = (await city.database.read.area.findUniqueOrThrow({ where: { code: '440309' } })).nameEn;
    expect(await areasOf('龙华区民治大道 1 号')).toEqual([
      '龙华区民治大道 1 号',
      `${english} 龙华区民治大道 1 号`,
    ]);
    expect(await areasOf('民治大道 1 号')).toEqual(['龙华区 民治大道 1 号', `${english} 民治大道 1 号`]);
  });

  it('is tried again soon, and never seldom', () => {
    expect([1, 2, 3, 4, 5, 50].map(retryAfterMs)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });
});
