// Use cases of published replies: closed matters proposed with stars, edited, shown to everybody, taken back.
import type { Knowledge, Publication } from '../../knowledge/index.ts';
import type { Database } from '../../platform/database.ts';
import { AppError, type Lang } from '../../platform/errors.ts';
import { veilText } from '../../platform/privacy.ts';
import type { AnsweredTicket, Tickets } from '../../tickets/index.ts';
import type { By } from '../service.ts';
import {
  type PublicationCommand,
  type PublicReplies,
  type PublicRepliesQuery,
  type PublicReply,
  type PublicReplyRow,
  type ReplyTexts,
  type ReplyView,
  replyTextsSchema,
  type SaveReply,
} from './contract.ts';
import { leftIn, orChinese, proposalOf, replyArticle } from './core.ts';
import { type CityNames, cityNames } from './names.ts';

const source = 'reply' as const;
/** As many are looked through for those of a category. */
const mostFound = 30;
const codeOf = (number: string): string => `reply-${number.toLowerCase()}`;
const textsOf = ({ origin }: Publication): ReplyTexts => replyTextsSchema.parse(origin);

export class Replies {
  readonly #database: Database;
  readonly #knowledge: Knowledge;
  readonly #tickets: Tickets['answered'];

  constructor(deps: { database: Database; knowledge: Knowledge; tickets: Tickets }) {
    this.#database = deps.database;
    this.#knowledge = deps.knowledge;
    this.#tickets = deps.tickets.answered;
  }

  /** Closed matters that may be published, the latest first, with what was made of them. */
  async candidates(query: {
    departmentCode?: string | undefined;
    q?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }) {
    const { q, ...rest } = query;
    const { items, nextCursor } = await this.#tickets.list({ ...rest, words: q });
    const [names, made] = await Promise.all([
      cityNames(this.#database),
      this.#knowledge.publications.byCodes(items.map(({ number }) => codeOf(number))),
    ]);
    return {
      items: items.map((ticket) =>
        rowOf(ticket, names, made.find(({ code }) => code === codeOf(ticket.number)) ?? null),
      ),
      nextCursor,
    };
  }

  /** The original beside what is proposed or saved. @throws AppError `not_found` */
  async read(ticketId: string): Promise<ReplyView> {
    const ticket = await this.#tickets.one(ticketId);
    const [names, made] = await Promise.all([cityNames(this.#database), this.#made(ticket)]);
    const draft = made ? textsOf(made) : proposalOf(ticket);
    return {
      ...rowOf(ticket, names, made),
      category: names.category(ticket.categoryCode),
      original: {
        title: veilText(ticket.title, 'numbers'),
        question: veilText(ticket.text, 'numbers'),
        reply: veilText(ticket.publicReply, 'numbers'),
      },
      draft,
      left: leftIn(draft),
    };
  }

  /** @throws AppError `not_found`, `version_conflict`, `wrong_state` while it is published */
  async save(ticketId: string, { version, ...texts }: SaveReply, by: By): Promise<void> {
    const { number, departmentCode, categoryCode } = await this.#tickets.one(ticketId);
    await this.#knowledge.publications.save(
      {
        ...replyArticle(texts),
        code: codeOf(number),
        source,
        departmentCode,
        categoryCode,
        fileIds: [],
        origin: { ...texts, ticketId },
        version,
      },
      by,
    );
  }

  /**
   * @throws AppError `not_found`, `version_conflict`, `wrong_state`, `personal_left` for what still looks like personal
   * data and nobody has checked
   */
  async command(ticketId: string, given: PublicationCommand, by: By): Promise<void> {
    const ticket = await this.#tickets.one(ticketId);
    const made = await this.#made(ticket);
    if (!made) throw new AppError('not_found');
    if (given.command === 'publish' && !given.isChecked && leftIn(textsOf(made)).length > 0)
      throw new AppError('personal_left');
    await this.#knowledge.publications.command(made.id, { source, ...given }, by);
  }

  /** What everybody may read: the latest first, or what answers some words best. */
  async listPublic(query: PublicRepliesQuery, lang: Lang): Promise<PublicReplies> {
    const names = await cityNames(this.#database);
    const categoryCodes = query.categoryCode === undefined ? undefined : names.under(query.categoryCode);
    const { publications } = this.#knowledge;
    const [{ items, nextCursor }, counts] = await Promise.all([
      query.q
        ? this.#found({ ...query, q: query.q }, categoryCodes, lang)
        : publications.list({ ...query, source, isPublished: true, categoryCodes }),
      publications.counts(source),
    ]);
    const choices = (
      codeIn: (row: (typeof counts)[number]) => string | null,
      nameOf: (code: string | null) => ReturnType<CityNames['department']>,
    ) => {
      const sums = new Map<string, number>();
      for (const row of counts) {
        const code = codeIn(row);
        if (code !== null) sums.set(code, (sums.get(code) ?? 0) + row.count);
      }
      return [...sums].flatMap(([code, count]) => {
        const name = nameOf(code);
        return name ? [{ code, name, count }] : [];
      });
    };
    return {
      items: items.map((one) => publicRow(one, names)),
      nextCursor,
      departments: choices((row) => row.departmentCode, names.department),
      categories: choices(
        ({ categoryCode }) => (categoryCode === null ? null : names.rootOf(categoryCode)),
        names.category,
      ),
    };
  }

  /** @throws AppError `not_found`, also for what was withdrawn */
  async readPublic(id: string): Promise<PublicReply> {
    const one = await this.#knowledge.publications.read(id, source);
    if (one.status !== 'published') throw new AppError('not_found');
    const texts = textsOf(one);
    return {
      ...publicRow(one, await cityNames(this.#database)),
      question: orChinese(texts.question),
      reply: orChinese(texts.reply),
    };
  }

  async #found(
    query: PublicRepliesQuery & { q: string },
    categoryCodes: readonly string[] | undefined,
    lang: Lang,
  ): Promise<{ items: Publication[]; nextCursor: null }> {
    const { q, departmentCode, limit } = query;
    const hits = this.#knowledge.findPublic(
      {
        q,
        source,
        limit: mostFound,
        choices: false,
        ...(departmentCode && { departmentCode }),
      },
      lang,
    );
    const fits = ({ categoryCode }: { categoryCode: string | null }): boolean =>
      categoryCodes === undefined || (categoryCode !== null && categoryCodes.includes(categoryCode));
    const ids = hits.flatMap(({ article }) => (fits(article) ? [article.id] : [])).slice(0, limit);
    const rows = await this.#knowledge.publications.publishedOf(ids);
    const items = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
    return { items, nextCursor: null };
  }

  async #made({ number }: AnsweredTicket): Promise<Publication | null> {
    const [made] = await this.#knowledge.publications.byCodes([codeOf(number)]);
    return made ?? null;
  }
}

function rowOf(ticket: AnsweredTicket, names: CityNames, made: Publication | null) {
  const { id: ticketId, number, kind, title, departmentCode, closedAt } = ticket;
  return {
    ticketId,
    number,
    kind,
    title: veilText(title, 'numbers'),
    department: names.department(departmentCode),
    closedAt: closedAt.toISOString(),
    publication: made && {
      id: made.id,
      status: made.status,
      version: made.version,
      publishedAt: made.publishedAt,
    },
  };
}

function publicRow(one: Publication, names: CityNames): PublicReplyRow {
  const { id, title, short, departmentCode, categoryCode, publishedAt, updatedAt } = one;
  return {
    id,
    title,
    summary: short,
    department: names.department(departmentCode),
    category: names.category(categoryCode),
    publishedAt: publishedAt ?? updatedAt,
  };
}
