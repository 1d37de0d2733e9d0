// Uploaded bytes, stored under their SHA-256 in the data folder or in a bucket: the same file twice is one file.
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileTypeFromFile } from 'file-type';
import { AppError } from './errors.ts';
import { ifThere } from './if-there.ts';
import { withoutNotes } from './photo-notes.ts';
import { type Bucket, bucketShelf, diskShelf, type Shelf } from './shelf.ts';

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

/**
 * How bytes of strangers are handed out: never run, never guessed at, and opened only as what they were found to be.
 * @param file.isForAll anybody may see it. Of all others no browser keeps a copy: it would show it to whoever sits there next
 */
export function fileHeaders({
  name,
  mime,
  bytes,
  isForAll = false,
}: {
  name: string;
  mime: string;
  bytes: number;
  isForAll?: boolean;
}) {
  const disposition = shownMimes.test(mime) ? 'inline' : 'attachment';
  return {
    'content-type': mime === 'text/plain' ? 'text/plain; charset=utf-8' : mime,
    'content-length': bytes,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': isForAll ? 'private, max-age=86400' : 'no-store',
  };
}

/** What conversations and tickets hold; in the bucket it stands at the root. */
const commonFolder = 'files';
/** In each folder: what is still being written. */
const partialFolder = 'partial';

/** Removes, of all folders, what a process that died was writing: nothing was added to it since then. */
export async function removePartial(dataDir: string, before: Date): Promise<void> {
  for (const folder of await namesIn(dataDir)) {
    const partial = join(dataDir, folder, partialFolder);
    for (const name of await namesIn(partial)) {
      const path = join(partial, name);
      const found = await ifThere(stat(path));
      if (found && found.mtime < before) await rm(path, { force: true });
    }
  }
}

/** Nothing where there is no such folder, and in one that is not ours to read (a disk's lost+found). */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

export class FileStore {
  readonly #root: string;
  readonly #accepts: ReadonlySet<string>;
  readonly #announce: (sha256: string) => Promise<void>;
  /** New files go to the first; what lay on disk before there was a bucket is still found there. */
  readonly #shelves: readonly [Shelf, ...Shelf[]];

  /**
   * @param folder keeps files of another kind apart, on disk and in the bucket: what is public from what is not, and what may be
   *   deleted from what stays
   * @param accepts the kinds that it takes, by content
   * @param bucket where complete files go instead of the disk
   * @param announce is told of a file before it has its place, where no row names it yet
   */
  constructor(
    dataDir: string,
    folder = commonFolder,
    accepts = acceptedMimes,
    bucket?: Bucket,
    announce: (sha256: string) => Promise<void> = async () => undefined,
  ) {
    this.#root = join(dataDir, folder);
    this.#accepts = accepts;
    this.#announce = announce;
    const disk = diskShelf(this.#root);
    const prefix = folder === commonFolder ? '' : `/${folder}`;
    this.#shelves = bucket ? [bucketShelf({ ...bucket, url: `${bucket.url}${prefix}` }), disk] : [disk];
  }

  /**
   * Writes a stream to disk, names it by its content and puts it on its shelf. The file is complete, and known to be of an accepted kind,
   * before it has its name.
   * @throws AppError `unsupported_media`, `too_large` when the stream was cut off at its limit, `unavailable` when the
   * bucket does not take it
   */
  async save(
    content: Readable & { truncated?: boolean },
  ): Promise<{ sha256: string; bytes: number; mime: string }> {
    const hash = createHash('sha256');
    const partial = join(this.#root, partialFolder, randomUUID());
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
      const bare = await bareOf(partial, mime);
      const sha256 = bare ? createHash('sha256').update(bare).digest('hex') : hash.digest('hex');
      if (bare) await writeFile(partial, bare);
      await this.#announce(sha256);
      await this.#shelves[0].put(sha256, partial, mime);
      return { sha256, bytes: bare?.length ?? bytes, mime };
    } finally {
      await rm(partial, { force: true });
    }
  }

  async has(sha256: string): Promise<boolean> {
    for (const shelf of this.#shelves) if (await shelf.has(sha256)) return true;
    return false;
  }

  /** @throws AppError `not_found` when the bytes are gone, `unavailable` when the bucket cannot be reached */
  async open(sha256: string): Promise<{ bytes: number; stream: Readable }> {
    for (const shelf of this.#shelves) {
      const found = await shelf.open(sha256);
      if (found) return found;
    }
    throw new AppError('not_found');
  }

  /** Deletes the bytes wherever they lie; the caller knows that nothing names them any more. What is gone is no fault. */
  async remove(sha256: string): Promise<void> {
    for (const shelf of this.#shelves) await shelf.remove(sha256);
  }
}

const photos: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** A picture without what its camera wrote beside it; undefined where nothing was, and for everything else. */
async function bareOf(path: string, mime: string): Promise<Buffer | undefined> {
  if (!photos.has(mime)) return undefined;
  const taken = await readFile(path);
  const bare = withoutNotes(taken, mime);
  return bare.equals(taken) ? undefined : bare;
}

const looked = 8_192;

/** What a file's content is. Text has no mark of its own: it is what reads as UTF-8 without control characters. */
async function mimeOf(path: string): Promise<string> {
  const known = await fileTypeFromFile(path).catch((error: unknown) => {
    // Errors of the disk have a code; without one, the file begins like a kind that it then is not.
    if (error instanceof Error && 'code' in error) throw error;
    return undefined;
  });
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
