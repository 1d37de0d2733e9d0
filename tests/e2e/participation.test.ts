// A supervisor warns the city and it stands on the portal; a citizen answers a survey on a telephone, an editor lets the
// statement through and publishes what came of it.
import { mkdirSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, startApp } from '../harness/app.ts';
import { browserOptions, describeWithBrowser } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { demandAccessible } from './axe.ts';

const shots = new URL('./shots/', import.meta.url).pathname;
let app: App;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  browser = await chromium.launch(browserOptions());
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' } as const;
const darkPhone = { ...phone, locale: 'en-GB', colorScheme: 'dark' } as const;

async function open(path: string, look: BrowserContextOptions, username?: string): Promise<Page> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  if (username)
    await context.request.post(`${app.base}/api/session`, {
      headers: { 'x-onecall': '1' },
      data: { username, password: 'onecall-demo' },
    });
  await page.goto(`${app.base}${path}`);
  return page;
}

/** As it looks, that it fits, and that everybody can use it. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
  expect.soft(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBe(0);
  await demandAccessible(page, name);
}

describeWithBrowser('warnings and participation', () => {
  it('a warning is written once and stands on every page of the portal', async () => {
    const staff = await open('/console/broadcasts', desk, 'supervisor');
    await staff.getByRole('button', { name: '发布预警' }).click();
    const dialog = staff.getByRole('dialog', { name: '发布预警' });
    await dialog.getByLabel('标题（中文）').fill('台风蓝色预警');
    await dialog.getByLabel('标题（英文）').fill('Blue typhoon warning');
    await dialog.getByLabel('内容（中文）').fill('请关好门窗。');
    await dialog.getByLabel('内容（英文）').fill('Shut doors and windows.');
    await look(staff, 'broadcast-editor');
    await dialog.getByRole('button', { name: '发布' }).click();
    await staff.getByRole('alertdialog').getByRole('button', { name: '发布' }).click();
    await staff.getByRole('rowheader', { name: '台风蓝色预警' }).waitFor();
    await look(staff, 'broadcasts');
    const citizen = await open('/ticket', darkPhone);
    const warning = citizen.locator('details', { hasText: 'Blue typhoon warning' });
    await warning.locator('summary').click();
    await warning.getByText('Shut doors and windows.').waitFor();
    await look(citizen, 'portal-warned');
  });

  it('a citizen answers on a telephone; what was said is read, shown and published', async () => {
    const citizen = await open('/participation', phone);
    await citizen.getByRole('link', { name: '政务热线服务满意度问卷' }).waitFor();
    await look(citizen, 'participation');
    await citizen.getByRole('link', { name: '政务热线服务满意度问卷' }).click();
    await citizen.getByLabel('打电话').check();
    await citizen.getByLabel('5', { exact: true }).check();
    await citizen.getByLabel('等候时间').check();
    await citizen.getByLabel('意见', { exact: false }).fill('夜里也有人接，很好');
    await look(citizen, 'participation-survey');
    await citizen.getByRole('button', { name: '提交' }).click();
    await citizen.getByText('意见审核后公开').last().waitFor();

    const staff = await open('/console/participation', desk, 'editor');
    await look(staff, 'participation-list');
    await staff.getByRole('rowheader', { name: '政务热线服务满意度问卷' }).click();
    await staff.getByText('夜里也有人接，很好').waitFor();
    await look(staff, 'participation-run');
    await staff.getByRole('button', { name: '公开', exact: true }).click();
    await staff.getByText('没有意见').waitFor();
    await staff.getByRole('button', { name: '提前截止' }).click();
    await staff.getByRole('alertdialog').getByRole('button', { name: '提前截止' }).click();
    await staff.getByRole('button', { name: '公布结果' }).click();
    const dialog = staff.getByRole('dialog', { name: '公布结果' });
    await dialog.getByLabel('结果说明（中文）').fill('夜班坐席增加两名。');
    await dialog.getByLabel('结果说明（英文）').fill('Two more agents at night.');
    await dialog.getByRole('button', { name: '公布结果' }).click();
    await staff.getByText('已公布').waitFor();

    await citizen.reload();
    await citizen.getByText('夜班坐席增加两名。').waitFor();
    await citizen.getByText('夜里也有人接，很好').waitFor();
    expect(await citizen.getByRole('table').first().textContent()).toContain('1 · 100%');
    await look(citizen, 'participation-result');

    const draft = await open(`/console/participation/new/${crypto.randomUUID()}`, darkPhone, 'editor');
    await draft.getByRole('button', { name: 'Add a question' }).click();
    await draft.getByRole('button', { name: 'Add an option' }).click();
    await look(draft, 'participation-draft');
  });
});
