// What citizens say of themselves is starred out before it leaves the server, and each look behind is written down.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { auditEntrySchema } from '../../server/admin/audit/contract.ts';
import { contactListSchema, screenPopSchema, ticketDraftSchema } from '../../server/desk/contract.ts';
import { messageViewSchema, resumedSchema, simulatedPhoneSchema } from '../../server/intake/contract.ts';
import { okSchema, pageOf, revealedSchema } from '../../server/platform/contract.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { ticketCreatedSchema, ticketSummarySchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { verifyTimelines } from '../../server/tickets/verification.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { testFields, testSecret } from '../harness/fields.ts';

const phone = '+8613912345678';
const writer = '+8613787654321';
const identity = '11010519491231002X';
const secrets = /13912345678|13787654321|11010519491231002X/;
const looks = pageOf(auditEntrySchema);

let app: App;
const people = new Map<string, Api>();
const sockets: Socket[] = [];

async function as(username: string): Promise<Api> {
  const known = people.get(username);
  if (known) return known;
  const api = new Api(app.base);
  await api.signIn(username, 'onecall-demo');
  people.set(username, api);
  return api;
}
const command = async (who: string, ticketId: string, given: object): Promise<unknown> =>
  (await as(who)).post(
    `/api/tickets/${ticketId}/commands`,
    { commandId: randomUUID(), version: 0, ...given },
    z.unknown(),
  );

let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await demoDatabase();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await app?.stop();
});

it('a ticket shows nobody a number; the lead department looks with one press, those beside it do not', async () => {
  const agent = await as('agent1');
  const { ticket } = await agent.post(
    '/api/tickets',
    {
      id: randomUUID(),
      kind: 'complaint',
      title: '王小明先生13912345678报漏水',
      text: `示范路漏水，身份证${identity}，电话１３９１２３４５６７８`,
      channel: 'voice',
      citizenName: '王小明',
      citizenPhone: phone,
    },
    ticketCreatedSchema,
  );
  expect(ticket.title).toBe('王小明先生139****5678报漏水');
  const { id } = ticket;
  const path = `/api/tickets/${id}`;
  await command('dispatcher', id, {
    command: 'dispatch',
    version: 1,
    departmentCode: 'water',
  });
  await command('dispatcher', id, {
    command: 'co_handle',
    version: 2,
    departmentCodes: ['ecology'],
    task: '查13912345678说的水质',
  });
  await command('dept-water', id, { command: 'note', text: '回电13912345678，无人接听' });
  for (const who of [
    'agent2',
    'dispatcher',
    'dept-water',
    'lead-water',
    'dept-ecology',
    'supervisor',
    'observer',
  ]) {
    const api = await as(who);
    const view = await api.get(path, ticketViewSchema);
    expect.soft(JSON.stringify(view), who).not.toMatch(secrets);
    expect.soft(view.citizenPhone, who).toBe('+86139****5678');
    expect.soft(view.citizenName, who).toBe(who === 'observer' ? '王**' : '王小明');
    // Nor is it found digit by digit, or by a sign that stands for any.
    for (const probe of ['13912', '先生139123', '139_2345678', '2345678报']) {
      const found = await api.get(`/api/tickets?q=${encodeURIComponent(probe)}`, pageOf(ticketSummarySchema));
      expect.soft(found.items, `${who} ${probe}`).toEqual([]);
    }
    const mayReveal = ['dept-water', 'lead-water', 'supervisor'].includes(who);
    expect.soft(view.hidden, who).toEqual({ phone: true, words: 3, mayReveal });
    const list = await api.get('/api/tickets?q=漏水', z.unknown());
    expect.soft(JSON.stringify(list), who).toMatch(/139\*{4}5678/);
    const look = api.post(`${path}/reveal`, { what: 'phone' }, revealedSchema);
    if (mayReveal)
      expect
        .soft(
          (await look).items.map(({ value }) => value),
          who,
        )
        .toEqual([phone]);
    else await expect.soft(look, who).rejects.toMatchObject({ code: 'forbidden' });
  }
  const words = await (await as('dept-water')).post(`${path}/reveal`, { what: 'words' }, revealedSchema);
  expect(words.items.map(({ value }) => value)).toContain(identity);

  const supervisor = await as('supervisor');
  const { items } = await supervisor.get(`/api/reveals?subjectId=${id}`, looks);
  expect(items.map(({ actor, detail }) => [actor?.username, detail.what, detail.ground])).toEqual([
    ['dept-water', 'words', 'lead_department'],
    ['supervisor', 'phone', 'supervision'],
    ['lead-water', 'phone', 'lead_department'],
    ['dept-water', 'phone', 'lead_department'],
  ]);
  expect(JSON.stringify(items)).not.toMatch(secrets);
  await expect((await as('dept-water')).get('/api/reveals', looks)).rejects.toMatchObject({
    code: 'forbidden',
  });
});

