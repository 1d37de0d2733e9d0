// A call with others on the line: whoever hangs up leaves it to them, whoever passes it on says what it is about.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type App, startApp } from '../harness/app.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { demandAccessible } from './axe.ts';
import { shots, signIn, takeContacts } from './pages.ts';
import { browserWithTone, closeBrowsers, hears } from './tone-browser.ts';

const hz = { citizen: 440, first: 1_000, second: 1_600, supervisor: 2_200 } as const;
const panelOf = (page: Page) => page.getByRole('region', { name: '通话' });

let app: App;
// A city for each: an agent whom another story left with a contact, or waiting for one, would be offered the call.
beforeEach(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
}, 240_000);
afterEach(async () => {
  await closeBrowsers();
  await app?.stop();
});

async function desk(username: string, voiceHz: number): Promise<Page> {
  const page = await browserWithTone(voiceHz, 1440);
  await signIn(page.context(), app, username);
  await page.goto(`${app.base}/console/desk`);
  return page;
}

/** A citizen's browser that talks with an agent. */
async function ring(citizen: Page, agent: Page): Promise<void> {
  await citizen.goto(`${app.base}/call`);
  await citizen.getByRole('button', { name: '拨打热线' }).click();
  await citizen.getByText(/普通话/).waitFor();
  await citizen.getByRole('button', { name: '1', exact: true }).click();
  await agent.getByRole('button', { name: '接受' }).click();
  await panelOf(agent).getByText('已接通').waitFor();
}

/** Asks for a deed with somebody in the dialog. */
async function passOn(agent: Page, deed: string, note?: string): Promise<void> {
  await agent.keyboard.press('Alt+p');
  const dialog = agent.getByRole('dialog');
  if (note !== undefined) await dialog.getByRole('textbox', { name: /告诉接手的人/ }).fill(note);
  await dialog.getByRole('button', { name: deed }).click();
}

describeWithBrowser('a call with a colleague on the line', () => {
  it('stays with the colleague when its agent hangs up, goes back with what it is about, and ends for all at two presses', async () => {
    const first = await desk('agent1', hz.first);
    await takeContacts(first);
    const citizen = await browserWithTone(hz.citizen, 390);
    await ring(citizen, first);
    const second = await desk('agent3', hz.second);
    await takeContacts(second);

    // Who is being asked would be cut off unseen: the first press says so.
    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: '不加入' }).waitFor();
    await first.keyboard.press('Alt+e');
    await panelOf(first).getByText('再按一次，结束通话').waitFor();
    await second.getByRole('button', { name: '不加入' }).click();
    await first.getByText(/暂时不能加入/).waitFor();

    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: /^加入/ }).click();
    await panelOf(first).getByRole('button', { name: '让他们继续，我退出' }).waitFor();
    // Nothing comes to who helps, and the page does not offer to change that.
    await second.getByText('其间不派送来访').waitFor();
    expect(await second.getByRole('button', { name: '置为可接' }).count()).toBe(0);
    await second.evaluate(() => localStorage.setItem('onecall.lang', 'en'));
    await second.setViewportSize({ width: 390, height: 844 });
    await second.reload();
    await second.getByRole('button', { name: /On a colleague's call/ }).waitFor();
    await second.getByText('On the line:').waitFor();
    await second.screenshot({ path: `${shots}call-as-guest-en-390.png` });
    await second.evaluate(() => localStorage.setItem('onecall.lang', 'zh'));
    await second.setViewportSize({ width: 1440, height: 844 });
    await second.reload();
    await second.getByText('在线：').waitFor();
    await demandAccessible(first, 'a call with a colleague on the line');
    await first.screenshot({ path: `${shots}call-with-colleague-zh-1440.png` });
    await first.keyboard.press('Alt+e');
    await panelOf(second).getByText('已接通').waitFor();
    await hears(citizen, hz.second, 'the citizen goes on with the colleague');
    await first.getByText('手头没有来访').waitFor();

    // At once to a queue, with what the next one need not ask again.
    await passOn(second, '转到队列：综合', '路灯坏了，深南大道 2008 号');
    await first.getByText('转接留言：路灯坏了').waitFor();
    await first.getByRole('button', { name: '接受' }).click();
    await panelOf(first).getByText('已接通').waitFor();
    await first.getByText(/转来时留言：路灯坏了，深南大道/).waitFor();
    await hears(citizen, hz.first, 'the citizen is back with the first');
    await first.screenshot({ path: `${shots}call-passed-on-with-note-zh-1440.png` });

    await passOn(first, '请黄雨桐加入');
    await second.getByRole('button', { name: /^加入/ }).click();
    await panelOf(first).getByRole('button', { name: '结束所有人的通话' }).click();
    await panelOf(first).getByText('再按一次，所有人的通话都会结束').waitFor();
    await hears(citizen, hz.second, 'one press ends nothing');
    await first.keyboard.press('Alt+q');
    await first.keyboard.press('Alt+q');
    await first.getByRole('button', { name: '完成小结' }).waitFor();
    await citizen.getByText('通话已结束').waitFor({ timeout: 40_000 });
  }, 240_000);
});

