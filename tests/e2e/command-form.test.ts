// A clerk fills in the form of a command by keyboard: what is opened by mistake closes, what is written is not lost.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const city = demoCity();
const ticketId = randomUUID();
const sentBackId = randomUUID();

beforeAll(async () => {
  const matter = { id: ticketId, kind: 'help', title: '水管爆裂', text: '门口水管爆裂', channel: 'web' };
  await (await city.as('agent1')).post('/api/tickets', matter, ticketCreatedSchema);
  const words = { command: 'dispatch', departmentCode: 'water', commandId: randomUUID(), version: 1 };
  const answer = ticketCreatedSchema.pick({ ticket: true });
  await (await city.as('dispatcher')).post(`/api/tickets/${ticketId}/commands`, words, answer);
}, 120_000);
describeWithBrowser('the form of a command', () => {
  it('closes by Escape while it is untouched, keeps what is written over a reload, and is given by Ctrl+Enter', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, `/console/department/${ticketId}`, look, 'dept-water');
    const form = page.getByRole('dialog');
    const note = form.getByRole('textbox').last();
    await page.locator('.oc-timeline').waitFor();
    await page.keyboard.press('n');
    await form.waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });

    await page.keyboard.press('n');
    await note.fill('已电话联系，明早九点上门。');
    await page.keyboard.press('Escape');
    expect(await form.count(), 'what is written is not thrown away by a key').toBe(1);
    await page.reload();
    await page.locator('.oc-timeline').waitFor();
    await page.keyboard.press('n');
    expect(await note.inputValue()).toBe('已电话联系，明早九点上门。');
    await note.press('Control+Enter');
    await form.waitFor({ state: 'hidden' });
    await page.locator('.oc-timeline').getByText('已电话联系，明早九点上门。').waitFor();

    await page.keyboard.press('n');
    expect(await note.inputValue()).toBe('');
    await page.context().close();
  });

  it('says beside the reply why the one before was sent back', async () => {
    const answer = ticketCreatedSchema.pick({ ticket: true });
    const give = async (who: string, words: object, version: number): Promise<number> => {
      const body = { ...words, commandId: randomUUID(), version };
      const { ticket } = await (await city.as(who)).post(`/api/tickets/${sentBackId}/commands`, body, answer);
      return ticket.version;
    };
    const matter = { id: sentBackId, kind: 'help', title: '水表不走', text: '水表不走了', channel: 'web' };
    const { ticket } = await (await city.as('agent1')).post('/api/tickets', matter, ticketCreatedSchema);
    let at = await give('dispatcher', { command: 'dispatch', departmentCode: 'water' }, ticket.version);
    at = await give('dept-water', { command: 'accept' }, at);
    at = await give('dept-water', { command: 'contact', how: 'phone', note: '已电话联系' }, at);
    const reply = { command: 'reply', publicReply: '水表已经更换，请放心使用。', internalRecord: '' };
    at = await give('dept-water', { ...reply, isTrue: true, isSolved: true, isBeyondDuty: false }, at);
    const why = '请写明何时更换、由谁更换';
    await give('lead-water', { command: 'send_back', reason: why }, at);

    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, `/console/department/${sentBackId}`, look, 'dept-water');
    await page.locator('.oc-timeline').waitFor();
    await page.locator('.oc-notice').getByText(why).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog').getByText(why).waitFor();
    await page.context().close();
  });

  it('stays off the paper: a ticket is printed dark on white, without what can be pressed', async () => {
    const look = { viewport: { width: 794, height: 1123 }, locale: 'zh-CN', colorScheme: 'dark' } as const;
    const page = await openPage(city, `/console/department/${ticketId}`, look, 'dept-water');
    await page.locator('.oc-timeline').waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    // How paper looks comes when the page has nothing else to do.
    for (const hidden of ['.rail', '.bar', '.oc-split-side', 'main .oc-button'])
      await page.locator(hidden).first().waitFor({ state: 'hidden' });
    expect(await page.locator('.oc-timeline').isVisible()).toBe(true);
    const ground = await page.evaluate(
      `getComputedStyle(document.querySelector('.oc-pane')).backgroundColor`,
    );
    expect(ground).toBe('rgb(255, 255, 255)');
    const due = await page.evaluate(
      `getComputedStyle(document.querySelector('.oc-clock[data-level="calm"]'), '::after').content`,
    );
    expect(due).toMatch(/截止 \d{4}年/);
    await page.screenshot({ path: `${shots}printed-ticket.png` });
    await page.context().close();
  });
});
