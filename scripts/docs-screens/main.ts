// npm run docs:screens -- [--only ID,ID]
// The pictures of docs/screens.md and the pages that show them: a server of its own with fresh demo data, a short shift,
// each role's pages in their looks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { localeOf } from '../../server/platform/tongue.ts';
import { findBrowser } from '../bootstrap/browser.mjs';
import { demoPassword } from '../demo-day/agents.ts';
import { pagesOfGallery } from './gallery.ts';
import { type Look, type Screen, screensOf } from './screens.ts';
import { chatting, playShift, talk } from './shift.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',');
const root = fileURLToPath(new URL('../../', import.meta.url));
const pictures = join(root, 'docs/images/screens');
const readyWithinMs = 300_000;
/** What WebP keeps: more is not seen, and weighs. */
const quality = 80;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** `npm start` in a folder that is gone afterwards. */
async function startCity(): Promise<{ base: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-screens-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ONECALL_DATA: folder, PORT: String(port) };
  const city = spawn(process.execPath, [join(root, 'scripts/start.mjs')], { env, stdio: 'inherit' });
  const ended = once(city, 'exit');
  const stop = async (): Promise<void> => {
    city.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const giveUpAt = Date.now() + readyWithinMs; ; await pause(500)) {
    if ((await fetch(`${base}/ready`).catch(() => undefined))?.ok) return { base, stop };
    if (city.exitCode === null && Date.now() < giveUpAt) continue;
    await stop();
    throw new Error('the city did not start');
  }
}

async function personOf(browser: Browser, base: string, account: string | null): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  if (account !== null)
    await context.request.post(`${base}/api/session`, {
      headers: { 'x-onecall': '1' },
      data: { username: account, password: demoPassword },
    });
  return context;
}

/** Nothing is on its way, and nothing says that it is. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.oc-skeleton, .oc-spinner') === null);
  await page.waitForLoadState('networkidle');
}

async function photograph(page: Page, base: string, screen: Screen, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.isDark ? 'dark' : 'light', reducedMotion: 'reduce' });
  await page.goto(`${base}${screen.path}`);
  await page.evaluate((tongue) => localStorage.setItem('onecall.lang', tongue), look.tongue);
  await page.reload();
  await page.waitForFunction((lang) => document.documentElement.lang === lang, localeOf(look.tongue));
  await settled(page);
  await screen.ready?.(page);
  await settled(page);
  const client = await page.context().newCDPSession(page);
  const { data } = await client.send('Page.captureScreenshot', { format: 'webp', quality });
  await client.detach();
  writeFileSync(join(pictures, `${screen.id}-${look.id}.webp`), Buffer.from(data, 'base64'));
}

/** An agent who is available, and a citizen who says the first thing. */
async function talking(page: Page, base: string): Promise<() => void> {
  await page.goto(`${base}/console/desk`);
  await page.getByRole('button', { name: /我的状态/ }).click();
  await page.getByRole('menuitemradio', { name: '可接' }).click();
  const citizen = await chatting(base);
  const [first = '', second = ''] = talk.citizen;
  await citizen.say(first);
  await page.getByRole('button', { name: '接受' }).click();
  await page.getByRole('textbox', { name: '回复内容' }).fill(talk.agent);
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText(talk.agent).waitFor();
  await citizen.say(second);
  await page.getByRole('log').getByText(second).waitFor();
  return citizen.leave;
}

const city = await startCity();
const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: ['--no-sandbox'] });
try {
  const followed = await playShift(city.base);
  mkdirSync(pictures, { recursive: true });
  const screens = screensOf(followed);
  const people = new Map<string | null, Page>();
  for (const screen of screens) {
    if (wanted && !wanted.includes(screen.id)) continue;
    let page = people.get(screen.account);
    if (!page) {
      page = await (await personOf(browser, city.base, screen.account)).newPage();
      people.set(screen.account, page);
      if (screen.id === 'desk') await talking(page, city.base);
    }
    for (const look of screen.looks) await photograph(page, city.base, screen, look);
    console.log(screen.id, screen.looks.map(({ id }) => id).join(' '));
  }
  for (const [file, text] of pagesOfGallery(screens)) writeFileSync(join(root, 'docs', file), text);
} finally {
  await browser.close();
  await city.stop();
}
process.exit(0);
