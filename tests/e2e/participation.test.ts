// A supervisor warns the city and it stands on the portal; a citizen answers a survey on a telephone, an editor lets the
// statement through and publishes what came of it. What is published is read with scripts and without.
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import tongues from '../../citizen-web/i18n/tongues.json' with { type: 'json' };
import type { Api } from '../../scripts/demo-day/api.ts';
import { replyViewSchema } from '../../server/participation/publications/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { describeWithBrowser } from '../harness/browser.ts';
import { testFields } from '../harness/fields.ts';
import { onlySimplified } from '../harness/simplified.ts';
import { demandAccessible } from './axe.ts';
import { sizeOf, takePhoto } from './camera.ts';
import { demoCity } from './city.ts';
import { lookAt, openPage, shots } from './pages.ts';

const city = demoCity();
let database: Database;
/** An answered matter, waiting for its citizen's rating. */
let answered: { id: string; number: string; code: string };

beforeAll(async () => {
  database = openDatabase(city.databaseUrl, { publish: () => undefined });
  answered = await answeredMatter();
}, 180_000);
afterAll(async () => {
  await database?.close();
});

async function staff(username: string): Promise<Api> {
  const api = await city.as(username);
  return api;
}

async function answeredMatter(): Promise<typeof answered> {
  const matter = {
    id: randomUUID(),
    kind: 'complaint',
    title: '榴莲糕摊位占道',
    text: '路口的榴莲糕摊位占道，晚上很吵。',
    channel: 'web',
    citizenPhone: '13800138000',
  };
  const { ticket, code } = await (await staff('agent1')).post('/api/tickets', matter, ticketCreatedSchema);
  const publicReply = '摊位已劝离，每日两次巡查。';
  await database.read.ticket.update({
    where: { id: ticket.id },
    data: { state: 'approved', publicReply, leadDepartmentCode: 'urban' },
  });
  return { id: ticket.id, number: ticket.number, code };
}

const desk = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' } as const;
const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' } as const;
const darkPhone = { ...phone, locale: 'en-GB', colorScheme: 'dark' } as const;

const open = (path: string, look: BrowserContextOptions, username?: string): Promise<Page> =>
  openPage(city, path, look, username);

/** The same of a page whose browser runs no scripts: the check does, so it reads the page's elements in another one. */
async function lookPlain(page: Page, checker: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
  const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect.soft(wide, name).toBe(0);
  const small = await page
    .locator('a, button, select, input:not([type=hidden])')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML),
    );
  expect.soft(small, name).toEqual([]);
  const content = await page.content();
  await checker.setContent(content.replaceAll('noscript>', 'div>').replaceAll(/<script.*?<\/script>/g, ''));
  await demandAccessible(checker, name);
}

