// A server that dies between "end" and its answer: the page says it again, and nobody waits on for who has left.
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';

const city = demoCity();

describeWithBrowser('a citizen ends a chat as the line breaks', () => {
  it('is asked once, and it is over once the line is back', async () => {
    const context = await city.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'zh-CN',
    });
    const page = await context.newPage();
    let ends = 0;
    await page.routeWebSocket(/\/socket\.io\//, (line) => {
      const server = line.connectToServer();
      line.onMessage((words) => {
        const isEnd = words.toString().includes('conversation:end');
        if (isEnd) ends += 1;
        if (!isEnd || ends > 1) return server.send(words);
        void server.close();
        void line.close();
      });
    });
    await page.goto(`${city.app.base}/`);
    await page.getByText('与工作人员对话').click();
    await page.getByRole('textbox').last().fill('公园的长椅坏了');
    await page.keyboard.press('Enter');
    await page
      .getByText(/正在排队/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '结束对话' }).click();
    await page.locator('.chat-end').getByRole('button').first().click();
    await page.getByText('本次对话已结束').first().waitFor();
    expect(ends).toBe(2);
    await context.close();
  });
});
