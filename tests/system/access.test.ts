// Who may do what, asked of the running server: each line of the written matrix as each role, nothing unlisted, and
// nothing of other departments, agents or citizens.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Api, connect } from '../../scripts/demo-day/api.ts';
import { accessListSchema } from '../../server/admin/access.ts';
import { type Role, roleSchema } from '../../server/platform/contract.ts';
import { ackSchema } from '../../server/protocol.ts';
import { chatSessionSchema, sentSchema } from '../../server/intake/contract.ts';
import { readAccessMatrix } from '../harness/access-matrix.ts';
import { startWithTwilio } from '../harness/twilio/index.ts';

// At the top: what a hook registers within a hook is never run, and the server would outlive the tests.
const house = await startWithTwilio();
const { app } = house;
const run = (sql: string): Promise<void> => house.run(sql);

const accountOf = {
  agent: 'agent1',
  dispatcher: 'dispatcher',
  officer: 'dept-water',
  lead: 'lead-water',
  supervisor: 'supervisor',
  editor: 'editor',
  reviewer: 'reviewer',
  admin: 'admin',
  observer: 'observer',
} as const;

const cookies = new Map<string, string>();
const sockets: Socket[] = [];
const cookieOf = async (username: string): Promise<string> => {
  const known = cookies.get(username);
  if (known !== undefined) return known;
  const api = new Api(app.base);
  await api.signIn(username, 'onecall-demo');
  cookies.set(username, api.cookie);
  return api.cookie;
};
afterAll(() => {
  for (const socket of sockets) socket.disconnect();
});

const anyId = '00000000-0000-4000-8000-000000000000';
const ticketKey = { number: 'SZ20200101000001', code: '000000' };
/** What is asked for before somebody is refused for want of a token, a code or a key. */
const samples: Readonly<Record<string, object>> = {
  'POST /api/chat/messages': { id: anyId, text: '你好' },
  'POST /api/chat/leave': {},
  'POST /api/chat/callback': {},
  'POST /api/chat/rating': { interactionId: anyId, score: 5 },
  'POST /api/citizen/tickets/lookup': ticketKey,
  'POST /api/citizen/tickets/rate': { ...ticketKey, commandId: anyId, score: 5 },
  'POST /api/citizen/tickets/urge': { ...ticketKey, commandId: anyId },
  'POST /api/citizen/tickets/answer': { ...ticketKey, commandId: anyId, text: '是' },
};

async function ask(name: string, cookie: string, body?: object | FormData): Promise<Response> {
  const [method = '', path = ''] = name.split(' ');
  const url = `${app.base}${path.replace(/:[a-zA-Z]+/g, anyId).replace('*', 'x')}`;
  const headers = { cookie, 'x-onecall': '1' };
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return fetch(url, { method, headers });
  if (body instanceof FormData) return fetch(url, { method, headers, body });
  const isForm = /^\/(twilio|open311)/.test(path);
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const sent = isForm ? '' : JSON.stringify(body ?? {});
  return fetch(url, { method, headers: { ...headers, 'content-type': type }, body: sent });
}

/** Many at once, a few at a time. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const take = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, take));
}
/** Refused as such by whoever lets the reader in, so that nothing dear is made. */
const badQuery = '?limit=x&days=x&month=x&hours=x&minutes=x&q=';

const logLine = z.looseObject({ reqId: z.string(), route: z.string(), status: z.number() });
const written = readAccessMatrix();
const routes = written.filter(({ name, when }) => !name.startsWith('/') && when !== 'simulator');
/** Ends the session that the other lines need. */
const signsOut = 'DELETE /api/session';

