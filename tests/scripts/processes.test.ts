import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive, showGuarded } from '../../scripts/bootstrap/processes.mjs';

/** A program with a worker of its own, as vitest is: it says the worker's pid and goes on for ever. */
const worker = 'setInterval(() => {}, 1_000)';
const programWithWorker = `
  const { pid } = require('node:child_process').spawn(process.execPath, ['-e', '${worker}'], { stdio: 'ignore' });
  console.log('worker ' + pid);
  ${worker};`;
const runner = `
  import { showGuarded } from ${JSON.stringify(join(process.cwd(), 'scripts/bootstrap/processes.mjs'))};
  const interruption = new AbortController();
  process.on('SIGTERM', () => interruption.abort());
  const program = ${JSON.stringify(programWithWorker)};
  await showGuarded(process.execPath, ['-e', program], { cwd: '/', signal: interruption.signal }).catch(() => {});`;

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'workers of a run end with whoever began it, ended by %s alone',
  async (signal) => {
    const run = spawn(process.execPath, ['--input-type=module', '-e', runner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(run.stdout, 'data');
    const workerPid = Number(/worker (\d+)/.exec(String(said))?.[1]);
    expect(isAlive(workerPid)).toBe(true);
    run.kill(signal);
    await once(run, 'exit');
    await expect.poll(() => isAlive(workerPid)).toBe(false);
  },
);

test('whether a program ended well is said, and one that is not there is an error', async () => {
  const { signal } = new AbortController();
  const options = { cwd: '/', signal };
  await expect(showGuarded(process.execPath, ['-e', ''], options)).resolves.toBe(true);
  await expect(showGuarded(process.execPath, ['-e', 'process.exit(3)'], options)).resolves.toBe(false);
  await expect(showGuarded('/no/such/program', [], options)).rejects.toThrow('ENOENT');
});
