// Files out and in again: what lies in the data folder and what lies in the bucket. A file that is the same as in the
// backup before is a hard link to it: a backup every day costs what a day has brought.
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ifThere } from '../../server/platform/if-there.ts';
import { type Bucket, bucketKeys, bucketShelf } from '../../server/platform/shelf.ts';
import { Refusal } from '../bootstrap/say.mjs';
import { demandWhole, Hashing, type Manifest, readManifest, type Stored, store } from './manifest.ts';

/**
 * What lies in a data folder and is no file of the installation: servers, their passwords, logs, what can be spoken again, locks,
 * what a disk keeps for itself, and the secret, which goes with the keys.
 */
const notKept = /^(postgres.*|redis.*|log|prompts|onecall\.lock.*|secret|restored\.env|lost\+found)$/;

interface Copied {
  path: string;
  bytes: number;
  sha256: string;
  isLinked: boolean;
}

/** Copies files as often as it is asked, each path once; then lists them. */
export class FileBackup {
  readonly #folder: string;
  readonly #dataDir: string;
  readonly #bucket: Bucket | undefined;
  readonly #before: { folder: string; sums: ReadonlyMap<string, string> } | undefined;
  readonly #copied = new Map<string, Copied>();

  private constructor(
    folder: string,
    dataDir: string,
    bucket: Bucket | undefined,
    before: { folder: string; sums: ReadonlyMap<string, string> } | undefined,
  ) {
    this.#folder = folder;
    this.#dataDir = dataDir;
    this.#bucket = bucket;
    this.#before = before;
  }

  /** @param before the backup before, if there is one that can be read */
  static async open(folder: string, from: { dataDir: string; bucket: Bucket | undefined; before?: string }) {
    const sums = from.before === undefined ? undefined : await sumsOf(from.before).catch(() => undefined);
    const before = from.before !== undefined && sums ? { folder: from.before, sums } : undefined;
    return new FileBackup(folder, from.dataDir, from.bucket, before);
  }

