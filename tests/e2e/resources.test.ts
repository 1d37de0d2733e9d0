// Whoever answers or acts looks up which department holds which data, and sees of them what its sharing class allows.
import { expect, it } from 'vitest';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage } from './pages.ts';

const city = demoCity();

describeWithBrowser('the catalogue of data resources', () => {
  it('shows an officer the fields that are shared, and of others only on what condition they are', async () => {
    const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN', colorScheme: 'dark' as const };
    const page = await openPage(city, '/console/knowledge', look, 'dept-water');
    await page.getByRole('tab', { name: '数据资源目录' }).click();
    await page.waitForURL(/\/knowledge\/resources$/);
    const list = page.getByRole('listbox', { name: '数据资源目录' });
    await list.getByRole('option', { name: /企业登记基础信息/ }).click();
    await page.getByRole('grid', { name: '字段清单' }).getByRole('row').nth(1).waitFor();
    await lookAt(page, 'resources-shared-zh-dark');
    await list.getByRole('option', { name: /人口基础信息/ }).click();
    await page.getByText('字段清单只对本部门开放', { exact: false }).waitFor();
    expect(await page.getByRole('grid', { name: '字段清单' }).count()).toBe(0);
    expect(await list.getByRole('option', { name: /社区矫正/ }).count(), 'not shared').toBe(0);
    await page.context().close();
  });

  it('is found by a name on a telephone, and the way back leads to the list', async () => {
    const look = { viewport: { width: 390, height: 844 }, locale: 'en-GB' };
    const page = await openPage(city, '/console/knowledge/resources', look, 'agent1');
    await page.getByRole('searchbox').fill('air quality');
    const list = page.getByRole('listbox', { name: 'Data resources' });
    await expect.poll(() => list.getByRole('option').count()).toBe(1);
    await lookAt(page, 'resources-list-en-390');
    await list.getByRole('option').click();
    await page.getByText('Ecology and Environment Bureau').last().waitFor();
    await lookAt(page, 'resources-one-en-390');
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await list.waitFor();
    await page.context().close();
  });
});