describe('the access matrix', () => {
  it('is all that there is', async () => {
    const admin = new Api(app.base);
    await admin.signIn('admin', 'onecall-demo');
    const { items } = await admin.get('/api/admin/access', accessListSchema);
    const expected = written.filter(({ when }) => when !== 'simulator');
    const rolesOf = (row: { name: string; roles: Role[] | null }) =>
      `${row.name}: ${row.roles?.join() ?? ''}`;
    expect(items.map(rolesOf).sort()).toEqual(expected.map(rolesOf).sort());
  });

  it.each(roleSchema.options)('holds for %s on every route', async (role) => {
    const cookie = await cookieOf(accountOf[role]);
    const guarded = routes.filter(({ name, opener }) => opener === '' && name !== signsOut);
    await each(guarded, async ({ name, roles }) => {
      const { status } = await ask(name.startsWith('GET ') ? name + badQuery : name, cookie);
      if (roles.includes(role)) expect.soft([401, 403], `${role} ${name}`).not.toContain(status);
      else expect.soft(status, `${role} ${name}`).toBe(403);
      expect.soft(status === 500, `${role} ${name}`).toBe(false);
    });
  });

  it('shows nothing to somebody who is not signed in, and has no token, code, key or signature', async () => {
    await each(routes, async ({ name, opener }) => {
      const { status } = await ask(name, '', samples[name]);
      if (opener === '') expect.soft(status, name).toBe(401);
      else if (opener === 'everybody') expect.soft([401, 403], name).not.toContain(status);
      // That a file, a ticket or a conversation exists is itself not shown.
      else if (/code|agent|logout/.test(opener)) expect.soft([400, 401, 404], name).toContain(status);
      else expect.soft(status, name).toBe(opener === "citizen's token" ? 401 : 403);
      const head =
        name.startsWith('GET ') && opener === '' ? await ask(name.replace('GET', 'HEAD'), '') : null;
      expect.soft(head?.status ?? 401, `HEAD ${name}`).toBe(401);
    });
  });

  it('holds for every call of a socket', async () => {
    const calls = written.filter(({ name }) => name.startsWith('/staff '));
    const codeOf = async (socket: Socket, name: string): Promise<string> => {
      const ack = ackSchema.parse(await socket.timeout(10_000).emitWithAck(name, {}));
      return ack.ok ? 'ok' : ack.error.code;
    };
    for (const role of roleSchema.options) {
      const socket = await connect(app.base, '/staff', { cookie: await cookieOf(accountOf[role]) });
      sockets.push(socket);
      for (const { name, roles } of calls) {
        const code = await codeOf(socket, name.replace('/staff ', ''));
        expect.soft(code === 'forbidden', `${role} ${name}`).toBe(!roles.includes(role));
      }
      expect(await codeOf(socket, 'no:such_call')).toBe('not_found');
    }
    await expect(connect(app.base, '/staff', {})).rejects.toThrow('not_signed_in');
    await expect(connect(app.base, '/citizen', { token: `${anyId}.forged` })).rejects.toThrow(
      'not_signed_in',
    );
  });
});

