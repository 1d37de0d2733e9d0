// The main job, lived by people in real browsers: a citizen, an agent, a dispatcher, a department and its lead.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page, WebSocketRoute } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithBrowser } from '../harness/browser.ts';
import { demandAccessible } from './axe.ts';
import { demoCity, startAnewWhenTriedAgain } from './city.ts';
import { shots } from './pages.ts';

const password = 'onecall-demo';

const city = demoCity();
startAnewWhenTriedAgain(city);

/** `lines` gathers the connections of the page, so that a test can cut one. */
interface Person {
  width?: number;
  locale?: string;
  lines?: WebSocketRoute[];
}

/** A person with a browser of their own. Errors on the page fail the story. */
async function person(options: Person = {}): Promise<Page> {
  const context: BrowserContext = await city.browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const page = await context.newPage();
  const { lines } = options;
  if (lines) {
    await page.routeWebSocket(/socket\.io/, (line) => {
      line.connectToServer();
      lines.push(line);
    });
  }
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  return page;
}

async function staff(username: string, options: Person = {}): Promise<Page> {
  const page = await person(options);
  await page.goto(`${city.app.base}/console/`);
  const isEnglish = options.locale === 'en-GB';
  await page.getByRole('textbox', { name: isEnglish ? 'User name' : '用户名' }).fill(username);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
  return page;
}

