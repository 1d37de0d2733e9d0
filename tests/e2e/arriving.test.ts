// Who opens an address that leads nowhere reads where they are; what comes late pushes nothing away that is read already.
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type App, startApp } from '../harness/app.ts';
import { browserOptions, describeWithBrowser } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { lookAt, openPage } from './pages.ts';

let app: App;
let browser: Browser;

beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  browser = await chromium.launch(browserOptions());
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' };

/** How much of the page has jumped since it began, as browsers count it (CLS). */
const jumped = async (page: Page): Promise<number> =>
  z.number().parse(
    await page.evaluate(`new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) sum += value;
      }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 300);
    })`),
  );

describeWithBrowser('an address', () => {
  it('that leads nowhere says so in words, with ways on; programs get JSON', async () => {
    const page = await openPage({ browser, app }, '/nowhere', { ...phone, colorScheme: 'dark' });
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
    await lookAt(page, 'missing-zh');
    await page.getByRole('link', { name: '市民首页' }).click();
    await page.getByRole('searchbox').waitFor();
    await page.context().close();

    const english = await openPage({ browser, app }, '/plain/nowhere', { ...phone, locale: 'en-GB' });
    await english.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await english.goto(`${app.base}/api/tickets`);
    await english.getByRole('link', { name: 'Sign in as staff' }).waitFor();
    await english.context().close();

    const told = await fetch(`${app.base}/nowhere`, { headers: { accept: '*/*' } });
    expect(told.status).toBe(404);
    expect(await told.json()).toMatchObject({ error: { code: 'not_found' } });
  });
});

describeWithBrowser('a page', () => {
  it.each(['/', '/filing', '/news', '/replies', '/ticket', '/disclosure'])(
    '%s does not jump when what it shows arrives',
    async (path) => {
      const page = await openPage({ browser, app }, path, phone);
      await page.getByRole('region', { name: '生效中的预警' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await jumped(page)).toBeLessThan(0.02);
      await page.context().close();
    },
  );
});
