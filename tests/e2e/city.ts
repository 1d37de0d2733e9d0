// The demo city running with a browser beside it: what every story begins with.
import { mkdirSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { type App, startApp } from '../harness/app.ts';
import { browserOptions } from '../harness/browser.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { shots } from './pages.ts';

export interface City {
  readonly app: App;
  readonly browser: Browser;
  readonly databaseUrl: string;
  /** A program that somebody of the demo has signed in with. */
  as(username: string): Promise<Api>;
  /** Another server on a fresh demo city takes the place of this one. */
  startAnew(): Promise<void>;
}

/**
 * Starts both before the first story of a file and ends them after its last. Call it at the top of the file, before hooks
 * that need it: those end what they started before it ends.
 * @param options.settle what happened in the city before its server starts
 * @param options.args of the browser, beside those that it always has
 */
export function demoCity(
  options: {
    env?: Record<string, string>;
    args?: readonly string[];
    settle?: (databaseUrl: string) => Promise<void>;
  } = {},
): City {
  let running: { app: App; databaseUrl: string } | undefined;
  let browser: Browser | undefined;
  const started = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('the city has not started yet');
    return one;
  };
  const start = async (): Promise<void> => {
    const databaseUrl = await demoDatabase();
    await options.settle?.(databaseUrl);
    const app = await startApp({ databaseUrl, redisUrl: await testRedis(), env: options.env ?? {} });
    running = { app, databaseUrl };
  };
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    await start();
    const { args, ...rest } = browserOptions();
    browser = await chromium.launch({ ...rest, args: [...args, ...(options.args ?? [])] });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await running?.app.stop();
  });
  return {
    get app() {
      return started(running).app;
    },
    get databaseUrl() {
      return started(running).databaseUrl;
    },
    get browser() {
      return started(browser);
    },
    as: async (username) => {
      const api = new Api(started(running).app.base);
      await api.signIn(username, 'onecall-demo');
      return api;
    },
    startAnew: async () => {
      await running?.app.stop();
      await start();
    },
  };
}

/** What an earlier try left behind, such as an agent with a contact in hand, would tell nothing about what comes. */
export function startAnewWhenTriedAgain(city: City): void {
  beforeEach(async ({ task }) => {
    if (task.result?.retryCount) await city.startAnew();
  });
}
