// A folder that can be a disk of its own: small, in memory, and full when a test wants it to be.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const piece = Buffer.alloc(64 * 1024);

/** Whether this process may mount one: as root, on Linux, where the container lets it. */
export function canMount(folder: string): boolean {
  const disk = new Disk(folder);
  try {
    disk.make(1);
    return true;
  } catch {
    return false;
  } finally {
    disk.remove();
  }
}

export class Disk {
  readonly folder: string;
  #isMounted = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @param megabytes its size; without it the folder is a plain one. @throws where nobody may mount */
  make(megabytes: number | undefined): void {
    mkdirSync(this.folder, { recursive: true });
    if (megabytes === undefined) return;
    const { status, stderr, error } = spawnSync(
      'mount',
      ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', this.folder],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`no disk for ${this.folder}: ${error?.message ?? stderr}`);
    this.#isMounted = true;
  }

  /** Takes all room that is left, to the last byte. */
  fill(): void {
    const file = openSync(join(this.folder, 'ballast'), 'a');
    try {
      for (const size of [piece.length, 1]) {
        try {
          for (;;) writeSync(file, piece, 0, size);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    rmSync(join(this.folder, 'ballast'), { force: true });
  }

  remove(): void {
    if (this.#isMounted) spawnSync('umount', ['--lazy', this.folder]);
    this.#isMounted = false;
  }
}
