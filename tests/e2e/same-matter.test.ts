// An agent writes down what somebody else has reported: they are told while they type, and nothing moves under the cursor.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { shots } from './pages.ts';

const city = demoCity();

describeWithBrowser('a matter that was reported before', () => {
  it('is told of below what is being written', async () => {
    const words = '翠竹路锦绣花园旁边的工地半夜打桩，噪音很大睡不着';
    const dispatcher = await city.as('dispatcher');
    const earlier = { id: randomUUID(), kind: 'complaint', title: '锦绣花园半夜打桩', text: words };
    await dispatcher.post(
      '/api/tickets',
      { ...earlier, channel: 'web', citizenPhone: '13911110001' },
      z.unknown(),
    );

    const page = await (await city.browser.newContext({ locale: 'zh-CN' })).newPage();
    await page.goto(`${city.app.base}/console/`);
    await page.getByRole('textbox', { name: '用户名' }).fill('agent1');
    await page.locator('input[type=password]').fill('onecall-demo');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /我的状态/ }).click();
    await page.getByRole('menuitemradio', { name: '可接' }).click();
    const citizen = await (await city.browser.newContext({ locale: 'zh-CN' })).newPage();
    await citizen.goto(city.app.base);
    await citizen.getByRole('button', { name: '与工作人员对话' }).click();
    await citizen.getByRole('textbox', { name: '您的消息' }).fill('您好，我有事要反映');
    await citizen.getByRole('button', { name: '发送' }).click();
    await page.getByRole('button', { name: '接受' }).click();
    await page.getByRole('tab', { name: '工单' }).click();

    const text = page.getByRole('textbox', { name: /诉求内容/ });
    await page.getByRole('textbox', { name: /标题/ }).fill('半夜打桩');
    const told = page.locator('strong', { hasText: /人反映过同一件事/ });
    // Read aloud where it stands: a region that comes with its words is passed over.
    const aloud = page.locator('span.oc-hidden[role="status"]');
    expect(await aloud.allTextContents()).toEqual(['']);
    expect(await told.count()).toBe(0);
    const before = await text.boundingBox();
    await text.fill(words);
    await told.waitFor();
    expect(await aloud.allTextContents()).toEqual([expect.stringContaining('人反映过同一件事')]);
    expect(await text.boundingBox()).toEqual(before);
    await page.screenshot({ path: `${shots}same-matter-zh-1280.png` });
  });
});
