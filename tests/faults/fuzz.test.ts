// Whatever is sent, to every route and every call of a socket, as everybody: an answer with a code, no fault of ours, no
// word of how the server is made. `npm run load:fuzz` sends 100,000; FUZZ and SEED say how many, and which.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, connect } from '../../scripts/demo-day/api.ts';
import { type Role, roleSchema } from '../../server/platform/contract.ts';
import { ackSchema, type CallMap, citizenCalls, staffCalls } from '../../server/protocol.ts';
import { readAccessMatrix } from '../harness/access-matrix.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { openapiSchema, type Shot, shotsAt } from '../harness/fuzz/routes.ts';
import { allowedBy, jsonSchema, type Known, someBroken } from '../harness/fuzz/schema.ts';
import { testRedis } from '../harness/redis.ts';

const count = Number(process.env.FUZZ ?? 400);
const seed = Number(process.env.SEED ?? 20261127);
const withinMs = count * 100 + 120_000;
/** A server without a carrier, a closed queue: said with a code, and no fault. */
const honest = /^(not_configured|closed_hours|no_outside_line|unavailable)$/;
/** Words of the inside: stacks, files, the database's and the libraries' own. */
const internals =
  /\n\s+at |\.[jt]s:\d+|node_modules|prisma|postgres|syntax error|relation "|violates|ECONN|ioredis|undefined is not|Cannot read prop|is not a function/i;
const accounts: Record<Role, string> = {
  agent: 'agent1',
  dispatcher: 'dispatcher',
  officer: 'dept-ecology',
  lead: 'lead-ecology',
  supervisor: 'supervisor',
  editor: 'editor',
  reviewer: 'reviewer',
  admin: 'admin',
  observer: 'observer',
};

let app: App;
let token = '';
let known: Known = {};
const cookies = new Map<Role, string>();
const sockets = new Set<Socket>();

beforeAll(async () => {
  app = await startApp({
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    env: { LOG_LEVEL: 'error' },
  });
  for (const role of roleSchema.options) {
    const api = new Api(app.base);
    await api.signIn(accounts[role], 'onecall-demo');
    cookies.set(role, api.cookie);
  }
  known = await someCity();
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await app?.stop();
});

