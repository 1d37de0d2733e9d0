// A deputy's suggestion: filed by the congress's people, answered by a department, sent back because it does not satisfy,
// answered again; followed by the body that made it, and by no other.
import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Api } from '../../scripts/demo-day/api.ts';
import { okSchema, pageOf } from '../../server/platform/contract.ts';
import { ticketCreatedSchema, ticketSummarySchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { proposalListSchema, proposalViewSchema } from '../../server/tickets/proposals/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();
let linked: { id: string; number: string };
const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', colorScheme: 'dark' } as const;
const people = new Map<string, Api>();

async function staff(username: string): Promise<Api> {
  const known = people.get(username);
  if (known) return known;
  const api = await city.as(username);
  people.set(username, api);
  return api;
}

beforeAll(async () => {
  const matter = { kind: 'complaint', title: '夜间停水', text: '小区连续三晚停水', channel: 'web' };
  const body = { id: randomUUID(), ...matter };
  linked = (await (await staff('agent1')).post('/api/tickets', body, ticketCreatedSchema)).ticket;
}, 180_000);
const open = (path: string, look: BrowserContextOptions, username: string): Promise<Page> =>
  openPage(city, path, look, username);

/** A command with the version that its giver has just read. */
async function give(username: string, id: string, command: object): Promise<void> {
  const api = await staff(username);
  const { version } = await api.get(`/api/tickets/${id}`, ticketViewSchema);
  const body = { commandId: randomUUID(), version, ...command };
  await api.post(`/api/tickets/${id}/commands`, body, okSchema);
}

/** Days that the department has for it. */
async function daysFor(username: string, id: string): Promise<number> {
  const { ticket } = await (await staff(username)).get(`/api/proposals/${id}`, proposalViewSchema);
  const clock = ticket.clocks.find((one) => one.clock === 'resolve');
  return (Date.parse(clock?.dueAt ?? '') - Date.parse(clock?.startedAt ?? '')) / 86_400_000;
}

async function answer(id: string, publicReply: string): Promise<void> {
  await give('dept-water', id, { command: 'accept' });
  await give('dept-water', id, { command: 'contact', how: 'phone', note: '已与提出人沟通' });
  const record = { isTrue: true, isBeyondDuty: false, isSolved: true, internalRecord: '已核实' };
  await give('dept-water', id, { command: 'reply', publicReply, ...record });
  await give('lead-water', id, { command: 'approve' });
}

describeWithBrowser('proposals', () => {
  let id: string;

  it('are filed with what they rest on, and run on their own clock once a department has them', async () => {
    const page = await open('/console/proposals', desk, 'observer');
    await page.getByRole('button', { name: '提出建议' }).first().click();
    await page.getByRole('button', { name: /类型/ }).click();
    await page.getByRole('option', { name: '人大代表建议' }).click();
    await page.getByLabel('标题').fill('关于改造老旧小区供水管网的建议');
    await page.getByLabel('内容').fill('老旧小区夜间停水频繁，建议三年内完成管网改造，并公布进度。');
    await page.getByLabel('相关工单编号').fill(linked.number);
    await lookAt(page, 'proposal-new');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByText('尚未交办').waitFor();
    await page.getByText('夜间停水').first().waitFor();
    id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.locator('input[type=file]').setInputFiles({
      name: '调研报告.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('三个小区的走访记录'),
    });
    await page.getByRole('link', { name: '调研报告.txt' }).waitFor();
    await give('dispatcher', id, { command: 'dispatch', departmentCode: 'water' });
    expect(await daysFor('observer', id)).toBe(90);
  });

  it('run on the clock of their body, where it has one of its own', async () => {
    const own = await staff('observer-discipline');
    const filed = {
      form: 'supervision_proposal',
      title: '监察建议',
      text: '加强管网改造资金监管',
      tickets: [],
    };
    const proposal = { id: randomUUID(), ...filed };
    await own.post('/api/proposals', proposal, okSchema);
    await give('dispatcher', proposal.id, { command: 'dispatch', departmentCode: 'water' });
    expect(await daysFor('observer-discipline', proposal.id)).toBe(30);
  });

  it('are met by another body nowhere, until they are shared with it', async () => {
    const other = await staff('observer-cppcc');
    const found = async () => {
      const list = await other.get('/api/tickets?view=all&limit=100', pageOf(ticketSummarySchema));
      const { relatives } = await other.get(`/api/tickets/${linked.id}`, ticketViewSchema);
      return [list.items, relatives].map((some) => some.some((one) => one.id === id));
    };
    expect(await found()).toEqual([false, false]);
    await expect(other.get(`/api/tickets/${id}`, ticketViewSchema)).rejects.toThrow('not_found');
    const page = await open(`/console/proposals/${id}`, desk, 'observer');
    const shared = page.waitForResponse((answer) => answer.url().endsWith('/sharing') && answer.ok());
    await page.getByText('向其他监督机构公开').click();
    await shared;
    expect(await found()).toEqual([true, true]);
    const { title } = await other.get(`/api/tickets/${id}`, ticketViewSchema);
    expect(title).toBe('关于改造老旧小区供水管网的建议');
    const taken = await fetch(`${city.app.base}/api/proposals/${id}/sharing`, {
      method: 'PUT',
      headers: { 'x-onecall': '1', 'content-type': 'application/json', cookie: other.cookie },
      body: JSON.stringify({ isShared: false }),
    });
    expect(taken.status).toBe(404);
  });

  it('belong to their body: another one does not see them there, and nobody else rates them', async () => {
    const other = await staff('observer-cppcc');
    expect((await other.get('/api/proposals', proposalListSchema)).items).toEqual([]);
    await expect(other.get(`/api/proposals/${id}`, proposalViewSchema)).rejects.toThrow('not_found');
    await answer(id, '已列入计划，三年内完成。');
    await expect(give('agent1', id, { command: 'follow_up', how: 'phone', score: 5 })).rejects.toThrow(
      'forbidden',
    );
    const matter = { id: randomUUID(), kind: 'proposal', title: '建议', text: '代写的建议', channel: 'web' };
    await expect((await staff('agent1')).post('/api/tickets', matter, ticketCreatedSchema)).rejects.toThrow(
      'bad_request',
    );
  });

  it('that are not answered to their body’s satisfaction are worked on again, and end when it is satisfied', async () => {
    const page = await open(`/console/proposals/${id}`, phone, 'observer');
    await page.getByText('已列入计划').first().waitFor();
    await page.getByText('Not satisfied', { exact: true }).click();
    await page.getByRole('button', { name: 'Send the rating' }).click();
    const comment = page.getByLabel('Comment');
    await expect.poll(() => comment.getAttribute('aria-invalid')).toBe('true');
    expect(await comment.evaluate((field) => field === document.activeElement)).toBe(true);
    await comment.fill('No list of estates, no dates.');
    await lookAt(page, 'proposal-phone-en');
    await page.getByRole('button', { name: 'Send the rating' }).click();
    await page.getByText('Not satisfied').first().waitFor();
    await page.getByRole('radiogroup').waitFor({ state: 'detached' });
    await answer(id, '第一批十二个小区清单和时间表已公布。');
    const again = await open(`/console/proposals/${id}`, desk, 'observer');
    await again.getByText('基本满意', { exact: true }).click();
    await lookAt(again, 'proposal');
    await again.getByRole('button', { name: '提交评价' }).click();
    await again.getByRole('radiogroup').waitFor({ state: 'detached' });
    await again.goto(`${city.app.base}/console/proposals`);
    await again.getByRole('row').filter({ hasText: '基本满意' }).waitFor();
    await lookAt(again, 'proposals');
    const { ticket, grade } = await (await staff('observer')).get(`/api/proposals/${id}`, proposalViewSchema);
    expect(JSON.stringify(ticket)).not.toContain('已核实');
    expect({ state: ticket.state, reworks: ticket.reworks, grade }).toEqual({
      state: 'closed',
      reworks: 1,
      grade: 'basically',
    });
  });
});
