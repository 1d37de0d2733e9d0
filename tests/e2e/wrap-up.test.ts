// What an agent writes after a contact is kept, also when they look at another one and the time runs out.
import pg from 'pg';
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { takeChats } from './chats.ts';
import { demoCity } from './city.ts';
import { openPage } from './pages.ts';

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

describeWithBrowser('an agent who writes what became of a contact', () => {
  it('finds it again after a look elsewhere, and has it kept when the time runs out', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
    const desk = await openPage(city, '/console/desk', look, 'agent3');
    await desk.getByText('手头没有来访').waitFor();
    const citizens = await takeChats(city, desk, ['井盖不见了', '树倒了']);
    const [, fallen] = citizens;
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
    await desk.context().close();
  });
});
