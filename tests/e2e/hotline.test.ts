// A real telephone call with nothing to buy: a citizen's browser rings, the menu hears a key, an agent's browser answers.
// Each browser's microphone plays a tone of its own; what the other hears is measured.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deskSchema } from '../../server/desk/contract.ts';
import { recordingListSchema, transcriptSchema } from '../../server/intake/hotline/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { startSpeechAdapter } from '../harness/speech-adapter.ts';
import { demandAccessible } from './axe.ts';
import { shots, signIn as signInHere, takeContacts } from './pages.ts';
import { levelAt } from './sound.ts';
import { browserWithTone, closeBrowsers, hears, loudestHz } from './tone-browser.ts';

const citizenHz = 440;
const agentHz = 1000;
const password = 'onecall-demo';
const headers = { 'content-type': 'application/json', 'x-onecall': '1' };

let app: App;
let adapter: Awaited<ReturnType<typeof startSpeechAdapter>>;

beforeEach(async () => {
  adapter = await startSpeechAdapter(`process.stdin.resume().on('end', () => console.log('我想问一下工单'))`);
  app = await startApp({
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    env: { SPEECH_INPUT_URL: adapter.url },
  });
});

afterEach(async () => {
  await closeBrowsers();
  await app?.stop();
  adapter?.stop();
});

