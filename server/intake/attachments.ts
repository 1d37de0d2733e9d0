// Files in conversations: citizens send them with their token, staff with their session. Bytes are never executed.
import type { Readable } from 'node:stream';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { acceptedMimes, type FileStore } from '../platform/files.ts';
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
    mime: string;
    stream: Readable & { truncated?: boolean };
  }): Promise<AttachmentView> {
    if (!acceptedMimes.has(file.mime)) {
      file.stream.resume();
      throw new AppError('unsupported_media', { mime: file.mime });
    }
    const { sha256, bytes } = await this.#files.save(file.stream);
    if (file.stream.truncated) throw new AppError('too_large');
    const row = await this.#database.read.attachment.create({
      data: {
        conversationId: file.conversationId,
        sha256,
        bytes,
        name: file.name.slice(0, 200),
        mime: file.mime,
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
