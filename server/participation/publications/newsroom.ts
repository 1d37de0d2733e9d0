// Use cases of the newsroom: notices written, published, withdrawn, read, and followed as a feed.
import { writeFeed } from '../../broadcasts/index.ts';
import type { Knowledge, Publication } from '../../knowledge/index.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { summaryOf } from '../../platform/summary.ts';
import type { By } from '../service.ts';
import type { NoticeView, PublicationCommand, PublicNotice, PublicNotices, SaveNotice } from './contract.ts';
import { orChinese } from './core.ts';
import { type CityNames, cityNames } from './names.ts';

const source = 'notice' as const;
const inFeed = 30;
/** A notice of a pack is found by its article alone; one that was written here by the id that its editor chose. */
const codeOf = (id: string): string => `notice-${id}`;

export class Newsroom {
  readonly #database: Database;
  readonly #knowledge: Knowledge;
  readonly #publicUrl: string;

  constructor(deps: { database: Database; knowledge: Knowledge; publicUrl: string }) {
    this.#database = deps.database;
    this.#knowledge = deps.knowledge;
    this.#publicUrl = deps.publicUrl;
  }

  /** For those who write them, whatever their status, the latest change first. */
  async list(query: { cursor?: string | undefined; limit: number }) {
    const [page, names] = await Promise.all([
      this.#knowledge.publications.list({ ...query, source, isPublished: false }),
      cityNames(this.#database),
    ]);
    return { items: page.items.map((one) => staffView(one, names)), nextCursor: page.nextCursor };
  }

  /** @throws AppError `not_found` */
  async read(id: string): Promise<NoticeView> {
    return staffView(await this.#one(id), await cityNames(this.#database));
  }

  /** @throws AppError `version_conflict`, `wrong_state` while it is published, `bad_request` for a department that is none */
  async save(id: string, notice: SaveNotice, by: By): Promise<void> {
    await this.bring(notice.version === 0 ? codeOf(id) : (await this.#one(id)).code, notice, by);
  }

  /** The same by the code that the notice has in every installation. */
  async bring(
    code: string,
    { title, body, departmentCode, fileIds, version }: SaveNotice,
    by: By,
  ): Promise<void> {
    const department = await this.#database.read.department.findUnique({ where: { code: departmentCode } });
    if (!department)
      throw new AppError('bad_request', { issues: [{ path: 'departmentCode', message: 'no department' }] });
    const draft = { code, source, departmentCode, categoryCode: null, fileIds, origin: {}, version };
    const [titles, bodies] = [orChinese(title), orChinese(body)];
    await this.#knowledge.publications.save(
      { ...draft, title: titles, body: bodies, short: summaryOf(bodies) },
      by,
    );
  }

  /** @throws AppError `not_found`, `version_conflict`, `wrong_state` */
  async command(id: string, given: PublicationCommand, by: By): Promise<void> {
    await this.#knowledge.publications.command((await this.#one(id)).id, { source, ...given }, by);
  }

  /** What everybody may read, the latest first. */
  async listPublic(query: { cursor?: string | undefined; limit: number }): Promise<PublicNotices> {
    const [page, names] = await Promise.all([
      this.#knowledge.publications.list({ ...query, source, isPublished: true }),
      cityNames(this.#database),
    ]);
    return { items: page.items.map((one) => publicRow(one, names)), nextCursor: page.nextCursor };
  }

  /** @throws AppError `not_found`, also for what was withdrawn */
  async readPublic(id: string): Promise<PublicNotice> {
    const one = await this.#knowledge.publications.read(id, source);
    if (one.status !== 'published') throw new AppError('not_found');
    const { body, files } = one;
    return { ...publicRow(one, await cityNames(this.#database)), body, files };
  }

  /** The latest as an Atom feed. */
  async feed(now: Date): Promise<string> {
    const { items } = await this.listPublic({ limit: inFeed });
    const [latest] = items;
    return writeFeed({
      self: `${this.#publicUrl}/api/public/notices.xml`,
      title: '一号通 · 通知公告',
      updatedAt: latest ? new Date(latest.publishedAt) : now,
      type: 'text/html',
      entries: items.map(({ id, title, summary, publishedAt }) => ({
        id,
        title: title.zh,
        summary: summary.zh,
        url: `${this.#publicUrl}/news?id=${id}`,
        at: new Date(publishedAt),
      })),
    });
  }

  /** By the id that its editor chose, or by its article's. */
  async #one(id: string): Promise<Publication> {
    const [own] = await this.#knowledge.publications.byCodes([codeOf(id)]);
    return own ?? this.#knowledge.publications.read(id, source);
  }
}

function publicRow(one: Publication, names: CityNames): PublicNotices['items'][number] {
  const { id, title, short, departmentCode, publishedAt, updatedAt } = one;
  return {
    id,
    title,
    summary: short,
    department: names.department(departmentCode),
    publishedAt: publishedAt ?? updatedAt,
  };
}

function staffView(one: Publication, names: CityNames): NoticeView {
  const { id, status, version, publishedAt, title, body, departmentCode, updatedAt, files } = one;
  return {
    id,
    status,
    version,
    publishedAt,
    title,
    body,
    department: names.department(departmentCode),
    departmentCode,
    updatedAt,
    files,
  };
}
