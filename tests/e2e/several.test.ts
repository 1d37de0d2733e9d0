// Several at once: an agent with several contacts in hand, a department with a morning's tickets.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { chatting } from '../../scripts/docs-screens/shift.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { takeChats } from './chats.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage, shots } from './pages.ts';

const city = demoCity();

describeWithBrowser('an agent with three chats', () => {
  it('goes on, when one is done, with whoever waits for an answer, cursor in the reply', async () => {
    const desk = await openPage(
      city,
      '/console/desk',
      { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' },
      'agent1',
    );
    const words = ['第一位：居住证到期了怎么续', '第二位：路灯坏了三盏', '第三位：楼上漏水'];
    const citizens = await takeChats(city, desk, words);
    await citizens[1]?.say('还在等');
    await desk.getByRole('option', { name: /还在等/ }).waitFor();
    // With the cursor nowhere, as during a call, the key of the ticket leads to its form.
    await desk.evaluate('document.activeElement.blur()');
    await desk.keyboard.press('Alt+t');
    await desk.getByRole('textbox', { name: /标题/ }).waitFor();
    await desk.keyboard.press('Tab');
    const kind = desk.getByRole('tabpanel', { name: '工单' }).getByRole('button').first();
    expect(await kind.evaluate((field) => field === document.activeElement)).toBe(true);
    await desk.keyboard.press('Control+e');
    await desk.getByRole('button', { name: /完成小结/ }).waitFor();
    expect(await kind.evaluate((field) => field === document.activeElement)).toBe(true);
    await desk.keyboard.press('Control+Enter');
    await desk.getByRole('log').getByText('还在等').waitFor();
    await expect.poll(() => desk.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
    for (const citizen of citizens) citizen.leave();
    await desk.context().close();
  });
});

describeWithBrowser('a supervisor on the contacts', () => {
  it('takes a waiting chat over and has the cursor in the reply', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, '/console/contacts', look, 'supervisor');
    const citizen = await chatting(city.app.base);
    await citizen.say('井盖不见了，很危险');
    await page.getByRole('option', { name: /井盖不见了/ }).click();
    await page.getByRole('button', { name: '调度', exact: true }).click();
    await page.getByRole('menuitem', { name: '由我接管' }).click();
    await page.getByRole('log').getByText('井盖不见了').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
    citizen.leave();
    await page.context().close();
  });
});

describeWithBrowser('a department with a morning of tickets', () => {
  it('accepts them in one go, and its lead gives them to a colleague', async () => {
    const [agent, dispatcher] = [await city.as('agent1'), await city.as('dispatcher')];
    const titles = ['一号楼水管漏水', '二号楼水压不足', '三号楼水表不走'];
    for (const title of titles) {
      const id = randomUUID();
      const matter = { id, kind: 'help', title, text: `${title}，请尽快派人`, channel: 'web' };
      const { ticket } = await agent.post('/api/tickets', matter, ticketCreatedSchema);
      const words = { command: 'dispatch', departmentCode: 'fire', version: ticket.version };
      const body = { ...words, commandId: randomUUID() };
      await dispatcher.post(`/api/tickets/${id}/commands`, body, ticketCreatedSchema.pick({ ticket: true }));
    }
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, '/console/department', look, 'lead-fire');
    const tab = (name: string, count: number) =>
      page.getByRole('tab', { name: `${name} ${count}`, exact: true }).waitFor();
    await tab('本部门在办', 3);
    await tab('我的', 0);

    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog', { name: '批量办理' });
    await dialog.getByRole('checkbox', { name: '全选' }).check({ force: true });
    await lookAt(page, 'department-several-zh-1440');
    await dialog.getByRole('button', { name: '签收 3 张' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await tab('我的', 3);

    await page.keyboard.press('m');
    await dialog.getByText('没有可以这样办的工单').waitFor();
    await dialog.getByRole('button', { name: /做什么/ }).click();
    await page.getByRole('option', { name: '交办' }).click();
    for (const title of titles.slice(1))
      await dialog.getByRole('row', { name: title }).getByRole('checkbox').check({ force: true });
    await dialog.getByRole('combobox', { name: /交给/ }).click();
    await page.getByRole('option').filter({ hasText: '未办结 0 张' }).click();
    await dialog.getByRole('button', { name: '交办 2 张' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await tab('我的', 1);
    await tab('本部门在办', 3);
    // Whose each is now stands in its line.
    await page
      .getByRole('option', { name: '三号楼水表不走' })
      .getByRole('img', { name: '潘永康在办' })
      .waitFor();
    await page
      .getByRole('option', { name: '一号楼水管漏水' })
      .getByRole('img', { name: '袁丽娜在办' })
      .waitFor();
    await page.screenshot({ path: `${shots}department-lead-zh-1440.png` });
    await page.context().close();
  });
});
