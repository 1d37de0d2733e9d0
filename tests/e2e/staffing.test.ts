// A supervisor asks how many agents an hour needs: by the queue's own history, and by other figures.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots, signIn } from './pages.ts';

const weekMs = 7 * 86_400_000;

const city = demoCity();
let database: Database;

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined });
});

afterAll(async () => {
  await database?.close();
});

/** The Monday before last at 10 in Shenzhen had 120 calls of four minutes; two waited two minutes and gave up. */
async function knownHistory(): Promise<void> {
  const local = new Date(Date.now() + 8 * 3_600_000);
  const monday = local.setUTCHours(0, 0, 0, 0) - ((local.getUTCDay() + 6) % 7) * 86_400_000 - weekMs;
  const at = (seconds: number) => new Date(monday + (10 - 8) * 3_600_000 + seconds * 1_000);
  await database.read.interaction.createMany({
    data: Array.from({ length: 120 }, (_, index) => {
      const isPatient = index >= 2;
      return {
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        channel: 'voice' as const,
        queueCode: 'general',
        state: isPatient ? ('closed' as const) : ('abandoned' as const),
        arrivedAt: at(index),
        acceptedAt: isPatient ? at(index) : null,
        endedAt: at(index + (isPatient ? 200 : 120)),
        closedAt: at(index + (isPatient ? 240 : 120)),
      };
    }),
  });
}

const supervisor = (width: number, locale: string): Promise<Page> =>
  openPage(
    city,
    '/console/staffing?queue=general',
    { viewport: { width, height: 900 }, locale },
    'supervisor',
  );

describeWithBrowser('the staffing of a centre', () => {
  it('is for supervisors, not for agents', async () => {
    const context = await city.browser.newContext();
    const { request } = context;
    const question = `${city.app.base}/api/routing/staffing?queue=general&channel=voice&share=0.8&withinS=15`;
    expect((await request.get(question)).status()).toBe(401);
    await signIn(context, city.app, 'agent1');
    expect((await request.get(question)).status()).toBe(403);
  });

  it('is told by its history, and by a calculator while it has none', async () => {
    const page = await supervisor(1440, 'zh-CN');
    await page.getByText('近 8 周没有可供测算的来电').waitFor();
    const calculator = page.getByRole('region', { name: '测算器' });
    // 120 calls of four minutes an hour and two minutes of patience.
    await calculator.getByRole('rowheader', { name: '10 所需' }).waitFor();
    await calculator.getByRole('textbox', { name: '平均愿等（分钟）' }).fill('');
    await calculator.getByRole('rowheader', { name: '12 所需' }).waitFor();
    await demandAccessible(page);

    await knownHistory();
    await page.reload();
    const monday = page.getByRole('button', { name: '星期一 10:00，需 10 名坐席' });
    await monday.waitFor();
    expect(await page.getByText(/120 个来电/).textContent()).toContain('240 秒。来电人平均愿等 120 秒');
    // By keyboard to the hour before, for which nobody is needed, and back.
    await monday.click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: '星期一 09:00–10:00' }).getByText('没有来电').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const outcomes = page.getByRole('region', { name: '星期一 10:00–11:00' });
    await expect.poll(() => outcomes.getByRole('row').count()).toBe(4);
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}staffing-zh-1440.png` });

    const phone = await supervisor(390, 'en-GB');
    await phone.getByRole('button', { name: 'Monday 10:00: 10 agents' }).waitFor();
    await demandAccessible(phone);
    const overflow = await phone.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, 'it fits a telephone').toBe(0);
    await phone.screenshot({ path: `${shots}staffing-en-390.png` });
  });
});
