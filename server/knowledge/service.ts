// Use cases of knowledge: editing with review, import of service items, and search over what is published.
import { z } from 'zod';
import type { Prisma } from '#database';
import { audit } from '../platform/audit.ts';
import { type Actor, demand } from '../platform/auth/actor.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import type {
  ArticleView,
  articleCommandSchema,
  articleStatusSchema,
  saveArticleSchema,
} from './contract.ts';
import { answering, articleView, keepVersion } from './store.ts';

type Save = z.infer<typeof saveArticleSchema>;
type Command = z.infer<typeof articleCommandSchema>;
type Status = z.infer<typeof articleStatusSchema>;

/** Command → from which statuses, to which, and who gives it (draft → review → published; withdrawn stays readable). */
const steps = {
  submit: { from: ['draft'], to: 'review', permission: 'knowledge.edit' },
  publish: { from: ['review', 'expiring', 'withdrawn'], to: 'published', permission: 'knowledge.review' },
  reject: { from: ['review'], to: 'draft', permission: 'knowledge.review' },
  withdraw: { from: ['published', 'expiring'], to: 'withdrawn', permission: 'knowledge.review' },
} as const;

export class Articles {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws AppError `not_found`, also for an article of an audience that the reader is not of */
  async read(id: string, audiences: readonly ArticleView['audience'][]): Promise<ArticleView> {
    const row = await this.#database.read.article.findUnique({ where: { id } });
    if (!row || !audiences.includes(row.audience)) throw new AppError('not_found');
    return articleView(row);
  }

  /** An article that citizens may read. @throws AppError `not_found` */
  async readPublished(id: string): Promise<ArticleView> {
    const article = await this.read(id, ['public']);
    if (!answering.some((status) => status === article.status)) throw new AppError('not_found');
    return article;
  }

  /** One page of what the reader may see, latest change first. */
  async list(
    query: { status?: Status | undefined; cursor?: string | undefined; limit: number },
    audiences: readonly ArticleView['audience'][],
  ) {
    const after = query.cursor ? decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : null;
    const rows = await this.#database.read.article.findMany({
      where: {
        audience: { in: [...audiences] },
        ...(query.status ? { status: query.status } : {}),
        ...(after
          ? { OR: [{ updatedAt: { lt: after[0] } }, { updatedAt: after[0], id: { lt: after[1] } }] }
          : {}),
      },
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    const page = toPage(rows, query.limit, (row) => [row.updatedAt.toISOString(), row.id]);
    return { items: page.items.map(articleView), nextCursor: page.nextCursor };
  }

  /**
   * Creates (version 0) or changes an article. A changed published article goes back to draft: what citizens are
   * told is reviewed first. @throws AppError `version_conflict`, `conflict` (the code is taken)
   */
  async save(actor: Actor, input: Save): Promise<ArticleView> {
    return this.#database.change(async (change) => {
      const { tx } = change;
      const existing = await tx.article.findUnique({ where: { code: input.code } });
      if (!existing && input.version !== 0) throw new AppError('not_found');
      if (existing && input.version === 0) throw new AppError('conflict', { field: 'code' });
      if (existing && existing.version !== input.version) {
        throw new AppError('version_conflict', { version: existing.version });
      }
      const fields = {
        audience: input.audience,
        titleZh: input.title.zh,
        titleEn: input.title.en,
        bodyZh: input.body.zh,
        bodyEn: input.body.en,
        shortZh: input.short.zh,
        shortEn: input.short.en,
        keywords: input.keywords,
        departmentCode: input.departmentCode,
        categoryCode: input.categoryCode,
        reviewBy: input.reviewBy,
        status: 'draft' as const,
        updatedAt: new Date(),
      };
      if (existing) await keepVersion(tx, existing, actor.id);
      const row = existing
        ? await tx.article.update({
            where: { id: existing.id },
            data: { ...fields, version: { increment: 1 } },
          })
        : await tx.article.create({ data: { ...fields, code: input.code, ownerId: actor.id } });
      return this.#changed(change, row, actor.id, existing ? 'edit' : 'create');
    });
  }

  /** Moves an article along its workflow. @throws AppError `forbidden`, `wrong_state`, `version_conflict` */
  async command(actor: Actor, id: string, input: Command): Promise<ArticleView> {
    const step = steps[input.command];
    demand(actor, step.permission);
    return this.#database.change(async (change) => {
      const row = await change.tx.article.findUnique({ where: { id } });
      if (!row) throw new AppError('not_found');
      if (row.version !== input.version) throw new AppError('version_conflict', { version: row.version });
      if (!step.from.some((from) => from === row.status)) {
        throw new AppError('wrong_state', { state: row.status, command: input.command });
      }
      await keepVersion(change.tx, row, actor.id);
      const now = new Date();
      const moved = await change.tx.article.update({
        where: { id },
        data: {
          status: step.to,
          version: { increment: 1 },
          updatedAt: now,
          ...(step.to === 'published' ? { publishedAt: now } : {}),
        },
      });
      return this.#changed(change, moved, actor.id, input.command, input.reason);
    });
  }

  async #changed(
    { tx, emit }: Change,
    row: Prisma.ArticleModel,
    actorId: string,
    action: string,
    reason?: string,
  ): Promise<ArticleView> {
    await audit(tx, {
      actorId,
      action: `article.${action}`,
      subjectType: 'article',
      subjectId: row.id,
      detail: { version: row.version, ...(reason ? { reason } : {}) },
    });
    emit('article.changed', { articleId: row.id });
    return articleView(row);
  }
}
