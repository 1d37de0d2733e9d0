// Files of tickets over HTTP: known by their content, on the timeline, shown to whom they concern, never run.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import {
  citizenTicketViewSchema,
  ticketCreatedSchema,
  ticketFileSchema,
  ticketViewSchema,
} from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

/** The smallest PNG there is: one transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let app: App;
let ticketId: string;
let key: { number: string; code: string };
const staff: Record<string, Api> = {};

beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  for (const name of ['agent1', 'dispatcher', 'dept-water', 'dept-police']) {
    staff[name] = new Api(app.base);
    await staff[name].signIn(name, 'onecall-demo');
  }
  ticketId = randomUUID();
  const matter = { id: ticketId, kind: 'help', title: '水管爆裂', text: '门口水管爆裂', channel: 'web' };
  const made = await staff.agent1?.post('/api/tickets', matter, ticketCreatedSchema);
  key = { number: made?.ticket.number ?? '', code: made?.code ?? '' };
  const words = { command: 'dispatch', departmentCode: 'water', commandId: randomUUID(), version: 1 };
  await staff.dispatcher?.post(`/api/tickets/${ticketId}/commands`, words, ticketCommandAnswer);
}, 120_000);
afterAll(() => app?.stop());

const ticketCommandAnswer = ticketCreatedSchema.pick({ ticket: true });

async function send(path: string, content: Buffer, name: string, cookie = ''): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type: 'image/png' }), name);
  return fetch(`${app.base}${path}`, { method: 'POST', body: form, headers: { 'x-onecall': '1', cookie } });
}
const asCitizen = (): string => new URLSearchParams(key).toString();
const cookieOf = (name: string): string => staff[name]?.cookie ?? '';

describe('a file of a ticket', () => {
  it('is what its content is: a page or a program that calls itself a picture is refused', async () => {
    for (const content of [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'MZ\u0000\u0001\u0002',
    ]) {
      const answer = await send(`/api/citizen/tickets/files?${asCitizen()}`, Buffer.from(content), 'a.png');
      expect(answer.status, content).toBe(415);
    }
    const large = await send(
      `/api/citizen/tickets/files?${asCitizen()}`,
      Buffer.alloc(11 * 1024 * 1024, 'a'),
      'a.txt',
    );
    expect(large.status).toBe(413);
  });

  it('of a citizen is seen by citizen and department, stands in the timeline, and is handed out unrunnable', async () => {
    const sent = await send(`/api/citizen/tickets/files?${asCitizen()}`, png, '现场.png');
    const file = ticketFileSchema.parse(await sent.json());
    expect(file).toMatchObject({ mime: 'image/png', isCitizens: true, isPublic: true });
    const view = await staff['dept-water']?.get(`/api/tickets/${ticketId}`, ticketViewSchema);
    expect(view?.files.map(({ id }) => id)).toEqual([file.id]);
    expect(view?.timeline.at(-1)).toMatchObject({ command: 'attach', payload: { name: '现场.png' } });
    for (const [path, cookie] of [
      [`/api/citizen/tickets/files/${file.id}?${asCitizen()}`, ''],
      [`/api/tickets/${ticketId}/files/${file.id}`, cookieOf('dept-water')],
    ] as const) {
      const got = await fetch(`${app.base}${path}`, { headers: { cookie } });
      expect(Buffer.from(await got.arrayBuffer()).equals(png), path).toBe(true);
      expect(got.headers.get('x-content-type-options')).toBe('nosniff');
      expect(got.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      // Whoever sits at this browser next does not find it there.
      expect(got.headers.get('cache-control')).toBe('no-store');
    }
    const path = `/api/tickets/${ticketId}/files/${file.id}`;
    expect((await fetch(`${app.base}${path}`, { headers: { cookie: cookieOf('dept-police') } })).status).toBe(
      404,
    );
    expect((await fetch(`${app.base}${path}`)).status).toBe(401);
  });

  it('that a clerk keeps inside is not the citizen’s to see', async () => {
    const sent = await send(
      `/api/tickets/${ticketId}/files`,
      Buffer.from('内部意见'),
      '意见.txt',
      cookieOf('dept-water'),
    );
    const file = ticketFileSchema.parse(await sent.json());
    expect(file).toMatchObject({ mime: 'text/plain', isPublic: false, isCitizens: false });
    const got = await fetch(`${app.base}/api/citizen/tickets/files/${file.id}?${asCitizen()}`);
    expect(got.status).toBe(404);
    const asked = await fetch(`${app.base}/api/citizen/tickets/lookup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(key),
    });
    const seen = citizenTicketViewSchema.parse(await asked.json());
    expect(seen.files.map(({ name }) => name)).toEqual(['现场.png']);
    expect(seen.steps.filter(({ step }) => step === 'attach')).toHaveLength(1);
  });
});
