// Look-ups in systems of others: a real double that is slow, fails, lies or leads elsewhere, a real database and Redis.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorDefinition, connectorDefinitionSchema } from '../../server/connectors/contract.ts';
import { callOf, readAnswer, readGiven, starred } from '../../server/connectors/core.ts';
import { answerTo } from '../../server/connectors/sms.ts';
import { createConnectors } from '../../server/connectors/index.ts';
import { loadTexts } from '../../server/admin/index.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { openRedis } from '../../server/platform/redis.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const admin = randomUUID();
let database: Database;
let redis: Redis;
let system: Server;
let origin: string;
let room: ReturnType<typeof createConnectors>;
let asked: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let answer: (response: ServerResponse) => void;
const say =
  (status: number, body: string, headers = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body);
const accepted = say(200, '{"case":{"status":"accepted"},"updatedAt":"2026-11-20T09:30:00+08:00"}');

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined });
  redis = openRedis(await testRedis(), createLog('silent'));
  system = createServer((request, response) => {
    let body = '';
    request
      .on('data', (part: Buffer) => {
        body += part.toString();
      })
      .on('end', () => {
        asked.push({ url: request.url ?? '', headers: request.headers, body });
        answer(response);
      });
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  room = open(['127.0.0.1/32'], true);
  await room.open();
}, 240_000);
afterAll(async () => {
  await room?.stop();
  system?.closeAllConnections();
  system?.close();
  redis?.disconnect();
  await database?.close();
});
beforeEach(() => {
  [asked, answer] = [[], accepted];
});

function open(networks: string[], isDemo: boolean) {
  const secrets = new Secrets('a-secret-of-the-test-that-is-long-enough');
  return createConnectors({ database, redis, secrets, log: createLog('silent'), networks, isDemo });
}

function definition(more: { request?: object; answer?: object } = {}): ConnectorDefinition {
  return connectorDefinitionSchema.parse({
    nameZh: '社保业务进度',
    nameEn: 'Progress of social insurance cases',
    departmentCode: 'hrss',
    categoryCode: 'labor.insurance',
    asks: [
      { name: 'number', nameZh: '受理号', nameEn: 'Case number', isSecret: false },
      { name: 'idTail', nameZh: '证件后四位', nameEn: 'Last four of the ID', isSecret: true },
    ],
    request: {
      method: 'GET',
      url: `${origin}/cases/{number}?tail={idTail}`,
      headers: { authorization: 'Bearer {secret:token}' },
      timeoutMs: 10_000,
      cacheS: 0,
      ...more.request,
    },
    answer: {
      status: '/case/status',
      at: '/updatedAt',
      states: [
        { value: 'accepted', nameZh: '已受理', nameEn: 'Accepted' },
        { value: 'paid', nameZh: '已发放', nameEn: 'Paid' },
      ],
      ...more.answer,
    },
  });
}
async function make(more: Parameters<typeof definition>[0] = {}, secrets = { token: 's3cret' }) {
  const code = `system-${randomUUID().slice(0, 8)}`;
  await room.service.save(admin, code, { version: 0, isActive: true, definition: definition(more), secrets });
  return code;
}
const given = { number: 'A20261128', idTail: '123X' };
const ask = (code: string, told: Record<string, string> = given) =>
  room.lookUps.ask(code, told, { channel: 'desk', actorId: admin });
const view = async (code: string) => (await room.service.read(new Date())).find((one) => one.code === code);
const log = async (code: string) => (await room.service.log(code, { limit: 50 })).items;

