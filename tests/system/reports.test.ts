// Scorecards asked of the running server: who sees whose, what stands behind a figure, and the files.
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Socket } from 'socket.io-client';
import { Api, call, connect, Refusal } from '../../scripts/demo-day/api.ts';
import {
  bulletinSchema,
  figureIds,
  figures,
  outcomePageSchema,
  scorecardSchema,
  scoreMeans,
} from '../../server/reports/contract.ts';
import { shiftReportSchema } from '../../server/reports/shift/contract.ts';
import { presenceViewSchema } from '../../server/routing/contract.ts';
import { type TicketCommand, ticketCreatedSchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let line: Socket | undefined;
const filed: Record<string, string> = {};

async function signedIn(username: string): Promise<Api> {
  const api = new Api(app.base);
  await api.signIn(username, 'onecall-demo');
  return api;
}

async function command(api: Api, id: string, words: Pick<TicketCommand, 'command'> & object): Promise<void> {
  const { version } = await api.get(`/api/tickets/${id}`, ticketViewSchema);
  const body = { ...words, commandId: randomUUID(), version };
  await api.post(`/api/tickets/${id}/commands`, body, z.object({ ok: z.literal(true) }));
}

/** One ticket each for the water bureau, which solved it to the citizen's joy, and for the police, who took it. */
beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  const [agent, dispatcher, officer, lead] = await Promise.all(
    ['agent1', 'dispatcher', 'dept-water', 'lead-water'].map(signedIn),
  );
  if (!agent || !dispatcher || !officer || !lead) throw new Error('somebody did not sign in');
  line = await connect(app.base, '/staff', { cookie: agent.cookie });
  await call(line, 'presence:set', { state: 'training' }, presenceViewSchema);
  for (const departmentCode of ['water', 'police']) {
    const id = randomUUID();
    const ticket = { id, kind: 'help', title: `${departmentCode} 的事`, text: '请尽快处理', channel: 'web' };
    const made = await agent.post('/api/tickets', ticket, ticketCreatedSchema);
    filed[departmentCode] = made.ticket.number;
    await command(dispatcher, id, { command: 'dispatch', departmentCode } as { command: 'dispatch' });
    if (departmentCode !== 'water') continue;
    await command(officer, id, { command: 'accept' });
    const reply = { command: 'reply' as const, publicReply: '已经修好了。', isTrue: true, isSolved: true };
    await command(officer, id, reply);
    await command(lead, id, { command: 'approve' });
    await command(agent, id, { command: 'follow_up', how: 'phone', score: 5 } as { command: 'follow_up' });
  }
}, 120_000);
afterAll(async () => {
  line?.disconnect();
  await app?.stop();
});

describe('a supervisor', () => {
  it('sees every department, the best first, with what stands behind each figure', async () => {
    const api = await signedIn('supervisor');
    const card = await api.get('/api/reports/scorecards?by=department', scorecardSchema);
    expect(card.rows.map(({ key, rank, score }) => [key, rank, score])).toEqual([
      ['water', 1, 100],
      ['-', null, null],
      ['police', null, null],
    ]);
    expect(card.total.tallies.received).toEqual({ cases: 2, good: 2 });
    expect(card.total.tallies.dispatch_on_time).toEqual({ cases: 2, good: 2 });
    const behind = await api.get('/api/reports/tickets?figure=satisfaction&good=true', outcomePageSchema);
    expect(behind.items.map(({ number, canOpen }) => [number, canOpen])).toEqual([[filed.water, true]]);
  });

  it('reads the month’s bulletin', async () => {
    const api = await signedIn('supervisor');
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const bulletin = await api.get(`/api/reports/bulletin?month=${month}`, bulletinSchema);
    expect(bulletin.isComplete).toBe(false);
    expect(bulletin.trend).toHaveLength(6);
    expect(bulletin.trend.at(-1)?.tallies.closed).toEqual({ cases: 1, good: 1 });
    expect(bulletin.best.map(({ key }) => key)).toEqual(['water']);
    expect(bulletin.worst).toEqual([]);
  });

  it.each(['from=2026-11-02&to=2026-11-01', 'from=2026-11-02', 'by=agent', 'days=0', 'month=2026-13'])(
    'is told that %s makes no sense',
    async (query) => {
      const api = await signedIn('supervisor');
      const asked = api.get(`/api/reports/scorecards?${query}`, scorecardSchema);
      await expect(asked).rejects.toMatchObject({ code: 'bad_request' });
    },
  );
});