async function send(
  path: string,
  body: object,
  who: { cookie?: string; authorization?: string },
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', 'x-onecall': '1', ...who };
  const answer = await fetch(`${app.base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

/** A ticket, a chat and an article to aim at. */
async function someCity(): Promise<Known> {
  const cookieOf = (role: Role) => ({ cookie: cookies.get(role) ?? '' });
  const id = randomUUID();
  const matter = { id, kind: 'complaint', title: '夜间噪声', text: '工地夜间施工', channel: 'web' };
  const made = z
    .object({ ticket: z.object({ number: z.string() }), code: z.string() })
    .parse(await send('/api/tickets', matter, cookieOf('agent')));
  const dispatch = { command: 'dispatch', departmentCode: 'ecology', commandId: randomUUID(), version: 1 };
  await send(`/api/tickets/${id}/commands`, dispatch, cookieOf('dispatcher'));
  const chat = z.object({ token: z.string(), citizenId: z.string() });
  const begun = chat.parse(await send('/api/chat/session', { browserId: randomUUID() }, {}));
  token = begun.token;
  const said = z.object({ conversation: z.object({ id: z.string() }) });
  const words = { id: randomUUID(), text: '路灯坏了' };
  const { conversation } = said.parse(
    await send('/api/chat/messages', words, { authorization: `Citizen ${token}` }),
  );
  const api = new Api(app.base);
  await api.signIn('supervisor', 'onecall-demo');
  const items = z.object({ items: z.array(z.looseObject({ id: z.string() })).min(1) });
  const article = (await api.get('/api/knowledge/articles?limit=1', items)).items[0]?.id ?? '';
  const [conversationId, { number }] = [conversation.id, made.ticket];
  return {
    id: [id, conversationId, article],
    ticketId: [id],
    conversationId: [conversationId],
    citizenId: [begun.citizenId],
    version: [1, 2, 3],
    number: [number],
    name: ['surge', 'emergency', number],
    code: [made.code, 'general', 'hotline', 'weekdays'],
    service_request_id: [number],
    departmentCode: ['ecology', 'water'],
    categoryCode: ['transport.road.pothole'],
    queueCode: ['general'],
    department: ['ecology'],
    phone: ['13800138000'],
    from: ['13800138000', '2026-11-01'],
    month: ['2026-11'],
    q: ['噪声'],
  };
}

interface Fault {
  at: string;
  sent: string;
  got: string;
}
const faults: Fault[] = [];
const statuses = new Map<string, number>();
const note = (key: string): void => void statuses.set(key, (statuses.get(key) ?? 0) + 1);
const failureSchema = z.object({ error: z.object({ code: z.string() }) });

function judge(at: string, sent: string, status: number, text: string): void {
  note(String(status));
  const failure = status === 503 ? failureSchema.safeParse(parsed(text)) : undefined;
  // Not ready is what /ready is there to say.
  const isHonest =
    (status === 503 && at.startsWith('GET /ready')) ||
    (failure?.success === true && honest.test(failure.data.error.code));
  const isFault = status >= 500 && !isHonest;
  if (isFault || (status >= 400 && internals.test(text)))
    faults.push({ at, sent: sent.slice(0, 600), got: `${status} ${text.slice(0, 300)}` });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ip = (): string => Array.from({ length: 3 }, () => Math.floor(Math.random() * 250) + 1).join('.');

async function fire(shot: Shot, cookie: string, isAgain = false): Promise<void> {
  const at = `${shot.method} ${shot.path}`;
  const headers = {
    'x-onecall': '1',
    'x-forwarded-for': `10.${ip()}`,
    ...(cookie === '' ? { authorization: `Citizen ${token}` } : { cookie }),
    ...(shot.type === undefined ? {} : { 'content-type': shot.type }),
  };
  const body = shot.body === undefined ? {} : { body: shot.body };
  const sent = String(shot.body ?? '');
  try {
    const answer = await fetch(`${app.base}${shot.path}`, {
      method: shot.method,
      headers,
      ...body,
      // Papers wait for each other.
      signal: AbortSignal.timeout(shot.path.includes('.pdf') ? 120_000 : 20_000),
    });
    judge(at, sent, answer.status, await answer.text());
  } catch (error) {
    // A kept connection that the server closed after what came before on it: a second one must be answered.
    if (error instanceof TypeError && !isAgain) return fire(shot, cookie, true);
    faults.push({ at, sent, got: String(error) });
  }
}

/** Eight at a time. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const take = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, take));
}

/** What the server wrote down as its own faults. */
function loggedFaults(): string[] {
  return app
    .log()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line));
}

it(
  'every route answers without a fault',
  async () => {
    const api = openapiSchema.parse(await (await fetch(`${app.base}/api/openapi.json`)).json());
    // Who is signed out, or has no role left, cannot be asked for more.
    const endsIt =
      /^DELETE \/api\/session$|^PUT \/api\/admin\/second-factor$|\/(end-sessions|reset-second-factor)$/;
    const rows = readAccessMatrix().filter(
      ({ name, when }) => !name.startsWith('/') && when !== 'twilio' && !endsIt.test(name),
    );
    const each = Math.ceil((count * 0.8) / rows.length);
    const shots = rows.flatMap((row, index) =>
      fc
        .sample(fc.tuple(shotsAt(row, api, known), fc.nat()), { seed: seed + index, numRuns: each })
        .map(([shot, by]) => {
          const roles = by % 10 === 0 ? roleSchema.options : row.roles;
          const role = roles[by % Math.max(1, roles.length)];
          return { shot, cookie: role ? (cookies.get(role) ?? '') : '' };
        }),
    );
    await inParallel(shots, ({ shot, cookie }) => fire(shot, cookie));
    console.log(
      JSON.stringify({
        fuzzed: 'routes',
        inputs: shots.length,
        routes: rows.length,
        ...Object.fromEntries(statuses),
      }),
    );
    expect({ faults, logged: loggedFaults() }).toEqual({ faults: [], logged: [] });
    expect((await fetch(`${app.base}/health`)).status).toBe(200);
  },
  withinMs,
);

it(
  'every call of a socket answers without a fault',
  async () => {
    const codes = new Map<string, number>();
    /** Whoever sends more octets at once loses the socket, and what else is under way on it. */
    const largestFrame = 250_000;
    /** A socket may call so often at once. */
    const perSocket = 40;
    const open = async (namespace: string, role: Role): Promise<Socket> => {
      const who = namespace === '/staff' ? { cookie: cookies.get(role) ?? '' } : { token };
      const socket = await connect(app.base, namespace, who);
      sockets.add(socket);
      return socket;
    };
    const all = (namespace: string, calls: CallMap) =>
      Object.entries(calls).map(([name, { request }], index) => {
        const schema = jsonSchema.parse(z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }));
        return { namespace, name, schema, index };
      });
    const calls = [...all('/staff', staffCalls), ...all('/citizen', citizenCalls)];
    const each = Math.ceil((count * 0.2) / calls.length);
    let inputs = 0;
    for (const { namespace, name, schema, index } of calls) {
      const values = fc
        .sample(someBroken(allowedBy(schema, known)), { seed: seed + index, numRuns: each })
        .filter((value) => Buffer.byteLength(JSON.stringify(value) ?? '') < largestFrame);
      for (let from = 0; from < values.length; from += perSocket) {
        const socket = await open(namespace, (from / perSocket) % 2 === 0 ? 'supervisor' : 'agent');
        await inParallel(values.slice(from, from + perSocket), async (value) => {
          inputs += 1;
          const answer: unknown = await socket
            .timeout(20_000)
            .emitWithAck(name, value)
            .catch((error: unknown) => ({ lost: String(error) }));
          const ack = ackSchema.safeParse(answer);
          const code = !ack.success ? 'lost' : ack.data.ok ? 'ok' : ack.data.error.code;
          codes.set(code, (codes.get(code) ?? 0) + 1);
          if (
            code === 'lost' ||
            code === 'internal' ||
            (code !== 'ok' && internals.test(JSON.stringify(answer)))
          )
            faults.push({
              at: `${namespace} ${name}`,
              sent: JSON.stringify(value)?.slice(0, 600) ?? '',
              got: JSON.stringify(answer),
            });
        });
        socket.disconnect();
        sockets.delete(socket);
      }
    }
    console.log(
      JSON.stringify({ fuzzed: 'sockets', inputs, calls: calls.length, ...Object.fromEntries(codes) }),
    );
    expect({ faults, logged: loggedFaults() }).toEqual({ faults: [], logged: [] });
    expect((await fetch(`${app.base}/health`)).status).toBe(200);
  },
  withinMs,
);
