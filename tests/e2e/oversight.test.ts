// A case goes to the emergency command; a dispatcher compares, merges and dispatches several; a supervisor looks at the hour that comes and at who gets around
// a clock; an administrator mends the duty list; the centre sees whom to ask.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { Webhook as Verifier } from 'standardwebhooks';
import { expect, it, vi } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { centrePageSchema, handOffBodySchema, madeKeySchema } from '../../server/emergency/contract.ts';
import { createTicketSchema, ticketCreatedSchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { liveOn, openCity, person } from '../reports/city.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

/** Some days in which tickets lived, up to about now, and a lift that two citizens are stuck in. */
async function liveBefore(databaseUrl: string): Promise<void> {
  const before = await openCity(databaseUrl);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const start = new Date(Date.now() - 6 * 86_400_000).toISOString();
  await liveOn(before, { start, tickets: 12, steps: 130, seed: 7 });
  vi.useRealTimers();
  for (const title of ['翠竹苑三栋电梯困人', '翠竹苑电梯又困人']) {
    const matter = { title, text: '翠竹苑三栋的电梯经常困人，物业不修', kind: 'complaint', channel: 'web' };
    const ticket = createTicketSchema.parse({ ...matter, id: randomUUID(), citizenId: randomUUID() });
    await before.service.create({ kind: 'staff', actor: person(['agent']) }, ticket);
  }
  await before.database.close();
}
const city = demoCity({ env: { PRIVATE_NETWORKS: '127.0.0.1/32' }, settle: liveBefore });

type Look = { width: number; locale: string; colorScheme: 'light' | 'dark' };
const wide = { width: 1440, locale: 'zh-CN', colorScheme: 'light' } as const;
const small = { width: 390, locale: 'en-GB', colorScheme: 'dark' } as const;

const open = (username: string, path: string, { width, ...look }: Look): Promise<Page> =>
  openPage(city, `/console${path}`, { viewport: { width, height: 900 }, ...look }, username);

const demandFit = async (page: Page): Promise<void> =>
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 'it fits').toBe(0);

describeWithBrowser('tickets that belong together', () => {
  it('are compared and merged, and the merge is taken back', async () => {
    const page = await open('dispatcher', '/dispatch', wide);
    await page.getByRole('searchbox').fill('电梯又困人');
    await page.getByRole('option', { name: /电梯又困人/ }).click();
    await page.getByRole('button', { name: '对照' }).first().click();
    const dialog = page.getByRole('dialog', { name: '对照两张工单' });
    await dialog.getByText('翠竹苑三栋电梯困人').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}compare-zh-1440.png` });
    await dialog.getByRole('button', { name: /^并入 / }).click();
    await page.getByText('相关工单（1）').waitFor();
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '撤销合并' }).click();
    await page.getByRole('textbox', { name: '为什么不是同一件事' }).fill('是另一部电梯');
    await page.getByRole('button', { name: '撤销合并' }).click();
    await page.getByText('是另一部电梯').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}ticket-zh-1440.png` });
  });

  it('go to one department at once', async () => {
    const page = await open('dispatcher', '/dispatch', wide);
    // Who presses everything twice keeps the dialog, once the page has come to rest.
    await page.waitForLoadState('networkidle');
    await page.getByRole('button', { name: '批量派单' }).dblclick();
    const dialog = page.getByRole('dialog', { name: '批量派单' });
    await dialog.getByRole('button', { name: /派到哪里/ }).click();
    const toOne = page.getByRole('option', { name: '同一个部门' });
    await toOne.dblclick();
    await toOne.waitFor({ state: 'hidden' });
    for (const row of [1, 2])
      await dialog.getByRole('row').nth(row).getByRole('checkbox').check({ force: true });
    await dialog.getByRole('combobox', { name: /承办部门/ }).fill('水务');
    await page.getByRole('option', { name: /水务/ }).first().click();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}bulk-zh-1440.png` });
    await dialog.getByRole('button', { name: '派出 2 张' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('go each where it is suggested, as far as that is sure; what came back is left to the dispatcher', async () => {
    const [agent, dispatcher, officer] = [
      await city.as('agent1'),
      await city.as('dispatcher'),
      await city.as('dept-transport'),
    ];
    const matters = [
      { id: randomUUID(), title: '公交站台顶棚漏水', text: '公交站台顶棚漏水，候车的人淋雨' },
      { id: randomUUID(), title: '公司拖欠三个月工资', text: '公司拖欠我三个月工资，一直不发' },
      { id: randomUUID(), title: '公交车绕路', text: '公交车司机绕路，不按路线走' },
    ];
    let version = 1;
    for (const matter of matters)
      ({
        ticket: { version },
      } = await agent.post(
        '/api/tickets',
        { ...matter, kind: 'complaint', channel: 'web' },
        ticketCreatedSchema,
      ));
    const [bus, wages, returned] = matters;
    const given = ticketCreatedSchema.pick({ ticket: true });
    const way = `/api/tickets/${returned?.id}/commands`;
    const order = { command: 'dispatch', departmentCode: 'transport', commandId: randomUUID(), version };
    const { ticket } = await dispatcher.post(way, order, given);
    await officer.post(
      way,
      {
        command: 'return',
        ground: 'not_duty',
        legalBasis: '不属于我局职责',
        proposedDepartmentCode: 'police',
        commandId: randomUUID(),
        version: ticket.version,
      },
      given,
    );

    const page = await open('dispatcher', '/dispatch', wide);
    await page.getByRole('option', { name: /公交站台/ }).waitFor();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: '批量派单' });
    await expect.poll(() => dialog.getByText('…', { exact: true }).count()).toBe(0);
    await dialog.getByRole('button', { name: /选中有把握的 \d+ 张/ }).click();
    const isTicked = (title: string) =>
      dialog.getByRole('row', { name: title }).getByRole('checkbox').isChecked();
    expect(await isTicked('公交站台顶棚漏水')).toBe(true);
    expect(await isTicked('公交车绕路')).toBe(false);
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}bulk-suggested-zh-1440.png` });
    await dialog.getByRole('button', { name: /派出 \d+ 张/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    const placeOf = async (id = '') => {
      const { state, leadDepartmentCode } = await dispatcher.get(`/api/tickets/${id}`, ticketViewSchema);
      return { state, leadDepartmentCode };
    };
    expect([await placeOf(bus?.id), await placeOf(wages?.id), await placeOf(returned?.id)]).toEqual([
      { state: 'dispatched', leadDepartmentCode: 'transport' },
      { state: 'dispatched', leadDepartmentCode: 'hrss' },
      { state: 'returned', leadDepartmentCode: 'transport' },
    ]);
    await page.context().close();
  });
});

