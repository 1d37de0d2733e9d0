// Citizens, files and imports bring markup and code; every page shows it as the words that it is. The pages' own content
// policy is switched off here: what must hold is that nothing of it becomes an element in the first place.
import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { importFileSchema, importRunSchema, previewSchema } from '../../server/imports/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { signIn } from './pages.ts';

/** Each calls out when it runs, or asks for an address that only it knows. */
const corpus = [
  `<script>hit('script')</script>`,
  `"><img src=x onerror="hit('image')">`,
  `<svg/onload=hit('drawing')>`,
  `</title></textarea></style></script><script>hit('close')</script>`,
  `<iframe srcdoc="<script>parent.hit('frame')</script>"></iframe>`,
  `<input autofocus onfocus=hit('focus')>`,
  `<details open ontoggle=hit('toggle')>`,
  `<link rel=stylesheet href=//canary.invalid/a.css><img src=//canary.invalid/b.png>`,
  `[点我](javascript:hit('markdown')) ![图](javascript:hit('picture')) <javascript:hit('auto')>`,
  `{{constructor.constructor("hit('template')")()}} \${hit('literal')}`,
  `&lt;script&gt;hit('twice')&lt;/script&gt;`,
  `'; DROP TABLE "Ticket"; --`,
].join(' ');
const name = `甲"><img src=x onerror=hit(1)>`;
/** Stands in every text, so that a page that shows none of them fails. */
const mark = '榴莲糕';
const text = `${mark} ${corpus}`;

const city = demoCity();
const sockets: Socket[] = [];
const hits: string[] = [];
let ticket: { id: string; number: string };
let code = '';

/** A file as a browser sends it. */
async function send(path: string, api: Api, file: { name: string; content: string }, fields: object = {}) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, String(value));
  form.append('file', new Blob([file.content], { type: 'text/plain' }), file.name);
  const headers = { 'x-onecall': '1', cookie: api.cookie };
  return fetch(`${city.app.base}${path}`, { method: 'POST', headers, body: form });
}

async function importItem(): Promise<void> {
  const editor = await city.as('editor');
  const row = {
    code: '11440000006939756B2440101007000',
    name: `${mark}许可${corpus.slice(0, 150)}`,
    departmentName: name,
  };
  const rows = [row, { ...row, code: `坏${corpus.slice(0, 60)}` }];
  const sent = await send('/api/imports/files', editor, {
    name: `${name}.json`,
    content: JSON.stringify(rows),
  });
  const { id: fileId } = importFileSchema.parse(await sent.json());
  const about = { target: 'service_item' };
  const { mapping } = await editor.post(`/api/imports/files/${fileId}/preview`, about, previewSchema);
  const id = randomUUID();
  await editor.post('/api/imports/runs', { id, fileId, ...about, mapping, isDryRun: false }, importRunSchema);
  await vi.waitFor(
    async () => {
      const run = await editor.get(`/api/imports/runs/${id}`, importRunSchema);
      expect(run).toMatchObject({ finishedAt: expect.any(String), created: 1 });
    },
    { timeout: 30_000, interval: 100 },
  );
}

/** An agent has the citizen's contact. */
async function takeContact(agent: Api): Promise<void> {
  const socket = await connect(city.app.base, '/staff', { cookie: agent.cookie });
  sockets.push(socket);
  const offered = new Promise<z.infer<typeof offerViewSchema>>((resolve) => {
    socket.on('offer', (raw: unknown) => resolve(offerViewSchema.parse(raw)));
  });
  await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
  await call(socket, 'offer:accept', { offerId: (await offered).id }, interactionViewSchema);
}

beforeAll(async () => {
  const agent = await city.as('agent1');
  const matter = { id: randomUUID(), kind: 'complaint', title: text.slice(0, 100), text, channel: 'voice' };
  const people = { citizenName: name, citizenPhone: '13900005551', place: { address: text.slice(0, 120) } };
  const made = await agent.post(
    '/api/tickets',
    { ...matter, ...people, partyConcerned: name },
    ticketCreatedSchema,
  );
  ticket = made.ticket;
  code = made.code;
  const dispatch = { command: 'dispatch', version: 1, departmentCode: 'water' };
  const dispatcher = await city.as('dispatcher');
  await dispatcher.post(
    `/api/tickets/${ticket.id}/commands`,
    { ...dispatch, commandId: randomUUID() },
    z.unknown(),
  );
  const note = { command: 'note', text, commandId: randomUUID(), version: 2 };
  await dispatcher.post(`/api/tickets/${ticket.id}/commands`, note, z.unknown());
  const file = { name: `${name}.txt`, content: text };
  await send(`/api/tickets/${ticket.id}/files`, dispatcher, file, { isPublic: true });
  const sms = { id: randomUUID(), from: '13900005552', text };
  await new Api(city.app.base).post('/api/simulator/sms', sms, okSchema);
  await takeContact(agent);
  await importItem();
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
});

async function visitor(username?: string): Promise<BrowserContext> {
  const context = await city.browser.newContext({
    bypassCSP: true,
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
  });
  await context.exposeFunction('hit', (what: unknown) => void hits.push(String(what)));
  await context.route('**/canary.invalid/**', (route) => {
    hits.push(route.request().url());
    return route.abort();
  });
  if (username) await signIn(context, city.app, username);
  return context;
}

/** Elements that only the corpus would make, and links that would run it. */
const strangers = `[...document.querySelectorAll('*')].filter((one) =>
  [...one.attributes].some(({ name, value }) => (name.startsWith('on') && value.includes('hit')) ||
    (/^(href|src|srcdoc|action)$/.test(name) && /javascript:|canary|hit\\(/i.test(value)))).map((one) => one.outerHTML.slice(0, 200))`;

async function demandWords(page: Page, what: string): Promise<void> {
  await page.getByText(mark).first().waitFor({ timeout: 15_000 });
  await page.waitForLoadState('networkidle');
  expect.soft(await page.evaluate(strangers), what).toEqual([]);
  expect.soft(hits, what).toEqual([]);
}

describeWithBrowser('what people write', () => {
  it('is words on the pages of the staff', async () => {
    const views: [string, string][] = [
      ['agent1', '/console/desk'],
      ['supervisor', '/console/contacts'],
      ['dispatcher', `/console/tickets/${ticket.id}`],
      ['dispatcher', '/console/tickets'],
      ['dept-water', `/console/department/${ticket.id}`],
      ['agent1', `/console/knowledge?q=${encodeURIComponent(`${mark}许可`)}`],
    ];
    for (const [who, path] of views) {
      const context = await visitor(who);
      const page = await context.newPage();
      await page.goto(`${city.app.base}${path}`);
      await demandWords(page, `${who} ${path}`);
      await context.close();
    }
  });

  it('is words on the pages of citizens, with scripts and without', async () => {
    const context = await visitor();
    const page = await context.newPage();
    await page.goto(`${city.app.base}/ticket?number=${ticket.number}&code=${code}`);
    await demandWords(page, 'the citizen’s ticket');
    for (const q of [`${mark}许可`, text.slice(0, 150)]) {
      await page.goto(`${city.app.base}/plain?q=${encodeURIComponent(q)}`);
      await demandWords(page, `the plain page for ${q}`);
    }
    await page.goto(`${city.app.base}/plain/ticket`);
    await page.locator('[name=number]').fill(ticket.number);
    await page.locator('[name=code]').fill(code);
    await page.keyboard.press('Enter');
    await demandWords(page, 'the plain page of a ticket');
    await context.close();
  });
});
