// Uploaded bytes, stored under their SHA-256 in the data folder: the same file twice is one file.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileTypeFromFile } from 'file-type';
import { AppError } from './errors.ts';

/**
 * Kinds that strangers may send: what a browser shows without running anything, and documents without macros. Everything else
 * is refused, by its content: a name or a sender's word proves nothing.
 */
const acceptedMimes: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/heic',
  'application/pdf',
  'text/plain',
  'audio/mpeg',
  'audio/x-m4a',
  'video/mp4',
  'video/quicktime',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

const shownMimes = /^(image|audio|video)\//;

/** How bytes of strangers are handed out: never run, never guessed at, and opened only as what they were found to be. */
export function fileHeaders({ name, mime, bytes }: { name: string; mime: string; bytes: number }) {
  const disposition = shownMimes.test(mime) ? 'inline' : 'attachment';
  return {
    'content-type': mime === 'text/plain' ? 'text/plain; charset=utf-8' : mime,
    'content-length': bytes,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=86400',
  };
}

export class FileStore {
  readonly #root: string;
  readonly #accepts: ReadonlySet<string>;

  /**
   * @param folder keeps files of another kind apart: what is public from what is not
   * @param accepts the kinds that it takes, by content
   */
  constructor(dataDir: string, folder = 'files', accepts = acceptedMimes) {
    this.#root = join(dataDir, folder);
    this.#accepts = accepts;
  }

  /**
   * Writes a stream to disk and names it by its content. The file is complete, and known to be of an accepted kind,
   * before it has its name.
   * @throws AppError `unsupported_media`, `too_large` when the stream was cut off at its limit
   */
  async save(
    content: Readable & { truncated?: boolean },
  ): Promise<{ sha256: string; bytes: number; mime: string }> {
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
      if (content.truncated) throw new AppError('too_large');
      const mime = await mimeOf(partial);
      if (!this.#accepts.has(mime)) throw new AppError('unsupported_media', { mime });
      const sha256 = hash.digest('hex');
      const path = this.#pathOf(sha256);
      await mkdir(dirname(path), { recursive: true });
      await rename(partial, path);
      return { sha256, bytes, mime };
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

const looked = 8_192;

/** What a file's content is. Text has no mark of its own: it is what reads as UTF-8 without control characters. */
async function mimeOf(path: string): Promise<string> {
  const known = await fileTypeFromFile(path);
  if (known) return known.mime;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    // The last character may be cut in two.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), {
      stream: true,
    });
    const isText = /^[\P{Cc}\t\n\r]*$/u.test(text) && !/<(!doctype|html|svg|script|\?xml)/i.test(text);
    return isText ? 'text/plain' : 'application/octet-stream';
  } catch (error) {
    if (error instanceof TypeError) return 'application/octet-stream';
    throw error;
  } finally {
    await file.close();
  }
}
