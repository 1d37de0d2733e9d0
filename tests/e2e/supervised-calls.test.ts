// A supervisor on a call of others, with real pages and real sound: cut off, loaded anew, and when the call is passed on.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { eachWithItsCity, hz, panelOf, passOn } from './calls.ts';
import { shots, takeContacts } from './pages.ts';
import { browserWithTone, hears } from './tone-browser.ts';

const city = eachWithItsCity();

const processSchema = z.object({ processInfo: z.array(z.object({ id: z.int() })) });

/** Nothing goes in or out of a page's browser any more, sound neither: the process that has its network stands still. */
async function cutNetworkOf(page: Page): Promise<{ restore: () => void }> {
  const protocol = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = processSchema.parse(await protocol?.send('SystemInfo.getProcessInfo'));
  const network = processInfo.find(({ id }) =>
    readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('network.mojom.NetworkService'),
  );
  if (!network) throw new Error('the browser has no process for its network');
  process.kill(network.id, 'SIGSTOP');
  return { restore: () => void process.kill(network.id, 'SIGCONT') };
}

/** An agent talks with a citizen, and a supervisor listens. `guest`: where the supervisor's page says so. */
async function listenedTo(username: string) {
  const agent = await city.desk(username, hz.first);
  await takeContacts(agent);
  const citizen = await browserWithTone(hz.citizen, 390);
  await city.ring(citizen, agent);
  const supervisor = await city.desk('supervisor', hz.supervisor, '/console/supervision');
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
    await agent.goto(`${city.base}/console/desk`);
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

  it('reads that they are cut off when their network is gone, and listens again by one press; nobody else notices', async () => {
    const { agent, citizen, supervisor, guest } = await listenedTo('agent3');
    await guest.getByRole('button', { name: '耳语' }).click();
    const whispers = panelOf(agent).getByText('耳语');
    await whispers.waitFor();
    const network = await cutNetworkOf(supervisor);
    await whispers.waitFor({ state: 'hidden', timeout: 12_000 });
    await hears(citizen, hz.first, 'the citizen hears the agent');
    await hears(agent, hz.citizen, 'the agent hears the citizen');
    const cut = supervisor.getByText('未接入同事的通话');
    await cut.waitFor({ timeout: 30_000 });
    await supervisor.screenshot({ path: `${shots}call-supervisor-cut-zh-1440.png` });
    network.restore();
    await supervisor.getByRole('button', { name: '重新接入' }).click();
    await guest.getByText('在线：').waitFor();
    await hears(supervisor, hz.citizen, 'the supervisor hears the talk again');
    await hears(citizen, hz.first, 'the citizen is not whispered to');
    await agent.keyboard.press('Alt+e');
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    await guest.waitFor({ state: 'hidden' });
  }, 180_000);

  it('is off the line within seconds when their browser dies in the middle of the talk, and the talk goes on', async () => {
    const { agent, citizen, supervisor, guest } = await listenedTo('agent5');
    await guest.getByRole('button', { name: '通话' }).click();
    const joined = panelOf(agent).getByRole('list', { name: '通话中的其他人' });
    await joined.waitFor();
    await supervisor.context().browser()?.close();
    await joined.waitFor({ state: 'hidden', timeout: 12_000 });
    await hears(citizen, hz.first, 'the citizen goes on with the agent');
    await hears(agent, hz.citizen, 'the agent hears the citizen');
    const next = await city.desk('supervisor', hz.supervisor, '/console/supervision');
    await next.getByRole('button', { name: '监听' }).click();
    await hears(next, hz.citizen, 'the supervisor listens from another computer');
  }, 180_000);

  it('goes along with a call that is passed on: told who has it, listening only, and asked for by nobody who talks', async () => {
    const { agent, citizen, supervisor, guest } = await listenedTo('agent1');
    const next = await city.desk('agent3', hz.second);
    await takeContacts(next);
    await guest.getByRole('button', { name: '耳语' }).click();
    await passOn(agent, '请黄雨桐加入');
    await next.getByRole('button', { name: /^加入/ }).click();
    await panelOf(agent).getByRole('button', { name: '让他们继续，我退出' }).waitFor();
    await passOn(agent, '交给黄雨桐');
    await supervisor.getByText('来访现在归黄雨桐，您在监听。').waitFor();
    await guest.getByRole('button', { name: '监听', pressed: true }).waitFor();
    await panelOf(next).getByText('已接通').waitFor();
    expect(await panelOf(next).getByText('耳语').count()).toBe(0);

    // Whoever talks with the citizen is not left alone with a wish: the dialog says why.
    await guest.getByRole('button', { name: '通话' }).click();
    await panelOf(next).getByRole('list', { name: '通话中的其他人' }).getByText('通话').waitFor();
    await passOn(next, '转到队列：综合');
    await next.getByText('班长正在和市民通话').waitFor();
    await next.screenshot({ path: `${shots}call-supervisor-keeps-zh-1440.png` });
    await guest.getByRole('button', { name: '监听' }).click();
    await agent.getByRole('button', { name: /我的状态：/ }).waitFor();

    await agent.keyboard.press('Alt+v');
    await passOn(next, '转到队列：综合');
    const between = supervisor.getByRole('region', { name: '监听的通话已转走' });
    await between.waitFor();
    await demandAccessible(supervisor, 'a followed call');
    await supervisor.screenshot({ path: `${shots}call-followed-zh-1440.png` });
    await agent.getByRole('button', { name: '接受' }).click();
    await guest.getByText('这通电话已转给这位坐席').waitFor();
    await guest.getByText('在线：陈晓晴').waitFor();
    await hears(supervisor, hz.first, 'the supervisor hears the next agent');
    await hears(citizen, hz.first, 'and the citizen that agent alone');
    await supervisor.screenshot({ path: `${shots}call-followed-on-zh-1440.png` });
  }, 240_000);
});
