// A citizen asks at the counter to be erased: looked up, kept while something is open, erased with the password, written down.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { testFields } from '../harness/fields.ts';
import { demandAccessible } from './axe.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const phone = '13800138047';
const password = 'onecall-demo';

const city = demoCity();
let database: Database;

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined }, testFields);
});
afterAll(async () => {
  await database?.close();
});

const counter = (width: number, colorScheme: 'light' | 'dark', locale: string): Promise<Page> => {
  const viewport = { width, height: width < 500 ? 844 : 900 };
  return openPage(city, '/console/erasure', { viewport, locale, colorScheme }, 'admin');
};

const filed = z.object({ ticket: z.object({ id: z.string(), number: z.string() }) });

describeWithBrowser('erasing at the counter', () => {
  it('is looked at first, refused while a matter is open, and done with the password', async () => {
    const agent = await city.as('agent1');
    const words = { title: '路灯不亮', text: '王小明家门口的路灯不亮', channel: 'voice', kind: 'complaint' };
    const who = { citizenName: '王小明', citizenPhone: phone };
    const ticket = { id: randomUUID(), ...words, ...who };
    const { id, number } = (await agent.post('/api/tickets', ticket, filed)).ticket;

    const page = await counter(1440, 'light', 'zh-CN');
    const lookUp = async (): Promise<void> => {
      await page.getByLabel('市民的电话号码').fill(phone);
      await page.getByRole('button', { name: '查询' }).click();
    };
    await lookUp();
    await page.getByText(`在办工单：${number}`).waitFor();
    await page.getByText('王**').waitFor();
    expect(await page.getByRole('button', { name: '删除…' }).count()).toBe(0);
    await page.screenshot({ path: `${shots}41-erasure-kept-zh.png` });
    await demandAccessible(page);

    await database.read.ticket.update({ where: { id }, data: { state: 'closed' } });
    await lookUp();
    await page.getByLabel('删除原因').fill('本人持证件到窗口申请');
    await page.screenshot({ path: `${shots}41-erasure-found-zh.png` });
    await page.getByRole('button', { name: '删除…' }).click();
    await page.getByLabel('当前密码').fill('somebody-else');
    await page.getByRole('button', { name: '删除，不可恢复' }).click();
    await page.getByText('密码不对').waitFor();
    expect((await database.read.ticket.findUniqueOrThrow({ where: { id } })).title).toBe('路灯不亮');
    await page.getByLabel('当前密码').fill(password);
    await page.screenshot({ path: `${shots}41-erasure-confirm-zh.png` });
    await demandAccessible(page);
    await page.getByRole('button', { name: '删除，不可恢复' }).click();
    await page.getByText('已删除', { exact: true }).waitFor();
    await page.screenshot({ path: `${shots}41-erasure-done-zh.png` });

    expect((await database.read.ticket.findUniqueOrThrow({ where: { id } })).title).toContain('已依法删除');
    const admin = await database.read.user.findUniqueOrThrow({ where: { username: 'admin' } });
    const deeds = await database.read.auditEntry.findMany({
      where: { actorId: admin.id, action: { startsWith: 'citizen.' } },
      orderBy: { id: 'asc' },
    });
    expect(deeds.map(({ action }) => action)).toEqual([
      'citizen.look_up',
      'citizen.look_up',
      'citizen.erase',
    ]);
    expect(deeds.at(-1)).toMatchObject({
      detail: { kind: 'request', reason: '本人持证件到窗口申请', tickets: 1 },
    });
    expect(JSON.stringify(deeds.map(({ subjectId, detail }) => [subjectId, detail]))).not.toContain(phone);
    await lookUp();
    await page.getByText('没有找到').waitFor();
    await page.context().close();
  }, 90_000);

  it('fits a telephone in the dark, in English', async () => {
    const agent = await city.as('agent1');
    const words = { title: '路灯不亮', text: '路灯不亮', channel: 'voice', kind: 'complaint' };
    const who = { citizenName: '李雷', citizenPhone: '13800138048' };
    await agent.post('/api/tickets', { id: randomUUID(), ...words, ...who }, filed);
    const page = await counter(390, 'dark', 'en-GB');
    await page.getByLabel('The citizen’s telephone').fill('13800138048');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByText('Cannot be erased now').waitFor();
    await page.screenshot({ path: `${shots}41-erasure-kept-en-390-dark.png`, fullPage: true });
    await demandAccessible(page);
    await page.context().close();
  }, 60_000);
});