/** An agent talks with a citizen, and a supervisor listens. `guest`: where the supervisor's page says so. */
async function listenedTo(username: string) {
  const agent = await desk(username, hz.first);
  await takeContacts(agent);
  const citizen = await browserWithTone(hz.citizen, 390);
  await ring(citizen, agent);
  const supervisor = await desk('supervisor', hz.supervisor);
  await supervisor.goto(`${app.base}/console/supervision`);
  const guest = supervisor.getByRole('region', { name: '正在参加同事的通话' });
  await supervisor.getByRole('button', { name: '监听' }).click();
  return { agent, citizen, supervisor, guest };
}

describeWithBrowser('a supervisor on a call', () => {
  it('reads that its agent is cut off as soon as the citizen hears music, and that they are back', async () => {
    const { agent, citizen, supervisor, guest } = await listenedTo('agent1');
    await guest.getByRole('button', { name: '耳语' }).click();
    await hears(agent, hz.citizen, 'the agent has the citizen');
    await agent.goto('about:blank');
    // Before their line counts as lost, which takes 8 s.
    await guest.getByText('坐席掉线').waitFor({ timeout: 6_000 });
    await supervisor.screenshot({ path: `${shots}call-agent-silent-zh-1440.png` });
    await agent.goto(`${app.base}/console/desk`);
    await panelOf(agent).getByText('已接通').waitFor();
    await guest.getByText('坐席掉线').waitFor({ state: 'hidden' });
    await hears(citizen, hz.first, 'the citizen hears the agent, no whisper');
    await agent.keyboard.press('Alt+e');
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    await Promise.all([supervisor, citizen, agent].map((page) => page.close()));
  }, 180_000);

  it('is back as they were when the page is loaded anew, muted too, also with the citizen left to them', async () => {
    const { agent, citizen, supervisor, guest } = await listenedTo('agent2');
    await guest.getByRole('button', { name: '通话' }).click();
    await guest.getByRole('button', { name: '静音' }).click();
    await supervisor.reload();
    await guest.getByRole('button', { name: '通话', pressed: true }).waitFor();
    await guest.getByRole('button', { name: '静音', pressed: true }).waitFor();
    await hears(citizen, hz.first, 'the citizen does not hear who was muted');
    await guest.getByRole('button', { name: '静音' }).click();

    await agent.close();
    await hears(citizen, hz.supervisor, 'the citizen has the supervisor');
    await supervisor.waitForTimeout(4_000);
    await supervisor.reload();
    await hears(citizen, hz.supervisor, 'the supervisor is back with the citizen');
    await supervisor.waitForTimeout(7_000);
    await hears(citizen, hz.supervisor, 'nobody was cut off');
    await supervisor.screenshot({ path: `${shots}call-left-to-supervisor-zh-1440.png` });
    await citizen.close();
  }, 180_000);
});
