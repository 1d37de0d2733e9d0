// Uploaded bytes, stored under their SHA-256 in the data folder: the same file twice is one file.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from './errors.ts';

/** Kinds that citizens may send, and how a browser may show them. Everything else is refused. */
export const acceptedMimes: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'application/pdf',
  'text/plain',
]);

export class FileStore {
  readonly #root: string;

  /** @param folder keeps files of another kind apart: what is public from what is not */
  constructor(dataDir: string, folder = 'files') {
    this.#root = join(dataDir, folder);
  }

  /** Writes a stream to disk and names it by its content. The file is complete before it has its name. */
  async save(content: Readable): Promise<{ sha256: string; bytes: number }> {
    const hash = createHash('sha256');
    const partial = join(this.#root, 'partial', randomUUID());
    await mkdir(dirname(partial), { recursive: true });
    let bytes = 0;
    content.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    try {
      await pipeline(content, createWriteStream(partial));
      const sha256 = hash.digest('hex');
      const path = this.#pathOf(sha256);
      await mkdir(dirname(path), { recursive: true });
      await rename(partial, path);
      return { sha256, bytes };
    } finally {
      await rm(partial, { force: true });
    }
  }

  async has(sha256: string): Promise<boolean> {
    return (await stat(this.#pathOf(sha256)).catch(() => undefined)) !== undefined;
  }

  /** @throws AppError `not_found` when the bytes are gone. */
  async open(sha256: string): Promise<{ bytes: number; stream: Readable }> {
    const path = this.#pathOf(sha256);
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new AppError('not_found');
    return { bytes: found.size, stream: createReadStream(path) };
  }

  #pathOf(sha256: string): string {
    return join(this.#root, sha256.slice(0, 2), sha256);
  }
}
