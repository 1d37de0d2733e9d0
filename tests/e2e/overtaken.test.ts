// Two edit the same rule: whoever comes second keeps what they typed, reads who was first and what stands, and goes on.
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Api } from '../../scripts/demo-day/api.ts';
import { connectorListSchema, connectorSavedSchema } from '../../server/connectors/contract.ts';
import { synonymGroupSchema } from '../../server/knowledge/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { formListSchema } from '../../server/quality/contract.ts';
import { calendarListSchema, policyListSchema } from '../../server/tickets/clock-rules/contract.ts';
import {
  dutyListSchema,
  followUpRulesViewSchema,
  ladderListSchema,
} from '../../server/tickets/oversight/contract.ts';
import { webhookListSchema, webhookSecretSchema } from '../../server/webhooks/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();
const chinese = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
const english = { viewport: { width: 390, height: 844 }, locale: 'en-GB', colorScheme: 'dark' } as const;

const open = (path: string, look: typeof chinese, username = 'admin'): Promise<Page> =>
  openPage(city, `/console${path}`, look, username);

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

  it('sends news to the address that a colleague wrote, until they put theirs there, and makes anew what is gone', async () => {
    const words = { url: 'https://water.example.org/a', events: [], departmentCode: null, isActive: true };
    const made = { ...words, name: '水务系统' };
    const { id } = await colleague.post('/api/admin/webhooks', made, webhookSecretSchema);
    const standing = async () =>
      (await colleague.get('/api/admin/webhooks', webhookListSchema)).items.find((one) => one.id === id);
    const page = await open('/admin/webhooks', chinese);
    await page.getByRole('button', { name: '操作', exact: true }).click();
    await page.getByRole('menuitem', { name: '修改' }).click();
    const dialog = page.getByRole('dialog', { name: '修改推送' });
    await dialog.getByRole('textbox', { name: '名称' }).fill('水务二系统');
    const theirs = { ...made, url: 'https://water.example.org/b', isActive: false, version: 1 };
    await colleague.put(`/api/admin/webhooks/${id}`, theirs, okSchema);
    const save = dialog.getByRole('button', { name: '保存' });
    await save.click();
    await dialog.getByText(/^您修改期间，.+于.+保存了改动。您填写的内容还在。$/).waitFor();
    expect(await dialog.getByRole('definition').allTextContents()).toEqual(['水务系统', theirs.url, '否']);
    expect(await save.isDisabled()).toBe(true);
    await lookAt(page, 'overtaken-webhook-zh-1440');
    await dialog.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    expect(await standing()).toMatchObject({ url: theirs.url });
    await page.request.delete(`${city.app.base}/api/admin/webhooks/${id}`, { headers: { 'x-onecall': '1' } });
    await save.click();
    await dialog.getByText('这一项已被移除').waitFor();
    await dialog.getByRole('button', { name: '保留我的，覆盖上去' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '建立' }).click();
    await page.getByRole('dialog', { name: '签名密钥' }).waitFor();
    const { items } = await colleague.get('/api/admin/webhooks', webhookListSchema);
    expect(items.map(({ name }) => name)).toContain('水务二系统');
    await page.context().close();
  });

  it('does not write over a look-up, though its list was read again meanwhile', async () => {
    const page = await open('/admin/connectors', english);
    await page.getByRole('button', { name: 'Actions', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog');
    const longest = dialog.getByRole('textbox', { name: 'Longest wait (ms)' });
    await longest.fill('2500');
    const standing = async () => {
      const [first] = (await colleague.get('/api/admin/connectors', connectorListSchema)).items;
      if (!first) throw new Error('the pack has no connector');
      return first;
    };
    const { code, version, isActive, definition } = await standing();
    const theirs = { ...definition, request: { ...definition.request, cacheS: 7 } };
    const read = page.waitForResponse(async (answer) => {
      if (!answer.url().endsWith('/api/admin/connectors')) return false;
      const { items } = connectorListSchema.parse(await answer.json());
      return items.some((one) => one.code === code && one.version > version);
    });
    const words = { version, isActive, definition: theirs, secrets: {} };
    await colleague.put(`/api/admin/connectors/${code}`, words, connectorSavedSchema);
    await read;
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText(/ saved a change here at .+ What you typed is still here\.$/).waitFor();
    expect(await dialog.getByRole('definition').allTextContents()).toEqual(['4000', '7']);
    await lookAt(page, 'overtaken-connector-en-390');
    await dialog.getByRole('button', { name: 'Drop mine and load the latest' }).click();
    expect(await longest.inputValue()).toBe('4000');
    await longest.fill('2500');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await standing()).definition.request).toMatchObject({ timeoutMs: 2500, cacheS: 7 });
    await page.context().close();
  });

  it('judges contacts by the questions that a colleague wrote, and keeps their own beside them until they choose', async () => {
    const standing = async () => {
      const [form] = (await colleague.get('/api/quality/forms', formListSchema)).items;
      if (!form) throw new Error('the pack has no form');
      return form;
    };
    const { code, ...form } = await standing();
    const page = await open(`/quality/forms/${code}`, chinese);
    const name = page.getByRole('textbox', { name: '名称（英文）' });
    await name.fill('Mine');
    const [section, ...rest] = form.definition.sections;
    const [question, ...others] = section?.questions ?? [];
    if (!section || !question) throw new Error('the form has no question');
    const heavier = { ...section, questions: [{ ...question, weight: 77 }, ...others] };
    const definition = { ...form.definition, sections: [heavier, ...rest] };
    await colleague.put(`/api/quality/forms/${code}`, { ...form, definition }, okSchema);
    const save = page.getByRole('button', { name: '保存', exact: true });
    await save.click();
    await page.getByText('您填写的内容还在').waitFor();
    const told = await page.getByRole('definition').allTextContents();
    expect(told).toEqual([form.definition.nameEn, expect.stringContaining('权重 77')]);
    await lookAt(page, 'overtaken-form-zh-1440');
    await page.getByRole('button', { name: '放弃我的，载入最新版' }).click();
    expect(await name.inputValue()).toBe(form.definition.nameEn);
    await name.fill('Both');
    await save.click();
    await page.getByRole('grid').waitFor();
    expect((await standing()).definition).toEqual({ ...definition, nameEn: 'Both' });
    await page.context().close();
  });

  it('puts words that mean the same back, which a colleague removed', async () => {
    const id = crypto.randomUUID();
    const group = { words: ['电单车', '小电驴'], note: '' };
    await colleague.put(`/api/knowledge/synonyms/${id}`, { ...group, version: 0 }, synonymGroupSchema);
    const page = await open('/editing/synonyms', english, 'editor');
    await page.getByRole('searchbox').last().fill('小电驴');
    await page.getByRole('row', { name: /小电驴/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('mine');
    await page.request.delete(`${city.app.base}/api/knowledge/synonyms/${id}`, {
      headers: { 'x-onecall': '1' },
    });
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByText('It has been removed.').waitFor();
    await lookAt(page, 'overtaken-synonyms-en-390');
    await dialog.getByRole('button', { name: 'Keep mine and save over it' }).click();
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { items } = await colleague.get(
      '/api/knowledge/synonyms',
      z.object({ items: z.array(synonymGroupSchema) }),
    );
    expect(items.find((one) => one.id === id)).toMatchObject({ ...group, note: 'mine' });
    await page.context().close();
  });
});
