// The browser that the end-to-end tests drive, and letters for its screenshots.
import { aptInstall, canInstall } from './apt.mjs';
import { findProgram, run } from './commands.mjs';

/** The one without windows first: it does the same for less. @returns {string | undefined} the program */
export const findBrowser = () =>
  findProgram(['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']);

async function hasChineseFont() {
  const lister = findProgram(['fc-list']);
  if (process.platform !== 'linux') return true;
  return lister !== undefined && (await run(lister, [':lang=zh'])).output.trim() !== '';
}

/**
 * Installs what is missing where that is possible.
 * @param {string} log
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether there is a browser now
 */
export async function ensureBrowser(log, signal) {
  if (canInstall()) {
    const missing = findBrowser() === undefined ? ['chromium-headless-shell'] : [];
    if (!(await hasChineseFont())) missing.push('fontconfig', 'fonts-noto-cjk');
    if (missing.length > 0) await aptInstall(missing, log, signal);
  }
  return findBrowser() !== undefined;
}
