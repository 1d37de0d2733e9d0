// Who writes an article and looks elsewhere, and who judges one: what they write goes where it was meant, and is not lost.
import { beforeAll, expect, it } from 'vitest';
import { type ArticleDetail, articleDetailSchema } from '../../server/knowledge/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { demoCity } from './city.ts';
import { openPage, shots } from './pages.ts';

const city = demoCity();
const look = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' };
const words = {
  code: 'street-lamps-out',
  audience: 'agent',
  body: { zh: '打电话报修', en: 'Call us' },
  short: { zh: '打电话报修', en: 'Call us' },
  keywords: [],
  departmentCode: null,
  categoryCode: null,
  reviewBy: null,
  fileIds: [],
};
let article: ArticleDetail;

/** As another editor saves it meanwhile. */
async function saved(zh: string, version: number): Promise<ArticleDetail> {
  const body = { ...words, title: { zh, en: 'Lamps' }, version };
  return (await city.as('editor')).put('/api/knowledge/articles', body, articleDetailSchema);
}

beforeAll(async () => {
  article = await saved('路灯不亮找谁', 0);
}, 60_000);

describeWithBrowser('an article', () => {
  it('half written is there again after a look at another page, also when somebody saved it meanwhile', async () => {
    const page = await openPage(city, `/console/knowledge/${article.id}/edit`, look, 'editor');
    const title = page.getByLabel('标题（中文）');
    await title.fill('写了一半的标题');
    await page.getByRole('option').first().click();
    await title.waitFor({ state: 'hidden' });
    await page.goBack();
    await expect.poll(() => title.inputValue()).toBe('写了一半的标题');
    await page.getByText('上次没有保存的内容还在').waitFor();
    await page.screenshot({ path: `${shots}article-kept-draft.png` });

    await page.getByRole('option').first().click();
    article = await saved('别人写的标题', article.version);
    await page.goBack();
    await title.waitFor();
    await page.reload();
    await page.getByText(/^您修改期间，邓若兰于.+保存了改动。您填写的内容还在。$/).waitFor();
    expect(await title.inputValue()).toBe('写了一半的标题');
    await page.getByRole('button', { name: '取消', exact: true }).click();
    await page.getByRole('button', { name: '修改', exact: true }).click();
    expect(await title.inputValue()).toBe('别人写的标题');
    await page.context().close();
  });

  it('is approved without the words with which it was nearly sent back, and only as it was read', async () => {
    const give = async (command: string): Promise<ArticleDetail> => {
      const body = { command, version: article.version };
      const path = `/api/knowledge/articles/${article.id}/commands`;
      return (await city.as('editor')).post(path, body, articleDetailSchema);
    };
    article = await give('submit');
    const page = await openPage(city, `/console/knowledge/${article.id}`, look, 'reviewer');
    await page.getByRole('button', { name: '退回修改', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('写得不对');
    await dialog.getByRole('button', { name: '取消' }).click();

    await page.getByRole('button', { name: '审核通过并发布', exact: true }).click();
    article = await saved('审核时改了的标题', article.version);
    article = await give('submit');
    await dialog.getByRole('button', { name: '审核通过并发布' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { name: '审核时改了的标题' }).first().waitFor();

    await page.getByRole('button', { name: '审核通过并发布', exact: true }).click();
    const sent = page.waitForRequest((each) => each.method() === 'POST' && each.url().endsWith('/commands'));
    await dialog.getByRole('button', { name: '审核通过并发布' }).click();
    expect((await sent).postDataJSON()).not.toHaveProperty('reason');
    await page.context().close();
  });
});
