// Who presses everything twice, as on a door that sticks, or holds a key too long: each time it is one press.
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { ticketCreatedSchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { doublePressMs } from '../../design/double-press.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { openPage, signIn, takeContacts } from './pages.ts';
import { browserWithTone, closeBrowsers } from './tone-browser.ts';

const city = demoCity({
  args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
});
startAnewWhenTriedAgain(city);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' };

afterEach(closeBrowsers);

/** Two taps at one place, as an old hand makes them. @param at how far to the right of the control, of its width */
async function tapTwice(page: Page, control: Locator, at = 0.5): Promise<void> {
  await control.scrollIntoViewIfNeeded();
  const box = await control.boundingBox();
  if (!box) throw new Error('nothing to tap');
  const [x, y] = [box.x + box.width * at, box.y + box.height / 2];
  await page.touchscreen.tap(x, y);
  await page.waitForTimeout(150);
  await page.touchscreen.tap(x, y);
}

/** A key that is held until it repeats. */
async function hold(page: Page, key: string): Promise<void> {
  for (let press = 0; press < 4; press += 1) await page.keyboard.down(key);
  await page.keyboard.up(key);
}

describeWithBrowser('whoever presses everything twice', () => {
  it('has what they asked answered, and is led no further by what comes under the finger', async () => {
    const page = await openPage(city, '/', phone);
    await tapTwice(page, page.getByRole('button', { name: '夜间施工噪音' }));
    const answer = page.getByRole('list', { name: '答案' }).getByRole('button').first();
    await answer.waitFor();
    await tapTwice(page, answer);
    expect(await answer.getAttribute('aria-expanded')).toBe('true');
    expect(page.url()).toBe(`${city.app.base}/`);
    await page.context().close();
  });

  it('calls, and has the call; hangs up, and calls nobody', async () => {
    const page = await openPage(city, '/call', { ...phone, permissions: ['microphone'] });
    // Where the hand that rang finds the key that hangs up.
    await tapTwice(page, page.getByRole('button', { name: '拨打热线' }), 0.8);
    await page.getByText(/普通话/).waitFor();
    await page.getByRole('button', { name: '1', exact: true }).tap();
    await page.getByText(/普通话/).waitFor({ state: 'hidden' });
    await tapTwice(page, page.getByRole('button', { name: '5', exact: true }));
    expect(await page.getByLabel('已按的键').textContent()).toMatch(/55$/);
    await tapTwice(page, page.getByRole('button', { name: '静音' }));
    await page.getByRole('button', { name: '取消静音' }).waitFor();
    await tapTwice(page, page.getByRole('button', { name: '挂断' }), 0.2);
    await page.getByText('通话已结束').waitFor();
    await page.waitForTimeout(500);
    expect(await page.getByRole('button', { name: '再拨一次' }).isVisible()).toBe(true);
    await page.context().close();
  });

  it('is asked before a chat ends, and gets the code before it is asked for', async () => {
    const page = await openPage(city, '/#chat', phone);
    await page.getByRole('textbox', { name: '您的消息' }).fill('路灯坏了');
    await tapTwice(page, page.getByRole('button', { name: '发送' }));
    await page.getByText(/正在排队/).waitFor();
    await tapTwice(page, page.getByRole('button', { name: '结束对话' }), 0.2);
    await page.getByText('确定结束这次对话吗').waitFor();
    expect(await page.getByRole('log').getByText('路灯坏了').count()).toBe(1);
    // Over, so that no agent is offered it.
    await page.getByRole('button', { name: '确定结束' }).click();
    await page.getByText('本次对话已结束').waitFor();
    await page.goto(`${city.app.base}/matters`);
    await page.getByLabel('手机号').fill('13900004477');
    await tapTwice(page, page.getByRole('button', { name: '获取验证码' }));
    await page.getByLabel('验证码').waitFor();
    await page.waitForTimeout(300);
    expect(await page.locator('.oc-fault').count()).toBe(0);
    await page.context().close();
  });
});

describeWithBrowser('an agent in a hurry', () => {
  it('who holds a key of the call, or presses it twice, has pressed it once', async () => {
    const agent = await browserWithTone(1_000, 1440);
    await signIn(agent.context(), city.app, 'agent1');
    await agent.goto(`${city.app.base}/console/desk`);
    await takeContacts(agent);
    const citizen = await browserWithTone(440, 390);
    await citizen.goto(`${city.app.base}/call`);
    await citizen.getByRole('button', { name: '拨打热线' }).click();
    await citizen.getByText(/普通话/).waitFor();
    await citizen.getByRole('button', { name: '1', exact: true }).click();
    await agent.getByRole('button', { name: '接受' }).dblclick();
    const call = agent.getByRole('region', { name: '通话' });
    await call.getByText('已接通').waitFor({ timeout: 60_000 });
    // By then the numbers for danger have come, and the hotline has said that somebody is there.
    await call.getByRole('button', { name: /110/, disabled: false }).waitFor();
    await agent.keyboard.down('Alt');
    await hold(agent, '1');
    await agent.keyboard.up('Alt');
    await call.getByText(/再按一次，呼叫/).waitFor();
    await agent.waitForTimeout(300);
    expect(await call.getByRole('listitem').count()).toBe(0);
    await agent.keyboard.press('Alt+m');
    await agent.waitForTimeout(120);
    await agent.keyboard.press('Alt+m');
    const mute = call.getByRole('button', { name: '静音' });
    expect(await mute.getAttribute('aria-pressed')).toBe('true');
    await mute.dblclick();
    expect(await mute.getAttribute('aria-pressed')).toBe('false');
  });
});

/** A double press of the mouse; without a pause both have the same time, as where a browser rounds it. */
async function pressTwice(page: Page, control: Locator, pauseMs: number): Promise<void> {
  const box = await control.boundingBox();
  if (!box) throw new Error('nothing to press');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const session = await page.context().newCDPSession(page);
  const started = Date.now();
  for (const clickCount of [1, 2]) {
    const timestamp = (started + (clickCount - 1) * pauseMs) / 1_000;
    for (const type of ['mousePressed', 'mouseReleased'] as const)
      await session.send('Input.dispatchMouseEvent', { type, ...at, button: 'left', clickCount, timestamp });
    await page.waitForTimeout(pauseMs);
  }
  await session.detach();
}

describeWithBrowser('a dispatcher in a hurry', () => {
  it('who presses a choice twice neither closes the dialog nor ticks what lay beneath the list', async () => {
    const agent = await city.as('agent1');
    for (let number = 1; number <= 8; number += 1) {
      const matter = { id: randomUUID(), kind: 'help', title: `第${number}盏路灯不亮`, text: '不亮' };
      await agent.post('/api/tickets', { ...matter, channel: 'web' }, ticketCreatedSchema);
    }
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, '/console/dispatch', look, 'dispatcher');
    await page.getByRole('option', { name: /第8盏路灯/ }).waitFor();
    await page.getByRole('button', { name: '批量派单' }).click();
    const dialog = page.getByRole('dialog', { name: '批量派单' });
    const choices = page.locator('.oc-popover').getByRole('option');
    // At once, while the list goes, and when it is gone.
    for (const pauseMs of [0, 60, 200, 350]) {
      await page.waitForTimeout(doublePressMs);
      await dialog.getByRole('button', { name: /派到哪里/ }).click();
      await choices.first().waitFor();
      await page.waitForTimeout(doublePressMs);
      await pressTwice(page, choices.first(), pauseMs);
      await choices.first().waitFor({ state: 'detached' });
      expect(await dialog.isVisible(), `the dialog after ${pauseMs} ms`).toBe(true);
      expect(await dialog.getByRole('checkbox', { checked: true }).count(), `${pauseMs} ms`).toBe(0);
    }
    await page.context().close();
  });

  it('who skips a ticket and presses on does not send the one that was skipped', async () => {
    const agent = await city.as('agent1');
    const ids: string[] = [];
    for (const title of ['平安路路灯不亮', '平安路路灯又不亮']) {
      const matter = { id: randomUUID(), kind: 'help', title, text: title, channel: 'web' };
      await agent.post('/api/tickets', matter, ticketCreatedSchema);
      ids.push(matter.id);
    }
    const [skipped, next] = ids;
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const page = await openPage(city, `/console/dispatch/${skipped}`, look, 'dispatcher');
    await page.getByRole('option', { name: '平安路路灯又不亮' }).waitFor();
    await page.getByRole('button', { name: '按建议派单' }).waitFor();
    // One after the other, before the ticket beside the list has followed the mark in it.
    await page.evaluate(`(() => {
      const press = (key) => window.dispatchEvent(new KeyboardEvent('keydown', { key }));
      press('j');
      setTimeout(() => press('d'));
    })()`);
    await page.waitForURL(`**/dispatch/${next}`);
    await page.getByRole('heading', { name: '平安路路灯又不亮' }).waitFor();
    await page.waitForTimeout(500);
    const { state } = await (await city.as('dispatcher')).get(`/api/tickets/${skipped}`, ticketViewSchema);
    expect(state).toBe('received');
    await page.context().close();
  });
});