describe('a look-up', () => {
  it('is answered in our words, and kept without what proves who asked', async () => {
    const code = await make();
    expect(await ask(code)).toEqual({
      outcome: 'found',
      state: { zh: '已受理', en: 'Accepted' },
      at: '2026-11-20T01:30:00.000Z',
      isDemo: false,
    });
    expect(asked).toMatchObject([
      { url: '/cases/A20261128?tail=123X', headers: { authorization: 'Bearer s3cret' } },
    ]);
    expect(await log(code)).toMatchObject([
      { channel: 'desk', subject: 'A2*****28', outcome: 'found', status: 200 },
    ]);
    const rows = JSON.stringify(await database.read.connectorLookup.findMany({ where: { code } }));
    expect(rows).not.toContain('123X');
    expect(rows).not.toContain(given.number);
  });

  it('shows a secret to nobody, and a new version keeps it', async () => {
    const code = await make();
    const row = await database.read.connector.findUniqueOrThrow({ where: { code } });
    expect(JSON.stringify(row)).not.toContain('s3cret');
    expect(JSON.stringify(await view(code))).not.toContain('s3cret');
    await room.service.save(admin, code, {
      version: 1,
      isActive: true,
      definition: definition(),
      secrets: {},
    });
    await ask(code);
    expect(asked[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  it('is asked once while the answer is fresh, by the same proof only', async () => {
    const code = await make({ request: { cacheS: 60 } });
    await ask(code);
    expect(await ask(code)).toMatchObject({ outcome: 'found', state: { zh: '已受理' } });
    expect(asked).toHaveLength(1);
    await ask(code, { ...given, idTail: '9999' });
    expect(asked).toHaveLength(2);
    expect((await log(code)).map(({ isCached }) => isCached)).toEqual([false, true, false]);
  });

  it('reads XML, and sends what the address does not name as JSON', async () => {
    const code = await make({
      request: { method: 'POST', url: `${origin}/query/{number}` },
      answer: { format: 'xml', status: '/case/@_status', at: null },
    });
    answer = say(200, '<case status="paid"><note>&lt;b></note></case>');
    expect(await ask(code)).toMatchObject({ outcome: 'found', state: { en: 'Paid' }, at: null });
    expect(asked).toMatchObject([{ url: '/query/A20261128', body: '{"idTail":"123X"}' }]);
  });

  it('does not let four digits be found by trying', async () => {
    const code = await make();
    answer = say(404, '{}');
    for (let tries = 0; tries < 5; tries += 1)
      expect(await ask(code, { ...given, idTail: `000${tries}` })).toMatchObject({ outcome: 'not_found' });
    await expect(ask(code)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(asked).toHaveLength(5);
  });

  it('does not let them be found by trying many at one moment either, and counts no right one', async () => {
    const code = await make();
    for (let tries = 0; tries < 7; tries += 1) expect(await ask(code)).toMatchObject({ outcome: 'found' });
    asked = [];
    answer = say(404, '{}');
    const tries = Array.from({ length: 20 }, (_, last) => ask(code, { ...given, idTail: `00${10 + last}` }));
    const refused = (await Promise.allSettled(tries)).filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(15);
    expect(asked).toHaveLength(5);
  });
});

describe('a system that does not do its part', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['too_slow', () => undefined],
    ['refused', say(500, 'oops')],
    ['malformed', say(200, '{"case":')],
    ['malformed', say(200, '{"case":{}}')],
    ['malformed', say(200, 'x'.repeat(300_000))],
    ['unknown_state', say(200, '{"case":{"status":"lost"}}')],
    ['redirected', say(302, '', { location: 'http://169.254.169.254/latest/meta-data' })],
    ['unreachable', (response) => void response.destroy()],
  ])('is %s, and the citizen hears no more than that there is no answer', async (failure, reply) => {
    // Who is too slow is waited for no longer than that; the others answer at once.
    const code = await make(failure === 'too_slow' ? { request: { timeoutMs: 500 } } : {});
    answer = reply;
    expect(await ask(code)).toEqual({ outcome: 'unavailable', state: null, at: null, isDemo: false });
    expect(asked).toHaveLength(1);
    expect(await log(code)).toMatchObject([{ outcome: 'unavailable', failure }]);
  });

  it('is left alone after five failures, and asked again after half a minute or a change', async () => {
    const code = await make();
    answer = say(500, '');
    for (let tries = 0; tries < 7; tries += 1) await ask(code);
    expect(asked).toHaveLength(5);
    await expect.poll(() => view(code)).toMatchObject({ breaker: 'open', asked: 7, failed: 7 });
    expect((await log(code))[0]).toMatchObject({ failure: 'broken' });
    // Trying it out goes past the breaker.
    expect(await room.lookUps.tryOut(code, given, admin)).toMatchObject({ failure: 'refused', status: 500 });
    answer = accepted;
    await room.service.save(admin, code, {
      version: 1,
      isActive: true,
      definition: definition(),
      secrets: {},
    });
    expect(await ask(code)).toMatchObject({ outcome: 'found' });
    expect(await view(code)).toMatchObject({ breaker: 'closed', brokenSince: null });
  });

  it('is not asked inside, without its secret, or switched off', async () => {
    const code = await make();
    const outside = open([], false);
    const told = outside.lookUps.tryOut(code, given, admin);
    expect(await told).toMatchObject({ outcome: 'unavailable', failure: 'address_forbidden' });
    await room.service.save(admin, code, {
      version: 1,
      isActive: false,
      definition: definition(),
      secrets: { token: null },
    });
    await expect(ask(code)).rejects.toMatchObject({ code: 'not_found' });
    expect(await room.lookUps.tryOut(code, given, admin)).toMatchObject({ failure: 'secret_missing' });
    expect(asked).toEqual([]);
    await outside.stop();
  });
});

describe('versions', () => {
  it('are all kept, and what was is again by one step', async () => {
    const code = await make();
    const changed = { ...definition(), nameZh: '改过的' };
    await room.service.save(admin, code, { version: 1, isActive: false, definition: changed, secrets: {} });
    const late = room.service.save(admin, code, {
      version: 1,
      isActive: true,
      definition: changed,
      secrets: {},
    });
    await expect(late).rejects.toMatchObject({ code: 'version_conflict' });
    expect(await room.service.revert(admin, code, { version: 2, to: 1 })).toBe(3);
    expect(await view(code)).toMatchObject({
      version: 3,
      isActive: true,
      definition: { nameZh: '社保业务进度' },
    });
    expect((await room.service.versions(code)).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
});

describe('the city’s examples', () => {
  it('are all there, and answered by the demonstration’s own double', async () => {
    const systems = await room.lookUps.systems('portal');
    const examples = systems.filter(({ isDemo }) => isDemo);
    expect(examples).toHaveLength(22);
    for (const { code, asks } of examples) {
      const told = Object.fromEntries(
        asks.map(({ name, isSecret }) => [name, isSecret ? '1234' : '20261128001']),
      );
      expect(await room.lookUps.ask(code, told, { channel: 'portal' })).toMatchObject({
        outcome: 'found',
        isDemo: true,
      });
    }
    const wrong = { number: '20261128001', idTail: '9999' };
    expect(await ask('social-insurance-status', wrong)).toMatchObject({ outcome: 'not_found' });
  });
});

describe('a text message', () => {
  it('names a system and answers its questions', async () => {
    const texts = await loadTexts(database);
    const told = (message: string, lang: 'zh' | 'en' = 'zh') =>
      answerTo({ lookUps: room.lookUps, texts }, message, { lang, conversationId: randomUUID() });
    expect(await told('查询 退税 20261128001 1234')).toMatch(/^【一号通】退税进度：(?!没有)/);
    expect(await told('status tax 20261128001 1234', 'en')).toMatch(/^OneCall: Progress of a tax refund: /);
    expect(await told('查询 退税 20261128009 9999')).toContain('没有查到');
    expect(await told('查询 退税')).toContain('查询 退税');
    expect(await told('查询 怎么办户口')).toBeNull();
    expect(await Promise.all(['退税 1 2', '天气'].map((words) => room.sms.isNamed(words)))).toEqual([
      true,
      false,
    ]);
    expect((await log('tax-refund-status')).map(({ channel }) => channel)).toContain('sms');
  });
});

describe('the core', () => {
  it('takes no other place of the address for a number', () => {
    const one = definition();
    expect(readGiven(one, { number: '..', idTail: '1234' })).toBeNull();
    expect(readGiven(one, { number: 'A1' })).toBeNull();
    const told = readGiven(one, { number: ' ａ/../../x?y#z ', idTail: '1234' });
    expect(callOf(one, told ?? {}, { token: 't\r\nx: y' })).toMatchObject({
      url: `${origin}/cases/a%2F..%2F..%2Fx%3Fy%23z?tail=1234`,
      headers: { authorization: 'Bearer tx: y' },
    });
  });

  it('follows no entity and stars a number but for its ends', () => {
    const one = definition({ answer: { format: 'xml', status: '/a', at: null } });
    const bomb = '<!DOCTYPE a [<!ENTITY x "accepted">]><a>&x;</a>';
    expect(readAnswer(one, bomb)).toHaveProperty('failure');
    expect(['123', '12345', '1234567'].map(starred)).toEqual(['***', '1***5', '12***67']);
  });
});
