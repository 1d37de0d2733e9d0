// System packages, where this process may install them: root on Debian or Ubuntu.
import { findProgram, run, tellingLine } from './commands.mjs';
import { Refusal, step } from './say.mjs';

export const canInstall = () => process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;

/**
 * @param {string[]} packages
 * @param {string} log file for what apt-get prints
 * @param {AbortSignal} [signal]
 * @throws {Refusal} `apt-failed`
 */
export async function aptInstall(packages, log, signal) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, log, ...(signal && { signal }) };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options);
  await step(
    'apt',
    async () => {
      let result = await install();
      if (result.code !== 0) {
        // A fresh image has no package lists, an old one has outdated ones.
        await run('apt-get', ['update'], options);
        result = await install();
      }
      if (result.code !== 0) {
        throw new Refusal('apt-failed', {
          packages: packages.join(' '),
          reason: tellingLine(result.output, /^E:/m),
        });
      }
    },
    { packages: packages.join(' ') },
  );
}
