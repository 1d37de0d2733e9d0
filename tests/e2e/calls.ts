// Stories of telephone calls with real pages and real sound: a city for each, desks and citizens whose microphones play a tone.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { signIn } from './pages.ts';
import { browserWithTone, closeBrowsers } from './tone-browser.ts';

export const hz = { citizen: 440, first: 1_000, second: 1_600, supervisor: 2_200 } as const;
export const panelOf = (page: Page) => page.getByRole('region', { name: '通话' });

/** A city for each story: an agent whom another left with a contact, or waiting for one, would be offered the call. */
export function eachWithItsCity() {
  let app: App;
  beforeEach(async () => {
    app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  }, 240_000);
  afterEach(async () => {
    await closeBrowsers();
    await app?.stop();
  });
  return {
    get base(): string {
      return app.base;
    },
    /** Somebody's page, signed in. */
    async desk(username: string, voiceHz: number, path = '/console/desk'): Promise<Page> {
      const page = await browserWithTone(voiceHz, 1440);
      await signIn(page.context(), app, username);
      await page.goto(`${app.base}${path}`);
      return page;
    },
    /** A citizen's browser that talks with an agent. */
    async ring(citizen: Page, agent: Page): Promise<void> {
      await citizen.goto(`${app.base}/call`);
      await citizen.getByRole('button', { name: '拨打热线' }).click();
      await citizen.getByText(/普通话/).waitFor();
      await citizen.getByRole('button', { name: '1', exact: true }).click();
      await agent.getByRole('button', { name: '接受' }).click();
      await panelOf(agent).getByText('已接通').waitFor();
    },
  };
}

/** Asks for a deed with somebody in the dialog. */
export async function passOn(agent: Page, deed: string, note?: string): Promise<void> {
  await agent.keyboard.press('Alt+p');
  const dialog = agent.getByRole('dialog');
  if (note !== undefined) await dialog.getByRole('textbox', { name: /告诉接手的人/ }).fill(note);
  await dialog.getByRole('button', { name: deed }).click();
}
