// Whoever would have to wait, or finds nobody there: called back in the browser at their place, or a ticket from a chat.
// A supervisor sees why a contact stands where it stands, and steps in.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { testFields } from '../harness/fields.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { shots, signIn } from './pages.ts';

const city = demoCity({
  args: [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
  ],
});
let database: Database;

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined });
});

afterAll(async () => {
  await database?.close();
});

async function page(width: number, locale = 'zh-CN'): Promise<Page> {
  const viewport = { width, height: width < 500 ? 844 : 900 };
  const context = await city.browser.newContext({ viewport, locale, permissions: ['microphone'] });
  const opened = await context.newPage();
  opened.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  return opened;
}

async function staff(username: string, path: string, width = 1440): Promise<Page> {
  const opened = await page(width);
  await signIn(opened.context(), city.app, username);
  await opened.goto(`${city.app.base}/console${path}`);
  return opened;
}

async function setPresence(agent: Page, name: string): Promise<void> {
  await agent.getByRole('button', { name: /我的状态/ }).click();
  await agent.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
}

describeWithBrowser('who does not want to wait', () => {
  it('is called back in the browser at the same place, and a supervisor sees every step of it', async () => {
    const citizen = await page(390);
    await citizen.goto(`${city.app.base}/call`);
    await citizen.getByRole('button', { name: '拨打热线' }).click();
    // Who knows the menu does not wait for it.
    await citizen.getByRole('button', { name: '1', exact: true }).click();
    // What is spoken is on the screen for moments; a key is heard as long as the caller waits.
    const placed = { where: { sessionPlain: { path: ['node'], equals: 'queue' } } };
    await expect.poll(() => database.read.callSession.count(placed), { timeout: 30_000 }).toBe(1);
    await citizen.getByRole('button', { name: '2', exact: true }).click();
    await citizen.getByText('请不要关闭这个页面').waitFor({ timeout: 40_000 });
    await citizen.getByText('您排在第 1 位').waitFor();
    await demandAccessible(citizen);
    await citizen.screenshot({ path: `${shots}20-callback-promised-zh-390.png`, fullPage: true });
    // Whoever reloads the page is still expected.
    await citizen.reload();
    await citizen.getByText('请不要关闭这个页面').waitFor();

    const supervisor = await staff('supervisor', '/contacts');
    const contact = supervisor.getByRole('option').filter({ hasText: '回拨' });
    await contact.click();
    await supervisor.getByText('答应回拨').waitFor();
    await supervisor.getByRole('button', { name: /此刻为什么没人接/ }).waitFor();
    await supervisor.getByRole('row').filter({ hasText: '陈晓晴' }).getByText('离线').waitFor();
    await demandAccessible(supervisor);
    await supervisor.screenshot({ path: `${shots}21-why-nobody-zh-1440.png` });

    const agent = await staff('agent1', '/desk');
    await setPresence(agent, '可接');
    await agent.getByText('市民要求回电').waitFor();
    await agent.getByRole('button', { name: '接受' }).click();
    await agent.getByText('正在给市民打电话').waitFor();
    await citizen.getByText('一号通来电').waitFor();
    await demandAccessible(citizen);
    await citizen.screenshot({ path: `${shots}22-callback-rings-zh-390.png`, fullPage: true });
    await citizen.getByRole('button', { name: '接听' }).click();
    await citizen.getByText('正在与工作人员通话').waitFor();
    await agent.getByRole('region', { name: '通话' }).getByText('已接通').waitFor();

    await supervisor.getByText('回拨接通').waitFor();
    await supervisor.getByText('陈晓晴接受').waitFor();
    await citizen.getByRole('button', { name: '挂断' }).click();
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    const rows = await database.read.interaction.findMany({ where: { channel: 'voice' } });
    expect(rows.map(({ state, isCallback }) => [state, isCallback])).toEqual([['wrap_up', false]]);
    await agent.context().close();
  });
});

