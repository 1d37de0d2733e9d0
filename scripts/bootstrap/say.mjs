// What the scripts tell people: every line in Chinese and English, from texts.json.
import { readFileSync } from 'node:fs';

/** @typedef {{ zh: string, en: string }} Text */
/** @typedef {Record<string, string | number>} Values */

const texts = JSON.parse(readFileSync(new URL('./texts.json', import.meta.url), 'utf8'));

/** @param {string} template @param {Values} values */
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

/** @param {Text} text @param {Values} values */
const bilingual = (text, values) => `${fill(text.zh, values)} · ${fill(text.en, values)}`;

/**
 * One line in both languages.
 * @param {string} key a key of `lines` in texts.json
 * @param {Values} [values]
 */
export const line = (key, values = {}) => bilingual(texts.lines[key], values);

/** @param {string} key @param {Values} [values] */
export const say = (key, values = {}) => console.log(line(key, values));

/** A refusal that a person can act on: it is shown as one line, without a stack. */
export class Refusal extends Error {
  /** @param {string} code a key of `lines` in texts.json @param {Values} [values] */
  constructor(code, values = {}) {
    super(line(code, values).replace(/\s*\n\s*/g, ' '));
    this.name = 'Refusal';
    this.code = code;
  }
}

/** @param {unknown} error */
const isDiskFull = (error) =>
  error instanceof Error &&
  (('code' in error && error.code === 'ENOSPC') || /ENOSPC|No space left on device/i.test(error.message));

/**
 * The refusal to show for whatever a step threw; a full disk is named as such wherever it showed up.
 * @param {unknown} error
 */
export function asRefusal(error) {
  if (isDiskFull(error)) return new Refusal('disk-filled', { reason: 'ENOSPC' });
  if (error instanceof Refusal) return error;
  return new Refusal('unexpected', { reason: error instanceof Error ? error.message : String(error) });
}

/** A step says its name only when it lasts: a quick one would be noise. */
const SILENT_MS = 1000;

/**
 * Runs one step; when it takes longer than a second, prints one line with its name and its seconds.
 * @template T
 * @param {string} key a key of `steps` in texts.json
 * @param {() => Promise<T>} work
 * @param {Values} [values]
 * @returns {Promise<T>}
 */
export async function step(key, work, values = {}) {
  const since = Date.now();
  let announced = false;
  const announcement = setTimeout(() => {
    announced = true;
    process.stdout.write(`${bilingual(texts.steps[key], values)} …`);
  }, SILENT_MS);
  try {
    const result = await work();
    if (announced) process.stdout.write(` ${((Date.now() - since) / 1000).toFixed(1)} s`);
    return result;
  } finally {
    clearTimeout(announcement);
    if (announced) process.stdout.write('\n');
  }
}

/** Chinese characters take two columns on a terminal. @param {string} text */
const columns = (text) => [...text].reduce((sum, char) => sum + (char > '⺀' ? 2 : 1), 0);

/**
 * The one block that a successful start prints.
 * @param {{ origin: string, seconds: string, folder: string, log: string, demo: boolean, hasAccounts: boolean }} facts
 */
export function readyBlock({ origin, seconds, folder, log, demo, hasAccounts }) {
  const { ready } = texts;
  /** @type {[Text, string][]} */
  const rows = ready.addresses
    .filter((/** @type {{ isDemo?: boolean }} */ { isDemo }) => demo || !isDemo)
    .map((/** @type {Text & { path: string }} */ address) => [address, origin + address.path]);
  if (demo) {
    rows.push([ready.accounts, ready.accounts.names.join('  ')], [ready.password, ready.password.value]);
  }
  rows.push([ready.folder, folder], [ready.log, log], [ready.stop, ready.stop.value]);
  const labels = rows.map(([text]) => bilingual(text, {}));
  const width = Math.max(...labels.map(columns));
  const body = rows.map(([, value], index) => {
    const label = labels[index] ?? '';
    return `  ${label}${' '.repeat(width - columns(label))}  ${value}`;
  });
  const rule = '─'.repeat(64);
  /** Nobody can sign in: what to do comes last, where it is read. */
  const firstSteps = hasAccounts
    ? []
    : [
        '',
        `  ${ready.nobody.zh}`,
        `  ${ready.nobody.en}`,
        ...ready.nobody.commands.map((/** @type {string} */ command) => `    ${command}`),
      ];
  const title = `  ${ready.title}  ${bilingual(ready.state, { seconds })}`;
  return [rule, title, '', ...body, ...firstSteps, rule].join('\n');
}