describe('an agent', () => {
  it('has the shift on one sheet; a supervisor reads it, a colleague does not', async () => {
    const agent = await signedIn('agent1');
    const { agent: who, shift } = await agent.get('/api/reports/shift', shiftReportSchema);
    expect(shift).toMatchObject({
      until: null,
      channels: [],
      passedOn: 0,
      filed: 2,
      followUps: 1,
      ratings: 1,
      satisfied: 1,
      open: { contacts: [], tickets: [] },
    });
    // Whoever comes in is away until they say otherwise.
    expect(Object.keys(shift?.times ?? {})).toContain('training');
    const path = `/api/reports/shift?agent=${who.id}&from=${shift?.from}`;
    // From another address: sign-ins of one name are counted.
    const supervisor = new Api(app.base, '10.1.0.2');
    await supervisor.signIn('supervisor', 'onecall-demo');
    expect((await supervisor.get(path, shiftReportSchema)).shift?.filed).toBe(2);
    const colleague = (await signedIn('agent2')).get(path, shiftReportSchema);
    await expect(colleague).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('an officer', () => {
  it('sees the own department only, without a rank', async () => {
    const api = await signedIn('dept-water');
    const card = await api.get('/api/reports/scorecards?by=department', scorecardSchema);
    expect(card.rows.map(({ key, rank }) => [key, rank])).toEqual([['water', null]]);
    expect(card.total.tallies.received).toEqual({ cases: 1, good: 1 });
    const behind = await api.get('/api/reports/tickets?figure=received', outcomePageSchema);
    expect(behind.items.map(({ number }) => number)).toEqual([filed.water]);
  });

  it.each([
    'scorecards?department=police',
    'scorecards?department=-',
    'scorecards.csv?department=police',
    'scorecards.xlsx?department=police',
    'tickets?figure=received&department=police',
    'bulletin?month=2026-11',
  ])('is refused %s', async (path) => {
    const api = await signedIn('dept-water');
    const answer = await fetch(`${app.base}/api/reports/${path}`, { headers: { cookie: api.cookie } });
    expect(answer.status).toBe(403);
  });
});

it('an agent sees none', async () => {
  const api = await signedIn('agent1');
  await expect(api.get('/api/reports/scorecards', scorecardSchema)).rejects.toBeInstanceOf(Refusal);
});

describe('a file', () => {
  it('of PDF is Chinese text with its fonts inside, and an officer gets the own department only', async () => {
    const pages = async (username: string, path: string): Promise<Buffer> => {
      const { cookie } = await signedIn(username);
      const answer = await fetch(`${app.base}/api/reports/${path}`, { headers: { cookie } });
      expect(answer.headers.get('content-type'), path).toBe('application/pdf');
      return Buffer.from(await answer.arrayBuffer());
    };
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const [bulletin, card, shift] = await Promise.all([
      pages('supervisor', `bulletin.pdf?month=${month}`),
      pages('dept-police', 'scorecards.pdf?lang=en'),
      pages('agent1', 'shift.pdf'),
    ]);
    for (const file of [bulletin, card, shift]) {
      expect(file.subarray(0, 5).toString()).toBe('%PDF-');
      expect(file.length).toBeLessThan(300_000);
      // Subsets have six letters before their name; a map to Unicode makes them text.
      expect(file.toString('latin1')).toMatch(/[A-Z]{6}\+NotoSansHans-Regular[\s\S]*\/ToUnicode/);
    }
    const refused = await fetch(`${app.base}/api/reports/bulletin.pdf?month=${month}`, {
      headers: { cookie: (await signedIn('dept-police')).cookie },
    });
    expect(refused.status).toBe(403);
  });

  const ask = async (path: string): Promise<Response> => {
    const { cookie } = await signedIn('supervisor');
    return fetch(`${app.base}/api/reports/${path}`, { headers: { cookie } });
  };
  const waterIn = (rows: readonly Record<string, unknown>[], name: string) =>
    rows.find((row) => String(row[name]).includes('水务'));

  it('of CSV, read back, says what the page says', async () => {
    const answer = await ask('scorecards.csv?by=department');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = Buffer.from(await answer.arrayBuffer());
    expect([...text.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(text, { bom: true, columns: true }));
    expect(waterIn(rows, '部门')).toMatchObject({
      名次: '1',
      综合得分: '100',
      满意率: '1',
      '满意率（件）': '1',
    });
    expect(rows.at(-1)).toMatchObject({ 部门: '合计', 受理: '2', 签收及时率: '1' });
  });

  it('of a workbook, read back, says the same and defines every figure on the second sheet', async () => {
    const answer = await ask('scorecards.xlsx?by=department&lang=en');
    const file = Buffer.from(await answer.arrayBuffer());
    const [heads = [], ...rows] = await readSheet(file, 'Scorecards');
    const water = rows.find((row) => row[0] === 1);
    expect(water?.[heads.indexOf('Satisfaction rate')]).toBe(1);
    expect(water?.[heads.indexOf('Received')]).toBe(1);
    const definitions = new Map((await readSheet(file, 'Definitions')).map(([name, means]) => [name, means]));
    for (const id of figureIds) expect(definitions.get(figures[id].name.en)).toBe(figures[id].means.en);
    expect(definitions.get('Score')).toBe(scoreMeans.en);
  });
});
