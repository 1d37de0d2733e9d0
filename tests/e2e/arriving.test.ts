// Who opens an address that leads nowhere reads where they are; what comes late pushes nothing away that is read already.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage, shots } from './pages.ts';

const city = demoCity();

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
    const page = await openPage(city, '/nowhere', { ...phone, colorScheme: 'dark' });
    await page.getByRole('heading', { name: '没有这个页面' }).waitFor();
    await lookAt(page, 'missing-zh');
    await page.getByRole('link', { name: '市民首页' }).click();
    await page.getByRole('searchbox').waitFor();
    await page.context().close();

    const english = await openPage(city, '/plain/nowhere', { ...phone, locale: 'en-GB' });
    await english.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await english.goto(`${city.app.base}/%E0%A4%A`);
    await english.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await english.goto(`${city.app.base}/api/tickets`);
    await english.getByRole('link', { name: 'Sign in as staff' }).waitFor();
    await english.context().close();

    const told = await fetch(`${city.app.base}/nowhere`, { headers: { accept: '*/*' } });
    expect(told.status).toBe(404);
    expect(await told.json()).toMatchObject({ error: { code: 'not_found' } });
  });
});

describeWithBrowser('an English question', () => {
  it('is answered without Chinese words for why', async () => {
    const page = await openPage(city, '/', { ...phone, locale: 'en-GB' });
    await page.getByRole('searchbox').fill('residence permit');
    await page.locator('.portal-answer').first().waitFor();
    for (const answer of await page.locator('.portal-answer').allInnerTexts())
      expect(answer).not.toMatch(/\p{Script=Han}/u);
    await page.context().close();
  });
});

describeWithBrowser('the colours of the reader’s system', () => {
  /** Background of what is chosen, and of what could be. */
  const grounds = (page: Page, chosen: string, other: string): Promise<unknown> =>
    page.evaluate(
      `[${JSON.stringify([chosen, other])}].flat().map((at) => getComputedStyle(document.querySelector(at)).backgroundColor)`,
    );

  it('show what is chosen, on and current', async () => {
    const look = { ...phone, forcedColors: 'active' } as const;
    const filing = await openPage(city, '/filing', look);
    await filing.getByRole('radio').first().waitFor();
    for (const [chosen, other] of [
      ['input:checked + .oc-box', 'input:not(:checked) + .oc-box'],
      ['.site-sizes > [aria-pressed="true"]', '.site-sizes > [aria-pressed="false"]'],
    ] as const) {
      const [here, there] = z.tuple([z.string(), z.string()]).parse(await grounds(filing, chosen, other));
      expect(here, chosen).not.toBe(there);
    }
    await lookAt(filing, 'forced-colors-filing');
    await filing.context().close();

    const desk = await openPage(city, '/console/supervision', look, 'supervisor');
    await desk.locator('.rail-link[aria-current="page"]').waitFor();
    const seen = await grounds(desk, '.rail-link[aria-current="page"]', '.rail-link:not([aria-current])');
    const [here, there] = z.tuple([z.string(), z.string()]).parse(seen);
    expect(here, 'the page one is on').not.toBe(there);
    await desk.context().close();
  });
});

