// Pages as somebody sees them: opened signed in or not, and looked at as every page is.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { App } from '../harness/app.ts';
import { demandAccessible } from './axe.ts';

/** Where the shared looks of stories go. */
export const shots = new URL('./shots/', import.meta.url).pathname;

/** A page in a context of its own. An error on it fails the story. @param username who is signed in; nobody without */
export async function openPage(
  { browser, app }: { browser: Browser; app: App },
  path: string,
  look: BrowserContextOptions,
  username?: string,
): Promise<Page> {
  const context = await browser.newContext(look);
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  if (username)
    await context.request.post(`${app.base}/api/session`, {
      headers: { 'x-onecall': '1' },
      data: { username, password: 'onecall-demo' },
    });
  await page.goto(`${app.base}${path}`);
  return page;
}

/** A picture of the page as it is, that it fits, and that everybody can use it. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
  expect.soft(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), name).toBe(0);
  await demandAccessible(page, name);
}
