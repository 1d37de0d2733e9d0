// Use cases of articles: reading what is in one's sight, writing with review by somebody else.
import { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import type {
  ArticleCommandName,
  ArticleDetail,
  ArticleView,
  articleCommandSchema,
  articleStatusSchema,
  saveArticleSchema,
} from './contract.ts';
import {
  allowedSteps,
  isInSight,
  publicSight,
  refusalOf,
  type Sight,
  seesWork,
  sightOf,
  steps,
} from './core.ts';
import { filesNamed } from './files.ts';
import { readDiff, readVersions } from './history.ts';
import { notify, ownersOf, reviewersOf } from './notices.ts';
import { safeLine, safeMarkdown } from './safe-text.ts';
import {
  type ArticleRow,
  answering,
  articleView,
  contentOf,
  isAnswering,
  keepVersion,
  readAnswers,
  recordVersion,
} from './store.ts';

type Save = z.infer<typeof saveArticleSchema>;
type Command = z.infer<typeof articleCommandSchema>;
type Status = z.infer<typeof articleStatusSchema>;

/** An article that is confirmed without a date is looked at again after a year. */
const reviewEveryMs = 365 * 86_400_000;

const subjectOf = ({ id }: { id: string }) => ({ subjectType: 'article', subjectId: id });
/** Corrections are wishes: its words stay. */
const changesOf = (article: ArticleRow) => ({
  ...subjectOf(article),
  unchanging: ['article.correction', 'article.correction_answer'],
});

export class Articles {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The title for who keeps records, whatever its status. @throws AppError `not_found` */
  async title(id: string): Promise<ArticleView['title']> {
    const row = await this.#database.read.article.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found');
    return { zh: row.titleZh, en: row.titleEn };
  }

  /**
   * An article as the reader may know it: who works on it sees it as it stands, everybody else what is in force.
   * @throws AppError `not_found`, also for what is out of sight
   */
  async read(actor: Actor, id: string): Promise<ArticleDetail> {
    const sight = sightOf(actor);
    const row = await this.#inSight(id, sight);
    if (seesWork(sight, row)) return this.#detail(actor, row);
    const [answer] = await readAnswers(this.#database, [row]);
    if (!answer || !isInSight(sight, answer)) throw new AppError('not_found');
    return this.#detail(actor, row, answer);
  }

  /** What citizens are told. @throws AppError `not_found` */
  async readPublished(id: string): Promise<ArticleView> {
    const row = await this.#database.read.article.findUnique({ where: { id } });
    const [answer] = row ? await readAnswers(this.#database, [row]) : [];
    if (!answer || !isInSight(publicSight, answer)) throw new AppError('not_found');
    return answer;
  }

  /**
   * Whether a reader may have a file: the article that they read names it, or, for who works on the article, one of its
   * versions. Null reads as citizens do.
   * @throws AppError `not_found`
   */
  async demandFile(actor: Actor | null, id: string, fileId: string): Promise<void> {
    const article = actor ? await this.read(actor, id) : await this.readPublished(id);
    if (article.files.some((file) => file.id === fileId)) return;
    if (!actor || !seesWork(sightOf(actor), article)) throw new AppError('not_found');
    const versions = await this.#database.read.articleVersion.count({
      where: { articleId: id, content: { path: ['files'], array_contains: [{ id: fileId }] } },
    });
    if (versions === 0) throw new AppError('not_found');
  }

  /** One page of what the reader may see, latest change first. */
  async list(
    query: { status?: Status | undefined; cursor?: string | undefined; limit: number },
    actor: Actor,
  ) {
    const sight = sightOf(actor);
    const after = query.cursor ? decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : null;
    const isWork = query.status !== undefined && !isAnswering(query.status);
    if (isWork && sight.work === 'none') return { items: [], nextCursor: null };
    const rows = await this.#database.read.article.findMany({
      where: {
        audience: { in: sight.audiences },
        status: query.status ?? (sight.work === 'all' ? {} : { in: [...answering] }),
        ...(isWork && sight.work === 'own' && { departmentCode: sight.departmentCode }),
        AND: [
          sight.onlyDepartment === null
            ? {}
            : {
                OR: [
                  { audience: { not: 'department' } },
                  { departmentCode: null },
                  { departmentCode: sight.onlyDepartment },
                ],
              },
          after
            ? { OR: [{ updatedAt: { lt: after[0] } }, { updatedAt: after[0], id: { lt: after[1] } }] }
            : {},
        ],
      },
      orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
      take: query.limit + 1,
    });
    const page = toPage(rows, query.limit, (row) => [row.updatedAt.toISOString(), row.id]);
    return { items: page.items.map(articleView), nextCursor: page.nextCursor };
  }

  /** Only who works on an article sees how it came about. @throws AppError `not_found` */
  async versions(actor: Actor, id: string) {
    return { items: await readVersions(this.#database, await this.#atWork(actor, id)) };
  }

  /** @throws AppError `not_found` */
  async diff(actor: Actor, id: string, between: { from: number; to: number }) {
    return readDiff(this.#database, await this.#atWork(actor, id), between);
  }

  /**
   * Creates (version 0) or changes an article: it is a draft then. What citizens are told stays as it was until
   * somebody else has approved the new words.
   * @throws AppError `version_conflict`, `conflict` (the code is taken), `bad_request` (the owner or a file is not known)
   */
  async save(actor: Actor, input: Save): Promise<ArticleDetail> {
    const row = await this.#database.change(async (change) => {
      const { tx } = change;
      await holdRow(change, 'Article', 'code', input.code);
      const existing = await tx.article.findUnique({ where: { code: input.code } });
      if (!existing && input.version !== 0) throw new AppError('not_found');
      if (existing && input.version === 0) throw new AppError('conflict', { field: 'code' });
      if (existing) await demandVersion(tx, changesOf(existing), existing, input.version);
      if (input.ownerId) {
        const owner = await tx.user.findUnique({ where: { id: input.ownerId } });
        if (!owner || !may(owner.roles, 'knowledge.edit'))
          throw new AppError('bad_request', { issues: [{ path: 'ownerId', message: 'unknown' }] });
      }
      const fields = {
        audience: input.audience,
        titleZh: safeLine(input.title.zh),
        titleEn: safeLine(input.title.en),
        bodyZh: safeMarkdown(input.body.zh),
        bodyEn: safeMarkdown(input.body.en),
        shortZh: safeLine(input.short.zh),
        shortEn: safeLine(input.short.en),
        spokenZh: safeLine(input.spoken.zh),
        spokenEn: safeLine(input.spoken.en),
        keywords: input.keywords.map(safeLine).filter((word) => word !== ''),
        departmentCode: input.departmentCode,
        categoryCode: input.categoryCode,
        files: await filesNamed(tx, input.fileIds, new Date()),
        ownerId: input.ownerId ?? existing?.ownerId ?? actor.id,
        reviewBy: input.reviewBy,
        status: 'draft' as const,
        writtenById: actor.id,
        updatedAt: new Date(),
      };
      if (!existing) {
        const made = await tx.article.create({ data: { ...fields, code: input.code } });
        return this.#changed(change, made, actor.id, 'create');
      }
      await keepVersion(tx, existing, null);
      const liveVersion = isAnswering(existing.status) ? existing.version : existing.liveVersion;
      const changed = await tx.article.update({
        where: { id: existing.id },
        data: { ...fields, liveVersion, version: { increment: 1 } },
      });
      return this.#changed(change, changed, actor.id, 'edit');
    });
    return this.#detail(actor, row);
  }

  /**
   * Moves an article along its workflow, and tells whose turn it is.
   * @throws AppError `forbidden`, `wrong_state`, `own_words`, `version_conflict`, `reason_required`, `review_date`
   */
  async command(actor: Actor, id: string, input: Command): Promise<ArticleDetail> {
    const { command, version, reason } = input;
    const row = await this.#database.change(async (change) => {
      // What is approved is what was read: nobody writes other words in between.
      await holdRow(change, 'Article', 'id', id);
      const article = await change.tx.article.findUnique({ where: { id } });
      if (!article || !isInSight(sightOf(actor), article)) throw new AppError('not_found');
      const refusal = refusalOf(actor, article, command);
      if (refusal === 'forbidden') throw new AppError('forbidden');
      await demandVersion(change.tx, changesOf(article), article, version);
      if (refusal) throw new AppError(refusal, { state: article.status, command });
      if (steps[command].needsReason && !reason) throw new AppError('reason_required');
      await keepVersion(change.tx, article, null);
      const moved = await change.tx.article.update({
        where: { id },
        data: {
          ...(await this.#becomes(change, article, input, new Date())),
          status: steps[command].to,
          version: { increment: 1 },
        },
      });
      await this.#tell(change, moved, command, actor.id);
      return this.#changed(change, moved, actor.id, command, reason);
    });
    return this.#detail(actor, row);
  }

  /** What a command changes besides the status. */
  async #becomes({ tx }: Change, article: ArticleRow, input: Command, now: Date) {
    if (input.command === 'publish' || input.command === 'confirm') {
      const planned = input.reviewBy ? new Date(input.reviewBy) : article.reviewBy;
      const reviewBy = planned ?? new Date(now.getTime() + reviewEveryMs);
      if (reviewBy <= now) throw new AppError('review_date');
      return { publishedAt: now, updatedAt: now, reviewBy, liveVersion: null, remindedAt: null };
    }
    if (input.command === 'discard' && article.liveVersion !== null) {
      const live = await tx.articleVersion.findUniqueOrThrow({
        where: { articleId_version: { articleId: article.id, version: article.liveVersion } },
      });
      return { ...contentOf(live.content), updatedAt: now, liveVersion: null };
    }
    return { updatedAt: now };
  }

  async #tell(change: Change, row: ArticleRow, command: ArticleCommandName, actorId: string): Promise<void> {
    const { tx } = change;
    const notice = { articleId: row.id, except: actorId };
    const writers = async () => [...(row.writtenById ? [row.writtenById] : []), ...(await ownersOf(tx, row))];
    if (command === 'submit')
      await notify(change, { ...notice, kind: 'to_review', to: await reviewersOf(tx, row) });
    if (command === 'reject') await notify(change, { ...notice, kind: 'rejected', to: await writers() });
    if (command === 'publish') await notify(change, { ...notice, kind: 'published', to: await writers() });
    if (command === 'withdraw') await notify(change, { ...notice, kind: 'withdrawn', to: await writers() });
  }

  async #inSight(id: string, sight: Sight): Promise<ArticleRow> {
    const row = await this.#database.read.article.findUnique({ where: { id } });
    if (!row || !isInSight(sight, row)) throw new AppError('not_found');
    return row;
  }

  async #atWork(actor: Actor, id: string): Promise<ArticleRow> {
    const sight = sightOf(actor);
    const row = await this.#inSight(id, sight);
    if (!seesWork(sight, row)) throw new AppError('not_found');
    return row;
  }

  async #detail(
    actor: Actor,
    row: ArticleRow,
    shown: ArticleView = articleView(row),
  ): Promise<ArticleDetail> {
    const [names, openCorrections] = await Promise.all([
      staffNames(this.#database, row.ownerId ? [row.ownerId] : []),
      this.#database.read.articleCorrection.count({ where: { articleId: row.id, state: 'open' } }),
    ]);
    return {
      ...shown,
      ownerName: names.get(row.ownerId ?? '') ?? null,
      liveVersion: row.liveVersion,
      allowedCommands: allowedSteps(actor, row),
      mayEdit: may(actor.roles, 'knowledge.edit') && row.source === 'editor',
      openCorrections,
    };
  }

  async #changed(
    { tx, emit }: Change,
    row: ArticleRow,
    actorId: string,
    action: string,
    reason?: string,
  ): Promise<ArticleRow> {
    await recordVersion(tx, row, { authorId: actorId, action, reason: reason ?? null });
    await audit(tx, {
      actorId,
      action: `article.${action}`,
      ...subjectOf(row),
      detail: { version: row.version, ...(reason ? { reason } : {}) },
    });
    emit('article.changed', { articleId: row.id });
    return row;
  }
}
