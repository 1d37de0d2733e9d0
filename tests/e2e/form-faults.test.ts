// Forms sent empty, with wrong values and against the server's will: the fault stands at its field, in the reader's
// language, has the focus, and nothing that was typed is lost.
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const city = demoCity();
const ticketId = randomUUID();
const codes = z.object({ items: z.array(z.object({ code: z.string() })) });

beforeAll(async () => {
  const matter = { id: ticketId, kind: 'help', title: '水管爆裂', text: '门口水管爆裂', channel: 'web' };
  await (await city.as('agent1')).post('/api/tickets', matter, ticketCreatedSchema);
}, 120_000);

const dark = (width: number, locale: string) => ({
  viewport: { width, height: width < 500 ? 844 : 900 },
  colorScheme: 'dark' as const,
  locale,
});

/** The field says what is wrong with it, to eyes and to screen readers, and has the focus. */
async function demandFault(field: Locator, words: string): Promise<void> {
  await expect.poll(() => field.getAttribute('aria-invalid'), { message: words }).toBe('true');
  const told = await field.evaluate((one) =>
    (one.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
  expect.soft(told).toContain(words);
  await expect
    .poll(() => field.evaluate((one) => one === document.activeElement), { message: words })
    .toBe(true);
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

describeWithBrowser('a form that is not filled in as it has to be', () => {
  it('says so at each field of administration, and keeps what is typed when the server refuses', async () => {
    const page = await openPage(city, '/console/admin/webhooks', dark(1440, 'zh-CN'), 'admin');
    await press(page, '新建推送');
    await press(page, '建立');
    const dialog = page.getByRole('dialog');
    const name = dialog.getByLabel(/^名称/);
    const url = dialog.getByLabel(/^地址/);
    await demandFault(name, '至少 2 个字');
    await demandAccessible(page, 'webhook, empty');
    await page.screenshot({ path: `${shots}form-faults-webhook-zh.png` });
    await name.fill('城市大脑');
    await url.fill('somewhere');
    await press(page, '建立');
    await demandFault(url, 'https://example.gov.cn/');
    await url.fill('https://10.0.0.1/news');
    await page.route('**/api/admin/webhooks', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await press(page, '建立');
    await dialog.getByRole('status').waitFor();
    expect(await name.inputValue()).toBe('城市大脑');
    expect(await url.inputValue()).toBe('https://10.0.0.1/news');
    await demandAccessible(page, 'webhook, refused');
    await page.keyboard.press('Escape');
    expect(await dialog.count(), 'what is typed is not thrown away by a key').toBe(1);
    await page.context().close();
  });

  it('names the roles that a key lacks, and each tab of operations opens its own page', async () => {
    const page = await openPage(city, '/console/admin/keys', dark(390, 'en-GB'), 'admin');
    await press(page, 'New key');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name/).fill('Data lake');
    await press(page, 'Make the key');
    await dialog.getByText('At least 1', { exact: true }).waitFor();
    await expect
      .poll(() =>
        dialog
          .getByRole('checkbox')
          .first()
          .evaluate((one) => one === document.activeElement),
      )
      .toBe(true);
    await demandAccessible(page, 'key without roles');
    await page.goto(`${city.app.base}/console/operations`);
    await page.getByRole('tab').last().click();
    await page.waitForURL(/operations\/model$/);
    await page.context().close();
  });

  it('says so in an article, where a name that exists is refused and nothing is lost', async () => {
    const page = await openPage(city, '/console/knowledge/new', dark(1440, 'en-GB'), 'editor');
    await press(page, 'Save');
    const title = page.getByLabel('Title (Chinese)');
    await demandFault(title, 'Please fill this in');
    await demandAccessible(page, 'article, empty');
    await page.screenshot({ path: `${shots}form-faults-article-en.png`, fullPage: true });
    const code = page.getByLabel(/^Code/);
    for (const field of ['Title', 'Short answer', 'Text'])
      for (const language of ['Chinese', 'English'])
        await page.getByLabel(new RegExp(`^${field} \\(${language}\\)`)).fill(`${field} written here`);
    await code.fill('Two Words');
    await press(page, 'Save');
    await demandFault(code, 'Small letters, digits and hyphens');
    const { items } = await (await city.as('editor')).get('/api/knowledge/articles?limit=1', codes);
    await code.fill(items[0]?.code ?? '');
    await press(page, 'Save');
    await demandFault(code, 'in use already');
    expect(await title.inputValue()).toBe('Title written here');
    await page.context().close();
  });

  it('tells citizens at the field, in their language, what the browser alone would have said in its own', async () => {
    const page = await openPage(city, '/petition', dark(390, 'zh-CN'));
    await page.locator('button[type="submit"]').click();
    const first = page.locator('form [aria-invalid="true"]').first();
    await demandFault(first, '请填写');
    await demandAccessible(page, 'petition, empty');
    await page.screenshot({ path: `${shots}form-faults-petition-zh.png`, fullPage: true });
    const phone = page.locator('input[type="tel"]');
    await page.locator('form :is(textarea, select, input:not([type="tel"]))').evaluateAll((fields) => {
      for (const field of fields) field.removeAttribute('required');
    });
    await phone.fill('one two');
    await page.locator('button[type="submit"]').click();
    await demandFault(phone, '13800138000');
    await phone.fill('13800138000');
    await expect.poll(() => phone.getAttribute('aria-invalid')).toBe('false');
    await page.context().close();
  });

  it('says in a dialog that asks for one reason what is missing, and Enter sends what a line asks for', async () => {
    const page = await openPage(city, '/console/do-not-call', dark(390, 'zh-CN'), 'supervisor');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    const number = dialog.getByLabel('号码');
    await dialog.getByRole('button', { name: '登记', exact: true }).click();
    await demandFault(number, '请');
    await demandAccessible(page, 'do not call, empty');
    await number.fill('0755 8888 1234');
    await number.press('Enter');
    await expect.poll(() => dialog.count()).toBe(0);
    await page.getByRole('button', { name: '恢复致电' }).first().click();
    await dialog.getByRole('button', { name: '恢复致电' }).click();
    await demandFault(dialog.getByRole('textbox'), '至少 2 个字');
    await page.context().close();
  });

  it('keeps a list that can be typed in closed while a fault is said below it', async () => {
    const page = await openPage(city, '/console/duty', dark(1440, 'zh-CN'), 'supervisor');
    await press(page, '移交工单');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '移交工单' }).click();
    const department = dialog.getByRole('combobox', { name: '部门' });
    await demandFault(department, '请选择');
    expect(await page.getByRole('listbox').count(), 'nothing lies over the fault').toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('listbox').count()).toBe(0);
    await department.click();
    await page.getByRole('listbox').waitFor();
    await page.context().close();
  });

  it('says so in the form of a command', async () => {
    const path = `/console/dispatch/${ticketId}`;
    const page = await openPage(city, path, dark(1440, 'zh-CN'), 'dispatcher');
    await page.locator('.oc-timeline').waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button').last().click();
    await demandFault(dialog.getByRole('textbox').last(), '请');
    await demandAccessible(page, 'note, empty');
    await page.context().close();
  });
});
