// Files in conversations: citizens send them with their token, staff with their session. Bytes are never executed.
import type { Readable } from 'node:stream';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdBytes, removeUnnamed, timesErased } from '../platform/file-names.ts';
import type { FileStore } from '../platform/files.ts';
import { fileName } from '../platform/text.ts';
import type { AttachmentView } from './contract.ts';
import { attachmentView, lockCitizen, readConversation } from './store.ts';

export class Attachments {
  readonly #database: Database;
  readonly #files: FileStore;

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