describeWithBrowser('the embedded hotline', () => {
  it('connects a citizen to an agent; each hears the other, and both are on the recording', async () => {
    const agent = await browserWithTone(agentHz, 1440);
    await agent.goto(`${app.base}/console/`);
    await agent.getByRole('textbox', { name: '用户名' }).fill('agent1');
    await agent.locator('input[type=password]').fill(password);
    await agent.keyboard.press('Enter');
    await agent.getByRole('button', { name: /我的状态/ }).click();
    await agent.getByRole('menuitemradio', { name: '可接' }).click();
    await agent.getByRole('button', { name: /我的状态：\s*可接/ }).waitFor();

    // Before the shift the agent tries the headset: it is heard, and plays back.
    await agent.getByRole('button', { name: /我的状态/ }).click();
    await agent.getByRole('menuitem', { name: '耳麦测试' }).click();
    await agent.getByText('听到您的声音了').waitFor();
    await demandAccessible(agent, 'headset test');
    await agent.screenshot({ path: `${shots}13-headset-zh-1440.png` });
    await agent.getByRole('button', { name: '完成' }).click();

    // The menu offers languages; a key on the line chooses one and leads to the queue.
    const citizen = await browserWithTone(citizenHz, 390);
    await citizen.goto(`${app.base}/call`);
    await citizen.getByRole('button', { name: '拨打热线' }).click();
    await citizen.getByText('已接入热线').waitFor();
    await citizen.getByText(/普通话/).waitFor();
    await citizen.getByRole('button', { name: '1', exact: true }).click();

    await agent.getByRole('button', { name: '接受' }).click();
    await agent.getByRole('region', { name: '通话' }).getByText('已接通').waitFor();
    await citizen.getByText('正在与工作人员通话').waitFor();
    await hears(citizen, agentHz, 'the citizen hears the agent');
    await hears(agent, citizenHz, 'the agent hears the citizen');
    await agent.getByText(/音质/).waitFor();
    await agent.screenshot({ path: `${shots}14-agent-call-zh-1440.png` });
    await citizen.screenshot({ path: `${shots}15-citizen-call-zh-390.png` });

    // On hold the agent is alone and the citizen hears music.
    await agent.keyboard.press('Alt+h');
    await citizen.getByText('工作人员请您稍等').waitFor();
    await expect.poll(() => loudestHz(agent), { timeout: 20_000, message: 'hold is silent' }).toBe(0);
    await agent.keyboard.press('Alt+h');
    await hears(agent, citizenHz, 'the agent hears the citizen again');

    await agent.keyboard.press('Alt+e');
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    await citizen.getByText(/请您对这次服务评价/).waitFor();
    await citizen.getByRole('button', { name: '5', exact: true }).click();
    await citizen.getByText('通话已结束').waitFor({ timeout: 20_000 });

    // Both sides were understood as well, each under its name.
    const [kept] = (await recordings()).items;
    await expect
      .poll(async () => [...new Set((await transcript(kept?.id ?? '')).map(({ side }) => side))].sort(), {
        timeout: 20_000,
      })
      .toEqual(['citizen', 'ours']);

    // The agent listens to what was said; the waveform shows both sides.
    await agent.getByRole('button', { name: '收听' }).click();
    await agent.getByRole('img', { name: /录音波形/ }).waitFor();
    await plays(agent);
    await agent.getByRole('list', { name: '通话文字' }).getByText('我想问一下工单').first().waitFor();
    await demandAccessible(agent, 'transcript');
    await agent.screenshot({ path: `${shots}16-agent-recording-zh-1440.png` });

    const { items } = await recordings();
    expect(items).toHaveLength(1);
    const recording = items[0];
    expect(recording?.mayListen).toBe(true);
    const wav = await listen(recording?.id ?? '');
    expect(levelAt(wav, 'left', citizenHz)).toBeGreaterThan(10 * levelAt(wav, 'left', agentHz));
    expect(levelAt(wav, 'right', agentHz)).toBeGreaterThan(10 * levelAt(wav, 'right', citizenHz));

    await agent.getByRole('button', { name: '完成小结' }).click();
    await agent.getByText('手头没有来访').waitFor();
    await agent.context().clearCookies();
    await judgeByHand(agent);
  });

  it('is carried by one page of an agent who has several: another goes on when that one is closed, or at a press', async () => {
    const first = await browserWithTone(agentHz, 1440);
    await signInHere(first.context(), app, 'agent1');
    await first.goto(`${app.base}/console/desk`);
    await takeContacts(first);
    const citizen = await browserWithTone(citizenHz, 390);
    await citizen.goto(`${app.base}/call`);
    await citizen.getByRole('button', { name: '拨打热线' }).click();
    await citizen.getByText(/普通话/).waitFor();
    await citizen.getByRole('button', { name: '1', exact: true }).click();
    await first.getByRole('button', { name: '接受' }).click();
    const callOn = (page: Page) => page.getByRole('region', { name: '通话' });
    await callOn(first).getByText('已接通').waitFor();

    const second = await first.context().newPage();
    await second.goto(`${app.base}/console/desk`);
    await callOn(second).getByText('在您打开的另一个页面上').waitFor();
    await demandAccessible(second, 'a call on another page');
    await second.screenshot({ path: `${shots}call-on-another-page-zh-1440.png` });
    await hears(first, citizenHz, 'the first page still has the call');

    await callOn(second).getByRole('button', { name: '改在这里通话' }).click();
    await callOn(second).getByText('已接通').waitFor();
    await callOn(first).getByText('在您打开的另一个页面上').waitFor();
    await hears(second, citizenHz, 'the second page has taken it');
    await hears(citizen, agentHz, 'the citizen hears the agent all the time');

    await second.close();
    await callOn(first).getByText('已接通').waitFor();
    await hears(first, citizenHz, 'the first page goes on when the second is closed');
    await hears(citizen, agentHz, 'and the citizen hears it');
    await first.keyboard.press('Alt+e');
    await citizen.getByText('通话已结束').waitFor({ timeout: 40_000 });
  });

  it('stays at the computer where its agent talks when they sign in at another, until they take it there', async () => {
    const first = await browserWithTone(agentHz, 1440);
    await signInHere(first.context(), app, 'agent1');
    await first.goto(`${app.base}/console/desk`);
    await takeContacts(first);
    const citizen = await browserWithTone(citizenHz, 390);
    await citizen.goto(`${app.base}/call`);
    await citizen.getByRole('button', { name: '拨打热线' }).click();
    await citizen.getByText(/普通话/).waitFor();
    await citizen.getByRole('button', { name: '1', exact: true }).click();
    await first.getByRole('button', { name: '接受' }).click();
    const callOn = (page: Page) => page.getByRole('region', { name: '通话' });
    await callOn(first).getByText('已接通').waitFor();

    const otherHz = 1_600;
    const second = await browserWithTone(otherHz, 1440);
    await signInHere(second.context(), app, 'agent1');
    await second.goto(`${app.base}/console/desk`);
    await callOn(second).getByText('在您打开的另一个页面上').waitFor();
    await hears(citizen, agentHz, 'the citizen hears the first computer');

    await callOn(second).getByRole('button', { name: '改在这里通话' }).click();
    await callOn(second).getByText('已接通').waitFor();
    await hears(citizen, otherHz, 'the citizen hears the second computer');
    await callOn(first).getByText('在您打开的另一个页面上').waitFor();

    // It dies: the first goes on by itself before the citizen waits again.
    await second.context().browser()?.close();
    await callOn(first).getByText('已接通').waitFor({ timeout: 20_000 });
    await hears(citizen, agentHz, 'the citizen is back with the first computer');
  });
});

