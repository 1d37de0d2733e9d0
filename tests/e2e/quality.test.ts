// Quality from the plan to the decided dispute: a reviewer draws and judges with the keyboard, the agent disputes in
// English, a colleague decides, and the figures lead back to the review.
import { randomUUID } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { testFields } from '../harness/fields.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();
let database: Database;
const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const deskEn = { ...desk, locale: 'en-GB', colorScheme: 'dark' } as const;
const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' } as const;
const weekMs = 7 * 86_400_000;

/** A finished chat of the week before this one. */
async function finishedChat(agent: string, words: string, answer: string): Promise<void> {
  const { read } = database;
  const { id: agentId } = await read.user.findUniqueOrThrow({ where: { username: agent } });
  const at = new Date(Date.now() - weekMs);
  const [id, conversationId] = [randomUUID(), randomUUID()];
  const citizen = await read.citizen.create({ data: {} });
  await read.conversation.create({
    data: { id: conversationId, citizenId: citizen.id, channel: 'chat', lastSeq: 2, createdAt: at },
  });
  const times = { arrivedAt: at, acceptedAt: at, endedAt: at, closedAt: at };
  const of = { citizenId: citizen.id, channel: 'chat', queueCode: 'general', agentId } as const;
  await read.interaction.create({ data: { id, conversationId, state: 'closed', ...of, ...times } });
  const said = { conversationId, interactionId: id, createdAt: at };
  await read.message.createMany({
    data: [
      { id: randomUUID(), ...said, seq: 1, author: 'citizen', text: words },
      { id: randomUUID(), ...said, seq: 2, author: 'agent', authorId: agentId, text: answer },
    ],
  });
}

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined }, testFields);
  await finishedChat('agent1', '小区电梯停了三天，电话13812345678', '您好，12345。请问是哪个小区、哪一栋？');
  await finishedChat('agent2', '怎么办居住证？', '您好，带身份证到街道窗口或在网上申请。');
}, 180_000);
afterAll(async () => {
  await database?.close();
});

const open = (path: string, look: BrowserContextOptions, username: string): Promise<Page> =>
  openPage(city, path, look, username);

describeWithBrowser('quality', () => {
  it('a plan draws at once, and a contact is judged with the keyboard', async () => {
    const page = await open('/console/quality/plans', desk, 'quality1');
    await page.getByRole('button', { name: '新建计划' }).click();
    await page.getByLabel('名称').fill('每周抽查');
    await lookAt(page, 'quality-plan');
    // All to oneself, so that the story knows who judges.
    for (const name of ['许建业', '江晚舟'])
      await page.getByRole('group', { name: '质检员' }).getByText(name, { exact: true }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('rowheader', { name: '每周抽查' }).waitFor();
    await lookAt(page, 'quality-plans');
    await page.goto(`${city.app.base}/console/quality`);
    const row = page.getByRole('row').filter({ hasText: /陈晓晴/ });
    await row.getByText(/随机抽取/).waitFor();
    await lookAt(page, 'quality-todo');
    await row.getByRole('rowheader').click();
    await page.getByText('小区电梯停了三天').waitFor();
    expect(await page.content()).not.toContain('13812345678');
    await page.getByRole('button', { name: '批注这条消息' }).first().click();
    await page.getByLabel(/批注 · 消息/).fill('没有安抚');
    await page.keyboard.press('Enter');
    await page.locator('.quality-comment', { hasText: '没有安抚' }).waitFor();
    // Greeting, needs, restating, correct, ticket, next, courtesy, hold; then the red lines.
    for (const key of ['1', '4', '1', '5', '0', '1', '3', '0', '1', '2', '1']) await page.keyboard.press(key);
    await page.getByText('已全部评完').waitFor();
    await page.getByRole('status', { name: '得分' }).getByText('0（致命项）').waitFor();
    await lookAt(page, 'quality-review');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL('**/quality/todo');
  });

  it('the agent disputes, a colleague decides, and figures lead to the review', async () => {
    const agent = await open('/console/quality', deskEn, 'agent1');
    await agent
      .getByRole('row')
      .filter({ hasText: /With the agent/ })
      .getByRole('rowheader')
      .click();
    await agent.getByRole('button', { name: 'Dispute' }).click();
    await agent.getByLabel('Ground').fill('Nobody was in danger: the lift was empty.');
    await lookAt(agent, 'quality-own-en');
    await agent.getByRole('button', { name: 'Send the dispute' }).click();
    await agent.getByText(/disputed this at/).waitFor();

    const second = await open('/console/quality', desk, 'quality2');
    await second.getByRole('grid', { name: '等待裁定的申诉' }).getByRole('rowheader').click();
    await second.getByLabel('裁定说明').fill('未涉及人身危险');
    await second.getByRole('button', { name: '更正评分' }).click();
    const danger = second.getByRole('radiogroup', { name: '危及生命财产的立即转接处置' });
    await danger.getByText('不适用').click();
    await lookAt(second, 'quality-decide');
    await second.getByRole('button', { name: '按更正后的评分裁定' }).click();
    await second.getByText(/更正结果/).waitFor();

    await second.goto(`${city.app.base}/console/quality/figures`);
    await second.getByRole('rowheader', { name: '陈晓晴' }).waitFor();
    await lookAt(second, 'quality-figures');
    await second.getByRole('rowheader', { name: '陈晓晴' }).click();
    await second.getByText('申诉已裁定').waitFor();
    await lookAt(second, 'quality-results');
    const small = await open('/console/quality/figures', phone, 'quality2');
    await small.getByRole('rowheader', { name: '陈晓晴' }).waitFor();
    await lookAt(small, 'quality-figures-phone');
  });

  it('two reviewers judge the same contact blind, then agree', async () => {
    const page = await open('/console/quality/results', desk, 'quality2');
    await page
      .getByRole('row')
      .filter({ hasText: /陈晓晴/ })
      .getByRole('rowheader')
      .click();
    await page.getByRole('button', { name: '发起校准' }).click();
    const dialog = page.getByRole('dialog', { name: '发起校准' });
    for (const name of ['温若琳', '江晚舟']) await dialog.getByText(name, { exact: true }).click();
    await dialog.getByRole('button', { name: '发起' }).click();
    await page.getByText('评分进行中').waitFor();
    await lookAt(page, 'quality-blind');
    const judge = async (reviewer: Page, keys: string[]): Promise<void> => {
      await reviewer.getByRole('link', { name: '我的评分' }).click();
      await reviewer.getByText('小区电梯停了三天').waitFor();
      for (const key of keys) await reviewer.keyboard.press(key);
      await reviewer.keyboard.press('Control+Enter');
      await reviewer.waitForURL('**/quality/calibration/*');
    };
    await judge(page, ['1', '4', '1', '5', '0', '1', '3', '0', '1', '0', '1']);
    const other = await open(new URL(page.url()).pathname, desk, 'quality1');
    await judge(other, ['1', '3', '2', '5', '0', '1', '3', '0', '1', '0', '1']);
    await other.getByText('有分歧').first().waitFor();
    await lookAt(other, 'quality-calibration');
    await other.getByRole('button', { name: '确定统一结果' }).click();
    await other.getByText(/确定统一结果/).waitFor();
    await other.goto(`${city.app.base}/console/quality/calibrations`);
    await other.getByRole('grid', { name: /一致性/ }).waitFor();
    await lookAt(other, 'quality-calibrations');
    const form = await open('/console/quality/forms/hotline', phone, 'quality1');
    await form.getByRole('textbox', { name: '名称（中文）' }).waitFor();
    await lookAt(form, 'quality-form-phone');
  });
});