describeWithBrowser('who finds nobody there', () => {
  it('leaves a chat as a ticket, with a number and a code', async () => {
    await database.read.queue.update({ where: { code: 'general' }, data: { maxWaiting: 0 } });
    const citizen = await page(390);
    await citizen.goto(`${city.app.base}/#chat`);
    await citizen.getByRole('textbox').fill('小区门口的路灯坏了三天，晚上很黑');
    await citizen.getByRole('button', { name: '发送' }).click();
    await citizen.getByText('暂时接不进来').waitFor();
    await demandAccessible(citizen);
    await citizen.screenshot({ path: `${shots}23-chat-full-zh-390.png`, fullPage: true });
    await citizen.getByRole('button', { name: '登记为工单' }).click();
    await citizen.getByRole('textbox', { name: /手机号/ }).fill('13800001234');
    await citizen.getByRole('button', { name: '登记为工单' }).click();
    await citizen.getByText(/工单编号 SZ\d+，查询码 \d{6}/).waitFor();
    const [ticket] = await database.read.ticket.findMany();
    expect(ticket).toMatchObject({
      text: '小区门口的路灯坏了三天，晚上很黑',
      citizenPhoneMark: testFields.mark('+8613800001234'),
    });
    await database.read.queue.update({ where: { code: 'general' }, data: { maxWaiting: 2_000 } });
  });
});

describeWithBrowser('an agent who answers automatically', () => {
  it('has the citizen after one ring, without a key', async () => {
    const agent = await staff('agent2', '/desk');
    await setPresence(agent, '自动接听');
    await setPresence(agent, '可接');
    const citizen = await page(390);
    await citizen.goto(`${city.app.base}/#chat`);
    await citizen.getByRole('textbox').fill('居住证到期了怎么办');
    await citizen.getByRole('button', { name: '发送' }).click();
    await citizen.getByText('林志远 正在为您服务').waitFor();
    await citizen
      .getByRole('radio', { name: 'English' })
      .or(citizen.getByRole('button', { name: 'English' }))
      .click();
    await citizen.getByText('Zhiyuan Lin is helping you.').waitFor();
    await agent.getByRole('button', { name: '结束来访' }).click();
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    await setPresence(agent, '离开');
    await agent.context().close();
  });
});

describeWithBrowser('a supervisor', () => {
  it('pushes a chat to an agent, and turns the surge switch after being asked', async () => {
    const citizen = await page(390);
    await citizen.goto(`${city.app.base}/#chat`);
    await citizen.getByRole('textbox').fill('公积金怎么提取');
    await citizen.getByRole('button', { name: '发送' }).click();
    await citizen.getByText(/您是第 1 位/).waitFor();
    const expert = await staff('hrss-desk1', '/desk');
    await setPresence(expert, '可接');
    await expert.getByRole('button', { name: /我的状态：\s*可接/ }).waitFor();
    const supervisor = await staff('supervisor', '/contacts');
    await supervisor.getByRole('option').filter({ hasText: '公积金怎么提取' }).click();
    await supervisor.getByRole('button', { name: '调度' }).click();
    await supervisor.getByRole('menuitem', { name: '罗思敏' }).waitFor();
    await supervisor.screenshot({ path: `${shots}24-steer-zh-1440.png` });
    await supervisor.getByRole('menuitem', { name: '罗思敏' }).click();
    await expert.getByRole('button', { name: '接受' }).click();
    await citizen.getByText('罗思敏 正在为您服务').waitFor();
    await supervisor.getByText('有人指定').waitFor();

    // The supervisor takes it over: it is at the own desk at once. Then the expert gets it again.
    await supervisor.getByRole('button', { name: '调度' }).click();
    await supervisor.getByRole('menuitem', { name: '由我接管' }).click();
    await supervisor.getByRole('textbox', { name: '回复内容' }).waitFor();
    await citizen.getByText('许建业 正在为您服务').waitFor();
    await supervisor.getByRole('button', { name: '转交' }).click();
    await supervisor.getByRole('menuitem', { name: '罗思敏' }).click();
    await expert.getByRole('button', { name: '接受' }).click();
    await citizen.getByText('罗思敏 正在为您服务').waitFor();

    // The expert passes it on to another queue with one choice.
    await expert.getByRole('button', { name: '转交' }).click();
    await expert.screenshot({ path: `${shots}25-pass-on-zh-1440.png` });
    await expert.getByRole('menuitem', { name: /企业与税务/ }).click();
    await citizen.getByText(/您是第 1 位/).waitFor();

    await supervisor.goto(`${city.app.base}/console/supervision`);
    await supervisor.getByText('高峰模式', { exact: true }).click();
    await supervisor.getByRole('button', { name: '开启' }).click();
    await supervisor.getByText('高峰模式已开启').waitFor();
    await demandAccessible(supervisor);
    await supervisor.screenshot({ path: `${shots}26-board-surge-zh-1440.png` });
    expect(await database.read.switch.findUnique({ where: { name: 'surge' } })).toMatchObject({ isOn: true });
  });
});
