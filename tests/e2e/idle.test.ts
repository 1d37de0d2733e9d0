// A desk that its agent left: a warning that any key answers, then out, with nothing to read on the screen and nothing lost.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const second = 1_000;

const city = demoCity({ env: { ONECALL_IDLE_MINUTES: '30' } });
let database: Database;

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined });
});
afterAll(async () => {
  await database?.close();
});
// One session at a time is looked at, also when a story is told again.
beforeEach(async () => {
  await database.read.session.deleteMany();
});

const desk = (
  width: number,
  colorScheme: 'light' | 'dark',
  [username, path] = ['dispatcher', 'dispatch'],
): Promise<Page> => {
  const viewport = { width, height: width < 500 ? 844 : 900 };
  const look = { viewport, locale: 'zh-CN', colorScheme };
  return openPage(city, `/console/${path}`, look, username);
};

/** As if nobody had acted for so long. */
const leaveFor = async (seconds: number): Promise<void> => {
  const actedAt = new Date(Date.now() - seconds * second);
  await database.read.session.updateMany({ data: { actedAt } });
};
const warning = (page: Page) => page.getByRole('dialog', { name: '即将自动退出' });
const search = (page: Page) => page.getByRole('searchbox').first();

describeWithBrowser('a desk that nobody is at', () => {
  it('warns, goes on at a key, and otherwise signs out with all that was written', async () => {
    const page = await desk(1440, 'light');
    await search(page).fill('路灯');
    await expect.poll(() => search(page).inputValue()).toBe('路灯');
    await leaveFor(29.4 * 60);
    await warning(page).waitFor({ timeout: 15_000 });
    await page.screenshot({ path: `${shots}40-idle-warned-zh.png` });
    await demandAccessible(page);
    // The key answers, and does nothing else.
    await page.keyboard.press('x');
    await warning(page).waitFor({ state: 'detached', timeout: 20_000 });
    expect(await search(page).inputValue()).toBe('路灯');
    const acted = async () => (await database.read.session.findFirstOrThrow()).actedAt.getTime();
    expect(Date.now() - (await acted())).toBeLessThan(20 * second);

    await leaveFor(31 * 60);
    const again = page.getByRole('dialog', { name: '登录已失效' });
    await again.waitFor({ timeout: 15_000 });
    await expect.poll(() => page.locator('.shell').isVisible()).toBe(false);
    await page.screenshot({ path: `${shots}40-idle-over-zh.png` });
    await page.getByLabel('密码', { exact: true }).fill('onecall-demo');
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await again.waitFor({ state: 'detached', timeout: 15_000 });
    await search(page).waitFor();
    expect(await search(page).inputValue()).toBe('路灯');
    const ends = await database.read.auditEntry.count({ where: { action: 'session.idle' } });
    expect(ends).toBe(1);
    await page.context().close();
  }, 120_000);

  it('says so on a telephone in the dark, too', async () => {
    const page = await desk(390, 'dark');
    await page.locator('.shell').waitFor();
    await page.waitForTimeout(500);
    await leaveFor(29.4 * 60);
    await warning(page).waitFor({ timeout: 15_000 });
    await page.screenshot({ path: `${shots}40-idle-warned-zh-390-dark.png` });
    await demandAccessible(page);
    await page.getByRole('button', { name: '继续工作' }).click();
    await warning(page).waitFor({ state: 'detached', timeout: 20_000 });
    await page.context().close();
  }, 60_000);

  it('leaves a board on the wall alone, where nobody presses keys', async () => {
    const page = await desk(1440, 'light', ['supervisor', 'supervision']);
    await page.locator('.board-figure').first().waitFor();
    const actedAt = async () => (await database.read.session.findFirstOrThrow()).actedAt.getTime();
    await leaveFor(20 * 60);
    expect(Date.now() - (await actedAt())).toBeGreaterThan(19 * 60 * second);
    const asAPerson = { expression: 'document.documentElement.requestFullscreen()', userGesture: true };
    await (await page.context().newCDPSession(page)).send('Runtime.evaluate', asAPerson);
    await expect
      .poll(async () => Date.now() - (await actedAt()), { timeout: 20_000 })
      .toBeLessThan(20 * second);
    await page.context().close();
  }, 60_000);

  it('calls an agent who waits for contacts before it signs them out', async () => {
    const page = await desk(1440, 'light', ['agent1', 'desk']);
    await page.getByRole('button', { name: /我的状态/ }).click();
    await page.getByRole('menuitemradio', { name: '可接' }).click();
    await page.getByRole('button', { name: /我的状态：\s*可接/ }).waitFor();
    await page.evaluate(() => {
      const started = AudioScheduledSourceNode.prototype.start;
      AudioScheduledSourceNode.prototype.start = function start(...when) {
        document.body.dataset.heard = 'yes';
        started.apply(this, when);
      };
    });
    const heard = () => page.evaluate(() => document.body.dataset.heard ?? 'no');
    await leaveFor(29.4 * 60);
    await warning(page).waitFor({ timeout: 15_000 });
    await expect.poll(heard, { timeout: 15_000 }).toBe('yes');
    await page.context().close();
  }, 60_000);
});
