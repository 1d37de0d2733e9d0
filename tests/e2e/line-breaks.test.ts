// A network fails: an agent’s for longer than an absence is borne, a citizen’s in the middle of a chat.
import pg from 'pg';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser.ts';
import { takeChats } from './chats.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { openPage, shots } from './pages.ts';

const city = demoCity();
startAnewWhenTriedAgain(city);

/** The one value that a question has. */
async function ask(question: string): Promise<unknown> {
  const database = new pg.Client({ connectionString: city.databaseUrl });
  await database.connect();
  try {
    return (await database.query({ text: question, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await database.end();
  }
}
const stateOfContact = () => ask('SELECT state FROM "Interaction" ORDER BY id DESC LIMIT 1');
const lastWords = () =>
  ask(`SELECT text FROM "Message" WHERE author = 'citizen' ORDER BY "createdAt" DESC LIMIT 1`);

describeWithBrowser('an agent whose line breaks', () => {
  it('keeps the page when a part of it could not come: it is asked for again', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent2');
    await desk.getByText('手头没有来访').waitFor();
    await desk.route(/command-bar/, (route) => route.abort('internetdisconnected'));
    const isRefused = desk.waitForEvent('requestfailed');
    await desk.keyboard.press('Control+k');
    await isRefused;
    // The browser may ask twice for one import: beforehand, and for the import itself.
    await desk.waitForTimeout(500);
    await desk.unroute(/command-bar/);
    await desk.getByRole('dialog').getByRole('option').first().waitFor();
    await desk.keyboard.press('Escape');
    await desk.getByText('手头没有来访').waitFor();
    await desk.context().close();
  });

  it('is told, when it is back, that others have taken what was in hand', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent2');
    await desk.getByText('手头没有来访').waitFor();
    const [citizen] = await takeChats(city, desk, ['路灯坏了']);
    await desk.context().setOffline(true);
    await desk.getByText('网络已断开').waitFor();
    // Longer than an absence is borne: the contact waits for others.
    await expect.poll(stateOfContact, { timeout: 40_000 }).toBe('waiting');
    await desk.context().setOffline(false);
    await desk.getByText('断线期间，手头的 1 个来访').waitFor({ timeout: 20_000 });
    await desk.screenshot({ path: `${shots}left-behind.png` });
    await desk.keyboard.press('Alt+v');
    await desk.getByText('断线期间').waitFor({ state: 'hidden' });
    await desk.keyboard.press('Alt+w');
    await citizen?.end();
    await desk.context().close();
  });

  it('has what was sent meanwhile go out by itself, also when another contact is looked at', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent3');
    await desk.getByText('手头没有来访').waitFor();
    const citizens = await takeChats(city, desk, ['井盖不见了', '树倒了']);
    await desk.context().setOffline(true);
    const words = desk.getByRole('textbox', { name: '回复内容' });
    await words.fill('马上派人');
    await words.press('Enter');
    await desk.getByRole('log').getByText('发送中').waitFor();
    await desk.locator('.desk-list').getByText('井盖不见了').click();
    await desk.getByRole('log').getByText('井盖不见了').waitFor();
    await desk.context().setOffline(false);
    await expect
      .poll(
        () => ask(`SELECT text FROM "Message" WHERE author = 'agent' ORDER BY "createdAt" DESC LIMIT 1`),
        {
          timeout: 30_000,
        },
      )
      .toBe('马上派人');
    for (const citizen of citizens) await citizen.end();
    await desk.context().close();
  });
});

const telephone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' };

/** A citizen's page whose first message has arrived, and where they write. */
async function chatThatBegins(text: string) {
  const page = await openPage(city, '/', telephone);
  await page.getByRole('button', { name: '与工作人员对话' }).click();
  const words = page.getByRole('textbox').last();
  await words.fill(text);
  await words.press('Enter');
  await page.getByText('已发送').waitFor();
  return { page, words };
}

