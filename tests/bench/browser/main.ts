// npm run bench:browser [-- --tickets 10000 --conversations 50 --presses 60 --profile FOLDER]: what an agent's browser loads
// before the inbox is there (gzip octets, over HTTP), and how long a press takes until the next picture, with that many
// conversations and tickets in the lists, against a plain React list of as many rows in the same run. Times are the
// browser's own (Event Timing, from the press until paint, in steps of 8 ms); beside them what a press costs the page's
// main thread, which a busy machine changes less. With a folder, Chromium's profiles of each measure are left there (open
// them in its DevTools). The last line is one JSON object.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import react from '@vitejs/plugin-react';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';
import { z } from 'zod';
import { Api } from '../../../scripts/demo-day/api.ts';
import { browserOptions } from '../../harness/browser.ts';
import { openGround } from '../ground.ts';
import { fill } from './city.ts';

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000' },
    conversations: { type: 'string', default: '50' },
    presses: { type: 'string', default: '60' },
    profile: { type: 'string' },
  },
});
const positive = z.coerce.number().int().positive();
const tickets = positive.parse(values.tickets);
const conversations = positive.parse(values.conversations);
const presses = positive.parse(values.presses);
const username = 'agent1';
const round = (value: number, digits = 0) => Number(value.toFixed(digits));