describe('what is others’', () => {
  const [ticketId, sealedId] = [randomUUID(), randomUUID()];
  const reporter = { citizenName: '赵举报', citizenPhone: '13912345678' };
  const answer = z.object({ id: z.string() });
  let fileId = '';
  const send = async (username: string, path: string, body?: object | FormData, method = 'POST') => {
    const headers = { cookie: username === '' ? '' : await cookieOf(username), 'x-onecall': '1' };
    const url = `${app.base}${path}`;
    if (body === undefined) return fetch(url, { method, headers });
    if (body instanceof FormData) return fetch(url, { method, headers, body });
    const json = { ...headers, 'content-type': 'application/json' };
    return fetch(url, { method, headers: json, body: JSON.stringify(body) });
  };
  const get = (username: string, path: string) => send(username, path, undefined, 'GET');
  const command = (command: object) => ({ commandId: randomUUID(), version: 1, ...command });
  const aFile = (): FormData => {
    const form = new FormData();
    form.append('file', new Blob(['内部意见']), '意见.txt');
    return form;
  };

  beforeAll(async () => {
    const matter = { title: '夜间噪声', text: '工地夜间施工', channel: 'web' };
    const made = [
      await send('agent1', '/api/tickets', { ...matter, id: ticketId, kind: 'complaint' }),
      await send('agent1', '/api/tickets', {
        ...matter,
        ...reporter,
        id: sealedId,
        kind: 'report',
        sealed: true,
      }),
    ];
    for (const id of [ticketId, sealedId]) {
      const dispatch = command({ command: 'dispatch', departmentCode: 'ecology' });
      made.push(await send('dispatcher', `/api/tickets/${id}/commands`, dispatch));
    }
    const file = await send('dept-ecology', `/api/tickets/${ticketId}/files`, aFile());
    expect([...made, file].map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    fileId = answer.parse(await file.json()).id;
  });

  it('of many tickets asked for at once only those are suggested for that the reader may see', async () => {
    const told = z.object({ items: z.array(z.object({ ticketId: z.string() })) });
    const suggestedTo = async (username: string) => {
      const answer = await send(username, '/api/tickets/suggestions', { ids: [ticketId, sealedId, anyId] });
      return told.parse(await answer.json()).items.map((item) => item.ticketId);
    };
    expect(await suggestedTo('dispatcher')).toEqual(expect.arrayContaining([ticketId, sealedId]));
    expect(await suggestedTo('dispatcher')).toHaveLength(2);
    expect(await suggestedTo('dept-water')).toEqual([]);
  });

  it('tickets and their files do not exist for officers and leads of another department', async () => {
    const bodies: Readonly<Record<string, object | FormData>> = {
      'POST /api/tickets/:id/commands': command({ command: 'accept' }),
      'PUT /api/tickets/:id/watch': { isWatched: true },
      'POST /api/tickets/:id/reveal': { what: 'phone' },
      'POST /api/tickets/:id/files': aFile(),
    };
    const ofOne = routes.filter(
      ({ name, roles }) => name.includes(' /api/tickets/:id') && roles.includes('officer'),
    );
    expect(ofOne.length).toBeGreaterThan(6);
    for (const username of ['dept-water', 'lead-water']) {
      for (const { name } of ofOne) {
        const [method, path = ''] = name.split(' ');
        const address = path.replace(':id', ticketId).replace(':fileId', fileId);
        const { status } = await send(username, address, bodies[name], method);
        expect.soft(status, `${username} ${name}`).toBe(404);
      }
      for (const query of ['', '?departmentCode=ecology', '?q=噪声', '?view=watched']) {
        const list = await get(username, `/api/tickets${query}`);
        expect.soft(await list.text(), query).not.toContain(ticketId);
      }
      const items = [{ ticketId, command: command({ command: 'accept' }) }];
      const bulk = await send(username, '/api/tickets/bulk', { items });
      expect(await bulk.json()).toEqual({ items: [{ ticketId, error: 'not_found' }] });
    }
    expect((await get('dept-ecology', `/api/tickets/${ticketId}/files/${fileId}`)).status).toBe(200);
    const people = await get('lead-water', '/api/tickets/officers?departmentCode=ecology');
    expect(people.status).toBe(403);
  });

  it('figures of another department are refused in every form, and not in one’s own', async () => {
    const forms = ['scorecards', 'scorecards.csv', 'scorecards.xlsx', 'scorecards.pdf'];
    for (const username of ['dept-water', 'lead-water']) {
      for (const form of forms)
        expect.soft((await get(username, `/api/reports/${form}?department=ecology`)).status, form).toBe(403);
      const behind = await get(username, '/api/reports/tickets?department=ecology&figure=received');
      expect(behind.status).toBe(403);
      const own = await get(username, '/api/reports/scorecards');
      expect(own.status).toBe(200);
      expect(await own.text()).not.toContain('ecology');
      const tickets = await get(username, '/api/reports/tickets?figure=received');
      expect(await tickets.text()).not.toContain(ticketId);
    }
  });

  it('who reported in confidence is shown to nobody who reads the ticket, and each unsealing is written down', async () => {
    for (const username of [
      'agent1',
      'agent2',
      'dispatcher',
      'dept-ecology',
      'lead-ecology',
      'supervisor',
      'observer',
    ]) {
      const shown = await get(username, `/api/tickets/${sealedId}`);
      expect.soft(shown.status, username).toBe(200);
      expect.soft(await shown.text(), username).not.toMatch(/赵举报|13912345678/);
    }
    const unsealed = await send('supervisor', `/api/tickets/${sealedId}/unseal`, { reason: '核实举报' });
    expect(await unsealed.text()).toContain('13912345678');
    expect(await (await get('admin', '/api/admin/audit?action=unseal')).text()).toContain(sealedId);
    // An observer reads what was done, and nothing that was only written for the desk.
    const seen = z.object({ internalRecord: z.null(), allowedCommands: z.array(z.string()).length(0) });
    seen.parse(await (await get('observer', `/api/tickets/${ticketId}`)).json());
  });

  it('chats, their files and calls are their citizen’s and the centre’s', async () => {
    const session = z.object({ token: z.string() });
    const [token, other] = await Promise.all(
      [randomUUID(), randomUUID()].map(async (browserId) => {
        const begun = await send('', '/api/chat/session', { browserId });
        return session.parse(await begun.json()).token;
      }),
    );
    const asCitizen = (who = '', path: string, init: RequestInit = {}) =>
      fetch(`${app.base}${path}`, { ...init, headers: { authorization: `Citizen ${who}`, ...init.headers } });
    const said = await asCitizen(token, '/api/chat/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: randomUUID(), text: '我有照片' }),
    });
    const { conversation } = z.object({ conversation: answer }).parse(await said.json());
    const path = `/api/chat/conversations/${conversation.id}/files`;
    const kept = await asCitizen(token, path, { method: 'POST', body: aFile() });
    const file = `/api/files/${answer.parse(await kept.json()).id}`;
    expect((await asCitizen(other, path, { method: 'POST', body: aFile() })).status).toBe(403);
    for (const [who, status] of [
      [token, 200],
      [other, 401],
      ['', 401],
    ] as const)
      expect((await asCitizen(who, file)).status).toBe(status);
    for (const username of ['dept-water', 'lead-water', 'dispatcher', 'observer', 'editor', 'admin'])
      expect.soft((await get(username, file)).status, username).toBe(403);
    expect((await get('agent1', file)).status).toBe(200);

    // A talk of agent1’s, with its recording.
    const [interactionId, recordingId] = [randomUUID(), randomUUID()];
    await run(`INSERT INTO "Interaction" (id, "conversationId", "citizenId", channel, "queueCode", state, "agentId", "closedAt")
      SELECT '${interactionId}', c.id, c."citizenId", 'voice', 'general', 'closed', u.id, now()
      FROM "Conversation" c, "User" u WHERE c.id = '${conversation.id}' AND u.username = 'agent1'`);
    await run(`INSERT INTO "Recording" (id, "callRef", "interactionId", "providerRef", url)
      VALUES ('${recordingId}', 'c1', '${interactionId}', 'r1', 'sealed:nothing')`);
    for (const address of [`/api/recordings/${recordingId}`, `/api/recordings/${recordingId}/transcript`]) {
      for (const username of ['agent2', 'dept-water', 'observer', 'dispatcher', 'admin'])
        expect.soft((await get(username, address)).status, `${username} ${address}`).toBe(403);
      expect.soft([200, 404], address).toContain((await get('agent1', address)).status);
    }
    const list = await get('agent2', `/api/desk/conversations/${conversation.id}/recordings`);
    expect(await list.json()).toMatchObject({ items: [{ id: recordingId, mayListen: false }] });

    const colleague = await connect(app.base, '/staff', { cookie: await cookieOf('agent2') });
    sockets.push(colleague);
    const conversationId = conversation.id;
    for (const [name, request] of [
      ['message:send', { conversationId, id: randomUUID(), text: '您好' }],
      ['conversation:typing', { conversationId, typing: true }],
      ['conversation:read', { conversationId, seq: 1 }],
      ['interaction:end', { interactionId }],
      ['interaction:pass_on', { interactionId, to: { queueCode: 'general' } }],
      ['interaction:wrap_up', { interactionId, disposition: 'answered' }],
      ['phone:command', { interactionId, command: { do: 'hold', on: true } }],
      ['phone:ring_me', { interactionId, role: 'party' }],
    ] as const) {
      const ack = ackSchema.parse(await colleague.timeout(10_000).emitWithAck(name, request));
      expect.soft(ack.ok ? 'ok' : ack.error.code, name).toMatch(/^(forbidden|not_found|wrong_state)$/);
    }
  });

  it('news of a ticket reach its department and no other', async () => {
    const heard = { 'dept-ecology': 0, 'dept-water': 0 };
    for (const username of ['dept-ecology', 'dept-water'] as const) {
      const socket = await connect(app.base, '/staff', { cookie: await cookieOf(username) });
      sockets.push(socket);
      socket.onAny(() => {
        heard[username] += 1;
      });
    }
    const note = { commandId: randomUUID(), command: 'accept', version: 2 };
    expect((await send('dept-ecology', `/api/tickets/${ticketId}/commands`, note)).status).toBe(200);
    await vi.waitFor(() => expect(heard['dept-ecology']).toBeGreaterThan(0), { timeout: 20_000 });
    expect(heard['dept-water']).toBe(0);
  });
});