/** What was recorded is heard on the page, and goes on. */
async function plays(page: Page): Promise<void> {
  const isPlaying = () =>
    page.locator('audio').evaluate((audio) => audio instanceof HTMLAudioElement && audio.currentTime > 0.5);
  await expect.poll(isPlaying).toBe(true);
}

/** A reviewer chooses the call, hears it in the review, and comments on a moment of it. */
async function judgeByHand(page: Page): Promise<void> {
  await signInHere(page.context(), app, 'quality1');
  await page.goto(`${app.base}/console/quality`);
  await page.getByRole('button', { name: '选取来访' }).click();
  await page.getByText('请先选择坐席').waitFor();
  await page.getByRole('button', { name: /坐席/ }).click();
  await page.getByRole('option', { name: '陈晓晴' }).click();
  await page.getByRole('rowheader').first().waitFor();
  await demandAccessible(page, 'choosing a contact');
  await page.screenshot({ path: `${shots}17-quality-choose-zh-1440.png` });
  await page.getByRole('rowheader').first().click();
  await page.waitForURL('**/quality/review/*');
  await page.getByText(/人工选取/).waitFor();
  await page.getByRole('button', { name: '收听' }).click();
  await page.getByRole('img', { name: /录音波形/ }).waitFor();
  await plays(page);
  await page.getByRole('button', { name: '在此刻批注' }).click();
  await page.getByLabel(/批注 · 录音/).fill('开头有问候');
  await page.keyboard.press('Enter');
  await page.getByText('开头有问候').waitFor();
  await demandAccessible(page, 'a review with a recording');
  await page.screenshot({ path: `${shots}18-quality-recording-zh-1440.png` });
}

let cookie = '';
async function signIn(username: string): Promise<void> {
  const body = JSON.stringify({ username, password });
  const signedIn = await fetch(`${app.base}/api/session`, { method: 'POST', headers, body });
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function recordings() {
  await signIn('agent1');
  const answer = await fetch(`${app.base}/api/desk`, { headers: { cookie } });
  const id = deskSchema.parse(await answer.json()).inbox[0]?.interaction.conversationId ?? '';
  const list = await fetch(`${app.base}/api/desk/conversations/${id}/recordings`, { headers: { cookie } });
  return recordingListSchema.parse(await list.json());
}

async function transcript(id: string) {
  const answer = await fetch(`${app.base}/api/recordings/${id}/transcript`, { headers: { cookie } });
  return transcriptSchema.parse(await answer.json()).lines;
}

async function listen(id: string): Promise<Buffer> {
  const answer = await fetch(`${app.base}/api/recordings/${id}`, { headers: { cookie } });
  expect(answer.headers.get('content-type')).toBe('audio/wav');
  return Buffer.from(await answer.arrayBuffer());
}
