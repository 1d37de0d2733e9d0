// Two edit the same rule: whoever comes second keeps what they typed, reads who was first and what stands, and goes on.
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Api } from '../../scripts/demo-day/api.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { calendarListSchema, policyListSchema } from '../../server/tickets/clock-rules/contract.ts';
import {
  dutyListSchema,
  followUpRulesViewSchema,
  ladderListSchema,
} from '../../server/tickets/oversight/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();
const chinese = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
const english = { viewport: { width: 390, height: 844 }, locale: 'en-GB', colorScheme: 'dark' } as const;

const open = (path: string, look: typeof chinese): Promise<Page> =>
  openPage(city, `/console${path}`, look, 'admin');

/** At another screen: signed in once, for too often would be refused. */
let colleague: Api;
beforeAll(async () => {
  colleague = await city.as('admin');
}, 60_000);

async function dutyNow(categoryCode: string) {
  const { items } = await colleague.get('/api/duty', dutyListSchema);
  return items.find((one) => one.categoryCode === categoryCode && one.areaCode === null);
}

/** A colleague gives a row another lead. */
async function colleagueWrites(categoryCode: string, leadCode: string): Promise<void> {
  const row = await dutyNow(categoryCode);
  if (!row) throw new Error('there is no such row');
  const { isEdited: _edited, mark: seen, ...duty } = row;
  await colleague.put('/api/duty', { ...duty, leadCode, seen }, okSchema);
}

async function choose(page: Page, field: Locator, words: string): Promise<void> {
  await field.fill(words);
  await page.getByRole('option', { name: words }).first().click();
}

/** The row of the duty list that is edited here. */
const openWages = (page: Page): Promise<void> =>
  page
    .getByRole('row', { name: /工资与劳动关系/ })
    .first()
    .click();

