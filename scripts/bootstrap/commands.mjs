// Finding and running other programs.
import { spawn } from 'node:child_process';
import { accessSync, appendFileSync, constants, mkdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The first of these programs that PATH has, with its full path.
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        if (folder !== '' && statSync(file).isFile()) return file;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [log] file that gets everything the program prints
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {AbortSignal} [signal] ends the program
 */

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function run(program, args, { log, ...options } = {}) {
  if (log !== undefined) mkdirSync(dirname(log), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-100_000);
      if (log !== undefined) appendFileSync(log, chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/**
 * The line of a program's output that says best what went wrong.
 * @param {string} output
 * @param {RegExp} [pattern]
 */
export function tellingLine(output, pattern = /error|fatal|panic|fail/i) {
  const lines = output
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  return (lines.findLast((text) => pattern.test(text)) ?? lines.at(-1) ?? '').slice(0, 300);
}
