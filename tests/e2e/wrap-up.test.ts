// What an agent writes after a contact is kept, also when they look at another one and the time runs out; they may write on.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { takeChats } from './chats.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { lookAt, openPage } from './pages.ts';

async function ask(databaseUrl: string, question: string): Promise<unknown[]> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    return (await database.query({ text: question, rowMode: 'array' })).rows[0] ?? [];
  } finally {
    await database.end();
  }
}

const city = demoCity({
  settle: async (databaseUrl) => void (await ask(databaseUrl, 'UPDATE "Queue" SET "wrapUpS" = 25')),
});
startAnewWhenTriedAgain(city);

describeWithBrowser('an agent who writes what became of a contact', () => {
  it('finds it again after a look elsewhere, and has it kept when the time runs out', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent3');
    await desk.getByText('手头没有来访').waitFor();
    const citizens = await takeChats(city, desk, ['井盖不见了', '树倒了']);
    const [missing, fallen] = citizens;
    await fallen?.end();
    const note = desk.getByRole('textbox', { name: '备注' });
    await note.fill('已转园林处理');
    await desk.locator('.desk-list').getByText('井盖不见了').click();
    await desk.getByRole('log').getByText('井盖不见了').waitFor();
    await desk.locator('.desk-list').getByText('话后处理').click();
    expect(await note.inputValue()).toBe('已转园林处理');
    const kept = () =>
      ask(
        city.databaseUrl,
        `SELECT "wrapUpNote" FROM "Interaction" WHERE state = 'closed' AND "wrapUpNote" <> ''`,
      );
    await expect.poll(kept, { timeout: 60_000 }).toEqual(['已转园林处理']);
    await missing?.end();
    await desk.context().close();
  });

  it('writes on when the time runs out, the note and the ticket: no word of it goes to another citizen', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent4');
    const [waits, left] = await takeChats(city, desk, ['第一位想咨询', '第二位想咨询']);
    await left?.end();
    await desk.keyboard.press('Alt+t');
    await desk.getByRole('textbox', { name: /标题/ }).fill('公园长椅');
    const note = desk.getByRole('textbox', { name: '备注' });
    await note.fill('已告知');
    await desk.getByText('时间已到').waitFor({ timeout: 60_000 });
    expect(await note.evaluate((field) => field === document.activeElement)).toBe(true);
    await desk.keyboard.type('，明天有人去看');
    await lookAt(desk, 'wrap-up-overdue');
    // At once, for whoever closes the page now.
    const kept = () =>
      ask(city.databaseUrl, `SELECT "wrapUpNote" FROM "Interaction" WHERE "wrapUpNote" ^@ '已告知'`);
    await expect.poll(kept, { timeout: 10_000 }).toEqual(['已告知']);
    await waits?.say('还在吗');
    await desk.locator('.desk-list').getByText('还在吗').click();
    await desk.getByRole('textbox', { name: '回复内容' }).waitFor();
    await desk.locator('.desk-list').getByText('小结待完成').click();
    expect(await note.inputValue()).toBe('已告知，明天有人去看');
    expect(await desk.getByRole('textbox', { name: /标题/ }).inputValue()).toBe('公园长椅');
    await desk.keyboard.press('Control+Enter');
    await expect.poll(kept, { timeout: 10_000 }).toEqual(['已告知，明天有人去看']);
    await desk.getByRole('log').getByText('还在吗').waitFor();
    await expect.poll(() => desk.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
    await desk.getByText('小结待完成').waitFor({ state: 'hidden' });
    await waits?.end();
    await desk.context().close();
  });

  it('goes on where they were when the page was left at the very end and the time ran out meanwhile', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent5');
    const [left] = await takeChats(city, desk, ['河边的栏杆松了']);
    await left?.end();
    await desk.keyboard.press('Alt+t');
    const title = desk.getByRole('textbox', { name: /标题/ });
    await title.fill('栏杆松动');
    const note = desk.getByRole('textbox', { name: '备注' });
    await note.fill('已告知市民');
    await desk.goto('about:blank');
    const isOver = () => ask(city.databaseUrl, `SELECT state FROM "Interaction" ORDER BY id DESC LIMIT 1`);
    await expect.poll(isOver, { timeout: 60_000 }).toEqual(['closed']);
    await desk.goto(`${city.app.base}/console/desk`);
    for (const round of ['back', 'loaded anew']) {
      await desk.getByText('小结待完成').waitFor();
      await expect.poll(() => note.inputValue(), { message: round }).toBe('已告知市民');
      await desk.keyboard.press('Alt+t');
      await expect.poll(() => title.inputValue(), { message: round }).toBe('栏杆松动');
      if (round === 'back') await desk.reload();
    }
    await desk.keyboard.press('Control+Enter');
    await desk.getByText('小结待完成').waitFor({ state: 'hidden' });
    const kept = () =>
      ask(city.databaseUrl, `SELECT "wrapUpNote" FROM "Interaction" ORDER BY id DESC LIMIT 1`);
    await expect.poll(kept).toEqual(['已告知市民']);
    // What was begun about a conversation that is not there any more takes no desk away.
    await desk.evaluate(
      ([interactionId, conversationId]) =>
        sessionStorage.setItem(
          `onecall.tab.wrap-up.${interactionId}`,
          JSON.stringify({ conversationId, disposition: 'answered', note: '另一件事' }),
        ),
      [randomUUID(), randomUUID()],
    );
    await desk.reload();
    await desk.getByText('手头没有来访').waitFor();
    await desk.context().close();
  });
});
