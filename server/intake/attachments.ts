// Files in conversations: citizens send them with their token, staff with their session. Bytes are never executed.
import type { Readable } from 'node:stream';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { FileStore } from '../platform/files.ts';
import { storable } from '../platform/text.ts';
import type { AttachmentView } from './contract.ts';
import { attachmentView } from './store.ts';

export class Attachments {
  readonly #database: Database;
  readonly #files: FileStore;

  constructor(database: Database, files: FileStore) {
    this.#database = database;
    this.#files = files;
  }

  /** @throws AppError `unsupported_media`, `too_large` */
  async save(file: {
    conversationId: string;
    name: string;
    stream: Readable & { truncated?: boolean };
  }): Promise<AttachmentView> {
    const { sha256, bytes, mime } = await this.#files.save(file.stream);
    const row = await this.#database.read.attachment.create({
      data: {
        conversationId: file.conversationId,
        sha256,
        bytes,
        name: storable(file.name).slice(0, 200),
        mime,
      },
    });
    return attachmentView(row);
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