describeWithBrowser('whoever saves second', () => {
  it('puts theirs over a row of the duty list, or takes what stands', async () => {
    const page = await open('/duty', chinese);
    await page.getByRole('searchbox').fill('工资与劳动关系');
    await openWages(page);
    const dialog = page.getByRole('dialog');
    const lead = dialog.getByRole('combobox', { name: /主办/ });
    await choose(page, lead, '总工会');
    await colleagueWrites('labor.wages', 'data');
    const save = dialog.getByRole('button', { name: '保存' });
    await save.click();
    await dialog.getByText(/^您修改期间，.+于.+保存了改动。您填写的内容还在。$/).waitFor();
    await dialog.getByRole('definition').first().waitFor();
    expect(await lead.inputValue()).toContain('总工会');
    expect(await save.isDisabled()).toBe(true);
    await lookAt(page, 'overtaken-duty-zh-1440');
    await dialog.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await dutyNow('labor.wages')).toMatchObject({ leadCode: 'union' });

    await openWages(page);
    await choose(page, lead, '公安');
    await colleagueWrites('labor.wages', 'data');
    await save.click();
    await dialog.getByRole('button', { name: '放弃我的，载入最新版' }).click();
    await expect.poll(() => lead.inputValue()).not.toContain('公安');
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await dutyNow('labor.wages')).toMatchObject({ leadCode: 'data' });
    await page.context().close();
  });

  it('puts a row back that was removed meanwhile', async () => {
    const page = await open('/duty', chinese);
    await page.getByRole('searchbox').fill('工资与劳动关系');
    await openWages(page);
    const dialog = page.getByRole('dialog');
    await choose(page, dialog.getByRole('combobox', { name: /主办/ }), '总工会');
    const seen = (await dutyNow('labor.wages'))?.mark ?? '';
    const asked = new URLSearchParams({ categoryCode: 'labor.wages', seen });
    await page.request.delete(`${city.app.base}/api/duty?${asked}`, { headers: { 'x-onecall': '1' } });
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByText('这一项已被移除').waitFor();
    await dialog.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await dutyNow('labor.wages')).toMatchObject({ leadCode: 'union' });
    await page.context().close();
  });

  it('reads which rungs a ladder has now, before theirs take their place', async () => {
    const page = await open('/duty/escalation', english);
    await page.getByRole('grid').getByRole('row').nth(1).click();
    const dialog = page.getByRole('dialog', { name: 'General ladder' });
    await dialog.getByRole('button', { name: 'Add a rung' }).click();
    const general = async () =>
      (await colleague.get('/api/escalation-ladders', ladderListSchema)).items.find(
        ({ departmentCode }) => departmentCode === null,
      );
    const before = await general();
    const rungs = [{ share: 1, afterHours: 0, tells: ['mayor'] }];
    await colleague.put(
      '/api/escalation-ladders',
      { departmentCode: null, rungs, seen: before?.mark ?? null },
      okSchema,
    );
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText(/ saved a change here at .+ What you typed is still here\.$/).waitFor();
    await lookAt(page, 'overtaken-ladder-en-390');
    await dialog.getByRole('button', { name: 'Keep mine and save over it' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await general())?.rungs).toHaveLength((before?.rungs.length ?? 0) + 1);
    await page.context().close();
  });

  it('finds their rule for follow-ups among others that a colleague put in another order', async () => {
    const page = await open('/duty/sampling', chinese);
    const grid = page.getByRole('grid', { name: '回访抽样' });
    await grid.getByRole('row').nth(1).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '抽样比例' }).fill('37');
    const rules = () => colleague.get('/api/follow-up-rules', followUpRulesViewSchema);
    const { items, mark } = await rules();
    const [first, ...rest] = items;
    if (!first) throw new Error('the pack has no rules');
    const moved = [...rest, first];
    await colleague.put('/api/follow-up-rules', { items: moved, seen: mark }, okSchema);
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.getByText('您填写的内容还在').waitFor();
    await lookAt(page, 'overtaken-sampling-zh-1440');
    await dialog.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await rules()).items).toEqual([...rest, { ...first, share: 37 }]);
    await page.context().close();
  });

  it('keeps what they typed of a calendar, and reads only what differs', async () => {
    const page = await open('/calendars/calendars/cn-workdays', chinese);
    const name = page.getByRole('textbox', { name: '英文名称' });
    await name.fill('Working days of the city');
    await page.getByRole('textbox', { name: /原因/ }).fill('改名');
    const standing = async () =>
      (await colleague.get('/api/clock-rules/calendars', calendarListSchema)).items.find(
        ({ code }) => code === 'cn-workdays',
      );
    const before = await standing();
    if (!before) throw new Error('there is no such calendar');
    const { version, definition } = before;
    const special = { ...definition, holidays: ['2026-12-24'] };
    const words = { version, name: before.name, definition: special, note: '平安夜放假' };
    await colleague.put('/api/clock-rules/calendars/cn-workdays', words, okSchema);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('您填写的内容还在').waitFor();
    expect(await name.inputValue()).toBe('Working days of the city');
    expect(await page.getByRole('definition').allTextContents()).toEqual([before.name.en, '2026-12-24']);
    await lookAt(page, 'overtaken-calendar-zh-1440');
    await page.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('grid').first().waitFor();
    expect(await standing()).toMatchObject({
      name: { en: 'Working days of the city' },
      definition: { holidays: [] },
      version: version + 2,
    });
    await page.context().close();
  });

  it('does not write over a time limit that they have not seen, not when they try again either', async () => {
    const page = await open('/calendars/policies', english);
    const standing = async () =>
      (await colleague.get('/api/clock-rules/policies', policyListSchema)).items[0];
    const before = await standing();
    if (!before) throw new Error('there is no time limit');
    const { code, version, budget, calendarCode } = before;
    await page.getByRole('grid').getByRole('row').nth(1).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /Warn/ }).fill('45');
    await dialog.getByRole('textbox', { name: /Why/ }).fill('earlier');
    const words = { version, budget, calendarCode, warnAt: [0.6], note: '六成提醒' };
    await colleague.put(`/api/clock-rules/policies/${code}`, words, okSchema);
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    await dialog.getByText(/What you typed is still here/).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await lookAt(page, 'overtaken-policy-en-390');
    await dialog.getByRole('button', { name: 'Drop mine and load the latest' }).click();
    expect(await dialog.getByRole('textbox', { name: /Warn/ }).inputValue()).toBe('60');
    expect(await standing()).toMatchObject({ warnAt: [0.6] });
    await page.context().close();
  });
});
