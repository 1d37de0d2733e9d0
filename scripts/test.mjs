// `npm test`: installs what is missing, then checks the code and runs what every change is tried by; `npm run test:all` runs
// every test but the load tests. Arguments after `--` go to vitest instead. The last line is "N passed, N failed" (and ", N
// skipped").
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installPackages } from './bootstrap/install.mjs';
import { checkNode } from './bootstrap/preflight.mjs';
import { showGuarded } from './bootstrap/processes.mjs';
import { root } from './bootstrap/project.mjs';
import { ensureRedisProgram } from './bootstrap/redis.mjs';
import { asRefusal, Refusal, say } from './bootstrap/say.mjs';

/** The projects of vitest.config.ts that are quick enough to be waited for. */
const quick = ['pure', 'rules', 'journeys'].map((name) => `--project=${name}`);

const folder = mkdtempSync(join(tmpdir(), 'onecall-run-'));
const log = join(folder, 'bootstrap.log');
const report = join(folder, 'vitest.json');
const interruption = new AbortController();
const { signal } = interruption;
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(name, () => interruption.abort());
}

/** Runs a part of the tests. @param {string} program @param {string[]} args @returns whether it ended well */
const show = (program, args) => showGuarded(program, args, { cwd: root, signal });

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestReport
 * @typedef {{ name: string, status: string, assertionResults: TestReport[] }} FileReport
 */

/** What went wrong in tests that passed when they were tried again: a machine that was slow, or a fault that is seldom. @param {FileReport[]} files */
function tellTriedAgain(files) {
  for (const { name, assertionResults } of files) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'passed' && failureMessages.length > 0)
        say('tried-again', {
          test: `${relative(root, name)} > ${fullName}`,
          why: failureMessages.join('\n'),
        });
    }
  }
}

/** What vitest counted; a file or a run that broke without a failing test counts as one failure. @param {boolean} ok */
function count(ok) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { testResults, numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  tellTriedAgain(testResults);
  const brokenFiles = testResults.filter(
    (/** @type {FileReport} */ file) =>
      file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length;
  const failed = numFailedTests + brokenFiles;
  return {
    passed: numPassedTests,
    failed: ok ? failed : Math.max(1, failed),
    skipped: numPendingTests + numTodoTests,
  };
}

async function prepareBrowser() {
  const { ensureBrowser } = await import('./bootstrap/browser.mjs');
  if (await ensureBrowser(log, signal)) return;
  say('no-browser');
  if (process.env.CI) throw new Refusal('no-browser');
  process.env.ONECALL_NO_BROWSER = '1';
}

async function main() {
  checkNode('20.19');
  await ensureRedisProgram(log, signal);
  await prepareBrowser();
  await installPackages(log, signal);
  const { buildApps } = await import('./bootstrap/build.mjs');
  const { startTestServers } = await import('./bootstrap/test-servers.mjs');
  await buildApps(log, signal);
  (await import('tsx/esm/api')).register();
  const stopServers = await startTestServers();
  try {
    // Side by side: each of them uses one core, or waits for the registry.
    const scripts = ['check:style', 'typecheck', 'advisories'];
    const [isStyled, isTyped, isAdvised] = await Promise.all(
      scripts.map((script) => show('npm', ['run', '-s', script])),
    );
    const checked = isStyled && isTyped;
    // A hole that became known overnight is news for those who keep the project, not a fault of who tries it.
    const advised = isAdvised || !process.env.CI;
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const asked = process.argv.slice(2);
    const what = asked.length > 0 ? asked : quick;
    const tested = await show(process.execPath, [vitest, 'run', ...reporters, ...what]);
    const counts = count(tested);
    return { ...counts, failed: counts.failed + [checked, advised].filter((isGood) => !isGood).length };
  } finally {
    await stopServers();
  }
}

const { passed, failed, skipped } = await main().catch((error) => {
  if (signal.aborted) say('interrupted');
  else console.error(asRefusal(error).message);
  return { passed: 0, failed: 1, skipped: 0 };
});
// What went wrong while preparing is told by its log; nothing else is kept.
if (failed === 0 || !existsSync(log)) rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(signal.aborted ? 130 : failed > 0 ? 1 : 0);
