// What editors publish by themselves: answers to citizens' matters, and news. Found by the same search as all articles.
import { z } from 'zod';
import type { Prisma } from '#database';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { orderedId } from '../platform/ordered-id.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { holdRow } from '../platform/version.ts';
import type { ArticleView } from './contract.ts';
import { filesNamed } from './files.ts';
import { safeLine, safeMarkdown } from './safe-text.ts';
import { type ArticleRow, articleView, keepVersion, recordVersion } from './store.ts';

export type PublicationSource = Extract<ArticleView['source'], 'reply' | 'notice'>;

/** A publication with what its room keeps beside it. */
export interface Publication extends ArticleView {
  origin: unknown;
}

export interface PublicationDraft {
  /** The stable key: what has it is changed. */
  code: string;
  source: PublicationSource;
  title: ArticleView['title'];
  /** Markdown. */
  body: ArticleView['body'];
  short: ArticleView['short'];
  departmentCode: string | null;
  categoryCode: string | null;
  fileIds: readonly string[];
  /** What its room keeps beside it. */
  origin: Prisma.InputJsonObject;
  /** The version that was seen; 0 makes a new one. */
  version: number;
}

export interface By {
  id: string;
  ip: string;
}

const listKey = z.tuple([z.iso.datetime(), z.uuid()]);

export class Publications {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Writes a draft; what is published is withdrawn before it is changed.
   * @throws AppError `version_conflict`, `wrong_state`, `bad_request` for a file that nobody sent
   */
  async save(draft: PublicationDraft, by: By): Promise<Publication> {
    const { code, source, version } = draft;
    const row = await this.#database.change(async (change) => {
      const { tx } = change;
      await holdRow(change, 'Article', 'code', code);
      const before = await tx.article.findUnique({ where: { code } });
      if (before && before.source !== source) throw new AppError('conflict', { field: 'code' });
      if ((before?.version ?? 0) !== version) throw new AppError('version_conflict');
      if (before?.status === 'published') throw new AppError('wrong_state');
      const fields = {
        titleZh: safeLine(draft.title.zh),
        titleEn: safeLine(draft.title.en),
        bodyZh: safeMarkdown(draft.body.zh),
        bodyEn: safeMarkdown(draft.body.en),
        shortZh: safeLine(draft.short.zh),
        shortEn: safeLine(draft.short.en),
        departmentCode: draft.departmentCode,
        categoryCode: draft.categoryCode,
        files: await filesNamed(tx, draft.fileIds, new Date()),
        provenance: draft.origin,
        // A pack that is applied again leaves alone what somebody has made their own.
        ownerId: by.id,
        writtenById: by.id,
        updatedAt: new Date(),
      };
      if (before) await keepVersion(tx, before, null);
      const written = before
        ? await tx.article.update({
            where: { code },
            data: { ...fields, version: { increment: 1 } },
          })
        : await tx.article.create({ data: { id: orderedId(), code, source, audience: 'public', ...fields } });
      return this.#changed(change, written, 'save', by);
    });
    return publicationOf(row);
  }

  /**
   * Shows it to everybody, or takes it back.
   * @throws AppError `not_found`, `version_conflict`, `wrong_state`, `reason_required`
   */
  async command(
    id: string,
    given: {
      source: PublicationSource;
      command: 'publish' | 'withdraw';
      version: number;
      reason?: string | undefined;
    },
    by: By,
  ): Promise<Publication> {
    const { source, command, version, reason } = given;
    const row = await this.#database.change(async (change) => {
      const { tx } = change;
      await holdRow(change, 'Article', 'id', id);
      const before = await tx.article.findUnique({ where: { id } });
      if (before?.source !== source) throw new AppError('not_found');
      if (before.version !== version) throw new AppError('version_conflict');
      if ((command === 'publish') === (before.status === 'published')) throw new AppError('wrong_state');
      if (command === 'withdraw' && !reason) throw new AppError('reason_required');
      if (command === 'withdraw' && before.status !== 'published') throw new AppError('wrong_state');
      const now = new Date();
      await keepVersion(tx, before, null);
      const moved = await tx.article.update({
        where: { id },
        data: {
          ...(command === 'publish' ? { status: 'published', publishedAt: now } : { status: 'withdrawn' }),
          updatedAt: now,
          ownerId: by.id,
          version: { increment: 1 },
        },
      });
      return this.#changed(change, moved, command, by, reason);
    });
    return publicationOf(row);
  }

  /** @throws AppError `not_found` */
  async read(id: string, source: PublicationSource): Promise<Publication> {
    const row = await this.#database.read.article.findUnique({ where: { id } });
    if (row?.source !== source) throw new AppError('not_found');
    return publicationOf(row);
  }

  /** Those of some codes, in no order, whatever their status. */
  async byCodes(codes: readonly string[]): Promise<Publication[]> {
    const rows = await this.#database.read.article.findMany({ where: { code: { in: [...codes] } } });
    return rows.map(publicationOf);
  }

  /** Those of some ids that everybody may read, in no order. */
  async publishedOf(ids: readonly string[]): Promise<Publication[]> {
    const where = { id: { in: [...ids] }, status: 'published' as const };
    return (await this.#database.read.article.findMany({ where })).map(publicationOf);
  }

  /** A page of them, the latest first: of those that are published by that day, of all by their last change. */
  async list(query: {
    source: PublicationSource;
    isPublished: boolean;
    departmentCode?: string | undefined;
    categoryCodes?: readonly string[] | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ items: Publication[]; nextCursor: string | null }> {
    const { source, isPublished, departmentCode, categoryCodes, limit } = query;
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, listKey);
    const day = isPublished ? 'publishedAt' : 'updatedAt';
    const rows = await this.#database.read.article.findMany({
      where: {
        source,
        ...(isPublished && { status: 'published', publishedAt: { not: null } }),
        ...(departmentCode && { departmentCode }),
        ...(categoryCodes && { categoryCode: { in: [...categoryCodes] } }),
        ...(after && { OR: [{ [day]: { lt: after[0] } }, { [day]: after[0], id: { lt: after[1] } }] }),
      },
      orderBy: [{ [day]: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [(row[day] ?? row.updatedAt).toISOString(), row.id]);
    return { items: page.items.map(publicationOf), nextCursor: page.nextCursor };
  }

  /** By what those that are published can be narrowed: how many there are of each department and category. */
  async counts(
    source: PublicationSource,
  ): Promise<{ departmentCode: string | null; categoryCode: string | null; count: number }[]> {
    const rows = await this.#database.read.article.groupBy({
      by: ['departmentCode', 'categoryCode'],
      where: { source, status: 'published' },
      _count: true,
    });
    return rows.map(({ _count: count, ...row }) => ({ ...row, count }));
  }

  async #changed(
    { tx, emit }: Change,
    row: ArticleRow,
    action: string,
    by: By,
    reason?: string,
  ): Promise<ArticleRow> {
    await recordVersion(tx, row, { authorId: by.id, action, reason: reason ?? null });
    await audit(tx, {
      actorId: by.id,
      action: `${row.source}.${action}`,
      subjectType: 'article',
      subjectId: row.id,
      detail: { code: row.code, version: row.version, ...(reason ? { reason } : {}) },
      ip: by.ip,
    });
    emit('article.changed', { articleId: row.id });
    return row;
  }
}

function publicationOf(row: ArticleRow): Publication {
  return { ...articleView(row), origin: row.provenance };
}
