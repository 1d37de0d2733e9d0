// Files of tickets: what a citizen or a clerk adds. The timeline keeps their hash, so that none is exchanged unseen.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdBytes, removeUnnamed, timesErased } from '../platform/file-names.ts';
import type { FileStore } from '../platform/files.ts';
import type { Sql } from '../platform/sql.ts';
import { fileName } from '../platform/text.ts';
import type { ticketFileSchema } from './contract.ts';
import { demandSight } from './sight.ts';
import { appendTimeline, isFinal, lockTicket } from './store.ts';
import type { FileRow } from './views.ts';

/** More than this nobody reads. */
const mostFiles = 30;

interface GivenFile {
  name: string;
  isPublic: boolean;
  content: Awaited<ReturnType<FileStore['save']>>;
}

/** Somebody signed in, or a citizen who has proved the right to the ticket. */
export type FileGiver = { kind: 'staff'; actor: Actor } | { kind: 'citizen' };

export class TicketFiles {
  readonly #database: Database;
  readonly #files: FileStore;

  constructor(database: Database, files: FileStore) {
    this.#database = database;
    this.#files = files;
  }

  /**
   * Adds a file. What a citizen sends, the citizen sees, and sent twice it is there once; a clerk says whether the citizen shall.
   * @throws AppError `unsupported_media`, `too_large`, `not_found`, `conflict` when the ticket is full
   */
  async add(
    by: FileGiver,
    ticketId: string,
    file: { name: string; isPublic: boolean; stream: Readable & { truncated?: boolean } },
  ): Promise<z.infer<typeof ticketFileSchema>> {
    const erased = await this.#timesErased(this.#database.sql, ticketId);
    return this.attach(by, ticketId, { ...file, content: await this.#files.save(file.stream) }, erased);
  }

  /**
   * Adds a file whose bytes the store has. What is refused is removed. @param erased how often its citizen was when the file
   * began to come @throws AppError `not_found`, `conflict` when the ticket is full
   */
  async attach(
    by: FileGiver,
    ticketId: string,
    file: GivenFile,
    erased?: number,
  ): Promise<z.infer<typeof ticketFileSchema>> {
    try {
      return await this.#attach(by, ticketId, file, erased);
    } catch (error) {
      // Where that fails, too, the bytes lie without a name.
      await removeUnnamed(this.#database, this.#files, file.content.sha256).catch(() => undefined);
      throw error;
    }
  }

  async #timesErased(sql: Sql, ticketId: string): Promise<number> {
    const ticket = await sql.first(
      z.object({ citizenId: z.string() }),
      'SELECT "citizenId" FROM "Ticket" WHERE id = $1 AND "citizenId" IS NOT NULL',
      [ticketId],
    );
    return ticket ? timesErased(sql, ticket.citizenId) : 0;
  }

  async #attach(
    by: FileGiver,
    ticketId: string,
    file: GivenFile,
    erased: number | undefined,
  ): Promise<z.infer<typeof ticketFileSchema>> {
    const now = new Date();
    const addedById = by.kind === 'staff' ? by.actor.id : null;
    const row = await this.#database.change(async (change) => {
      const ticket = await lockTicket(change.tx, ticketId);
      if (by.kind === 'staff') demandSight(by.actor, ticket);
      else if (isFinal(ticket.state)) throw new AppError('wrong_state', { state: ticket.state });
      if (erased !== undefined && (await this.#timesErased(change.sql, ticketId)) > erased)
        throw new AppError('not_found');
      await holdBytes(change, this.#files, file.content.sha256);
      // A citizen's file whose answer was lost is sent again.
      const sent = { ticketId, sha256: file.content.sha256, addedById: null };
      const before = by.kind === 'citizen' && (await change.tx.ticketFile.findFirst({ where: sent }));
      if (before) return before;
      if ((await change.tx.ticketFile.count({ where: { ticketId } })) >= mostFiles)
        throw new AppError('conflict', { files: mostFiles });
      const added = await change.tx.ticketFile.create({
        data: {
          ...file.content,
          ticketId,
          name: fileName(file.name),
          isPublic: by.kind === 'citizen' || file.isPublic,
          addedById,
          createdAt: now,
        },
      });
      const { id: fileId, name, sha256, bytes, mime, isPublic } = added;
      const payload = { fileId, name, sha256, bytes, mime, isPublic };
      const lastSeq = await appendTimeline(
        change.sql,
        ticket,
        [{ command: 'attach', toState: ticket.state, by: 'giver', reason: null, payload }],
        { kind: by.kind, id: addedById, commandId: `attach-${randomUUID()}`, at: now },
      );
      await change.tx.ticket.update({
        where: { id: ticketId },
        data: { updatedAt: now },
      });
      change.emit('ticket.changed', { ticketId, seq: lastSeq, command: 'attach' });
      return added;
    });
    return fileView(row);
  }

  /** A file with its bytes. A citizen gets what is public. @throws AppError `not_found` */
  async open(by: FileGiver, ticketId: string, fileId: string) {
    const row = await this.#database.read.ticketFile.findUnique({
      where: { id: fileId },
      include: { ticket: { include: { handlers: true } } },
    });
    if (!row || row.ticketId !== ticketId || (by.kind === 'citizen' && !row.isPublic))
      throw new AppError('not_found');
    if (by.kind === 'staff') demandSight(by.actor, row.ticket);
    const { stream, bytes } = await this.#files.open(row.sha256);
    return { name: row.name, mime: row.mime, bytes, stream };
  }
}

export function fileView(row: FileRow): z.infer<typeof ticketFileSchema> {
  const { id, name, mime, bytes, isPublic, addedById } = row;
  return { id, name, mime, bytes, isPublic, isCitizens: addedById === null, at: row.createdAt.toISOString() };
}