describeWithBrowser('warnings and participation', () => {
  it('a warning is written once and stands on every page of the portal', async () => {
    const staff = await open('/console/broadcasts', desk, 'supervisor');
    await staff.getByRole('button', { name: '发布预警' }).click();
    const dialog = staff.getByRole('dialog', { name: '发布预警' });
    await dialog.getByLabel('标题（中文）').fill('台风蓝色预警');
    await dialog.getByLabel('标题（英文）').fill('Blue typhoon warning');
    await dialog.getByLabel('内容（中文）').fill('请关好门窗。');
    await dialog.getByLabel('内容（英文）').fill('Shut doors and windows.');
    await lookAt(staff, 'broadcast-editor');
    await dialog.getByRole('button', { name: '发布' }).click();
    await staff.getByRole('alertdialog').getByRole('button', { name: '发布' }).click();
    await staff.getByRole('rowheader', { name: '台风蓝色预警' }).waitFor();
    await lookAt(staff, 'broadcasts');
    const citizen = await open('/ticket', darkPhone);
    const warning = citizen.locator('details', { hasText: 'Blue typhoon warning' });
    await warning.locator('summary').click();
    await warning.getByText('Shut doors and windows.').waitFor();
    await lookAt(citizen, 'portal-warned');
  });

  it('a citizen answers on a telephone; what was said is read, shown and published', async () => {
    const citizen = await open('/participation', phone);
    await citizen.getByRole('link', { name: '政务热线服务满意度问卷' }).waitFor();
    await lookAt(citizen, 'participation');
    await citizen.getByRole('link', { name: '政务热线服务满意度问卷' }).click();
    await citizen.getByLabel('打电话').check();
    await citizen.getByLabel('5', { exact: true }).check();
    await citizen.getByLabel('等候时间').check();
    await citizen.getByLabel('意见', { exact: false }).fill('夜里也有人接，很好');
    await lookAt(citizen, 'participation-survey');
    await citizen.getByRole('button', { name: '提交' }).click();
    await citizen.getByText('意见审核后公开').last().waitFor();

    const staff = await open('/console/participation', desk, 'editor');
    await lookAt(staff, 'participation-list');
    await staff.getByRole('rowheader', { name: '政务热线服务满意度问卷' }).click();
    await staff.getByText('夜里也有人接，很好').waitFor();
    await lookAt(staff, 'participation-run');
    await staff.getByRole('button', { name: '公开', exact: true }).click();
    await staff.getByText('没有意见').waitFor();
    await staff.getByRole('button', { name: '提前截止' }).click();
    await staff.getByRole('alertdialog').getByRole('button', { name: '提前截止' }).click();
    await staff.getByRole('button', { name: '公布结果' }).click();
    const dialog = staff.getByRole('dialog', { name: '公布结果' });
    await dialog.getByLabel('结果说明（中文）').fill('夜班坐席增加两名。');
    await dialog.getByLabel('结果说明（英文）').fill('Two more agents at night.');
    await dialog.getByRole('button', { name: '公布结果' }).click();
    await staff.getByText('已公布').waitFor();

    await citizen.reload();
    await citizen.getByText('夜班坐席增加两名。').waitFor();
    await citizen.getByText('夜里也有人接，很好').waitFor();
    expect(await citizen.getByRole('table').first().textContent()).toContain('1 · 100%');
    await lookAt(citizen, 'participation-result');

    const draft = await open(`/console/participation/new/${crypto.randomUUID()}`, darkPhone, 'editor');
    await draft.getByRole('button', { name: 'Add a question' }).click();
    await draft.getByRole('button', { name: 'Add an option' }).click();
    await lookAt(draft, 'participation-draft');
  });

  it('a citizen reads what is published, rates an answer and sees all matters of the telephone', async () => {
    const news = await open('/news', phone);
    const first = news.getByRole('main').getByRole('listitem').getByRole('link').first();
    await first.waitFor();
    await lookAt(news, 'news');
    await first.click();
    await news.getByRole('main').getByRole('link', { name: '全部通知' }).waitFor();
    await news.getByRole('heading', { level: 1 }).waitFor();
    await lookAt(news, 'news-notice');
    const matters = await open('/matters', darkPhone);
    await matters
      .getByLabel('Telephone')
      .or(matters.getByLabel('phone', { exact: false }))
      .first()
      .waitFor();
    await lookAt(matters, 'matters');
    const ticket = await open(`/ticket?number=${answered.number}&code=${answered.code}`, phone);
    await ticket.getByLabel('满意', { exact: true }).check();
    await lookAt(ticket, 'ticket-rate');
    // The first answer is lost on its way: pressed again, it is the same rating.
    await ticket.route(
      '**/api/citizen/tickets/rate',
      async (route) => {
        await route.fetch();
        await route.abort('internetdisconnected');
      },
      { times: 1 },
    );
    await ticket.getByRole('button', { name: '提交评价' }).click();
    await ticket.getByText('网络').first().waitFor();
    await ticket.getByRole('button', { name: '提交评价' }).click();
    await ticket.getByText('谢谢您的评价').waitFor();
    await lookAt(ticket, 'ticket-rated');

    const editor = await staff('editor');
    const path = `/api/replies/${answered.id}`;
    const { draft } = await editor.get(path, replyViewSchema);
    await fetch(`${city.app.base}${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-onecall': '1', cookie: editor.cookie },
      body: JSON.stringify({ ...draft, version: 0 }),
    });
    await editor.post(`${path}/command`, { command: 'publish', version: 1 }, replyViewSchema);
    const replies = await open('/replies', phone);
    await replies.getByRole('link', { name: '榴莲糕摊位占道' }).waitFor();
    await lookAt(replies, 'replies');
    await replies.getByRole('link', { name: '榴莲糕摊位占道' }).click();
    await replies.getByText('摊位已劝离').waitFor();
    await lookAt(replies, 'replies-one');
  });

  it('a petitioner chooses the place by pinyin, proves the telephone and follows the petition', async () => {
    const page = await open('/petition', phone);
    await page.getByLabel('一句话说明').fill('小区规划变更未公示');
    await page.getByLabel('您的请求').fill('公开变更依据');
    await page.getByLabel('事实和理由').fill('小区门口改建停车楼，没有公示。');
    await page.getByLabel('真实姓名').fill('陈秋');
    await page.getByLabel('街道或社区').fill('lianhua');
    const choice = page.getByRole('button', { name: /福田区 · 莲花街道/ }).first();
    await choice.waitFor();
    await lookAt(page, 'petition-place');
    await choice.click();
    await page.getByText('已选：福田区 · 莲花街道').waitFor();
    await page.getByRole('group', { name: '莲花街道各社区' }).waitFor();
    await page.getByLabel('详细地址').fill('莲花路 9 号');
    // The telephone rang, and the browser let the page go.
    await page.reload();
    await page.getByText('已选：福田区 · 莲花街道').waitFor();
    expect(await page.getByLabel('事实和理由').inputValue()).toBe('小区门口改建停车楼，没有公示。');
    await page.getByLabel('手机号码').fill('13900004446');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByLabel('短信验证码').waitFor();
    const sms = await database.read.smsOut.findFirstOrThrow({
      where: { toMark: testFields.mark('+8613900004446') },
    });
    await page.getByLabel('短信验证码').fill(/\d{6}/.exec(sms.text)?.[0] ?? '');
    await lookAt(page, 'petition-filled');
    await page.getByRole('button', { name: '提交信访' }).click();
    await page.getByText('已登记，编号').waitFor();
    await page.getByRole('main').getByRole('link', { name: '查询办理进度' }).first().click();
    await page.getByText('受理告知期限').waitFor();
    await lookAt(page, 'petition-follow');
    const number = new URL(page.url()).searchParams.get('number') ?? '';
    const { id } = await database.read.ticket.findUniqueOrThrow({ where: { number } });
    const console = await open(`/console/tickets/${id}`, desk, 'dispatcher');
    await console.getByText('公开变更依据').waitFor();
    await lookAt(console, 'petition-console');
    await database.read.ticket.update({
      where: { id },
      data: { state: 'approved', publicReply: '变更已于九月批准，现公开依据。' },
    });
    await database.read.ticketEvent.updateMany({ where: { ticketId: id }, data: { command: 'approve' } });
    await page.reload();
    await page.getByLabel('为什么不服').fill('依据没有附图，无法核对。');
    await lookAt(page, 'petition-review');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('link', { name: /查看 .* 的办理进度/ }).waitFor();
    await lookAt(page, 'petition-reviewed');
    const dark = await open('/petition', darkPhone);
    await dark.getByLabel('Your real name').waitFor();
    await lookAt(dark, 'petition-dark');
  });

  it('a request for disclosure that was begun is there again with its entry, until it is sent or cleared', async () => {
    const page = await open('/disclosure', phone);
    const asking = page.getByRole('button', { name: /^申请公开这一项：/ }).first();
    const name = (await asking.getAttribute('aria-label'))?.split('：')[1] ?? '';
    await asking.click();
    await page.getByLabel('需要的信息').fill('去年全年的明细表');
    await page.getByLabel('获取方式').selectOption('paper');
    await page.reload();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    expect(await page.getByLabel('需要的信息').inputValue()).toBe('去年全年的明细表');
    expect(await page.getByLabel('获取方式').inputValue()).toBe('paper');
    await lookAt(page, 'disclosure-begun');
    await page.getByRole('button', { name: '清空重写' }).click();
    await page.getByLabel('需要的信息').fill('前年全年的明细表');
    await page.getByLabel('姓名或单位名称').fill('陈秋');
    await page.getByLabel('联系电话').fill('13900004447');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByText('申请已收到').waitFor();
    await page.reload();
    await page.getByLabel('查找公开目录').waitFor();
    expect(await page.evaluate('localStorage.getItem("onecall.disclosure.draft")')).toBeNull();
  });

  it('an old man writes of a lamp on a telephone that forgets the page: one ticket, its photo and category', async () => {
    const page = await open('/', phone);
    await page.getByLabel('您想问什么').fill('路灯不亮');
    await page.getByRole('link', { name: '提交诉求' }).click();
    const words = page.getByLabel('什么事');
    expect(await words.inputValue()).toBe('路灯不亮');
    await lookAt(page, 'filing-empty');
    await words.fill('福田区梅林路口路灯坏了半个月，晚上一片漆黑，请尽快维修。');
    const detail = page.getByRole('combobox', { name: /^具体是/ });
    await detail.locator('option:checked', { hasText: '路灯' }).waitFor({ state: 'attached' });
    await page.getByText(/可能已有答案/).click();
    await page.getByText('已选：福田区').waitFor();
    // The wrong street with the keys, back, and the right one with a finger.
    await page.getByRole('button', { name: '梅林', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('已选：福田区 · 莲花街道').waitFor();
    await page
      .getByRole('navigation', { name: '地图上的位置' })
      .getByRole('button', { name: '福田区' })
      .click();
    await page.getByRole('button', { name: '梅林', exact: true }).click();
    await page.getByText('已选：福田区 · 梅林街道').waitFor();
    const photo = await takePhoto(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '路灯.jpg', mimeType: 'image/jpeg', buffer: photo });
    await page.getByRole('img', { name: '路灯.jpg' }).waitFor();
    await page.getByLabel('投诉').check();
    // The camera pushed the page out of memory.
    await page.reload();
    await page.getByRole('img', { name: '路灯.jpg' }).waitFor();
    expect(await words.inputValue()).toContain('梅林路口');
    await expect.poll(() => detail.locator('option:checked').textContent()).toContain('路灯');
    await page.getByLabel('详细地址').fill('梅林路 12 号路口');
    await page.getByLabel('手机号码').fill('13900004481');
    await lookAt(page, 'filing-written');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByLabel('短信验证码').waitFor();
    const sms = await database.read.smsOut.findFirstOrThrow({
      where: { toMark: testFields.mark('+8613900004481') },
    });
    await page.getByLabel('短信验证码').fill(/\d{6}/.exec(sms.text)?.[0] ?? '');
    // The line is too slow just now, so he stops and tries again.
    const ofFiles = '**/api/citizen/tickets/files?*';
    await page.route(ofFiles, () => undefined);
    await page.getByRole('button', { name: '提交', exact: true }).dblclick();
    await page.getByRole('heading', { name: '已登记' }).waitFor();
    await page.getByText('正在上传第 1 张照片，共 1 张').waitFor();
    await lookAt(page, 'filing-sending');
    await page.getByRole('button', { name: '停止上传' }).click();
    await page.getByText('有 1 张照片没有传上去。').waitFor();
    await page.unroute(ofFiles);
    await page.getByRole('button', { name: '重传照片' }).click();
    await page.getByText('1 张照片已上传。').waitFor();
    await lookAt(page, 'filing-filed');
    await page.getByRole('link', { name: '查看办理进度' }).click();
    const sent = page.getByRole('link', { name: '路灯.jpg' });
    const arrived = await (await page.request.get(city.app.base + (await sent.getAttribute('href')))).body();
    expect(sizeOf(arrived)).toEqual([1536, 2048]);
    expect([photo.includes('Exif'), arrived.includes('Exif')]).toEqual([true, false]);
    expect(arrived.length).toBeLessThan(photo.length / 2);
    const number = new URL(page.url()).searchParams.get('number') ?? '';
    const ofPhone = { citizenPhoneMark: testFields.mark('+8613900004481') };
    const [ticket, ...more] = await database.read.ticket.findMany({
      where: ofPhone,
      include: { files: true },
    });
    expect(more).toEqual([]);
    expect(ticket).toMatchObject({ number, kind: 'complaint', channel: 'web', address: '梅林路 12 号路口' });
    expect(ticket).toMatchObject({
      districtCode: '440304',
      streetCode: '440304007',
      categoryCode: 'construction.cityscape.lamp',
    });
    expect(ticket?.files).toHaveLength(1);
    const desk1 = await open(`/console/tickets/${ticket?.id}`, desk, 'dispatcher');
    await desk1.getByText('梅林路口路灯坏了半个月').first().waitFor();
    await desk1.getByText('路灯.jpg').first().waitFor();
    await lookAt(desk1, 'filing-console');

    // Whoever writes next at this telephone does not find his photo.
    await page.goto(`${city.app.base}/filing`);
    await words.waitFor();
    // Kept photos come a moment after the form.
    await page.waitForTimeout(1_000);
    expect(await words.inputValue()).toBe('');
    expect(await page.getByRole('img', { name: '路灯.jpg' }).count()).toBe(0);

    const dark = await open('/widget', darkPhone);
    await dark.getByRole('button', { name: 'Report a matter' }).click();
    await dark.getByLabel('What is it about?').fill('三楼着火，有人被困');
    await dark.getByText('Is somebody in danger?').waitFor();
    await lookAt(dark, 'filing-widget-dark');
  });

  it('a community worker files for somebody else, and the next one at once', async () => {
    const page = await open('/proxy', phone);
    // A telephone whose clock is a day ahead: the session holds all the same.
    await page.addInitScript('{ const now = Date.now; Date.now = () => now() + 86_400_000; }');
    await page.reload();
    await page.getByLabel('您的姓名').fill('社工小李');
    await page.getByLabel('您的手机号码').fill('13900004451');
    await lookAt(page, 'proxy-prove');
    await page.getByRole('button', { name: '获取验证码' }).click();
    await page.getByLabel('短信验证码').waitFor();
    // The message does not come; the next one does, and is the one that holds.
    await page.getByRole('button', { name: '没有收到？' }).click({ timeout: 40_000 });
    await page.getByText('新的验证码已发出').waitFor();
    await lookAt(page, 'proxy-code-again');
    const sms = await database.read.smsOut.findFirstOrThrow({
      where: { toMark: testFields.mark('+8613900004451') },
      orderBy: { createdAt: 'desc' },
    });
    await page.getByLabel('短信验证码').fill(/\d{6}/.exec(sms.text)?.[0] ?? '');
    await page.getByRole('button', { name: '开始登记' }).click();
    await page.getByLabel('说明情况').fill('独居老人家里水管漏水，需要上门修理。');
    await page.getByLabel('当事人姓名').fill('黄阿婆');
    await page.getByLabel('当事人手机').fill('13900004452');
    await page.getByText('当事人同意').click();
    await lookAt(page, 'proxy-form');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByText('已为 黄阿婆 登记').waitFor();
    await page.getByRole('link', { name: /独居老人/ }).waitFor();
    expect(await page.getByLabel('说明情况').inputValue()).toBe('');
    await lookAt(page, 'proxy-filed');
    const dark = await open('/proxy', darkPhone);
    await dark.getByLabel('Your name').waitFor();
    await lookAt(dark, 'proxy-dark');
  });

  it('who reads traditional characters gets every page in them, with what the server says, until they choose', async () => {
    const page = await open('/', { ...phone, locale: 'zh-HK' });
    await page.getByRole('heading', { name: '一個號碼，找到每個部門。' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant-HK');
    await page.getByText('颱風藍色預警').waitFor();
    await page.getByRole('searchbox').fill('居住證怎麼辦');
    await page
      .getByRole('list', { name: '查到的答案' })
      .getByRole('button', { name: '居住證' })
      .first()
      .click();
    await page.getByText('這條回答解決您的問題了嗎？').waitFor();
    await lookAt(page, 'traditional-answer');
    // Pages that come later, too.
    const pages = readdirSync(new URL('../../citizen-web/', import.meta.url)).filter((file) =>
      file.endsWith('.html'),
    );
    expect(pages.length).toBeGreaterThan(12);
    await Promise.all(
      pages.map(async (file) => {
        const one = await page.context().newPage();
        await one.goto(`${city.app.base}/${file.replace('.html', '')}`);
        await one.locator('h1').first().waitFor({ state: 'attached' });
        await one.waitForLoadState('networkidle');
        const text = ((await one.locator('#root').textContent()) ?? '').replace(tongues.zh.short, '');
        expect.soft(text, file).toMatch(/\p{Script=Han}/u);
        expect.soft(onlySimplified(text), file).toEqual([]);
        await one.close();
      }),
    );

    await page.getByRole('button', { name: '简体中文' }).click();
    await page.getByText('台风蓝色预警').waitFor();
    await page.goto(`${city.app.base}/news`);
    await page.getByRole('heading', { name: '通知公告' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  it('an answer is read aloud in its language until it is stopped; a device without a voice says so', async () => {
    const page = await open('/', phone);
    // The device's voice: what it is told to say is written down, and it has as long as it needs.
    await page.context().addInitScript(() => {
      class Words {
        lang = '';
        onstart?: () => void;
        readonly text: string;
        constructor(text: string) {
          this.text = text;
        }
      }
      const said: string[] = [];
      const device = {
        said,
        speak(words: Words) {
          said.push(`${words.lang} ${words.text}`);
          setTimeout(() => words.onstart?.());
        },
        cancel: () => void said.push('stop'),
        getVoices: () => [{ lang: 'zh-CN' }],
      };
      Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Words });
      Object.defineProperty(window, 'speechSynthesis', { value: device });
    });
    await page.reload();
    await page.getByRole('searchbox').fill('老年证怎么办');
    await page.getByRole('button', { name: /高龄津贴/ }).click();
    await page.getByRole('list', { name: '查到的答案' }).getByRole('button', { name: '朗读' }).click();
    await page.locator('[data-reading]').waitFor();
    await lookAt(page, 'read-aloud');
    await page.getByRole('button', { name: '停止朗读' }).click();
    await page.locator('[data-reading]').waitFor({ state: 'detached' });
    const said = await page.evaluate('speechSynthesis.said');
    expect(said).toEqual([expect.stringMatching(/^zh-CN \S{5,120}$/), 'stop']);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Read aloud' }).first().click();
    await page.getByText('This device has no voice').waitFor();
    await lookAt(page, 'read-aloud-none-en');
  });

  it('a telephone too old for our scripts gets the plain page of what it asked for', async () => {
    const context = await city.browser.newContext(phone);
    await context.addInitScript('delete Array.prototype.toSorted');
    const page = await context.newPage();
    await page.goto(`${city.app.base}/ticket?number=${answered.number}`);
    await page.waitForURL(`**/plain/ticket?number=${answered.number}`);
    expect(await page.getByLabel('工单编号').inputValue()).toBe(answered.number);
    // The widget's button leads there, from a page of any site.
    await page.route(`${city.app.base}/library`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<h1>图书馆</h1><script src="${city.app.base}/widget.js"></script>`,
      }),
    );
    await page.goto(`${city.app.base}/library`);
    const [beside] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('button', { name: /在线咨询|Ask the city/ }).click(),
    ]);
    await beside.getByRole('searchbox').waitFor();
    expect(beside.url()).toMatch(/\/plain\?lang=zh$/);
    await context.close();
  });

  it('a citizen without scripts reads and follows, in three ways of writing', async () => {
    const old = { ...phone, javaScriptEnabled: false };
    const page = await open('/', old);
    const checker = await open('/plain', phone);
    await lookPlain(page, checker, 'plain-way');
    await page.getByRole('link', { name: '简易版', exact: true }).click();
    await lookPlain(page, checker, 'plain-home');
    expect((await page.request.get(page.url())).headers()['content-security-policy']).toContain(
      "default-src 'none'",
    );
    await page.getByRole('link', { name: /台风蓝色预警/ }).click();
    await page.getByText('请关好门窗。').waitFor();
    await lookPlain(page, checker, 'plain-warnings');
    await page.getByRole('link', { name: '首页' }).click();
    await page.getByRole('searchbox').fill('居住证');
    await page.getByRole('button', { name: '查找' }).click();
    await lookPlain(page, checker, 'plain-answers');
    await page.locator('.list a').first().click();
    await page.getByText('公布的为准').waitFor();
    await lookPlain(page, checker, 'plain-article');
    await page.getByRole('link', { name: '通知公告' }).click();
    await page.locator('.list a').first().click();
    await lookPlain(page, checker, 'plain-notice');
    await page.getByRole('link', { name: '公开答复' }).click();
    await page.getByRole('link', { name: '榴莲糕摊位占道' }).click();
    await page.getByRole('link', { name: '繁體' }).click();
    await page.getByText('攤位已勸離').waitFor();
    await lookPlain(page, checker, 'plain-reply');

    await page.getByRole('link', { name: '提交訴求' }).click();
    await page.getByLabel(/^什麼事/).fill('梅林路口路灯坏了半个月，请维修。');
    await lookPlain(page, checker, 'plain-filing');
    await page.getByRole('button', { name: '下一步' }).click();
    await page.getByLabel('手機號碼').fill('13900004482');
    await lookPlain(page, checker, 'plain-filing-details');
    await page.getByRole('button', { name: '獲取驗證碼' }).click();
    await page.getByRole('button', { name: '沒有收到？重新獲取驗證碼' }).click();
    await page.getByLabel(/驗證碼/).waitFor();
    const toTelephone = { toMark: testFields.mark('+8613900004482') };
    await expect.poll(() => database.read.smsOut.count({ where: toTelephone })).toBe(2);
    const sms = await database.read.smsOut.findFirstOrThrow({
      where: toTelephone,
      orderBy: { createdAt: 'desc' },
    });
    await page.getByLabel(/驗證碼/).fill(/\d{6}/.exec(sms.text)?.[0] ?? '');
    await lookPlain(page, checker, 'plain-filing-prove');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已登記' }).waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'lamp.png',
      mimeType: 'image/png',
      buffer: await page.screenshot(),
    });
    await page.getByRole('button', { name: '補充照片或文件' }).click();
    await page.getByText('照片已加上：lamp.png').waitFor();
    await lookPlain(page, checker, 'plain-filing-filed');
    // The citizen's own words, not those of the page's script.
    const ofPhone = { citizenPhoneMark: testFields.mark('+8613900004482') };
    const ticket = await database.read.ticket.findFirstOrThrow({ where: ofPhone, include: { files: true } });
    expect(ticket).toMatchObject({ text: '梅林路口路灯坏了半个月，请维修。', channel: 'web' });
    expect(ticket.files).toHaveLength(1);

    await page.goto(`${city.app.base}/ticket`);
    await page.getByRole('link', { name: /English/ }).click();
    await page.getByLabel('Ticket number').fill(answered.number);
    const wrong = answered.code === '111111' ? '222222' : '111111';
    await page.getByLabel(/^Code/).fill(wrong);
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('alert').getByText('Nothing found').waitFor();
    await lookPlain(page, checker, 'plain-ticket-unknown');
    await page.getByLabel(/^Code/).fill(` ${answered.code} `);
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByText('摊位已劝离，每日两次巡查。').waitFor();
    expect(page.url()).not.toContain(answered.code);
    await lookPlain(page, checker, 'plain-ticket');
  });
});
