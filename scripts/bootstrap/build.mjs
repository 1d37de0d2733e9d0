// The server and the pages for the browser, built when a file that they are made of has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run, tellingLine } from './commands.mjs';
import { generateClient } from './generate.mjs';
import { filesBelow, hashFiles, readIfThere, root } from './project.mjs';
import { Refusal, step } from './say.mjs';

/** What is built, and the file that is there when it was. @type {Readonly<Record<string, string>>} */
const apps = { server: 'main.js', 'agent-console': 'index.html', 'citizen-web': 'index.html' };

/** @param {string} app */
export const stampFile = (app) => join(root, 'dist', `.onecall-${app}.json`);

/**
 * @param {string} app
 * @param {string[]} outside files that the app imports from other folders, relative to the root
 */
export const hashSources = (app, outside) =>
  hashFiles([
    ...filesBelow(join(root, app)),
    ...outside.map((file) => join(root, file)),
    join(root, 'package-lock.json'),
    join(root, 'tsconfig.json'),
  ]);

/** @param {string} app */
function isStale(app) {
  const stamp = readIfThere(stampFile(app));
  if (stamp === '' || !existsSync(join(root, 'dist', app, apps[app] ?? ''))) return true;
  const { outside, hash } = JSON.parse(stamp);
  return hashSources(app, outside) !== hash;
}

/**
 * Builds what is stale, the database client that the server is built with first.
 * @param {string} log
 * @param {AbortSignal} [signal]
 * @param {string[]} [wanted] all of them when left out
 * @throws {Refusal} `generate-failed`, `build-failed`
 */
export async function buildApps(log, signal, wanted = Object.keys(apps)) {
  await generateClient(log, signal);
  const stale = wanted.filter((app) => existsSync(join(root, app, 'vite.config.ts')) && isStale(app));
  if (stale.length === 0) return;
  await step('build', () =>
    Promise.all(
      stale.map(async (app) => {
        const builder = join(root, 'scripts/bootstrap/build-app.mjs');
        // Whoever builds out of a test gets what everybody gets, not React with its checks.
        const env = { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' };
        const options = { cwd: root, env, log, ...(signal && { signal }) };
        const { code, output } = await run(process.execPath, [builder, app], options);
        if (code !== 0)
          throw new Refusal('build-failed', {
            app,
            log,
            reason: tellingLine(output, /^\[[\w:-]+\]|Error: /),
          });
      }),
    ),
  );
}
