// An agent calls a citizen: whose the call is, what stands against it, and what is written down of it.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { calledOutSchema, deskSchema } from '../../server/desk/contract.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  callNewsSchema,
  expectedCallSchema,
  phoneNewsSchema,
} from '../../server/intake/hotline/contract.ts';
import { doNotCallListSchema } from '../../server/intake/outbound/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { interactionViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { ticketSummarySchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { TestPhone } from '../harness/phone.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let database: pg.Client;
let agent: { api: Api; socket: Socket; id: string };
let citizen: { id: string; socket: Socket; expected: unknown[]; news: string[] };
const phones: TestPhone[] = [];

beforeEach(async () => {
  const databaseUrl = await demoDatabase();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
  const api = new Api(app.base);
  const { id } = await api.signIn('agent1', 'onecall-demo');
  const socket = await connect(app.base, '/staff', { cookie: api.cookie });
  agent = { api, socket, id };
  socket.on('phone', (raw: unknown) => {
    const news = phoneNewsSchema.parse(raw);
    if (news.what !== 'ring' || phones.length > 1) return;
    const { interactionId } = news;
    void TestPhone.open(async (sdp) => {
      const request = { interactionId, sdp, role: 'party' };
      return (await call(socket, 'phone:join', request, answeredSchema)).sdp;
    }).then(
      (phone) => phones.push(phone),
      () => undefined,
    );
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);

  const body = { browserId: randomUUID(), lang: 'zh' };
  const session = await new Api(app.base).post('/api/chat/session', body, chatSessionSchema);
  const line = await connect(app.base, '/citizen', { token: session.token });
  citizen = { id: '', socket: line, expected: [], news: [] };
  line.on('callback', (raw: unknown) => citizen.expected.push(expectedCallSchema.parse(raw).expected));
  line.on('phone', (raw: unknown) => citizen.news.push(callNewsSchema.parse(raw).state));
  const { rows } = await database.query(`SELECT id FROM "Citizen" ORDER BY "createdAt" DESC LIMIT 1`);
  citizen.id = String(rows[0]?.id);
  await closeCallingHours();
}, 120_000);

afterEach(async () => {
  for (const phone of phones.splice(0)) await phone.close();
  citizen?.socket.disconnect();
  agent?.socket.disconnect();
  await app?.stop();
  await database?.end();
});

/** Citizens may be called for one minute a day, twelve hours from now. */
async function closeCallingHours(): Promise<void> {
  const hour = String((new Date().getUTCHours() + 8 + 12) % 24).padStart(2, '0');
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const hours = Object.fromEntries(days.map((day) => [day, [[`${hour}:00`, `${hour}:01`]]]));
  await database.query(
    `UPDATE "Calendar" SET definition = jsonb_set(definition::jsonb, '{hours}', $1) WHERE code = 'callbacks'`,
    [JSON.stringify(hours)],
  );
}

const because = (ground: string) => ({ override: { ground, reason: '台风登陆前转移' } });
const callOut = (wish: object = {}) =>
  agent.api.post('/api/desk/call-out', { about: 'citizen', id: citizen.id, ...wish }, calledOutSchema);
const stateOf = async (id: string) =>
  (await database.query('SELECT state, disposition FROM "Interaction" WHERE id = $1', [id])).rows[0];
const stepsOf = async (id: string): Promise<string[]> =>
  (
    await database.query('SELECT kind FROM "RoutingStep" WHERE "interactionId" = $1 ORDER BY id', [id])
  ).rows.map(({ kind }) => String(kind));
const isRinging = (id: string) => expect.objectContaining({ interactionId: id, state: 'ringing' });

async function wrapUp(interactionId: string, disposition: string): Promise<void> {
  await call(agent.socket, 'interaction:wrap_up', { interactionId, disposition }, interactionViewSchema);
}

it('belongs to the agent at once, rings the citizen, and is a talk when they answer', async () => {
  // The hours for calling are over: a ground of the list goes before them, and is written down.
  await expect(callOut()).rejects.toMatchObject({ code: 'outside_calling_hours' });
  await expect(callOut(because('boredom'))).rejects.toMatchObject({ code: 'bad_request' });
  const { interactionId } = await callOut(because('public_warning'));
  const overrides = await database.query(
    `SELECT detail->>'ground' AS ground, "actorId" FROM "AuditEntry" WHERE action = 'call.override'`,
  );
  expect(overrides.rows).toEqual([{ ground: 'public_warning', actorId: agent.id }]);
  const { inbox, presence } = await agent.api.get('/api/desk', deskSchema);
  expect(inbox.map(({ interaction }) => interaction.id)).toEqual([interactionId]);
  expect(presence.load).toBe(presence.capacity);
  await expect(callOut(because('due_tonight'))).rejects.toMatchObject({ code: 'at_capacity' });
  await expect.poll(() => citizen.expected.at(-1), { timeout: 15_000 }).toEqual(isRinging(interactionId));
  const callId = randomUUID();
  phones.push(
    await TestPhone.open(
      async (sdp) =>
        (await call(citizen.socket, 'phone:start', { callId, sdp, callback: interactionId }, answeredSchema))
          .sdp,
    ),
  );
  await expect.poll(() => citizen.news.at(-1), { timeout: 20_000 }).toBe('talking');
  await call(agent.socket, 'interaction:end', { interactionId }, interactionViewSchema);
  await expect.poll(() => citizen.news.at(-1), { timeout: 20_000 }).toBe('ended');
  await wrapUp(interactionId, 'followed_up');
  expect(await stateOf(interactionId)).toEqual({ state: 'closed', disposition: 'followed_up' });
  expect(await stepsOf(interactionId)).toEqual([
    'arrived',
    'called_out',
    'callback_dialled',
    'callback_reached',
  ]);
  const { rows } = await database.query('SELECT count(*)::int AS count FROM "Recording"');
  expect(rows).toEqual([{ count: 1 }]);
}, 60_000);

it('goes to wrap-up as not reached when the citizen does not take it, and the ticket says so', async () => {
  const { ticket } = await agent.api.post(
    '/api/tickets',
    {
      id: randomUUID(),
      kind: 'complaint',
      urgency: 'ordinary',
      title: '路灯不亮',
      text: '福田区深南大道路灯不亮。',
      channel: 'chat',
      lang: 'zh',
      place: {},
      citizenId: citizen.id,
    },
    z.object({ ticket: ticketSummarySchema }),
  );
  const { interactionId } = await callOut({ about: 'ticket', id: ticket.id, ...because('due_tonight') });
  await expect.poll(() => citizen.expected.at(-1), { timeout: 15_000 }).toEqual(isRinging(interactionId));
  await call(citizen.socket, 'callback:decline', {}, expectedCallSchema);
  await expect
    .poll(() => stateOf(interactionId), { timeout: 20_000 })
    .toEqual({ state: 'wrap_up', disposition: 'not_reached' });
  const notes = async () =>
    (
      await database.query(`SELECT payload->>'text' AS text FROM "TicketEvent" WHERE command = 'note'`)
    ).rows.map(({ text }) => String(text));
  await expect.poll(notes, { timeout: 20_000 }).toEqual([expect.stringContaining('市民没有接听')]);
  await wrapUp(interactionId, 'not_reached');
}, 60_000);

it('is not made to a number that does not want it, unless a life is in danger', async () => {
  const number = `client:${citizen.id}`;
  await agent.api.post('/api/do-not-call', { number, source: 'voice' }, okSchema);
  await expect(callOut(because('public_warning'))).rejects.toMatchObject({ code: 'do_not_call' });
  const { interactionId } = await callOut(because('danger_to_life'));
  await expect.poll(() => citizen.expected.at(-1), { timeout: 15_000 }).toEqual(isRinging(interactionId));
  await call(agent.socket, 'interaction:end', { interactionId }, interactionViewSchema);
  await expect.poll(() => citizen.expected.at(-1), { timeout: 20_000 }).toBeNull();
  await wrapUp(interactionId, 'followed_up');

  await agent.api.post('/api/do-not-call/lift', { number, reason: '市民要求恢复' }, okSchema);
  expect(await agent.api.get('/api/do-not-call', doNotCallListSchema)).toEqual({ items: [], total: 0 });
  const { rows } = await database.query(
    `SELECT action FROM "AuditEntry" WHERE action LIKE 'do_not_call%' ORDER BY id`,
  );
  expect(rows.map(({ action }) => action)).toEqual(['do_not_call.mark', 'do_not_call.lift']);
}, 60_000);
