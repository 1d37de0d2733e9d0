// A supervisor reads the league, looks behind a figure, exports it and prints the month's bulletin; an officer reads
// the own department's card.
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { liveOn, openCity } from '../reports/city.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const dayMs = 86_400_000;

const startsAt = Date.now() - 60 * dayMs;
/** In the first week most tickets came. */
const busyDate = new Date(startsAt).toISOString().slice(0, 10);

/** Seven weeks in which tickets lived, up to about now; then the real server on what they left. */
async function liveBefore(databaseUrl: string): Promise<void> {
  const before = await openCity(databaseUrl);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const start = new Date(startsAt).toISOString();
  await liveOn(before, { start, tickets: 32, steps: 380, seed: 12_345 });
  vi.useRealTimers();
  await before.database.close();
}
const city = demoCity({ settle: liveBefore });

type Look = { width: number; locale: string; colorScheme: 'light' | 'dark' };
const open = (username: string, path: string, { width, ...look }: Look): Promise<Page> =>
  openPage(city, `/console${path}`, { viewport: { width, height: 900 }, ...look }, username);

const desk = { width: 1440, locale: 'zh-CN', colorScheme: 'light' } as const;
const phone = { width: 390, locale: 'en-GB', colorScheme: 'dark' } as const;
const demandFit = async (page: Page): Promise<void> =>
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 'it fits').toBe(0);

describeWithBrowser('the scorecards', () => {
  it('rank departments, sort, and show the tickets behind a figure', async () => {
    const page = await open('supervisor', '/reports?days=90', desk);
    const table = page.getByRole('grid', { name: '考核表' });
    await table.getByRole('row').nth(1).waitFor();
    expect(await table.getByRole('row').last().textContent()).toContain('合计');
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}scorecards-zh-1440.png` });

    await table.getByRole('columnheader', { name: '退回', exact: true }).click();
    await page.waitForURL(/sort=returned/);
    const figure = page.getByRole('button', { name: /^合计：响应率 / });
    const [, good = ''] = / (\d+)\//.exec((await figure.getAttribute('aria-label')) ?? '') ?? [];
    await figure.click();
    const dialog = page.getByRole('dialog', { name: '合计 · 响应率' });
    await dialog.getByRole('listitem').first().waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}scorecards-behind-zh-1440.png` });
    await dialog.getByRole('button', { name: /结果/ }).click();
    await page.getByRole('option', { name: '达标', exact: true }).click();
    await expect.poll(() => dialog.getByRole('listitem').count()).toBe(Math.min(50, Number(good)));
    await dialog.getByRole('link').first().click();
    await page.waitForURL(/\/console\/tickets\/[0-9a-f-]{36}/);

    await page.goBack();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '指标说明' }).click();
    await page.getByRole('dialog', { name: '指标说明' }).getByText('响应率×20%').waitFor();
    await demandAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '导出：考核表' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'XLSX' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('scorecards.xlsx');
  });

  it('fit a telephone, and say so when nothing happened', async () => {
    const page = await open('supervisor', '/reports?days=90&by=category', phone);
    await page.getByRole('grid', { name: 'Scorecards' }).getByRole('row').nth(1).waitFor();
    await demandAccessible(page);
    await demandFit(page);
    await page.screenshot({ path: `${shots}scorecards-en-390-dark.png` });
    await page.goto(`${city.app.base}/console/reports?from=2020-01-01&to=2020-01-31`);
    await page.getByText('Nothing happened in this period').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}scorecards-empty-en-390-dark.png` });
  });

  it('come to a briefing of the day and of the week, on screen and on paper', async () => {
    const page = await open('supervisor', '/reports', desk);
    await page.getByRole('link', { name: '民情简报' }).click();
    await page.getByRole('heading', { name: /民情日报/ }).waitFor();
    await page.goto(`${city.app.base}/console/reports/briefing?period=week&date=${busyDate}`);
    await page.getByRole('heading', { name: /民情周报/ }).waitFor();
    const summary = page.getByRole('region', { name: '概要' });
    await summary.getByText(/受理工单 [1-9]\d* 张/).waitFor();
    await summary.getByText(/反映最多的是/).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}briefing-zh-1440.png`, fullPage: true });
    const [paper] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 PDF' }).click(),
    ]);
    expect(paper.suggestedFilename()).toMatch(/^briefing-\d{4}-\d\d-\d\d\.pdf$/);
    await paper.saveAs(`${shots}briefing-zh.pdf`);

    const small = await open('supervisor', `/reports/briefing?period=week&date=${busyDate}`, phone);
    await small.getByRole('heading', { name: /What citizens said/ }).waitFor();
    await demandAccessible(small);
    await small.screenshot({ path: `${shots}briefing-en-390-dark.png`, fullPage: true });
    await demandFit(small);
  });

  it('lead to the year’s requests for disclosure, a lead to those of the own department', async () => {
    const page = await open('supervisor', '/reports', desk);
    await page.getByRole('link', { name: '依申请公开' }).click();
    await page.getByRole('rowheader', { name: '本年新收' }).waitFor();
    await page.getByRole('rowheader', { name: /^部分公开.*第三十七条$/ }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}disclosures-zh-1440.png`, fullPage: true });
    await page.getByRole('button', { name: '导出：依申请公开年度统计' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'XLSX' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^disclosures-\d{4}\.xlsx$/);

    const small = await open('lead-water', '/reports/disclosures?year=2025', phone);
    await small.getByRole('heading', { name: 'Disclosure requests, 2025' }).waitFor();
    await small.getByText(/· Water Bureau/).waitFor();
    expect(await small.getByRole('combobox').count()).toBe(0);
    await demandAccessible(small);
    await demandFit(small);
    await small.screenshot({ path: `${shots}disclosures-en-390-dark.png`, fullPage: true });
  });

  it('show an officer the own department only', async () => {
    const page = await open('dept-water', '/reports?days=90', desk);
    const table = page.getByRole('grid', { name: '考核表' });
    await table.getByRole('row').nth(1).waitFor();
    expect(await table.getByRole('row').count()).toBe(3);
    expect(await page.getByRole('combobox').count()).toBe(0);
    await page.screenshot({ path: `${shots}scorecards-officer-zh-1440.png` });
  });

  it('become a bulletin that prints without the console around it', async () => {
    const page = await open('supervisor', '/reports/bulletin', { ...desk, colorScheme: 'dark' });
    await page.getByRole('heading', { name: /政务服务热线月报/ }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}bulletin-zh-1440-dark.png`, fullPage: true });
    await page.getByRole('heading', { name: '公开通报' }).waitFor();
    const [paper] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 PDF' }).click(),
    ]);
    expect(paper.suggestedFilename()).toMatch(/^bulletin-\d{4}-\d\d\.pdf$/);
    await paper.saveAs(`${shots}bulletin-zh-server.pdf`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.getByRole('button', { name: '打印或存为 PDF' }).isVisible()).toBe(false);
    await page.screenshot({ path: `${shots}bulletin-zh-print.png`, fullPage: true });
    await page.pdf({ path: `${shots}bulletin-zh.pdf`, preferCSSPageSize: true });

    const small = await open('supervisor', '/reports/bulletin', { ...phone, colorScheme: 'light' });
    await small.getByRole('heading', { name: /Hotline bulletin/ }).waitFor();
    await demandAccessible(small);
    await demandFit(small);
    await small.screenshot({ path: `${shots}bulletin-en-390.png`, fullPage: true });
  });
});