/** The other side: takes cases as data, and confirms one when it is told to. */
async function openCommand() {
  const bodies: { body: string; headers: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request
      .on('data', (part: Buffer) => {
        body += part.toString();
      })
      .on('end', () => {
        const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
        bodies.push({ body, headers: Object.fromEntries(headers) });
        response.writeHead(204).end();
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const admin = await city.as('admin');
  const path = '/api/admin/emergency';
  const { centre } = await admin.get(path, centrePageSchema);
  const saved = await fetch(`${city.app.base}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-onecall': '1', cookie: admin.cookie },
    body: JSON.stringify({
      nameZh: '市应急指挥中心',
      nameEn: 'Emergency command',
      phone: '075512350',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cases`,
      capUrl: null,
      ackWithinS: 5,
      isActive: true,
      version: centre?.version ?? 0,
    }),
  });
  expect(saved.status).toBe(200);
  const [ours, theirs] = await Promise.all(
    ['ours', 'theirs'].map((side) => admin.post(`${path}/keys`, { side }, madeKeySchema)),
  );
  return {
    received: () =>
      bodies.map(({ body, headers }) =>
        handOffBodySchema.parse(new Verifier(ours?.key ?? '').verify(body, headers)),
      ),
    async confirm(handOffId: string, theirNumber: string): Promise<number> {
      const body = JSON.stringify({ type: 'acknowledged', handOffId, theirNumber });
      const [id, at] = [randomUUID(), new Date()];
      const answer = await fetch(`${city.app.base}/api/emergency/callback`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Verifier(theirs?.key ?? '').sign(id, at, body),
        },
        body,
      });
      return answer.status;
    },
    close: () => server.close(),
  };
}