describe('sign-in', () => {
  const signIn = (
    username: string,
    password: string,
    headers: Record<string, string> = { 'x-onecall': '1' },
  ) =>
    fetch(`${app.base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ username, password }),
    });

  it('sets a cookie that scripts and other sites cannot use', async () => {
    const cookie = (await signIn('editor', 'onecall-demo')).headers.get('set-cookie') ?? '';
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('answers an unknown name and a wrong password alike, and holds back after ten tries', async () => {
    const unknown = await signIn('nobody', 'x');
    const wrong = await signIn('admin', 'x');
    expect([unknown.status, wrong.status]).toEqual([401, 401]);
    const words = async (answer: Response) =>
      ((await answer.json()) as { error: { message: string } }).error.message;
    expect(await words(unknown)).toBe(await words(wrong));
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) statuses.push((await signIn('reviewer', 'guess')).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it('opens a hundred lines for one citizen and no more, and another as soon as one is closed', async () => {
    const wish = { browserId: randomUUID(), lang: 'zh' };
    const open = (token: string) => connect(app.base, '/citizen', { token });
    const { token } = await new Api(app.base).post('/api/chat/session', wish, chatSessionSchema);
    const lines = await Promise.all(Array.from({ length: 100 }, () => open(token)));
    sockets.push(...lines);
    await expect(open(token)).rejects.toThrow('rate_limited');
    const other = { browserId: randomUUID(), lang: 'zh' };
    const theirs = await new Api(app.base).post('/api/chat/session', other, chatSessionSchema);
    sockets.push(await open(theirs.token));
    lines[0]?.disconnect();
    await expect
      .poll(
        () =>
          open(token).then(
            (line) => sockets.push(line) > 0,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    for (const line of lines) line.disconnect();
  });

  it('counts guesses of one network at number and code over all numbers, on whichever page', async () => {
    const guess = (address: string, index: number) =>
      fetch(`${app.base}/api/citizen/tickets/lookup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ number: `26112900${String(index).padStart(4, '0')}`, code: '000000' }),
      });
    const statuses: number[] = [];
    // Each from another address of the network that one line is given.
    for (let index = 0; index < 31; index += 1)
      statuses.push((await guess(`2001:db8:7:1::${index.toString(16)}`, index)).status);
    expect(statuses).toEqual([...Array(30).fill(404), 429]);
    expect((await guess('2001:db8:7:2::1', 0)).status, 'the neighbours').toBe(404);
    const form = await fetch(`${app.base}/plain/ticket`, {
      method: 'POST',
      headers: { 'x-forwarded-for': '2001:db8:7:1::ffff' },
      body: new URLSearchParams({ number: '261129009999', code: '000000' }),
    });
    expect(form.status, 'the plain page is no way around').toBe(429);
  });

  it('counts codes of telephones that were guessed with them, whatever they were for', async () => {
    const prove = (index: number) => {
      const wish = { phone: `1380000${String(index).padStart(4, '0')}`, code: '000000' };
      const [path, body] = [
        ['matters/session', wish],
        ['proxy/session', { ...wish, name: '王小明' }],
        ['broadcasts/subscriptions/end', wish],
        ['filing', { ...wish, id: anyId, kind: 'help', text: '路灯不亮了', lang: 'zh' }],
      ][index % 4] ?? ['', {}];
      return fetch(`${app.base}/api/citizen/${String(path)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.9.8.7' },
        body: JSON.stringify(body),
      });
    };
    const statuses: number[] = [];
    for (let index = 0; index < 31; index += 1) statuses.push((await prove(index)).status);
    expect(statuses).toEqual([...Array(30).fill(422), 429]);
  });

  it('each write stands in the log by its ids, and nothing that was said or is secret', async () => {
    const api = new Api(app.base);
    const { token } = await api.post(
      '/api/chat/session',
      { browserId: randomUUID(), lang: 'zh' },
      chatSessionSchema,
    );
    const said = await fetch(`${app.base}/api/chat/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Citizen ${token}`,
        'x-request-id': 'proxy-0123456789',
      },
      body: JSON.stringify({ id: randomUUID(), text: '路灯坏了，电话13912345670' }),
    });
    expect(said.headers.get('x-request-id')).toBe('proxy-0123456789');
    const { message } = sentSchema.parse(await said.json());
    const refused = await signIn('editor', 'wrong-password-of-mine');
    const lines = () =>
      app
        .log()
        .split('\n')
        .filter((line) => line.includes('"msg":"request"') && line.endsWith('}'))
        .map((line) => logLine.parse(JSON.parse(line)));
    const lineOf = (id: string | null) => lines().find(({ reqId }) => reqId === id);
    await expect
      .poll(() => lineOf(refused.headers.get('x-request-id')))
      .toMatchObject({ route: '/api/session', status: 401 });
    expect(lineOf('proxy-0123456789')).toMatchObject({
      route: '/api/chat/messages',
      status: 200,
      conversationId: message.conversationId,
    });
    const filed = lines().find(({ route, status }) => route === '/api/tickets' && status === 200);
    expect(filed).toMatchObject({ ticketId: expect.any(String), actorId: expect.any(String) });
    for (const secret of [
      '路灯',
      '13912345670',
      'wrong-password',
      token,
      'onecall-demo',
      ...cookies.values(),
    ])
      expect(app.log()).not.toContain(secret);
  });

  it('every open address has a limit', async () => {
    for (const path of ['/api/citizen/articles/x', '/api/phone', '/api/citizen/rating-reasons']) {
      expect((await fetch(`${app.base}${path}`)).headers.get('x-ratelimit-limit'), path).toBe('3000');
    }
  });

  it('refuses a write that does not come from our own pages', async () => {
    expect((await signIn('editor', 'onecall-demo', {})).status).toBe(403);
  });
});