describeWithBrowser('a citizen whose line breaks', () => {
  it('sees what was written meanwhile as being sent, and it goes out by itself', async () => {
    const { page, words } = await chatThatBegins('路灯坏了');
    await page.context().setOffline(true);
    for (const text of ['在科苑路', '三天了']) {
      await words.fill(text);
      await words.press('Enter');
    }
    await expect.poll(() => page.getByText('发送中').count()).toBe(2);
    expect(await page.getByText('未发出').count()).toBe(0);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('发送中').count(), { timeout: 30_000 }).toBe(0);
    expect(await page.getByText('未发出').count()).toBe(0);
    const own = page.locator('.oc-message[data-own] .oc-bubble');
    expect(await own.allTextContents()).toEqual(['路灯坏了', '在科苑路', '三天了']);
    // Put away with the line broken, it still goes out: nobody opens the chat again only for that.
    await page.context().setOffline(true);
    await words.fill('已经有人摔倒');
    await words.press('Enter');
    await page.getByText('发送中').waitFor();
    await page.getByRole('button', { name: '收起对话' }).click();
    await page.context().setOffline(false);
    await expect.poll(lastWords, { timeout: 30_000 }).toBe('已经有人摔倒');
    await page.getByRole('button', { name: '与工作人员对话' }).click();
    await expect.poll(() => own.last().textContent()).toBe('已经有人摔倒');
    await page.context().close();
  });

  it('chooses a photo once: whatever cuts it off, it goes out when the line is back, in its turn', async () => {
    const { page, words } = await chatThatBegins('井盖不见了');
    // The line dies while the photo is under way: what left is lost.
    await page.route(/\/files$/, () => undefined);
    const isUnderWay = page.waitForRequest(/\/files$/);
    const buffer = await page.screenshot({ type: 'jpeg' });
    await page
      .getByLabel('添加照片或文件')
      .setInputFiles({ name: '现场.jpg', mimeType: 'image/jpeg', buffer });
    await isUnderWay;
    await page.context().setOffline(true);
    await page.getByText('网络断开了').waitFor({ timeout: 60_000 });
    await page.unroute(/\/files$/);
    await words.fill('就在路口');
    await words.press('Enter');
    await expect.poll(() => page.getByText('发送中').count()).toBe(2);
    await page.getByText('现场.jpg').waitFor();
    await page.screenshot({ path: `${shots}photo-cut-off-zh-390.png` });
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('发送中').count(), { timeout: 60_000 }).toBe(0);
    expect(await page.getByText('未发出').count()).toBe(0);
    await page.getByRole('img', { name: '现场.jpg' }).waitFor();
    const last = page.locator('.oc-message[data-own]');
    expect(await last.nth(-2).getByRole('img').count()).toBe(1);
    expect(await last.last().textContent()).toContain('就在路口');
    expect(await ask('SELECT count(*)::int FROM "Attachment"')).toBe(1);
    await page.context().close();
  });

  it('files with photos: one that did not get through is kept, and leaving without it is asked first', async () => {
    const page = await openPage(city, '/filing', telephone);
    await page.getByLabel('什么事').fill('科苑路路灯坏了三天，晚上看不见路');
    const photos = ['一.jpg', '二.jpg'].map(async (name, index) => {
      const clip = { x: 0, y: index * 100, width: 200, height: 100 };
      return { name, mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg', clip }) };
    });
    await page.getByLabel('拍照或选照片').setInputFiles(await Promise.all(photos));
    await page.getByRole('img', { name: '二.jpg' }).waitFor();
    await page.getByLabel('手机号码').fill('13900004455');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByLabel('短信验证码').waitFor();
    const sms = z.string().parse(await ask('SELECT text FROM "SmsOut" ORDER BY "createdAt" DESC LIMIT 1'));
    await page.getByLabel('短信验证码').fill(/\d{6}/.exec(sms)?.[0] ?? '');
    let sent = 0;
    await page.route(/tickets\/files/, (route) => {
      sent += 1;
      return sent === 2 ? route.abort('internetdisconnected') : route.continue();
    });
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByText('有 1 张照片没有传上去').waitFor();
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    const follow = page.getByRole('link', { name: '查看办理进度' });
    await follow.click();
    await expect.poll(() => asked).toEqual(['beforeunload']);
    await page.getByRole('button', { name: '重传照片' }).click();
    await page.getByText('1 张照片已上传').waitFor();
    expect(await ask('SELECT count(*)::int FROM "TicketFile"')).toBe(2);
    await follow.click();
    await page.waitForURL('**/ticket?**');
    expect(asked).toHaveLength(1);
    await page.context().close();
  });
});
