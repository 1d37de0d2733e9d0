// Other systems that are told of tickets: a real receiver, a real database, and a verifier that others wrote.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { createLog } from '../../server/platform/log.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { webhookBodySchema, webhookEventSchema } from '../../server/webhooks/contract.ts';
import { judge, waitAfter } from '../../server/webhooks/core.ts';
import { Deliverer } from '../../server/webhooks/deliverer.ts';
import { Sender } from '../../server/webhooks/send.ts';
import { Webhooks } from '../../server/webhooks/service.ts';
import { noteLine } from '../../server/webhooks/store.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

const secrets = new Secrets('a-secret-of-the-test-that-is-long-enough');
const admin = randomUUID();
let city: Awaited<ReturnType<typeof openCity>>;
let receiver: Server;
let url: string;
let deliverer: Deliverer;
let webhooks: Webhooks;
let sender: Sender;

interface Got {
  id: string;
  body: string;
  headers: Record<string, string>;
}
let got: Got[] = [];
/** What the receiver answers to a body. */
let answerTo: (body: string) => number = () => 204;

beforeAll(async () => {
  city = await openCity(await demoDatabase());
  receiver = createServer(
    (request, response) => void take(request).then((code) => response.writeHead(code).end()),
  );
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/onecall`;
  sender = new Sender(['127.0.0.1/32']);
  const deps = { database: city.database, secrets, sender, log: createLog('silent') };
  deliverer = new Deliverer(deps);
  webhooks = new Webhooks(deps);
}, 240_000);
afterAll(async () => {
  sender?.close();
  receiver?.close();
  await city?.database.close();
});
beforeEach(async () => {
  [got, answerTo] = [[], () => 204];
  for (const { id } of await webhooks.read()) await webhooks.remove(admin, id);
});

async function take(request: IncomingMessage): Promise<number> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  got.push({ id: headers['webhook-id'] ?? '', body, headers });
  return answerTo(body);
}

const told = () => got.map(({ body }) => webhookBodySchema.parse(JSON.parse(body)));
const hook = (more: object = {}) =>
  webhooks.create(admin, {
    name: '水务系统',
    url,
    events: [],
    departmentCode: null,
    isActive: true,
    ...more,
  });

async function file(): Promise<string> {
  const id = randomUUID();
  const ticket = {
    id,
    kind: 'help',
    title: '水管漏水',
    text: '门口漏水',
    channel: 'web',
    citizenId: randomUUID(),
  };
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, createTicketSchema.parse(ticket));
  return id;
}
async function give(id: string, words: object): Promise<void> {
  const { version } = await city.service.summary(id);
  const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
  await city.service.command({ kind: 'staff', actor: person(['dispatcher', 'supervisor']) }, id, command);
}
const note = (id: string, seq: number | null) =>
  city.database.change(({ sql }) => noteLine(sql, id, seq, webhookEventSchema.options));
/** Sends until nothing is due any more. */
async function deliver(): Promise<void> {
  for (let before = -1; before !== got.length; ) {
    before = got.length;
    await deliverer.deliverDue();
    await deliverer.stop();
  }
}
/** Hours go by. */
async function wait(): Promise<void> {
  const past = `now() - interval '1 s'`;
  await city.database.sql.run(`UPDATE "Webhook" SET "pausedUntil" = ${past} WHERE "pausedUntil" IS NOT NULL`);
  await city.database.sql.run(`UPDATE "WebhookDelivery" SET "nextAt" = ${past} WHERE "nextAt" IS NOT NULL`);
}
const states = async (id: string) =>
  (await webhooks.deliveries(id, { limit: 50 })).items.map(({ seq, state }) => [seq, state]);

describe('news that is delivered', () => {
  it('is signed so that others can tell it from a forgery', async () => {
    const { secret } = await hook();
    await note(await file(), 1);
    await deliver();
    expect(told()).toMatchObject([
      { type: 'ticket.create', data: { seq: 1, toState: 'received', kind: 'help' } },
    ]);
    const [one] = got;
    expect(() => new Verifier(secret).verify(one?.body ?? '', one?.headers ?? {})).not.toThrow();
    expect(() => new Verifier(secret).verify(`${one?.body} `, one?.headers ?? {})).toThrow();
    // No word of what the citizen said, nor who it was.
    expect(one?.body).not.toContain('漏水');
  });

  it('is signed with the old secret, too, for a day', async () => {
    const { id, secret } = await hook();
    const { secret: next } = await webhooks.rotate(admin, id);
    await note(await file(), 1);
    await deliver();
    for (const key of [secret, next])
      expect(() => new Verifier(key).verify(got[0]?.body ?? '', got[0]?.headers ?? {})).not.toThrow();
  });

  it('comes once and in order, however its events come', async () => {
    await hook();
    const id = await file();
    await give(id, { command: 'dispatch', departmentCode: 'water' });
    await give(id, { command: 'urge', text: '请尽快' });
    for (const seq of [null, 1, 2, 3, 2]) await note(id, seq);
    await deliver();
    expect(told().map(({ data }) => data.seq)).toEqual([1, 2, 3]);
  });

  it('goes to a department that asked for its own, from its first line on', async () => {
    await hook({ departmentCode: 'water' });
    const [ours, theirs] = [await file(), await file()];
    for (const id of [ours, theirs]) await note(id, 1);
    await deliver();
    expect(got).toEqual([]);
    await give(ours, { command: 'dispatch', departmentCode: 'water' });
    await give(theirs, { command: 'dispatch', departmentCode: 'urban' });
    for (const id of [ours, theirs]) await note(id, 2);
    await deliver();
    expect(told().map(({ type, data }) => [type, data.ticketId])).toEqual([
      ['ticket.create', ours],
      ['ticket.dispatch', ours],
    ]);
  });

  it('is of the kinds that were asked for', async () => {
    await hook({ events: ['dispatch'] });
    const id = await file();
    await give(id, { command: 'dispatch', departmentCode: 'water' });
    for (const seq of [1, 2]) await note(id, seq);
    await deliver();
    expect(told().map(({ type }) => type)).toEqual(['ticket.dispatch']);
  });
});

describe('news that is not taken', () => {
  it('waits in its order for an address that is down, and loses nothing', async () => {
    const { id: webhookId } = await hook();
    const [first, second] = [await file(), await file()];
    await give(first, { command: 'dispatch', departmentCode: 'water' });
    answerTo = () => 503;
    for (const [id, seq] of [
      [first, 1],
      [first, 2],
      [second, 1],
    ] as const)
      await note(id, seq);
    await deliver();
    // Both tickets' first news were on their way; then the address is left alone.
    expect(got).toHaveLength(2);
    const [failing] = await webhooks.read();
    expect(failing).toMatchObject({
      waiting: 3,
      failingSince: expect.any(String),
      pausedUntil: expect.any(String),
    });
    await wait();
    await deliver();
    expect(got).toHaveLength(3);
    answerTo = () => 200;
    await wait();
    await deliver();
    await wait();
    await deliver();
    const taken = told().slice(3);
    expect(taken.filter(({ data }) => data.ticketId === first).map(({ data }) => data.seq)).toEqual([1, 2]);
    expect(taken).toHaveLength(3);
    // What comes again has the id that it had.
    expect(new Set(got.map(({ id }) => id)).size).toBe(3);
    expect(await webhooks.read()).toMatchObject([
      { id: webhookId, waiting: 0, failingSince: null, pausedUntil: null },
    ]);
  });

  it('holds up its own ticket alone, until somebody lets it be', async () => {
    const { id: webhookId } = await hook();
    const [bad, good] = [await file(), await file()];
    await give(bad, { command: 'dispatch', departmentCode: 'water' });
    answerTo = (body) =>
      webhookBodySchema.parse(JSON.parse(body)).type === 'ticket.create' && body.includes(bad) ? 400 : 204;
    for (const [id, seq] of [
      [bad, 1],
      [bad, 2],
      [good, 1],
    ] as const)
      await note(id, seq);
    await deliver();
    expect(await webhooks.read()).toMatchObject([{ waiting: 2, failingSince: null }]);
    const stuck = (await webhooks.deliveries(webhookId, { state: 'retrying', limit: 10 })).items[0];
    expect(stuck).toMatchObject({ ticketId: bad, seq: 1, status: 400, failure: 'refused', attempts: 1 });
    await webhooks.skip(admin, webhookId, stuck?.id ?? '');
    await deliver();
    expect(told().at(-1)).toMatchObject({ type: 'ticket.dispatch', data: { ticketId: bad } });
    expect(await webhooks.read()).toMatchObject([{ waiting: 0 }]);
  });

  it('is taken by another process when the first one dies with it', async () => {
    const { id: webhookId } = await hook();
    await note(await file(), 1);
    const { takeDue } = await import('../../server/webhooks/store.ts');
    expect(await takeDue(city.database.sql, 8, [])).toHaveLength(1);
    await deliver();
    expect(got).toEqual([]);
    await wait();
    await deliver();
    expect(await states(webhookId)).toEqual([[1, 'delivered']]);
  });

  it('never reaches an address inside', async () => {
    const inside = new Webhooks({ database: city.database, secrets, sender: new Sender([]) });
    const { id } = await hook();
    expect(await inside.test(id)).toMatchObject({ status: null, failure: 'address_forbidden' });
    expect(await webhooks.test(id)).toMatchObject({ status: 204, failure: null });
    expect(got.map(({ body }) => JSON.parse(body).type)).toEqual(['ping']);
  });
});

describe('the log', () => {
  it('has the lines of one moment in their order, page by page', async () => {
    const { id: webhookId } = await hook();
    const [id, other] = [await file(), await file()];
    for (let time = 0; time < 4; time += 1) await give(id, { command: 'urge', text: `第${time}次` });
    // What was missed is noted at once: one moment for all five.
    await note(id, null);
    await note(other, 1);
    await city.database.sql.run(`UPDATE "WebhookDelivery" SET "createdAt" = date_trunc('second', now())`, []);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await webhooks.deliveries(webhookId, { limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ ticketId, seq }) => `${ticketId} ${seq}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.slice(0, 4)).toEqual([5, 4, 3, 2].map((seq) => `${id} ${seq}`));
    expect(seen.slice(4).toSorted()).toEqual([`${id} 1`, `${other} 1`].toSorted());
  });
});

