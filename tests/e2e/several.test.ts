// An agent with several contacts in hand: what comes after one is done.
import { expect, it } from 'vitest';
import { chatting } from '../../scripts/docs-screens/shift.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { openPage } from './pages.ts';

const city = demoCity();

describeWithBrowser('an agent with three chats', () => {
  it('goes on, when one is done, with whoever waits for an answer, cursor in the reply', async () => {
    const desk = await openPage(
      city,
      '/console/desk',
      { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' },
      'agent1',
    );
    await desk
      .getByRole('listbox', { name: '手头来访' })
      .or(desk.getByText('手头没有来访'))
      .first()
      .waitFor();
    await desk.keyboard.press('Alt+v');
    const words = ['第一位：居住证到期了怎么续', '第二位：路灯坏了三盏', '第三位：楼上漏水'];
    const citizens = [];
    for (const said of words) {
      const citizen = await chatting(city.app.base);
      citizens.push(citizen);
      await citizen.say(said);
      await desk.getByRole('button', { name: '接受' }).waitFor();
      await desk.keyboard.press('Alt+a');
      await desk.getByRole('log').getByText(said).waitFor();
    }
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