  /** Everything that is there now and was not copied yet. What is deleted meanwhile is left out. */
  async copy(): Promise<void> {
    for await (const path of walk(this.#dataDir)) await this.#copyLocal(path);
    if (!this.#bucket) return;
    for await (const key of bucketKeys(this.#bucket)) await this.#copyStored(this.#bucket, key);
  }

  /** @param beside what else the backup has: `sha256sum -c` reads all of it, and never a list of nothing */
  async list(beside: readonly Stored[]): Promise<Manifest['files']> {
    const all = [...this.#copied.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const sums = [...beside.map(({ sha256, file }) => ({ sha256, path: file })), ...all];
    const lines = sums.map(({ sha256, path }) => `${sha256}  ${path}\n`);
    return {
      count: all.length,
      bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
      linked: all.filter(({ isLinked }) => isLinked).length,
      list: await store(this.#folder, 'files.sha256', lines),
    };
  }

  async #copyLocal(relativePath: string): Promise<void> {
    const path = `data/${relativePath.split(sep).join('/')}`;
    if (this.#copied.has(path)) return;
    const source = join(this.#dataDir, relativePath);
    const found = await ifThere(stat(source));
    if (!found) return;
    const isSame = async (kept: string): Promise<boolean> => {
      const there = await ifThere(stat(kept));
      return there?.size === found.size && Math.abs(there.mtimeMs - found.mtimeMs) < 1;
    };
    if (await this.#linked(path, found.size, isSame)) return;
    const stored = await store(this.#folder, path, createReadStream(source));
    // Times tell the next backup that nothing has changed.
    await utimes(join(this.#folder, path), found.atime, found.mtime);
    this.#copied.set(path, { path, bytes: stored.bytes, sha256: stored.sha256, isLinked: false });
  }

  async #copyStored(
    bucket: Bucket,
    { prefix, sha256, bytes }: { prefix: string; sha256: string; bytes: number },
  ) {
    const path = `bucket/${prefix}${sha256.slice(0, 2)}/${sha256}`;
    if (this.#copied.has(path) || (await this.#linked(path, bytes, async () => true))) return;
    const found = await shelfOf(bucket, prefix).open(sha256);
    if (!found) return;
    const stored = await store(this.#folder, path, found.stream);
    this.#copied.set(path, { path, bytes: stored.bytes, sha256: stored.sha256, isLinked: false });
  }

  async #linked(path: string, bytes: number, isSame: (kept: string) => Promise<boolean>): Promise<boolean> {
    const sha256 = this.#before?.sums.get(path);
    if (!this.#before || sha256 === undefined) return false;
    const kept = join(this.#before.folder, path);
    if (!(await isSame(kept))) return false;
    const place = join(this.#folder, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    try {
      await link(kept, place);
    } catch {
      // Another disk, or one that knows no links.
      return false;
    }
    this.#copied.set(path, { path, bytes, sha256, isLinked: true });
    return true;
  }
}

const shelfOf = (bucket: Bucket, prefix: string) =>
  bucketShelf({ ...bucket, url: `${bucket.url}/${prefix}`.replace(/\/$/, '') });

async function* walk(root: string, folder = root): AsyncGenerator<string> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    if (folder === root && notKept.test(entry.name)) continue;
    const path = join(folder, entry.name);
    // Uploads on their way have no name yet, and no row.
    if (entry.isDirectory() && entry.name !== 'partial') yield* walk(root, path);
    else if (entry.isFile()) yield relative(root, path);
  }
}

/** Path → SHA-256 of a backup's files, without what the manifest itself lists. */
async function sumsOf(folder: string): Promise<Map<string, string>> {
  const { files, tables, keys } = await readManifest(folder);
  await demandWhole(folder, files.list);
  const lines = (await readFile(join(folder, files.list.file), 'utf8')).split('\n').filter(Boolean);
  const listed = new Set([...tables, keys].map(({ file }) => file));
  return new Map(
    lines.flatMap((text): [string, string][] => {
      const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) {2}(.+)$/.exec(text) ?? [];
      if (listed.has(path)) return [];
      if (!/^(data|bucket)\//.test(path) || path.split('/').includes('..'))
        throw new Refusal('backup-damaged', { file: files.list.file, reason: text.slice(0, 80) });
      return [[path, sha256]];
    }),
  );
}

/** Reads every file of a backup. @throws Refusal `backup-damaged` */
export async function checkFiles(folder: string): Promise<void> {
  for (const [file, sha256] of await sumsOf(folder)) await demandWhole(folder, { file, sha256 });
}

/**
 * Puts the files back; what came from a bucket goes into the bucket, or to where it is looked for on disk.
 * @throws Refusal `backup-damaged`; what was written by then is taken away again, unless it was there before
 */
export async function restoreFiles(
  folder: string,
  { dataDir, bucket }: { dataDir: string; bucket: Bucket | undefined },
): Promise<void> {
  const written: string[] = [];
  try {
    for (const [file, sha256] of await sumsOf(folder)) {
      const [kind, ...rest] = file.split('/');
      const prefix = rest
        .slice(0, -2)
        .map((part) => `${part}/`)
        .join('');
      if (kind === 'bucket' && bucket) {
        await demandWhole(folder, { file, sha256 });
        // A shelf on disk moves what it is given; a bucket only reads it.
        await shelfOf(bucket, prefix).put(sha256, join(folder, file), 'application/octet-stream');
        continue;
      }
      const path = kind === 'bucket' && prefix === '' ? ['files', ...rest] : rest;
      const place = join(dataDir, ...path);
      const isThere = (await ifThere(stat(place))) !== undefined;
      if (!isThere) written.push(place);
      await copyWhole(join(folder, file), place, { file, sha256 });
    }
  } catch (error) {
    for (const place of written) await rm(place, { force: true });
    throw error;
  }
}

async function copyWhole(from: string, to: string, { file, sha256 }: { file: string; sha256: string }) {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const hashing = new Hashing();
  const source = Readable.from(createReadStream(from));
  await pipeline(source, hashing, createWriteStream(to, { mode: 0o600, flush: true })).catch(
    (error: unknown) => {
      throw new Refusal('backup-damaged', { file, reason: String(error).slice(0, 200) });
    },
  );
  if (hashing.sha256() !== sha256) throw new Refusal('backup-damaged', { file, reason: 'SHA-256' });
}
