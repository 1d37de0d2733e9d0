// Pages as somebody sees them: opened signed in or not, and looked at as every page is.
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { App } from '../harness/app.ts';
import { demandAccessible } from './axe.ts';

/** Where the shared looks of stories go. */
export const shots = fileURLToPath(new URL('./shots/', import.meta.url));

/** What a browser has open from now on, its user has signed in. */
export async function signIn(
  context: BrowserContext,
  { base }: { base: string },
  username: string,
): Promise<void> {
  const answer = await context.request.post(`${base}/api/session`, {
    headers: { 'x-onecall': '1' },
    data: { username, password: 'onecall-demo' },
  });
  // Without a session a story would look for its page on the one that asks for a password, until its patience ends.
  expect(answer.status(), `signing in as ${username}`).toBe(200);
}

/** A page in a context of its own. An error on it fails the story. @param username who is signed in; nobody without */
export async function openPage(
  { browser, app }: { browser: Browser; app: App },
  path: string,
  look: BrowserContextOptions,
  username?: string,
): Promise<Page> {
  const context = await browser.newContext(look);
  // Half a minute passes on slow cores while a browser beside it draws.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  if (username) await signIn(context, app, username);
  await page.goto(`${app.base}${path}`);
  return page;
}

/** Whoever sits at the console sees their state, then takes contacts: before it stands there, the key is nobody's. */
export async function takeContacts(desk: Page): Promise<void> {
  await desk.getByRole('button', { name: '我的状态' }).waitFor();
  await desk.keyboard.press('Alt+v');
  await desk.getByRole('button', { name: /我的状态：\s*可接/ }).waitFor();
}

/** A picture of the page as it is, that it fits, and that everybody can use it. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
  expect.soft(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBe(0);
  await demandAccessible(page, name);
}