it('the agent in a conversation reads it as it is; colleagues, boards and the ticket from it without numbers', async () => {
  const agent = await as('agent1');
  const socket = await connect(app.base, '/staff', { cookie: agent.cookie });
  const colleague = await connect(app.base, '/staff', { cookie: (await as('agent2')).cookie });
  sockets.push(socket, colleague);
  const offered = new Promise<z.infer<typeof offerViewSchema>>((resolve) => {
    socket.on('offer', (raw: unknown) => resolve(offerViewSchema.parse(raw)));
  });
  const text = `我要投诉漏水，身份证${identity}`;
  await new Api(app.base).post(
    '/api/simulator/sms',
    { id: randomUUID(), from: '13787654321', text },
    okSchema,
  );
  const supervisor = await as('supervisor');
  const board = async () => JSON.stringify(await supervisor.get('/api/desk/contacts', contactListSchema));
  await expect.poll(board, { timeout: 20_000 }).toMatch(/110\*+2X/);
  expect(await board()).toMatch(/\+86137\*{4}4321/);
  const observer = (await as('observer')).get('/api/desk/contacts', contactListSchema);
  await expect(observer).rejects.toMatchObject({ code: 'forbidden' });

  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  const offer = await offered;
  expect(JSON.stringify(offer)).not.toMatch(secrets);
  await call(socket, 'offer:accept', { offerId: offer.id }, interactionViewSchema);
  const { conversationId } = offer.interaction;
  const path = `/api/desk/conversations/${conversationId}`;
  const own = await agent.get(path, screenPopSchema);
  expect(own.messages.map((message) => message.text)).toContain(text);
  expect(own.citizen.contactPoints).toMatchObject([{ kind: 'phone', value: '+86137****4321' }]);
  const others = await (await as('agent2')).get(path, screenPopSchema);
  expect(JSON.stringify(others)).not.toMatch(secrets);
  const opened = await call(colleague, 'conversation:open', { conversationId, lastSeq: 0 }, resumedSchema);
  expect(JSON.stringify(opened)).not.toMatch(secrets);

  // What comes while both look.
  const heard = (where: Socket) =>
    new Promise<string>((resolve) => {
      where.on('message', (raw: unknown) => resolve(messageViewSchema.parse(raw).text));
    });
  await call(socket, 'conversation:open', { conversationId, lastSeq: 0 }, resumedSchema);
  const both = Promise.all([heard(socket), heard(colleague)]);
  const more = '邮箱wang@example.com';
  await new Api(app.base).post(
    '/api/simulator/sms',
    { id: randomUUID(), from: '13787654321', text: more },
    okSchema,
  );
  expect(await both).toEqual([more, '邮箱w***************']);

  const reveal = (api: Api) => api.post(`${path}/reveal`, { what: 'phone' }, revealedSchema);
  expect(await reveal(agent)).toMatchObject({ ground: 'in_conversation', items: [{ value: writer }] });
  await expect(reveal(await as('agent2'))).rejects.toMatchObject({ code: 'forbidden' });

  // The number goes into the ticket without having been read, and is marked without it, too.
  const draft = await agent.get(`${path}/ticket-draft`, ticketDraftSchema);
  expect(draft).toMatchObject({ knownPhone: '+86137****4321' });
  expect(draft.citizenPhone).toBeUndefined();
  const { reasons: _reasons, confidence: _confidence, knownPhone: _known, ...form } = draft;
  const { ticket } = await agent.post('/api/tickets', { ...form, id: randomUUID() }, ticketCreatedSchema);
  const filed = await supervisor.post(`/api/tickets/${ticket.id}/reveal`, { what: 'phone' }, revealedSchema);
  expect(filed.items).toMatchObject([{ value: writer }]);
  const mark = { number: '+86137****4321', citizenId: own.citizen.id, source: 'console' };
  await agent.post('/api/do-not-call', mark, okSchema);
  const after = await agent.get(path, screenPopSchema);
  expect(after.citizen.contactPoints).toMatchObject([{ isNotToBeCalled: true }]);
});