describe('news that is sent once more', () => {
  it('goes again in its order, with its ids, from a moment on', async () => {
    const { id: webhookId } = await hook();
    const id = await file();
    await give(id, { command: 'dispatch', departmentCode: 'water' });
    for (const seq of [1, 2]) await note(id, seq);
    await deliver();
    const before = got.map((one) => one.id);
    expect(await webhooks.replaySince(admin, webhookId, new Date(Date.now() - 60_000))).toBe(2);
    expect(await states(webhookId)).toEqual([
      [2, 'retrying'],
      [1, 'retrying'],
    ]);
    await deliver();
    expect(got.slice(2).map((one) => one.id)).toEqual(before);
    const [latest] = (await webhooks.deliveries(webhookId, { limit: 1 })).items;
    await webhooks.replay(admin, webhookId, latest?.id ?? '');
    await deliver();
    expect(got.slice(4).map((one) => one.id)).toEqual([latest?.id]);
  });
});

describe('patience', () => {
  it('grows threefold to an hour', () => {
    expect([1, 2, 3, 7, 8, 50].map((failures) => waitAfter(failures, 0.5))).toEqual([
      5_000, 15_000, 45_000, 3_600_000, 3_600_000, 3_600_000,
    ]);
    expect(waitAfter(1, 0)).toBe(4_000);
    expect(waitAfter(1, 1)).toBe(6_000);
  });

  it('tells a fault of the message from one of the address', () => {
    expect([200, 204, 301, 400, 404, 408, 410, 429, 500, 503].map(judge)).toEqual([
      'delivered',
      'delivered',
      'unwell',
      'refused',
      'refused',
      'unwell',
      'refused',
      'unwell',
      'unwell',
      'unwell',
    ]);
  });
});
