// A chat is over on somebody's telephone: they rate it with one press and a few words, and a supervisor finds why.
import type { Page, Response } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { lookAt, openPage, takeContacts } from './pages.ts';

const city = demoCity();
startAnewWhenTriedAgain(city);
const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' } as const;

/** A finger needs so much. */
const leastPx = 44;

async function writeIn(page: Page, words: string): Promise<void> {
  await page.getByText('与工作人员对话').click();
  await page.getByRole('textbox').last().fill(words);
  await page.keyboard.press('Enter');
}

describeWithBrowser('a chat that is over', () => {
  it('is rated at 390 px by one press and a few words, stays rated, and is found by a supervisor', async () => {
    const agent = await openPage(city, '/console/desk', desk, 'agent1');
    await takeContacts(agent);
    const page = await openPage(city, '/', phone);
    await writeIn(page, '路灯坏了三天，没有人修');
    await agent.getByRole('button', { name: '接受' }).waitFor();
    await agent.keyboard.press('Alt+a');
    await page.getByText(/正在为您服务/).waitFor();
    await page.getByRole('button', { name: '结束对话' }).click();
    await page.locator('.chat-end').getByRole('button').first().click();

    await page.getByText('本次对话已结束，欢迎评价').waitFor();
    const card = page.getByRole('region', { name: '这次服务，您满意吗？' });
    const grades = card.getByRole('group').getByRole('button');
    expect(await grades.allInnerTexts()).toEqual(['非常满意', '满意', '一般', '不满意', '非常不满意']);
    for (const grade of await grades.all()) {
      const box = await grade.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(leastPx);
    }
    await lookAt(page, 'rating-asked-390');
    const poor = card.getByRole('button', { name: '不满意', exact: true });
    await poor.focus();
    await page.keyboard.press('Enter');
    const thanks = card.getByRole('status').filter({ hasText: '您的评价：不满意。谢谢！' });
    await thanks.waitFor();
    // The keyboard goes on from there: to another grade, and to words.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await poor.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => poor.evaluate('document.activeElement.innerText')).toBe('不满意');
    await poor.click();
    await poor.waitFor({ state: 'hidden' });
    await card.getByLabel('对这次服务，还想说点什么').fill('只说会反映，请打13812345678');
    await lookAt(page, 'rating-given-390');
    await card.getByRole('button', { name: '提交' }).click();
    await card.getByText('您的话已收到').waitFor();

    await page.reload();
    const talk = page.getByText('与工作人员对话');
    await talk.or(thanks).first().waitFor();
    if (await talk.isVisible()) await talk.click();
    await thanks.waitFor();

    const supervisor = await openPage(city, '/console/quality/ratings', desk, 'supervisor');
    const row = supervisor.getByRole('row', { name: /陈晓晴/ });
    await row.first().waitFor();
    await lookAt(supervisor, 'ratings-1440');
    await supervisor.getByRole('row').filter({ hasText: '请打138****5678' }).getByRole('rowheader').click();
    await supervisor.getByText('路灯坏了三天，没有人修').waitFor();
    expect(await supervisor.content()).not.toContain('13812345678');
    await lookAt(supervisor, 'rated-talk-1440');
    for (const one of [agent, page, supervisor]) await one.context().close();
  });

  it('is rated in one of two tabs and shown so in the other; pressed in both at once both say what stands', async () => {
    const agent = await openPage(city, '/console/desk', desk, 'agent2');
    await takeContacts(agent);
    const first = await openPage(city, '/', phone);
    await writeIn(first, '井盖松了，过车就响');
    await agent.getByRole('button', { name: '接受' }).waitFor();
    await agent.keyboard.press('Alt+a');
    await first.getByText(/正在为您服务/).waitFor();
    const second = await first.context().newPage();
    await second.goto(`${city.app.base}/#chat`);
    await second.getByText('井盖松了').waitFor();
    await first.getByRole('button', { name: '结束对话' }).click();
    await first.locator('.chat-end').getByRole('button').first().click();
    const cards = [first, second].map((page) => page.getByRole('region', { name: '这次服务，您满意吗？' }));
    const [one, other] = cards;
    await other?.getByRole('button', { name: '满意', exact: true }).waitFor();
    await one?.getByRole('button', { name: '满意', exact: true }).click();
    await other?.getByText('您的评价：满意。谢谢！').waitFor();
    expect(await other?.getByRole('group').count(), 'it is asked no more').toBe(0);

    for (const card of cards) await card.getByRole('button', { name: '改一下' }).click();
    const isAnswered = (response: Response): boolean => response.url().endsWith('/api/chat/rating');
    await Promise.all([
      first.waitForResponse(isAnswered),
      second.waitForResponse(isAnswered),
      one?.getByRole('button', { name: '一般', exact: true }).click(),
      other?.getByRole('button', { name: '不满意', exact: true }).click(),
    ]);
    const said = () => Promise.all(cards.map((card) => card.getByRole('status').textContent()));
    const third = await first.context().newPage();
    await third.goto(`${city.app.base}/#chat`);
    const stands = await third.getByRole('status').filter({ hasText: '您的评价' }).textContent();
    expect(stands).toMatch(/您的评价：(一般|不满意)/);
    await expect.poll(said).toEqual([stands, stands]);
    await lookAt(first, 'rating-two-tabs-390');
    for (const page of [agent, first]) await page.context().close();
  });
});