describeWithBrowser('danger', () => {
  it('goes to the emergency command, is called out while nobody confirms, and then bears their number', async () => {
    const command = await openCommand();
    try {
      const matter = {
        id: randomUUID(),
        kind: 'help',
        urgency: 'emergency',
        title: '三楼着火有人被困',
        text: '民治大道 1 号三楼着火，两人在阳台',
        channel: 'voice',
        citizenPhone: '13900004491',
      };
      const clerk = new Api(city.app.base);
      await clerk.signIn('agent1', 'onecall-demo');
      const { ticket } = await clerk.post('/api/tickets', matter, ticketCreatedSchema);
      const agent = await open('agent1', `/tickets/${ticket.id}`, wide);
      await agent.getByRole('button', { name: '移交应急指挥' }).click();
      await agent.getByRole('button', { name: /险情/ }).click();
      await agent.getByRole('option', { name: '火灾' }).click();
      await agent.getByRole('textbox', { name: /涉险人数/ }).fill('2');
      await demandAccessible(agent);
      await agent.screenshot({ path: `${shots}hand-off-zh-1440.png` });
      await agent.getByRole('dialog').getByRole('button', { name: '移交应急指挥' }).click();
      await agent.getByText('已送达').first().waitFor();
      const [told] = command.received();
      expect(told?.data).toMatchObject({ number: ticket.number, danger: 'fire', persons: 2 });

      const supervisor = await open('supervisor', '/supervision', wide);
      await supervisor.getByRole('link', { name: `应急指挥没有确认工单 ${ticket.number}` }).waitFor();
      await supervisor.getByRole('link', { name: /请拨打市应急指挥中心 075512350/ }).waitFor();
      await demandAccessible(supervisor);
      await supervisor.screenshot({ path: `${shots}hand-off-overdue-zh-1440.png` });

      expect(await command.confirm(told?.data.handOffId ?? '', 'YJ-2026-77')).toBe(200);
      await agent.getByText('对方编号 YJ-2026-77').first().waitFor();
      await agent.screenshot({ path: `${shots}handed-off-zh-1440.png` });
      await supervisor.reload();
      await supervisor.getByRole('main').getByRole('heading').first().waitFor();
      await expect.poll(() => supervisor.getByText('应急指挥没有确认').count()).toBe(0);
      const phone = await open('agent1', `/tickets/${ticket.id}`, small);
      await phone.getByText('YJ-2026-77').first().waitFor();
      await demandFit(phone);
      await phone.screenshot({ path: `${shots}handed-off-en-390-dark.png`, fullPage: true });
    } finally {
      command.close();
    }
  });
});

describeWithBrowser('an officer who leaves', () => {
  it('has the open tickets given to a colleague by the lead; the ticket says so', async () => {
    const officer = await open('dept-water', '/department', wide);
    await officer.getByRole('option').filter({ hasText: '待签收' }).first().click();
    await officer.getByRole('button', { name: '签收' }).click();
    // Whoever else works on it: accepted it is when the citizen can be contacted.
    await officer.getByRole('button', { name: '记录联系' }).waitFor();
    expect(
      await officer.getByRole('button', { name: '移交工单' }).count(),
      'officers hand nothing over',
    ).toBe(0);

    const lead = await open('lead-water', new URL(officer.url()).pathname.replace('/console', ''), wide);
    await officer.getByRole('status').filter({ hasText: '也在查看' }).waitFor();
    await lead.getByRole('button', { name: '移交工单' }).click();
    const dialog = lead.getByRole('dialog', { name: '移交工单' });
    const from = dialog.getByRole('combobox', { name: /移交人/ });
    await from.click();
    await from.press('ArrowDown');
    await lead
      .getByRole('option')
      .filter({ hasText: /未办结 [1-9]/ })
      .first()
      .click();
    const to = dialog.getByRole('combobox', { name: /接收人/ });
    await to.click();
    await to.press('ArrowDown');
    await lead.getByRole('option').filter({ hasText: '未办结 0 张' }).click();
    await dialog.getByRole('textbox', { name: /原因/ }).fill('调离本部门');
    await demandAccessible(lead);
    await lead.screenshot({ path: `${shots}hand-over-zh-1440.png` });
    await dialog.getByRole('button', { name: /移交 \d+ 张/ }).click();
    await lead.getByText(/已移交 \d+ 张工单/).waitFor();
    await officer.getByText('调离本部门').waitFor();
    await officer.screenshot({ path: `${shots}handed-over-zh-1440.png` });
  });
});