describeWithBrowser('a page', () => {
  it.each(['/', '/filing', '/news', '/replies', '/ticket', '/disclosure'])(
    '%s does not jump when what it shows arrives',
    async (path) => {
      const page = await openPage(city, path, phone);
      await page.getByRole('region', { name: '生效中的预警' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await jumped(page)).toBeLessThan(0.02);
      await page.context().close();
    },
  );

  it.each([
    // WCAG 2.2, 1.4.12 at the width of 1.4.10, and 1.4.4.
    [
      'with its words set wide',
      320,
      '* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
    ],
    ['with the text of the browser at 200 %', 390, 'html { font-size: 200% !important }'],
  ])('fits a telephone %s', async (_how, width, content) => {
    const page = await openPage(city, '/', { ...phone, viewport: { width, height: 844 }, locale: 'en-GB' });
    for (const path of ['/', '/filing', '/call', '/matters', '/petition', '/broadcasts', '/disclosure']) {
      await page.goto(`${city.app.base}${path}`);
      await page.waitForLoadState('networkidle');
      await page.addStyleTag({ content });
      expect.soft(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
    }
    await page.context().close();
  });

  it('fits a telephone in the largest text, in the longer language, with a photo in hand', async () => {
    const page = await openPage(city, '/', { ...phone, locale: 'en-GB' });
    await page.evaluate("localStorage.setItem('onecall.text-size', 'extra')");
    for (const path of [
      '/',
      '/filing',
      '/ticket',
      '/call',
      '/matters',
      '/petition',
      '/broadcasts',
      '/news',
    ]) {
      await page.goto(`${city.app.base}${path}`);
      await page.waitForLoadState('networkidle');
      if (path === '/filing') {
        const picture = fileURLToPath(new URL('../../docs/images/screens/desk-desk.webp', import.meta.url));
        await page.locator('input[type=file]').setInputFiles(picture);
        await page.getByRole('img', { name: /desk-desk/ }).waitFor();
      }
      expect.soft(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), path).toBe(0);
    }
    await page.context().close();
  });

  it('is there before its warnings, the first time and later, and they push nothing away', async () => {
    const context = await city.browser.newContext(phone);
    const page = await context.newPage();
    let isWarned = false;
    await page.route('**/api/public/broadcasts', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      isWarned = true;
      await route.continue().catch(() => undefined);
    });
    for (const visit of ['first', 'second']) {
      isWarned = false;
      await page.goto(city.app.base);
      await page.getByRole('searchbox').waitFor();
      expect(isWarned, visit).toBe(false);
      await page.getByRole('region', { name: '生效中的预警' }).waitFor();
      await page.screenshot({ path: `${shots}late-warnings-${visit}.png` });
      expect(await jumped(page), visit).toBeLessThan(0.02);
    }
    await context.close();
  });

  it('says whose it is, whatever city that is, and is there before that is known', async () => {
    const wide = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const ours = await openPage(city, '/', wide);
    await ours.getByRole('banner').getByText('深圳市政务服务热线').waitFor();
    await expect.poll(() => ours.title()).toBe('一号通 · 深圳市政务服务热线');
    await ours.getByText('电话 24 小时有人接听。').waitFor();
    await ours.context().close();
    const context = await city.browser.newContext(wide);
    const page = await context.newPage();
    await page.route('**/api/citizen/city', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await route.fulfill({ json: { name: { zh: '珠海市', en: 'Zhuhai' }, answersAlways: false } });
    });
    await page.goto(city.app.base);
    await page.getByRole('searchbox').waitFor();
    expect(await page.title()).toBe('一号通');
    await page.getByRole('banner').getByText('珠海市政务服务热线').waitFor();
    expect(await page.getByText('24 小时').count()).toBe(0);
    expect(await jumped(page)).toBeLessThan(0.02);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('banner').getByText('Zhuhai government service hotline').waitFor();
    await expect.poll(() => page.title()).toBe('OneCall · Zhuhai government service hotline');
    await page.screenshot({ path: `${shots}another-city.png` });
    await context.close();
  });
});

describeWithBrowser('a browser that keeps nothing for any site', () => {
  it.each([
    ['/', '您想问什么、办什么？'],
    ['/filing', '提交诉求'],
    ['/console/', '登录不能保持'],
  ])('shows %s all the same', async (path, words) => {
    const context = await city.browser.newContext(phone);
    // As Chromium does where a person forbids it to store anything.
    await context.addInitScript(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {
        configurable: true,
        get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
      })`);
    const page = await context.newPage();
    await page.goto(`${city.app.base}${path}`);
    await page.getByText(words).first().waitFor();
    await context.close();
  });
});