async function query(sql: string, values: unknown[]): Promise<number | null> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rowCount;
  } finally {
    await client.end();
  }
}

/** The columns of all tables in which one of these words stands, also inside JSON, lists and octets. */
async function columnsWith(words: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const columns = await client.query<{ table: string; column: string; type: string }>(`
      SELECT table_name AS "table", column_name AS "column", data_type AS type FROM information_schema.columns
      WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'ARRAY', 'bytea', 'character varying')`);
    const found: string[] = [];
    for (const { table, column, type } of columns.rows) {
      const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
      const any = `SELECT 1 FROM "${table}" WHERE ${text} LIKE ANY ($1) LIMIT 1`;
      if ((await client.query(any, [words.map((word) => `%${word}%`)])).rowCount)
        found.push(`${table}.${column}`);
    }
    return found.sort();
  } finally {
    await client.end();
  }
}

it('a dump of the database names neither a sealed reporter nor the telephone of anybody, but where docs/fields.md says so', async () => {
  const agent = await as('agent1');
  const words = { title: '工厂夜间排污', text: '河边的工厂夜里排污水', channel: 'voice' };
  const file = (matter: object) =>
    agent.post('/api/tickets', { id: randomUUID(), ...words, ...matter }, ticketCreatedSchema);
  const { ticket } = await file({
    kind: 'report',
    sealed: true,
    citizenName: '赵举报人',
    citizenPhone: '13955550101',
  });
  await file({ kind: 'complaint', citizenName: '钱投诉人', citizenPhone: '13955550102' });
  const sms = { id: randomUUID(), from: '13955550103', text: '路灯坏了三天' };
  await new Api(app.base).post('/api/simulator/sms', sms, okSchema);
  const seen = z.object({ name: z.string(), phone: z.string() });
  const supervisor = await as('supervisor');
  expect(await supervisor.post(`/api/tickets/${ticket.id}/unseal`, { reason: '核实举报' }, seen)).toEqual({
    name: '赵举报人',
    phone: '+8613955550101',
  });
  const told = `SELECT 1 FROM "SmsOut" WHERE "toMark" = $1`;
  await expect.poll(() => query(told, [testFields.mark('+8613955550102')]), { timeout: 20_000 }).toBe(1);
  await textMessage('13955550103', '退订');
  await textMessage('13955550104', '拒电');
  await promiseCall('+8613955550105');
  await askForWarnings('+8613955550106');
  const warning = {
    ...{
      level: 'red',
      kind: 'weather',
      titleZh: '台风',
      titleEn: 'Typhoon',
      textZh: '台风将至',
      textEn: 'A typhoon',
    },
    ...{ areaCodes: [], isSpoken: false, sendsSms: true, effectiveAt: new Date().toISOString() },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  await supervisor.post('/api/broadcasts', { id: randomUUID(), content: warning }, okSchema);
  // The code, and the warning.
  await expect.poll(() => query(told, [testFields.mark('+8613955550106')]), { timeout: 20_000 }).toBe(2);
  await expect.poll(() => query('SELECT 1 FROM "Outbox"', []), { timeout: 20_000 }).toBe(0);
  for (const [table, rows] of Object.entries({ SmsOptOut: 1, DoNotCall: 2, Callback: 1, CallSession: 1 }))
    expect.soft(await query(`SELECT 1 FROM "${table}"`, []), table).toBe(rows);

  expect(await columnsWith(['赵举报人', '钱投诉人'])).toEqual([]);
  // Every number of the day by which somebody is reached, in whichever story.
  expect(await columnsWith(['1395555010', writer.slice(3)])).toEqual([]);
  // What people wrote into texts stands in texts alone.
  const texts = [
    ...['Conversation.subject', 'Message.notice', 'Message.text', 'Ticket.text', 'Ticket.title'],
    ...['TicketEvent.payload', 'TicketHandler.task'],
  ];
  const found = (await columnsWith([phone.slice(3), identity])).map((column) =>
    column.replace(/_(?:before|elsewhen|\d{4}_\d\d)(?=\.)/, ''),
  );
  expect([...new Set(found)]).toEqual(texts);
});

it('who asks for it is erased from every table once nothing is open or held, and the timelines hold', async () => {
  const numbers = [phone, writer];
  const erase = async (number: string) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/erase.ts', number, '本人要求删除'], {
      env: { ...process.env, DATABASE_URL: databaseUrl, ONECALL_SECRET: testSecret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, faults, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, out: out + faults };
  };
  const kept = await erase(phone);
  expect(kept.code, kept.out).toBe(1);
  expect(kept.out).toMatch(/open tickets SZ\d+/);

  const theirs = `"citizenId" IN (SELECT "citizenId" FROM "Ticket" WHERE "citizenPhoneMark" = ANY($1)
    UNION SELECT "citizenId" FROM "ContactPoint" WHERE "valueMark" = ANY($1))`;
  const marks = [numbers.map((number) => testFields.mark(number))];
  await query(`UPDATE "Ticket" SET state = 'closed' WHERE ${theirs}`, marks);
  await query(`UPDATE "Interaction" SET state = 'closed' WHERE ${theirs}`, marks);
  const held = `"ticketId" IN (SELECT id FROM "Ticket" WHERE ${theirs})`;
  await query(
    `INSERT INTO "TicketHold" ("ticketId", reason) SELECT id, '诉讼' FROM "Ticket" WHERE ${theirs}`,
    marks,
  );
  expect((await erase(phone)).out).toMatch(/under a hold SZ\d+/);
  expect((await columnsWith([phone.slice(3)])).length).toBeGreaterThan(0);
  await query(`DELETE FROM "TicketHold" WHERE ${held}`, marks);

  const rated = await query(
    `INSERT INTO "ServiceRating" ("interactionId", "askedAt", score, words, "ratedAt")
     SELECT id, now(), 1, $2, now() FROM "Interaction" WHERE ${theirs}`,
    [...marks, `请回电${phone}`],
  );
  expect(rated).toBeGreaterThan(0);

  const before = await timelineFaults();
  for (const number of numbers) {
    const done = await erase(number);
    expect(done, done.out).toMatchObject({ code: 0 });
  }
  expect(await columnsWith([...numbers.map((number) => number.slice(3)), identity, '王小明'])).toEqual([]);
  expect(await timelineFaults()).toEqual(before);
  // Words that went without a word in the audit trail are no erasure.
  expect(await timelineFaults(`DELETE FROM "AuditEntry" WHERE action = 'citizen.erase'`)).toContain('edited');
  // Offices and figures stay.
  expect(await query('SELECT 1 FROM "ServiceRating" WHERE score = 1 AND words IS NULL', [])).toBe(rated);
  expect(
    await query(`SELECT 1 FROM "TicketEvent" WHERE payload ? 'erased' AND payload ? 'departmentCode'`, []),
  ).toBeGreaterThan(0);
  expect((await erase(phone)).out).toContain('nobody was ever reached');
  // Each of the five commands takes seconds of a core to be there.
}, 300_000);

