// A citizen writes and, in the middle of it, rings: both go on beside each other, with two agents who know of each other.
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { eachWithItsCity, hz, panelOf } from './calls.ts';
import { lookAt, shots, takeContacts } from './pages.ts';
import { browserWithTone, hears } from './tone-browser.ts';

const city = eachWithItsCity();
/** By then a page has given up what it asked. */
const unansweredMs = 20_000;

describeWithBrowser('a call in the middle of a chat', () => {
  it('stands above the chat at 390 px, survives a reload, and each ends by itself with a wrap-up of its own', async () => {
    const writes = await city.desk('agent1', hz.first);
    await takeContacts(writes);
    const citizen = await browserWithTone(hz.citizen, 390);
    await citizen.goto(`${city.base}/`);
    await citizen.getByText('与工作人员对话').click();
    await citizen.getByRole('textbox').last().fill('路灯坏了三天，没有人修');
    await citizen.keyboard.press('Enter');
    await writes.getByRole('button', { name: '接受' }).click();
    await citizen.getByText(/正在为您服务/).waitFor();

    // The agent who writes has the citizen's chat: the call goes to another.
    const talks = await city.desk('agent3', hz.second);
    await takeContacts(talks);
    await city.ring(citizen, talks);
    await talks.getByText('这位市民同时还有一个来访（网页聊天），由陈晓晴接待').waitFor();
    await hears(citizen, hz.second, 'the citizen hears the agent on the telephone');
    const telephone = citizen.getByRole('region', { name: '电话', exact: true });
    const chat = citizen.getByRole('region', { name: '在线对话' });
    await chat.getByText('路灯坏了三天').waitFor();
    const [above, below] = [await telephone.boundingBox(), await chat.boundingBox()];
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    const [thread, composer] = [chat.locator('.oc-thread'), chat.locator('.chat-composer')];
    const [words, field] = [await thread.boundingBox(), await composer.boundingBox()];
    expect((words?.y ?? 0) + (words?.height ?? 0)).toBeLessThanOrEqual((field?.y ?? 0) + 1);
    await lookAt(citizen, 'chat-and-call-390');
    const keys = telephone.getByLabel('已按的键');
    const pressed = await keys.textContent();
    await chat.getByRole('textbox').pressSequentially('12号杆');
    expect(await keys.textContent(), 'what is written is no key of the telephone').toBe(pressed);
    await talks.screenshot({ path: `${shots}chat-and-call-agent-zh-1440.png` });

    citizen.on('dialog', (dialog) => void dialog.accept());
    await citizen.reload();
    await telephone.getByText('正在与工作人员通话').waitFor();
    await hears(citizen, hz.second, 'the citizen is back on the telephone');
    await hears(talks, hz.citizen, 'and heard there');
    await writes.getByRole('textbox', { name: /回复/ }).fill('已记录，今晚就修');
    await writes.keyboard.press('Enter');
    await chat.getByText('已记录，今晚就修').waitFor();

    await chat.getByRole('button', { name: '结束对话' }).click();
    await chat.locator('.chat-end').getByRole('button').first().click();
    await chat.getByText('本次对话已结束').waitFor();
    await writes.getByRole('button', { name: '完成小结' }).waitFor();
    await hears(citizen, hz.second, 'the call goes on when the chat is over');
    await panelOf(talks).getByText('已接通').waitFor();
    await talks.keyboard.press('Alt+e');
    await talks.getByRole('button', { name: '完成小结' }).click();
    await talks.getByText('手头没有来访').waitFor();
    await writes.getByRole('button', { name: '完成小结' }).waitFor();
    await writes.getByRole('button', { name: '完成小结' }).click();
    await writes.getByText('手头没有来访').waitFor();
  }, 240_000);

  it('goes on after a reload where the chat cannot be looked for', async () => {
    const talks = await city.desk('agent3', hz.second);
    await takeContacts(talks);
    const citizen = await browserWithTone(hz.citizen, 390);
    // The question where the chat stands never arrives.
    await citizen.context().addInitScript(() => {
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        if (typeof data === 'string' && data.includes('conversation:resume'))
          Object.assign(window, { hasAsked: true });
        else send.call(this, data);
      };
    });
    await citizen.goto(`${city.base}/call`);
    await city.ring(citizen, talks);
    citizen.on('dialog', (dialog) => void dialog.accept());
    await citizen.reload();
    await citizen.getByText('正在与工作人员通话').waitFor();
    await citizen.waitForFunction(() => Reflect.get(window, 'hasAsked') === true);
    await citizen.waitForTimeout(unansweredMs);
    await citizen.getByText('正在与工作人员通话').waitFor();
    await hears(citizen, hz.second, 'the call goes on');
  }, 240_000);
});
