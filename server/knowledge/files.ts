// Files of articles: sent by editors before they save, named by the article and by its versions, handed out to whoever
// may read the article that names them, and deleted when no article was saved with them.
import type { Readable } from 'node:stream';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdBytes, removeUnnamed } from '../platform/file-names.ts';
import type { FileStore } from '../platform/files.ts';
import { noteLoose } from '../platform/loose-bytes.ts';
import { endOf, storable } from '../platform/text.ts';
import type { ArticleFileView } from './contract.ts';
import { safeLine } from './safe-text.ts';

const mostName = 200;
/** Who sends a file saves the article within a day. */
const waitsMs = 86_400_000;
const sweptAtOnce = 100;

export class ArticleFiles {
  readonly #database: Database;
  readonly #files: FileStore;

  /** @param files a store of its own: what no article was saved with is deleted from it */
  constructor(database: Database, files: FileStore) {
    this.#database = database;
    this.#files = files;
  }

  /** Takes a file for an article that is being written. @throws AppError `unsupported_media`, `too_large` */
  async add(
    actor: Actor,
    file: { name: string; stream: Readable & { truncated?: boolean } },
  ): Promise<ArticleFileView> {
    const content = await this.#files.save(file.stream);
    const name = endOf(safeLine(storable(file.name)), mostName) || content.sha256.slice(0, 12);
    const { id, mime, bytes } = await this.#database.change(async (change) => {
      await holdBytes(change, this.#files, content.sha256, 'article');
      return change.tx.articleFile.create({ data: { ...content, name, addedById: actor.id } });
    });
    return { id, name, mime, bytes };
  }

  /** A file's bytes; the caller has seen that the reader may have them. @throws AppError `not_found` */
  async open(fileId: string) {
    const row = await this.#database.read.articleFile.findUnique({ where: { id: fileId } });
    if (!row) throw new AppError('not_found');
    const { stream, bytes } = await this.#files.open(row.sha256);
    return { name: row.name, mime: row.mime, bytes, stream };
  }

  /** Deletes what was sent and never saved with an article. @returns how many */
  async sweep(now: Date): Promise<number> {
    const unnamed = await this.#database.read.articleFile.findMany({
      where: { savedAt: null, createdAt: { lt: new Date(now.getTime() - waitsMs) } },
      select: { id: true, sha256: true },
      take: sweptAtOnce,
    });
    for (const { id, sha256 } of unnamed) {
      await this.#database.change(async ({ tx, sql }) => {
        await tx.articleFile.deleteMany({ where: { id, savedAt: null } });
        // What a crash keeps from being removed now goes with the bytes that never had a name.
        await noteLoose(sql, 'article', [sha256]);
      });
      await removeUnnamed(this.#database, this.#files, sha256, 'article');
    }
    return unnamed.length;
  }
}

/** The files of these ids, in their order, each once; they are an article's from now on. @throws AppError `bad_request` for one that nobody sent */
export async function filesNamed(tx: Tx, ids: readonly string[], now: Date): Promise<ArticleFileView[]> {
  const where = { id: { in: [...ids] } };
  await tx.articleFile.updateMany({ where: { ...where, savedAt: null }, data: { savedAt: now } });
  const rows = await tx.articleFile.findMany({ where });
  return [...new Set(ids)].map((wanted) => {
    const row = rows.find(({ id }) => id === wanted);
    if (!row) throw new AppError('bad_request', { issues: [{ path: 'fileIds', message: 'unknown' }] });
    const { id, name, mime, bytes } = row;
    return { id, name, mime, bytes };
  });
}
