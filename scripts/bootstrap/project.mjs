// Where things are, and stamps: a hash that says whether a step's input has changed since it was last done.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The folder of an installation's state. @param {NodeJS.ProcessEnv} env */
export const dataFolder = (env) => resolve(env.ONECALL_DATA || join(root, '.data'));

/** @param {string} folder @returns {string[]} every file below it, sorted */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * One hash over the names and contents of files; a missing file counts as empty.
 * @param {string[]} files
 * @param {string} [salt]
 */
export function hashFiles(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of files) {
    hash.update(`\0${relative(root, file)}\0`).update(readIfThere(file));
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {string} '' when there is none */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} file @param {string} text */
export function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
