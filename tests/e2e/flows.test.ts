// A supervisor changes what the hotline says: drawn, edited, tried on the page, published, and heard by the next caller.
import pg from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { doublePressMs } from '../../design/double-press.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { tags } from '../harness/twilio/index.ts';
import { demandAccessible } from './axe.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { openPage, shots, signIn } from './pages.ts';
import { browserWithTone, closeBrowsers, hears } from './tone-browser.ts';

const city = demoCity();
// A flow that an earlier try published has another number.
startAnewWhenTriedAgain(city);

afterAll(async () => {
  await closeBrowsers();
});

const open = (
  as: string,
  { width, ...look }: { width: number; locale: string; colorScheme: 'light' | 'dark' },
): Promise<Page> => openPage(city, '/console/flows', { viewport: { width, height: 900 }, ...look }, as);

const greetings = (page: Page) => page.getByRole('group', { name: /greeting/ });

/** What the next caller of the simulated carrier hears first. */
async function firstWords(sid: string): Promise<string | null | undefined> {
  const form = { CallSid: sid, From: '+8613800004444', To: '+8675512345', CallStatus: 'in-progress' };
  return tags(await new Api(city.app.base).form('/api/simulator/voice', form), 'Say')[0]?.textContent;
}

describeWithBrowser('the call flows', () => {
  it('are edited, tried and published; the next caller hears the new words', async () => {
    const page = await open('supervisor', { width: 1440, locale: 'zh-CN', colorScheme: 'light' });
    await page.getByText('热线来电').click();
    const graph = page.getByRole('region', { name: '流程图' });
    await graph.getByRole('button', { name: /^播报 · 起点 您好，一号通/ }).waitFor();
    await demandAccessible(page);

    // By keyboard through the graph to the language menu, whose key 1 must be named in figures.
    await graph.getByRole('button', { name: /^播报 · 起点/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const first = page.getByRole('group', { name: /language\.cmn/ }).getByRole('textbox', { name: '普通话' });
    await first.fill('普通话请按一。');
    await page.getByText('有的语言没有用数字报出按键').waitFor();
    await graph.getByRole('button', { name: /^选择语言.* 1 个问题/ }).waitFor();
    expect(await page.getByRole('button', { name: '发布' }).isDisabled()).toBe(true);
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-fault-zh-1440.png` });
    await first.fill('普通话请按1。');

    await graph.getByRole('button', { name: /^播报 · 起点/ }).click();
    await greetings(page).getByRole('textbox', { name: '普通话' }).fill('您好，这里是市政府热线。');

    // A test call through the draft.
    await page.getByRole('tab', { name: '试拨' }).click();
    await page.getByRole('button', { name: '静音试走' }).click();
    const heard = page.getByRole('log', { name: '通话经过' });
    await heard.getByText('您好，这里是市政府热线。').waitFor();
    await graph.getByRole('button', { name: /^选择语言.*来电正在此处/ }).waitFor();
    await page.getByRole('button', { name: '1', exact: true }).click();
    await graph.getByRole('button', { name: /^排队等人工.*来电正在此处/ }).waitFor();
    await page.getByRole('spinbutton', { name: '预计等候（分钟）' }).fill('5');
    await page.getByRole('button', { name: '告知位置，再等一轮' }).click();
    await heard.getByText('您排在第3位，预计等候5分钟。').waitFor();
    await page.getByRole('button', { name: '1', exact: true }).click();
    for (const key of ['2', '0', '2', '6', '0', '1', '#', '1', '2', '3', '4', '5', '6']) {
      await page.getByRole('button', { name: key === '#' ? '井号' : key, exact: true }).click();
    }
    await page.getByRole('button', { name: '办理中' }).click();
    await heard.getByText('您的工单正在由承办部门办理。').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-call-zh-1440.png` });
    await page.getByRole('button', { name: '坐席接起' }).click();
    await page.getByRole('button', { name: '坐席接通' }).click();
    await page.getByRole('button', { name: '通话结束' }).click();
    await page.getByRole('button', { name: '邀请评价', exact: true }).click();
    await graph.getByRole('button', { name: /^请市民评价.*来电正在此处/ }).waitFor();
    await page.getByRole('button', { name: '4', exact: true }).click();
    await heard.getByText('记下评价：4 分').waitFor();
    await heard.getByText('通话结束：由坐席接听').waitFor();

    // A city that does not ask takes the question out; at the queue it is put in again. Where ways part, nothing goes.
    const question = graph.getByRole('button', { name: /^请市民评价/ });
    const takeOut = page.getByRole('button', { name: '去掉此节点' });
    await question.click();
    await page.getByRole('tab', { name: '节点' }).click();
    await takeOut.press('Enter');
    await demandAccessible(page);
    // Pressed at once it would belong to the press that opened the question.
    await page.waitForTimeout(doublePressMs);
    await page.getByRole('alertdialog').getByRole('button', { name: '去掉此节点' }).press('Enter');
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => graph.evaluate('document.activeElement.innerText')).toBe('排队等人工');
    await takeOut.click();
    await page.getByText('不能去掉：从这里有几个去处').waitFor();
    await page.getByRole('button', { name: '通话后请市民评价' }).press('Enter');
    await question.waitFor();
    await expect.poll(() => graph.evaluate('document.activeElement.innerText')).toBe('请市民评价');

    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('textbox', { name: '说明' }).fill('问候语改称市政府热线');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('已发布第 2 版').waitFor();
    expect(await firstWords('SIMpublished')).toBe('您好，这里是市政府热线。');

    await page.getByRole('tab', { name: '版本' }).click();
    await page.getByRole('button', { name: '第 2 版 查看改动' }).click();
    await page.getByRole('deletion').getByText('您好，一号通政务服务热线。').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-versions-zh-1440.png` });
    await page.getByRole('button', { name: '第 1 版 恢复此版' }).click();
    await page.getByRole('textbox', { name: '说明' }).fill('先用原来的');
    await page.getByRole('dialog').getByRole('button', { name: '恢复此版' }).click();
    await page.getByText('已发布第 3 版').waitFor();
    expect(await firstWords('SIMreverted')).toBe('您好，一号通政务服务热线。');
  });

  it('get a key for those who wait, over a new notice back to the queue; undone, done again, published and heard', async () => {
    const page = await open('admin', { width: 1440, locale: 'zh-CN', colorScheme: 'dark' });
    await page.getByText('突发应急').click();
    const graph = page.getByRole('region', { name: '流程图' });
    const queue = graph.getByRole('button', { name: /^排队等人工/ });
    await queue.click();
    const write = async (of: RegExp, cmn: string, yue: string, en: string): Promise<void> => {
      const group = page.getByRole('group', { name: of });
      for (const [language, text] of Object.entries({ 普通话: cmn, 粤语: yue, 英语: en }))
        await group.getByRole('textbox', { name: language }).fill(text);
    };
    const focused = (): Promise<unknown> => graph.evaluate('document.activeElement.innerText');

    // The key and its notice at once, by keyboard.
    await page.getByRole('button', { name: '加一个键' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /新的一步：播报/ }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-key-zh-1440-dark.png` });
    await page.waitForTimeout(doublePressMs);
    await dialog.getByRole('button', { name: '加一个键' }).press('Enter');
    await expect.poll(focused).toBe('播报');
    const notice = ['避难场所已开放。', '庇護中心已經開放。', 'Shelters are open.'] as const;
    await write(/say\.text/, ...notice);
    // In a field the key is the field's own: what was typed goes, and nothing else.
    const last = page.getByRole('group', { name: /say\.text/ }).getByRole('textbox', { name: '英语' });
    await last.press('Control+z');
    await expect.poll(() => last.inputValue()).toBe('');
    await write(/say\.text/, ...notice);
    await page.getByRole('button', { name: '继续：看去向' }).click();
    await page.getByText('按 4：缺少英语').waitFor();
    await write(/queue\.key4/, '避难场所请按4。', '庇護中心請撳4。', 'For shelters, press 4.');

    // Before the notice, a voicemail that nobody wants: it begins with our words, and goes as it came.
    await page.getByRole('button', { name: '按 4：加一步' }).click();
    await dialog.getByText('请市民评价：到这里之前没有与坐席的通话').waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-step-zh-1440-dark.png` });
    await dialog.getByRole('button', { name: '留言' }).click();
    const voicemail = graph.getByRole('button', { name: /^留言 请在提示音后留言/ });
    await voicemail.waitFor();
    await expect.poll(focused).toBe('留言');
    // While anything is in front, its keys alone count.
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await voicemail.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Shift+z');
    await voicemail.waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await voicemail.waitFor({ state: 'detached' });

    // A way is led elsewhere, by what the node says, and back.
    const closed = page.getByRole('button', { name: /不在服务时间：去向/ });
    await closed.click();
    const farewell = page.getByRole('option', { name: '挂机 · 感谢来电，再见。' });
    await farewell.click();
    await farewell.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /挂机 · 感谢来电.*不在服务时间：去向/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: /按键输入 · 有危险.*不在服务时间：去向/ }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-ways-zh-1440-dark.png` });

    await page.getByRole('tab', { name: '试拨' }).click();
    await page.getByRole('button', { name: '静音试走' }).click();
    await graph.getByRole('button', { name: /^选择语言.*来电正在此处/ }).waitFor();
    await page.getByRole('button', { name: '1', exact: true }).click();
    const heard = page.getByRole('log', { name: '通话经过' });
    await heard.getByText('避难场所请按4。').waitFor();
    await page.getByRole('button', { name: '4', exact: true }).click();
    await heard.getByText('避难场所已开放。').waitFor();
    await graph.getByRole('button', { name: /^排队等人工.*来电正在此处/ }).waitFor();

    await page.getByRole('button', { name: '发布' }).click();
    await page.getByRole('textbox', { name: '说明' }).fill('等候时可以听避难场所');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('已发布第 2 版').waitFor();
  });

  it('tell the second of two editors, who loses nothing; also in English, dark, on a telephone', async () => {
    const one = await open('supervisor', { width: 1440, locale: 'en-GB', colorScheme: 'dark' });
    const two = await open('admin', { width: 390, locale: 'en-GB', colorScheme: 'dark' });
    for (const page of [one, two]) {
      await page.getByText('Surge', { exact: true }).click();
      await greetings(page).waitFor();
    }
    await demandAccessible(one);
    await demandAccessible(two);
    await two.screenshot({ path: `${shots}flows-en-390-dark.png` });
    const overflow = await two.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, 'it fits a telephone').toBe(0);

    const english = (page: Page) => greetings(page).getByRole('textbox', { name: 'English' });
    await english(one).fill('Hello from the first.');
    await one.getByRole('button', { name: 'Save draft' }).click();
    await one.getByText('Draft saved').waitFor();
    await english(two).fill('Hello from the second.');
    await two.getByRole('button', { name: 'Save draft' }).click();
    await two.getByText(/ saved a change here at .+ What you typed is still here\.$/).waitFor();
    expect(await english(two).inputValue()).toBe('Hello from the second.');
    await demandAccessible(two);
    await two.screenshot({ path: `${shots}flows-overtaken-en-390-dark.png` });
    await two.getByRole('button', { name: 'Keep mine and save over it' }).click();
    await two.getByRole('button', { name: 'Save draft' }).click();
    await two.getByText('Draft saved').waitFor();
    await one.reload();
    await expect.poll(() => english(one).inputValue()).toBe('Hello from the second.');
  });

  it('are recorded at the microphone and rung with sound; what is tried has no effect outside', async () => {
    const hz = 440;
    const startedAt = new Date();
    const page = await browserWithTone(hz, 1440);
    await signIn(page.context(), city.app, 'supervisor');
    await page.goto(`${city.app.base}/console/flows`);
    await page.getByText('热线来电').click();
    const graph = page.getByRole('region', { name: '流程图' });
    await greetings(page).getByRole('button', { name: '普通话：录音' }).click();
    await page.waitForTimeout(2_500);
    await greetings(page).getByRole('button', { name: '普通话：停止' }).click();
    await greetings(page).getByRole('button', { name: '普通话：试听' }).waitFor();
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-recording-zh-1440.png` });
    await greetings(page).getByRole('button', { name: '普通话：采用' }).click();
    await greetings(page).getByRole('button', { name: '普通话：播放录音' }).waitFor();

    await page.getByRole('tab', { name: '试拨' }).click();
    await page.getByRole('button', { name: '拨打试听' }).click();
    await hears(page, hz, 'the greeting as it was recorded');
    const heard = page.getByRole('log', { name: '通话经过' });
    await graph.getByRole('button', { name: /^选择语言.*来电正在此处/ }).waitFor();
    await page.getByRole('button', { name: '1', exact: true }).click();
    await graph.getByRole('button', { name: /^排队等人工.*来电正在此处/ }).waitFor();
    await page.getByRole('button', { name: '坐席接起' }).click();
    await page.getByRole('button', { name: '坐席接通' }).click();
    await page.getByRole('button', { name: '通话结束' }).waitFor();
    await hears(page, hz, 'the far end says what it hears');
    await demandAccessible(page);
    await page.screenshot({ path: `${shots}flows-sound-zh-1440.png` });
    await page.getByRole('button', { name: '通话结束' }).click();
    await page.getByRole('button', { name: '不邀请评价' }).click();
    await heard.getByText('通话结束：由坐席接听').waitFor({ timeout: 15_000 });
    const database = new pg.Client({ connectionString: city.databaseUrl });
    await database.connect();
    const { rows } = await database.query(
      `SELECT (SELECT count(*)::int FROM "CallSession" WHERE "callRef" LIKE 'test%') AS calls,
         (SELECT count(*)::int FROM "Interaction" WHERE channel = 'voice' AND "arrivedAt" > $1) AS contacts,
         (SELECT count(*)::int FROM "Recording") AS recordings`,
      [startedAt],
    );
    await database.end();
    expect(rows).toEqual([{ calls: 0, contacts: 0, recordings: 0 }]);
  });
});
