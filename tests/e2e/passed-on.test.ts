// A contact goes from one to another: what was being written is not lost, and whoever gets it sees whom it comes from.
import { expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { deskSchema } from '../../server/desk/contract.ts';
import { interactionViewSchema } from '../../server/routing/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { takeChats } from './chats.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { lookAt, openPage, takeContacts } from './pages.ts';

const city = demoCity();
startAnewWhenTriedAgain(city);
const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };

describeWithBrowser('a chat that a supervisor takes over', () => {
  it('leaves its agent what was being written, to be copied, and tells the next agent whose hand it was', async () => {
    const desk = await openPage(city, '/console/desk', look, 'agent2');
    await desk.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const [citizen] = await takeChats(city, desk, ['路灯坏了']);
    const draft = '您好，请告诉我灯杆上的编号';
    await desk.getByRole('textbox', { name: '回复内容' }).fill(draft);

    const agent = await city.as('agent2');
    const [inHand] = (await agent.get('/api/desk', deskSchema)).inbox;
    const supervisor = await city.as('supervisor');
    const steer = `/api/routing/interactions/${inHand?.interaction.id}/steer`;
    await supervisor.post(steer, { do: 'take' }, interactionViewSchema);
    await desk.getByText(`您没有发出的话：“${draft}”`).waitFor();
    await lookAt(desk, 'taken-over-with-a-draft');
    await desk.getByRole('button', { name: '复制' }).click();
    await desk.getByText('已复制').waitFor();
    const clipboard: unknown = await desk.evaluate(() => navigator.clipboard.readText());
    expect(clipboard).toBe(draft);

    const { id } = await new Api(city.app.base).signIn('agent3', 'onecall-demo');
    const next = await openPage(city, '/console/desk', look, 'agent3');
    await takeContacts(next);
    await supervisor.post(steer, { do: 'push', agentId: id }, interactionViewSchema);
    await next.getByText('转来').waitFor();
    await next.getByText('路灯坏了').waitFor();
    await lookAt(next, 'offer-passed-on');
    await citizen?.end();
    for (const page of [desk, next]) await page.context().close();
  });

  it('moves no cursor of its agent into the reply to another citizen, and one that was moved on is told of, too', async () => {
    const desk = await openPage(city, '/console/desk', look, 'agent5');
    const [first, second] = await takeChats(city, desk, ['第一位想咨询', '第二位想咨询']);
    const field = desk.getByRole('textbox', { name: '回复内容' });
    await field.click();
    await desk.keyboard.type('您好');
    const inHand = (await (await city.as('agent5')).get('/api/desk', deskSchema)).inbox.map(
      ({ interaction }) => `/api/routing/interactions/${interaction.id}/steer`,
    );
    const supervisor = await city.as('supervisor');
    await supervisor.post(inHand[1] ?? '', { do: 'take' }, interactionViewSchema);
    await desk.getByRole('log').getByText('第一位想咨询').waitFor();
    await desk.keyboard.type('请稍等');
    expect(await field.inputValue()).toBe('');
    await supervisor.post(inHand[0] ?? '', { do: 'move', queueCode: 'english' }, interactionViewSchema);
    await desk.getByText('您手上的来访被转给了别人').waitFor();
    for (const citizen of [first, second]) citizen?.leave();
    await desk.context().close();
  });
});

describeWithBrowser('an agent who goes from one citizen to another', () => {
  it('writes nothing to the one just left, however quickly they go on typing', async () => {
    const desk = await openPage(city, '/console/desk', look, 'agent4');
    const citizens = await takeChats(city, desk, ['第一位想办证', '第二位想办证']);
    const field = desk.getByRole('textbox', { name: '回复内容' });
    await field.click();
    // In one go, before what stands beside the list has followed the mark in it.
    await desk.evaluate(`(() => {
      const next = { key: 'ArrowDown', altKey: true, bubbles: true, cancelable: true };
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', next));
      setTimeout(() => document.execCommand('insertText', false, '您的证'));
    })()`);
    await desk.getByRole('log').getByText('第一位想办证').waitFor();
    await desk.keyboard.type('您好');
    expect(await field.inputValue()).toContain('您好');
    await desk.keyboard.press('Alt+ArrowDown');
    await desk.getByRole('log').getByText('第二位想办证').waitFor();
    expect(await field.inputValue()).toBe('');
    for (const citizen of citizens) citizen.leave();
    await desk.context().close();
  });
});
