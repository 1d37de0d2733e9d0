// What a backup says of itself: manifest.json beside its files. Everything in it is named with its SHA-256.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Refusal } from '../bootstrap/say.mjs';

const storedSchema = z.object({ file: z.string(), bytes: z.int(), sha256: z.string().length(64) });
const tableSchema = storedSchema.extend({
  name: z.string(),
  columns: z.array(z.string()).min(1),
  rows: z.int(),
});
const sequenceSchema = z.object({
  name: z.string(),
  value: z.string().regex(/^-?\d+$/),
  isCalled: z.boolean(),
});
const manifestSchema = z.object({
  format: z.literal(1),
  /** The moment whose state it is. */
  at: z.iso.datetime(),
  version: z.string(),
  postgres: z.string(),
  /** Names of the migrations that its tables had, in order. */
  migrations: z.array(z.string()),
  tables: z.array(tableSchema),
  sequences: z.array(sequenceSchema),
  /** `linked`: the same bytes as in the backup before, stored once. */
  files: z.object({ count: z.int(), bytes: z.int(), linked: z.int(), list: storedSchema }),
  keys: storedSchema.extend({ isSealed: z.boolean() }),
});

export type Stored = z.infer<typeof storedSchema>;
export type StoredTable = z.infer<typeof tableSchema>;
export type StoredSequence = z.infer<typeof sequenceSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

const manifestName = 'manifest.json';

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(join(folder, manifestName), text, { mode: 0o600, flush: true });
}

/** @throws Refusal `backup-unreadable` when it is no backup, or one that was not finished */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : String(error).slice(0, 200);
    throw new Refusal('backup-unreadable', { folder, reason: reason ?? '' });
  }
}

/** Passes bytes on and knows afterwards how many they were, and their SHA-256. */
export class Hashing extends Transform {
  readonly #hash = createHash('sha256');
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
    done(null, chunk);
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

/** Writes a new file, readable by its owner only; it is on disk when this resolves. */
export async function store(
  folder: string,
  file: string,
  source: AsyncIterable<unknown> | Iterable<unknown>,
): Promise<Stored> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hashing = new Hashing();
  await pipeline(source, hashing, createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }));
  return { file, bytes: hashing.bytes, sha256: hashing.sha256() };
}

/** @throws Refusal `backup-damaged` when a file is not what was written */
export async function demandWhole(folder: string, { file, sha256 }: Omit<Stored, 'bytes'>): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(join(folder, file)), hash);
  } catch (error) {
    throw new Refusal('backup-damaged', { file, reason: String(error).slice(0, 200) });
  }
  if (hash.digest('hex') !== sha256) throw new Refusal('backup-damaged', { file, reason: 'SHA-256' });
}
