// Browsers whose microphone plays a tone, and what such a browser hears: real calls, measured.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserOptions } from '../harness/browser.ts';
import { sineWav } from './sound.ts';

let folder: string | undefined;
const browsers: Browser[] = [];

export async function closeBrowsers(): Promise<void> {
  await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

/** A browser whose microphone plays one tone, and a page that keeps what it hears where a test can measure it. */
export async function browserWithTone(hz: number, width: number): Promise<Page> {
  folder ??= mkdtempSync(join(tmpdir(), 'onecall-tones-'));
  const file = join(folder, `${hz}.wav`);
  writeFileSync(file, sineWav(hz, 4));
  const { args, ...options } = browserOptions();
  const browser = await chromium.launch({
    ...options,
    args: [
      ...args,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${file}`,
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  });
  browsers.push(browser);
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale: 'zh-CN',
    permissions: ['microphone'],
  });
  await context.addInitScript(() => {
    const Native = window.RTCPeerConnection;
    class Listening extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        this.addEventListener('track', ({ track }) =>
          Object.assign(window, { heard: new MediaStream([track]) }),
        );
      }
    }
    window.RTCPeerConnection = Listening;
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.soft(error.message, 'error on the page').toBe(''));
  return page;
}

/** The strongest frequency in what a page hears right now, in Hz; 0 in silence. */
export async function loudestHz(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const stream: unknown = Reflect.get(window, 'heard');
    if (!(stream instanceof MediaStream)) return 0;
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    await context.close();
    const loudest = levels.reduce((best, level, bin) => (level > (levels[best] ?? -200) ? bin : best), 0);
    return (levels[loudest] ?? -200) > -60 ? Math.round((loudest * 48_000) / 16_384) : 0;
  });
}

export const near = (hz: number) => ({
  asymmetricMatch: (value: unknown) => Math.abs(Number(value) - hz) < 15,
});

export async function hears(page: Page, hz: number, what: string): Promise<void> {
  await expect.poll(() => loudestHz(page), { timeout: 20_000, message: what }).toEqual(near(hz));
}
