// A clerk writes a reply while colleagues change the ticket: they are told who did what, and nothing written is lost.
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Api } from '../../scripts/demo-day/api.ts';
import { ticketCreatedSchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();
const users = ['agent1', 'dispatcher', 'supervisor', 'dept-water', 'lead-water'] as const;
type User = (typeof users)[number];
/** Signed in once: too often would be refused. */
const signedIn = new Map<User, Api>();
beforeAll(async () => {
  for (const user of users) signedIn.set(user, await city.as(user));
}, 60_000);

function as(user: User): Api {
  const api = signedIn.get(user);
  if (!api) throw new Error(`${user} has not signed in`);
  return api;
}

const answer = ticketCreatedSchema.pick({ ticket: true });

/** A matter that is sent to the water bureau; others give it commands, each with the version that stands. */
async function matterOf(title: string) {
  const id = randomUUID();
  const matter = { id, kind: 'help', title, text: title, channel: 'web' };
  let { version } = (await as('agent1').post('/api/tickets', matter, ticketCreatedSchema)).ticket;
  const give = async (user: User, words: object): Promise<void> => {
    const body = { ...words, commandId: randomUUID(), version };
    ({ version } = (await as(user).post(`/api/tickets/${id}/commands`, body, answer)).ticket);
  };
  await give('dispatcher', { command: 'dispatch', departmentCode: 'water' });
  return { id, give };
}

const written = '水表已经更换，请放心使用。';

/** A clerk of the water bureau with a reply half written. */
async function replying(
  matter: Awaited<ReturnType<typeof matterOf>>,
  look: { viewport: { width: number; height: number }; locale: string; colorScheme?: 'dark' },
): Promise<{ page: Page; form: Locator; text: Locator }> {
  await matter.give('dept-water', { command: 'accept' });
  await matter.give('dept-water', { command: 'contact', how: 'phone', note: '已电话联系' });
  const page = await openPage(city, `/console/department/${matter.id}`, look, 'dept-water');
  await page.locator('.oc-timeline').waitFor();
  await page.keyboard.press('r');
  const form = page.getByRole('dialog');
  const text = form.getByRole('textbox').first();
  await text.fill(written);
  return { page, form, text };
}

const chinese = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
const english = { viewport: { width: 390, height: 844 }, locale: 'en-GB', colorScheme: 'dark' } as const;

describeWithBrowser('a clerk who writes a reply', () => {
  it('is told who moved its deadline, and goes on', async () => {
    const matter = await matterOf('水表不走');
    const { page, form, text } = await replying(matter, chinese);
    const words = { command: 'extend', ground: 'complex', basis: '等配件到货', workingDays: 2 };
    await matter.give('lead-water', words);
    await form.getByText(/^.+（.+）：申请延期$/).waitFor();
    expect(await text.inputValue()).toBe(written);
    await lookAt(page, 'clerk-extended-zh-1440');
    await form.getByRole('button', { name: '答复', exact: true }).click();
    await form.waitFor({ state: 'hidden' });
    const { publicReply } = await as('dept-water').get(`/api/tickets/${matter.id}`, ticketViewSchema);
    expect(publicReply).toBe(written);
    await page.context().close();
  });

  it.each([
    ['zh', chinese, /^这件工单已不由您的部门办理：.+您填写的内容还在，可以复制。$/, '答复'],
    [
      'en',
      english,
      /^Your department does not handle this ticket any more: .+still here to copy\.$/,
      'Reply',
    ],
  ] as const)(
    'is told in %s that the ticket went to another department, and by whom',
    async (lang, look, told, step) => {
      const matter = await matterOf('水压不足');
      const { page, form, text } = await replying(matter, look);
      await matter.give('supervisor', {
        command: 'force_dispatch',
        departmentCode: 'urban',
        basis: '属地管理',
      });
      await form.getByText(told).waitFor();
      expect(await text.inputValue()).toBe(written);
      expect(await form.getByRole('button', { name: step, exact: true }).isDisabled()).toBe(true);
      await lookAt(page, `clerk-left-${lang}-${look.viewport.width}`);
      await expect.poll(() => page.getByRole('option', { name: /水压不足/ }).count()).toBe(0);

      // Who closes the page instead reads at the next look at the list what is left of it.
      await page.goto(`${city.app.base}/console/department`);
      const left = page.locator('.ticket-side .oc-notice').filter({ hasText: written });
      await left.waitFor();
      await lookAt(page, `clerk-stranded-${lang}-${look.viewport.width}`);
      await left.getByRole('button').click();
      await left.waitFor({ state: 'hidden' });
      expect(await page.evaluate('Object.keys(sessionStorage).join()')).not.toContain('command.');
      await page.context().close();
      const { timeline } = await as('supervisor').get(`/api/tickets/${matter.id}`, ticketViewSchema);
      expect(timeline.map(({ command }) => command)).not.toContain('reply');
    },
  );

  it('is told who merged the ticket: the step that was written is for no other', async () => {
    const matter = await matterOf('路灯不亮');
    const main = await matterOf('路灯不亮了');
    const page = await openPage(city, `/console/department/${matter.id}`, chinese, 'dept-water');
    await page.locator('.oc-timeline').waitFor();
    await page.getByRole('button', { name: '退回', exact: true }).click();
    const form = page.getByRole('dialog');
    const basis = form.getByRole('textbox').last();
    await basis.fill('不属于我局职责');
    await matter.give('dispatcher', { command: 'merge', mainTicketId: main.id });
    await form.getByText(/^.+（.+）：合并$/).waitFor();
    await form.getByText('工单现在是“已合并”').waitFor();
    expect(await basis.inputValue()).toBe('不属于我局职责');
    expect(await form.getByRole('button', { name: '退回', exact: true }).isDisabled()).toBe(true);
    await page.context().close();
  });
});