describeWithBrowser('oversight', () => {
  it('shows what runs out, and supervisors act on several at once', async () => {
    const page = await open('supervisor', '/oversight', wide);
    const table = page.getByRole('grid', { name: '即将到期' });
    await table.getByRole('row').nth(1).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}oversight-zh-1440.png` });
    await table.getByRole('row').nth(1).getByRole('checkbox').check({ force: true });
    await page.getByRole('button', { name: '督办' }).click();
    await page.getByRole('textbox', { name: '督办意见' }).fill('今日办结');
    await page.getByRole('dialog').getByRole('button', { name: '督办' }).click();
    await page.getByText('1 张工单已处理').waitFor();

    await page.getByRole('tab', { name: '规避时限' }).click();
    await page
      .getByRole('button', { name: /未联系即答复: \d+/ })
      .first()
      .click();
    await page.getByRole('heading', { name: '涉及的工单' }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}tampering-zh-1440.png` });
  });

  it.each([wide, small])('shows on the wallboard where the tickets are: $width px', async (look) => {
    const page = await open('supervisor', '/supervision', look);
    const map = page.getByRole('group', { name: look === wide ? /各区未办结的工单/ : /open tickets/ });
    const district = map.getByRole('button', {
      name: look === wide ? /罗湖.*未办结 \d+ 件/ : /Luohu.*\d+ open/,
    });
    await district.waitFor();
    await demandAccessible(page);
    await demandFit(page);
    await page.screenshot({ path: `${shots}board-map-${look.width}.png`, fullPage: true });
    await district.click();
    await page.waitForURL(/\/oversight\/hotspots\?district=440303/);
  });

  it('keeps a matter of many in the bell after its toast is gone, and the page outlives the keys that open it', async () => {
    const page = await open('supervisor', '/oversight', wide);
    const at = new Date().toISOString();
    const spot = {
      id: randomUUID(),
      size: 6,
      recent: 6,
      score: 9,
      place: '五和大道',
      summary: '五和大道积水',
    };
    const items = [{ ...spot, from: at, to: at, alarmedAt: at, districts: [] }];
    await page.route('**/api/hotspots', (route) => route.fulfill({ json: { items } }));
    await page.reload();
    const bell = page.getByRole('button', { name: /^通知，[1-9]/ });
    await bell.waitFor();
    // Words beside a button come with the keyboard, too: they took the page down.
    await page.keyboard.press('Tab');
    await bell.focus();
    await page.getByRole('tooltip').waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '通知' });
    await dialog.getByRole('link', { name: '五和大道积水' }).waitFor();
    await demandAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '通知，0 条未读' }).waitFor();
  });

  it('lets an administrator try a calendar on the open clocks before it is saved', async () => {
    const page = await open('admin', '/calendars', wide);
    await page.getByRole('row', { name: /工作日/ }).click();
    const month = page.locator('.calendar-grid');
    await month.waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}calendar-zh-1440.png`, fullPage: true });
    for (const day of ['一', '二', '三', '四', '五'])
      await page.getByRole('textbox', { name: `星期${day}` }).fill('');
    await page.getByRole('alert').filter({ hasText: '没有任何开放时间' }).waitFor();
    await page.getByRole('textbox', { name: '星期一' }).fill('9:00-12:00');
    await month.waitFor();
    await page.getByRole('button', { name: '试算影响' }).click();
    await page.getByText(/受此规则约束的未结时限共 \d+ 个/).waitFor();
    await page.screenshot({ path: `${shots}calendar-effect-zh-1440.png` });
    await page.getByRole('tab', { name: '节假日' }).click();
    await page.locator('input[type=file]').setInputFiles({
      name: '2027.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('2027-01-01,休,元旦\n2027-01-02,班,元旦'),
    });
    await page.getByText('2027 年节假日安排').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}holidays-zh-1440.png` });
  });

  it.each([
    ['supervisor', '/oversight', 'oversight'],
    ['supervisor', '/calendars/policies', 'policies'],
    ['dispatcher', '/duty', 'duty'],
    ['agent1', '/follow-up', 'follow-up'],
  ])('fits a telephone: %s at %s', async (username, path, name) => {
    const page = await open(username, path, small);
    await page.getByRole('grid').first().waitFor();
    await demandAccessible(page);
    await demandFit(page);
    await page.screenshot({ path: `${shots}${name}-en-390-dark.png` });
  });

  it('shows which data are older than was promised, and beside a resource its fields, also one called as a column is', async () => {
    const page = await open('supervisor', '/oversight/stale', wide);
    await page.getByRole('rowheader', { name: '人口基础信息' }).click();
    const fields = page.getByRole('grid', { name: '字段清单' });
    await fields.getByRole('rowheader', { name: 'name', exact: true }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}stale-fields-zh-1440.png` });
  });

  it('lets an administrator mend the duty list', async () => {
    const page = await open('admin', '/duty', wide);
    await page.getByRole('searchbox').fill('工资与劳动关系');
    const row = page.getByRole('row', { name: /工资与劳动关系/ }).first();
    await row.waitFor();
    await page.screenshot({ path: `${shots}duty-zh-1440.png` });
    await row.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: /主办/ }).fill('总工会');
    await page
      .getByRole('option', { name: /总工会/ })
      .first()
      .click();
    await dialog.getByRole('button', { name: '保存' }).click();
    await page.getByText('已修改').first().waitFor();
  });
});