/** What the page's presses took; those below the browser's threshold of 16 ms are not told and count as 8. */
async function pressTimes(
  page: Page,
  press: (index: number) => Promise<void>,
  count: number,
): Promise<number[]> {
  await page.evaluate(() => {
    const found = new Map<number, number>();
    Reflect.set(window, 'pressTimes', found);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const id: unknown = Reflect.get(entry, 'interactionId');
        if (typeof id === 'number' && id > 0) found.set(id, Math.max(found.get(id) ?? 0, entry.duration));
      }
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  for (let index = 0; index < count; index += 1) {
    await press(index);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
  }
  await page.waitForTimeout(300);
  const told = await page.evaluate(() => {
    const found: unknown = Reflect.get(window, 'pressTimes');
    return found instanceof Map ? [...found.values()] : [];
  });
  const times = z.array(z.number()).parse(told);
  return [...Array.from({ length: Math.max(0, count - times.length) }, () => 8), ...times].sort(
    (a, b) => a - b,
  );
}

const summary = (times: readonly number[], taskMs: number) => ({
  presses: times.length,
  p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
  p95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
  mostMs: times.at(-1) ?? 0,
  /** Of the main thread, on the average of the presses. */
  taskMs: round(taskMs / times.length, 1),
});

/** Presses, and tells how long each took and what it cost. `name`: of the profile, when one is wanted. */
async function measurePresses(page: Page, name: string, press: (index: number) => Promise<void>) {
  const line = await page.context().newCDPSession(page);
  await line.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskMs = async (): Promise<number> => {
    const { metrics } = await line.send('Performance.getMetrics');
    return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  if (values.profile) {
    await line.send('Profiler.enable');
    await line.send('Profiler.start');
  }
  const before = await taskMs();
  const times = await pressTimes(page, press, presses);
  const spent = (await taskMs()) - before;
  if (values.profile) {
    const { profile } = await line.send('Profiler.stop');
    writeFileSync(join(values.profile, `${name}.cpuprofile`), JSON.stringify(profile));
  }
  await line.detach();
  return summary(times, spent);
}

/** Clicks the rows that are seen, one after the other. */
const pressRows = async (page: Page, name: string) => {
  const rows = page.locator('[role=option]');
  const seen = Math.min(await rows.count(), 8);
  return measurePresses(page, name, (index) => rows.nth(1 + (index % (seen - 1))).click());
};

/** Types into a field, letter by letter. */
const pressKeys = async (page: Page, name: string, field: Locator) => {
  await field.click();
  return measurePresses(page, name, (index) => page.keyboard.press('abcdefgh'[index % 8] ?? 'a'));
};

async function plainSide(browser: Browser, rows: number, base: string) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${base}/index.html?rows=${rows}`);
  await page.locator('[role=option]').first().waitFor();
  const found = await pressRows(page, 'plain');
  await page.close();
  return found;
}

const ground = await openGround({}, ['server', 'agent-console']);
const folder = mkdtempSync(join(tmpdir(), 'onecall-plain-'));
const browser = await chromium.launch(browserOptions());
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };
const plain = createServer((request, answer) => {
  const { pathname } = new URL(request.url ?? '/', 'http://plain');
  answer.setHeader('content-type', types[extname(pathname)] ?? 'application/octet-stream');
  try {
    answer.end(readFileSync(join(folder, pathname)));
  } catch {
    answer.writeHead(404).end();
  }
});

try {
  await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true },
  });
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const address = plain.address();
  const plainBase = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const leave = await fill(ground, username, { conversations, tickets });

  const api = new Api(ground.app.base);
  await api.signIn(username, 'onecall-demo');
  const [name = '', value = ''] = api.cookie.split(/=(.*)/s);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    extraHTTPHeaders: { 'accept-encoding': 'gzip' },
  });
  await context.addCookies([{ name, value, url: ground.app.base }]);
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  const answers = new Map<string, { url: string; octets: number; headOctets: number }>();
  line.on('Network.responseReceived', ({ requestId, response }) => {
    answers.set(requestId, { url: response.url, octets: 0, headOctets: response.encodedDataLength });
  });
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (answer) answer.octets = encodedDataLength - answer.headOctets;
  });
  // On a quick machine what waits for idleness begins before a look from outside has seen the first row.
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('[role=option]')) return;
      performance.mark('shown');
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  const from = performance.now();
  await page.goto(`${ground.app.base}/console/desk`);
  await page.locator('[role=option]').first().waitFor();
  const shownMs = round(performance.now() - from);
  await page.waitForLoadState('networkidle');
  /** What was asked for until then, arrived or not. */
  const asked = new Set(
    await page.evaluate(() => {
      const shownAt = performance.getEntriesByName('shown')[0]?.startTime ?? 0;
      return performance
        .getEntries()
        .filter(
          ({ entryType, startTime }) =>
            ['navigation', 'resource'].includes(entryType) && startTime <= shownAt,
        )
        .map(({ name }) => name);
    }),
  );
  const loaded = [...answers.values()].filter(({ url }) => asked.has(url));
  const firstLoad = {
    kB: round(loaded.reduce((sum, { octets }) => sum + octets, 0) / 1_000, 1),
    headersKB: round(loaded.reduce((sum, { headOctets }) => sum + headOctets, 0) / 1_000, 1),
    files: loaded.length,
    shownMs,
  };
  console.table([firstLoad]);

  const inbox = {
    ours: await pressRows(page, 'inbox'),
    plain: await plainSide(browser, conversations, plainBase),
    typing: await pressKeys(page, 'composer', page.locator('.desk-thread textarea')),
  };
  console.table(inbox);

  const dispatcher = new Api(ground.app.base);
  await dispatcher.signIn('dispatcher', 'onecall-demo');
  const desk = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const [cookieName = '', cookieValue = ''] = dispatcher.cookie.split(/=(.*)/s);
  await desk.addCookies([{ name: cookieName, value: cookieValue, url: ground.app.base }]);
  const list = await desk.newPage();
  await list.goto(`${ground.app.base}/console/dispatch`);
  await list.locator('[role=option]').first().waitFor();
  // The whole list, page after page, as somebody who holds the key down.
  const size = () => list.locator('[role=option]').first().getAttribute('aria-setsize').then(Number);
  await list.locator('[role=option]').first().focus();
  let before = 0;
  for (let has = await size(); has < tickets && has !== before; has = await size()) {
    before = has;
    await list.keyboard.press('End');
    await list
      .waitForFunction(
        (known) => Number(document.querySelector('[role=option]')?.getAttribute('aria-setsize')) > known,
        has,
        {
          timeout: 15_000,
        },
      )
      .catch(() => undefined);
  }
  const inList = await size();
  const ticketList = {
    ours: await pressRows(list, 'tickets'),
    plain: await plainSide(browser, inList, plainBase),
  };
  const keys = await measurePresses(list, 'keys', (index) =>
    list.keyboard.press(index % 2 ? 'ArrowUp' : 'ArrowDown'),
  );
  const search = await pressKeys(list, 'search', list.getByRole('searchbox').first());
  console.table({ ...ticketList, keys, search });
  leave();
  console.log(
    JSON.stringify({
      name: 'browser',
      ours: ticketList.ours.p95Ms,
      baseline: ticketList.plain.p95Ms,
      ratio: round(ticketList.plain.p95Ms / ticketList.ours.p95Ms, 2),
      unit: 'ms (p95) from a press in the list of tickets until paint, against a plain React list of as many',
      firstLoad,
      inbox: { conversations, ...inbox },
      ticketList: { tickets: inList, ...ticketList, keys, search },
      load: loadavg().map((one) => round(one, 2)),
    }),
  );
} finally {
  await browser.close();
  plain.close();
  rmSync(folder, { recursive: true, force: true });
  await ground.close();
}