/** What `verify` finds after some raw SQL, which is then taken back. */
async function timelineFaults(statement = 'SELECT 1'): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(statement);
    const faults: string[] = [];
    await verifyTimelines(sqlOn(client), ({ fault }) => faults.push(fault));
    return faults;
  } finally {
    await client.end();
  }
}

const textMessage = (from: string, text: string) =>
  new Api(app.base).post('/api/simulator/sms', { id: randomUUID(), from, text }, okSchema);

/** A caller chooses a language, waits, and asks to be called back. */
async function promiseCall(from: string): Promise<void> {
  const api = new Api(app.base);
  const form = { CallSid: 'CAprivate', From: from, To: '12345', CallStatus: 'in-progress' };
  let answer = await api.form('/api/simulator/voice', form);
  for (const Digits of ['1', '2']) {
    const [, action = ''] = /<Gather[^>]*action="([^"]+)"/.exec(answer) ?? [];
    const { pathname, search } = new URL(action.replaceAll('&amp;', '&'), app.base);
    answer = await api.form(pathname + search, { ...form, Digits });
  }
  await api.form('/api/simulator/status', { ...form, CallStatus: 'completed' });
}

async function askForWarnings(to: string): Promise<void> {
  const citizen = new Api(app.base);
  await citizen.post('/api/citizen/broadcasts/codes', { phone: to }, okSchema);
  const shown = await citizen.get(`/api/simulator/sms?phone=${encodeURIComponent(to)}`, simulatedPhoneSchema);
  const [code] = /\d{6}/.exec(shown.messages.at(-1)?.text ?? '') ?? [];
  await citizen.post('/api/citizen/broadcasts/subscriptions', { phone: to, code, areaCodes: [] }, okSchema);
}