/** What a screen reader is given to say: what is put into a live region, unless the nearest says that it is none. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(`{
    const said = (window.said = []);
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes)
        for (const node of type === 'childList' ? addedNodes : [target]) {
          const element = node instanceof Element ? node : node.parentElement;
          const region = element?.closest('[aria-live],[role=log],[role=status],[role=alert]');
          const text = node.textContent.trim();
          if (region && region.getAttribute('aria-live') !== 'off' && text !== '') said.push(text);
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }`);
const said = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(await page.evaluate('window.said'));

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png` });
}

describeWithBrowser('a city at work', () => {
  it('takes a citizen from the first word to the rating', async () => {
    const lines: WebSocketRoute[] = [];
    const agent = await staff('agent1', { lines });
    await agent.getByRole('button', { name: /我的状态/ }).click();
    await agent.getByRole('menuitemradio', { name: '可接' }).click();
    await agent.getByRole('button', { name: /我的状态：\s*可接/ }).waitFor();

    // The citizen asks, finds an answer, and wants a person all the same.
    const citizen = await person({ width: 390 });
    await citizen.goto(city.app.base);
    await citizen.getByRole('searchbox').fill('居住证怎么办');
    await citizen.getByRole('list', { name: '查到的答案' }).getByRole('button').first().click();
    await shot(citizen, '01-citizen-finds-zh-390');
    await demandAccessible(citizen, 'portal');
    await citizen.getByRole('searchbox').fill('');
    await citizen.getByRole('button', { name: '与工作人员对话' }).click();
    await citizen
      .getByRole('textbox', { name: '您的消息' })
      .fill('南山区粤海街道科苑路夜间施工噪音很大，晚上十一点还在打桩。');
    await citizen.getByRole('button', { name: '发送' }).click();

    // It rings at the agent's, who hears once who is there and not each second that is left.
    await agent.getByRole('button', { name: '接受' }).waitFor();
    await listen(agent);
    const secondsLeft = agent.getByRole('timer');
    const first = await secondsLeft.textContent();
    await expect.poll(() => secondsLeft.textContent()).not.toBe(first);
    expect(await said(agent)).toEqual([]);
    // They talk; both sides see each message.
    await agent.getByRole('button', { name: '接受' }).click();
    // Whoever accepts goes on writing.
    await agent.locator('textarea:focus').fill('您好，请问是哪个工地？');
    await agent.keyboard.press('Enter');
    await citizen.getByText('您好，请问是哪个工地？').waitFor();
    await citizen.getByRole('textbox', { name: '您的消息' }).fill('学府路口的那个工地。');
    await citizen.keyboard.press('Enter');
    await agent.getByRole('log').getByText('学府路口的那个工地。').waitFor();
    const heard = async (words: string) => (await said(agent)).filter((text) => text.includes(words));
    expect(await heard('学府路口')).toHaveLength(1);
    expect(await heard('请问是哪个工地')).toHaveLength(1);
    expect(await heard('已发送')).toEqual([]);

    // What is said while the agent looks something up elsewhere is there when they come back.
    await agent.getByRole('link', { name: '知识库' }).click();
    await agent.getByRole('heading', { name: '知识库' }).waitFor();
    await citizen.getByRole('textbox', { name: '您的消息' }).fill('还有灯光很亮。');
    await citizen.keyboard.press('Enter');
    await citizen.getByRole('log').getByText('已发送').waitFor();
    await agent.getByRole('link', { name: '坐席台' }).click();
    await agent.getByRole('log').getByText('还有灯光很亮。').waitFor();

    // The line breaks and comes back: what happens to a message is still heard.
    const before = lines.length;
    await lines.at(-1)?.close();
    await expect.poll(() => lines.length).toBeGreaterThan(before);
    await agent.getByRole('textbox', { name: '回复内容' }).fill('好的，我记下了。');
    await agent.keyboard.press('Enter');
    await agent.getByRole('log').locator('[data-state=read]', { hasText: '好的，我记下了。' }).waitFor();
    // The only contact in hand is open again after a reload.
    await agent.reload();
    await agent.getByRole('log').getByText('好的，我记下了。').waitFor();
    await shot(agent, '02-agent-talks-zh-1440');
    await shot(citizen, '03-citizen-talks-zh-390');

    // What needs action becomes a ticket, filled in from what was said.
    await agent.getByRole('tab', { name: '工单' }).click();
    const title = agent.getByRole('textbox', { name: /标题/ });
    await title.fill('科苑路夜间施工噪音');
    // What was typed outlives a look at the knowledge.
    await agent.keyboard.press('Alt+k');
    await title.waitFor({ state: 'detached' });
    await agent.keyboard.press('Alt+t');
    expect(await title.inputValue()).toBe('科苑路夜间施工噪音');
    // And a reload, which leaves the agent where they were.
    await agent.reload();
    expect(await title.inputValue()).toBe('科苑路夜间施工噪音');
    await shot(agent, '04-agent-ticket-form-zh-1440');
    await demandAccessible(agent, 'desk');
    await agent.getByRole('button', { name: '登记工单' }).click();
    const number =
      (await agent
        .getByText(/^SZ\d{14}$/)
        .first()
        .textContent()) ?? '';
    const code =
      (await agent
        .getByText(/^\d{6}$/)
        .first()
        .textContent()) ?? '';
    expect(number).toMatch(/^SZ\d{14}$/);
    await citizen.getByText(new RegExp(`${number}.*${code}`)).waitFor();

    // Wrap-up in two keys.
    await agent.keyboard.press('Control+e');
    await agent.getByRole('button', { name: '完成小结' }).waitFor();
    await shot(agent, '05-agent-wrap-up-zh-1440');
    await agent.keyboard.press('Control+Enter');
    await agent.getByText('手头没有来访').waitFor();

    // The dispatcher sends it where the suggestion points.
    const dispatcher = await staff('dispatcher');
    await dispatcher.getByRole('option', { name: new RegExp(number) }).click();
    await dispatcher.getByRole('region', { name: '派单建议' }).waitFor();
    await shot(dispatcher, '06-dispatch-zh-1440');
    await demandAccessible(dispatcher, 'dispatch');
    const department =
      (await dispatcher.getByRole('region', { name: '派单建议' }).locator('strong').first().textContent()) ??
      '';
    await dispatcher.getByRole('button', { name: '按建议派单' }).click();
    await dispatcher.getByText('没有工单').waitFor();

    // The department accepts, calls the citizen, replies; its lead approves.
    const code4 = await departmentCode(department);
    const officer = await staff(`dept-${code4}`, { width: 390 });
    await officer.getByRole('option', { name: new RegExp(number) }).click();
    await officer.getByRole('button', { name: '签收' }).click();
    await officer.getByRole('button', { name: '记录联系' }).click();
    await officer.getByRole('textbox', { name: /联系情况/ }).fill('已电话联系市民，约定今晚现场核查。');
    await officer.getByRole('dialog').getByRole('button', { name: '记录联系' }).click();
    await officer.getByRole('dialog').waitFor({ state: 'detached' });
    await shot(officer, '07-department-zh-390');
    await demandAccessible(officer, 'department');
    await officer.getByRole('button', { name: '答复' }).click();
    await officer
      .getByRole('textbox', { name: /公开答复/ })
      .fill('您好，已责令该工地停止夜间施工，并安排夜间巡查。感谢您的监督。');
    await officer.getByRole('dialog').getByRole('button', { name: '答复' }).click();
    await officer.getByRole('dialog').waitFor({ state: 'detached' });
    const lead = await staff(`lead-${code4}`);
    await lead.getByRole('option', { name: new RegExp(number) }).click();
    await lead.getByRole('button', { name: '审核通过' }).click();
    await lead.getByText('已答复').first().waitFor();
    await shot(lead, '08-lead-approves-zh-1440');

    // The citizen is told, reads the answer by number and code, and rates.
    await citizen.getByText(/已有答复/).waitFor();
    await citizen.goto(`${city.app.base}/ticket?number=${number}&code=${code}`);
    await citizen.getByText('已责令该工地停止夜间施工').waitFor();
    await shot(citizen, '09-citizen-reads-zh-390');
    await demandAccessible(citizen, 'ticket');
    await citizen.getByRole('radio', { name: '非常满意', exact: true }).check({ force: true });
    await citizen.getByRole('button', { name: '提交评价' }).click();
    await citizen.getByText(/您的评价：非常满意/).waitFor();
    await shot(citizen, '10-citizen-rated-zh-390');
    await expect.poll(() => citizen.getByText('已办结').count()).toBeGreaterThan(0);
  });

  it('reads in English, wide and narrow, and its telephones answer by SMS', async () => {
    const portal = await person({ locale: 'en-GB' });
    await portal.goto(city.app.base);
    await portal.getByRole('heading', { name: 'One number, every department.' }).waitFor();
    await shot(portal, '11-portal-en-1440');
    const phone = await person({ locale: 'en-GB' });
    await phone.goto(`${city.app.base}/sms`);
    // A warning that is in force stands above the telephones.
    const withText = { has: phone.getByRole('textbox', { name: 'Text to 12345' }) };
    const first = phone.getByRole('region').filter(withText).first();
    await first
      .getByRole('textbox', { name: 'Text to 12345' })
      .fill('How do I renew my residence permit in Nanshan?');
    await first.getByRole('button', { name: 'Send' }).click();
    await first.getByText('How do I renew my residence permit').waitFor();

    const agent = await staff('agent10');
    await agent.getByRole('button', { name: /我的状态/ }).click();
    await agent.getByRole('menuitemradio', { name: '可接' }).click();
    await agent.getByRole('button', { name: '接受' }).click();
    await agent.getByRole('textbox', { name: '回复内容' }).fill('You can renew it online. Here is how.');
    await agent.keyboard.press('Enter');
    await first.getByText('You can renew it online.').waitFor();
    await shot(phone, '12-sms-en-1440');
    // Of several in hand, the one that was open is open again after a reload, with what was not sent yet.
    const second = phone.getByRole('region').filter(withText).nth(1);
    await second.getByRole('textbox', { name: 'Text to 12345' }).fill('Where is the nearest park?');
    await second.getByRole('button', { name: 'Send' }).click();
    await agent.getByRole('button', { name: '接受' }).click();
    await agent.getByRole('log').getByText('Where is the nearest park?').waitFor();
    await agent.keyboard.press('Alt+ArrowUp');
    await agent.getByRole('log').getByText('You can renew it online.').waitFor();
    await agent.getByRole('textbox', { name: '回复内容' }).fill('One more thing');
    await agent.reload();
    await agent.getByRole('log').getByText('You can renew it online.').waitFor();
    expect(await agent.getByRole('textbox', { name: '回复内容' }).inputValue()).toBe('One more thing');
    await demandAccessible(phone, 'sms');
    const follow = await person({ locale: 'en-GB', width: 390 });
    await follow.goto(`${city.app.base}/ticket`);
    await follow.getByRole('textbox', { name: /Ticket number/ }).fill('SZ20260101000001');
    await follow.getByRole('textbox', { name: /Code/ }).fill('000000');
    await follow.getByRole('button', { name: 'Look up' }).click();
    await follow.getByText('Nothing found.').waitFor();
    await shot(follow, '13-follow-en-390');
  });

  it.each([
    ['the console', '/console/'],
    ['the portal', '/'],
  ])('has its files kept by browsers for a year, and its pages asked for each time: %s', async (_, path) => {
    const page = await fetch(`${city.app.base}${path}`);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const file = /"(\/[^"]*assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const script = await fetch(`${city.app.base}${file}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(script.headers.get('content-encoding')).toBe('gzip');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it("is on somebody else's site with one script, whose policy allows nothing more", async () => {
    const policy = `default-src 'none'; style-src 'self'; script-src ${city.app.base}; frame-src ${city.app.base}`;
    const html = `<!doctype html><html lang="zh"><title>图书馆</title><h1>图书馆</h1><script src="${city.app.base}/widget.js" async></script></html>`;
    const site = createServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
        .end(html),
    );
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    try {
      const reader = await person({ width: 390 });
      const asked: string[] = [];
      reader.on('request', (request) => asked.push(new URL(request.url()).pathname));
      reader.on('console', ({ type, text }) => void (type() === 'error' && expect.soft(text()).toBe('')));
      // Another site: "localhost" and "127.0.0.1" share nothing.
      await reader.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
      const button = reader.getByRole('button', { name: '在线咨询' });
      await button.waitFor();
      expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/', '/widget.js']);
      await button.click();
      const chat = reader.frameLocator('iframe');
      await chat.getByRole('textbox', { name: '您的消息' }).fill('图书馆几点关门？');
      await chat.getByRole('button', { name: '发送' }).click();
      const agent = await staff('agent11');
      await agent.getByRole('button', { name: /我的状态/ }).click();
      await agent.getByRole('menuitemradio', { name: '可接' }).click();
      await agent.getByRole('button', { name: '接受' }).click();
      await chat.getByText('正在为您服务').waitFor();
      await shot(reader, '14-widget-zh-390');
      // Put away, it says that there is an answer.
      await chat.getByRole('textbox', { name: '您的消息' }).press('Escape');
      await button.waitFor();
      await agent.getByRole('textbox', { name: '回复内容' }).fill('晚上九点。');
      await agent.keyboard.press('Enter');
      await reader.getByRole('button', { name: '在线咨询 · 有新答复' }).click();
      await chat.getByText('晚上九点。').waitFor();
      // It has languages of its own, and remembers the choice on a site that speaks another.
      await chat.getByRole('button', { name: '繁體中文' }).click();
      await chat.getByRole('button', { name: '提交訴求' }).waitFor();
      await shot(reader, '14-widget-hant-390');
      await reader.reload();
      await button.click();
      await chat.getByRole('button', { name: '提交訴求' }).waitFor();
    } finally {
      site.close();
    }
  });
});

/** The code of a department by its Chinese name, as the supervisor's lists tell. */
async function departmentCode(name: string): Promise<string> {
  const signedIn = await fetch(`${city.app.base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-onecall': '1' },
    body: JSON.stringify({ username: 'supervisor', password }),
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const lists: unknown = await (await fetch(`${city.app.base}/api/lists`, { headers: { cookie } })).json();
  const rows: unknown = Reflect.get(Object(lists), 'departments');
  if (!Array.isArray(rows)) throw new Error('no departments');
  const row: unknown = rows.find(
    (each: unknown) => Reflect.get(Object(Reflect.get(Object(each), 'name')), 'zh') === name,
  );
  return String(Reflect.get(Object(row), 'code'));
}
