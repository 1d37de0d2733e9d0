import { describe } from 'vitest';
import { findBrowser } from '../../scripts/bootstrap/browser.mjs';

/** Like `describe`; skipped, and counted as such, where there is no browser and none can be installed. */
export const describeWithBrowser = describe.skipIf(process.env.ONECALL_NO_BROWSER === '1');

/** What `chromium.launch` of playwright-core needs on this machine. */
export function browserOptions(): { executablePath: string; args: string[] } {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('Chromium is not on PATH');
  return { executablePath, args: ['--no-sandbox'] };
}
