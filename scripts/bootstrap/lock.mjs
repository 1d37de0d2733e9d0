// One OneCall per data folder: a lock file that names the process that holds it.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, isAlive } from './processes.mjs';
import { Refusal } from './say.mjs';

/** @param {string} file */
function holderOf(file) {
  try {
    const { pid, command } = JSON.parse(readFileSync(file, 'utf8'));
    // A pid is given out again after a reboot: the command line must be the same too.
    return Number.isInteger(pid) && isAlive(pid) && commandOf(pid) === command ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock of a data folder.
 * @param {string} folder
 * @returns {() => void} gives it back
 * @throws {Refusal} `already-running` when a living process holds it
 */
export function lockFolder(folder) {
  const file = join(folder, 'onecall.lock');
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, command: commandOf(process.pid) }));
  try {
    for (;;) {
      try {
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const pid = holderOf(file);
      if (pid !== undefined) throw new Refusal('already-running', { folder, pid });
      setAside(file, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Renaming is atomic, so of two starts that find the same stale lock one takes it away; a living holder
 * that slipped in between gets its lock back.
 * @param {string} file
 * @param {string} aside
 */
function setAside(file, aside) {
  try {
    renameSync(file, aside);
    if (holderOf(aside) !== undefined) linkSync(aside, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
