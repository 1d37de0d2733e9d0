// The wall clock of a process, moved under its feet: what a hand at `date` or a wrong time server does to a machine.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, canInstall } from '../../scripts/bootstrap/apt.mjs';

const libraries = '/usr/lib';

/** Debian keeps it in the folder of the machine's kind. */
function findLibrary(): string | undefined {
  return readdirSync(libraries)
    .map((kind) => join(libraries, kind, 'faketime/libfaketime.so.1'))
    .find((file) => existsSync(file));
}

export interface ShiftedClock {
  /** Environment of the processes that live by it. */
  env: Record<string, string>;
  /** So far ahead of the true time from within a second on; negative: behind. */
  shift(seconds: number): void;
}

/** @param file where the shift stands; undefined where libfaketime is not to be had */
export async function shiftedClock(file: string, log: string): Promise<ShiftedClock | undefined> {
  if (findLibrary() === undefined && canInstall()) await aptInstall(['libfaketime'], log);
  const library = findLibrary();
  if (library === undefined) return undefined;
  const shift = (seconds: number): void => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
  shift(0);
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    shift,
  };
}
