// Files in conversations: citizens send them with their token, staff with their session. Bytes are never executed. What no
// message came to carry is deleted.
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdBytes, removeUnnamed, timesErased } from '../platform/file-names.ts';
import type { FileStore } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { noteLoose } from '../platform/loose-bytes.ts';
import { fileName } from '../platform/text.ts';
import type { AttachmentView } from './contract.ts';
import { attachmentView, lockCitizen, readConversation } from './store.ts';

/** Whoever sends a file sends its message next; a page whose line is broken may take its time. */
const waitsMs = 2 * 86_400_000;
const sweepEveryMs = 3_600_000;
const sweptAtOnce = 200;
const sweptRow = z.object({ sha256: z.string() });

export class Attachments {
  readonly #database: Database;
  readonly #files: FileStore;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, files: FileStore) {
    this.#database = database;
    this.#files = files;
  }

  /** @throws AppError `unsupported_media`, `too_large`; `not_found` when the citizen was erased while it came */
  async save(file: {
    conversationId: string;
    name: string;
    stream: Readable & { truncated?: boolean };
  }): Promise<AttachmentView> {
    const { conversationId } = file;
    const { citizenId } = await readConversation(this.#database.sql, conversationId);
    const before = await timesErased(this.#database.sql, citizenId);
    const { sha256, bytes, mime } = await this.#files.save(file.stream);
    const name = fileName(file.name);
    try {
      const row = await this.#database.change(async (change) => {
        await lockCitizen(change.sql, citizenId);
        if ((await timesErased(change.sql, citizenId)) > before) throw new AppError('not_found');
        await holdBytes(change, this.#files, sha256);
        return change.tx.attachment.create({ data: { conversationId, sha256, bytes, name, mime } });
      });
      return attachmentView(row);
    } catch (error) {
      // Where that fails, too, the bytes lie without a name.
      await removeUnnamed(this.#database, this.#files, sha256).catch(() => undefined);
      throw error;
    }
  }

  /** Deletes files that no message carries. Several processes may. @returns how many */
  async sweep(now: Date): Promise<number> {
    const swept = await this.#database.change(async ({ sql }) => {
      const rows = await sql.rows(
        sweptRow,
        `DELETE FROM "Attachment" WHERE id IN
           (SELECT id FROM "Attachment" WHERE "messageId" IS NULL AND "ticketId" IS NULL AND "createdAt" < $1
            LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED)
         RETURNING sha256`,
        [new Date(now.getTime() - waitsMs)],
      );
      const names = rows.map(({ sha256 }) => sha256);
      // What a crash keeps from being removed now goes with the bytes that never had a name.
      await noteLoose(sql, 'file', names);
      return names;
    });
    for (const sha256 of new Set(swept)) await removeUnnamed(this.#database, this.#files, sha256);
    return swept.length;
  }

  /** Sweeps from now on. */
  start(log: Log): void {
    this.#timer = setInterval(() => {
      this.sweep(new Date()).catch((error: unknown) =>
        log.warn({ err: error }, 'files without a message wait for the next time'),
      );
    }, sweepEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** The bytes with what is needed to decide who may have them. */
  async open(id: string) {
    const row = await this.#database.read.attachment.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found');
    const conversation = row.conversationId
      ? await this.#database.read.conversation.findUnique({
          where: { id: row.conversationId },
          select: { citizenId: true },
        })
      : null;
    return { row, citizenId: conversation?.citizenId ?? null, content: () => this.#files.open(row.sha256) };
  }
}
