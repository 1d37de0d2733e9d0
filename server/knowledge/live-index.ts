// The search index of this process, kept equal to the published articles in Postgres.
import type { Redis } from 'ioredis';
import { highlight, SearchIndex } from '../../knowledge/search/index.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { ArticleView, SearchHit, SearchQuery } from './contract.ts';
import type { Sight } from './core.ts';
import { type ArticleRow, readAnswers } from './store.ts';

const channel = 'onecall:articles';
/** Publication through Redis may be missed while a connection is down: then this finds the change. */
const reconcileEveryMs = 15_000;
/** Overlap of two looks, so that a transaction that committed late is not passed over. */
const overlapMs = 10_000;
/** Stands for every department where a note is not for one alone. */
const everybody = '*';

export class LiveIndex {
  readonly #database: Database;
  readonly #log: Log;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  #index = new SearchIndex();
  /** What answers now, and which state of each article was seen last. */
  readonly #articles = new Map<string, ArticleView>();
  readonly #seen = new Map<string, { version: number; updatedAt: Date }>();
  #seenUntil = new Date(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, redis: Redis, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#publisher = redis;
    this.#subscriber = redis.duplicate();
  }

  /** Reads everything once, then follows changes. */
  async start(): Promise<void> {
    const districts = await this.#database.read.area.findMany({
      where: { level: 'district' },
      select: { nameZh: true },
    });
    this.#index = new SearchIndex({ areas: districts.map(({ nameZh }) => nameZh) });
    await this.#catchUp();
    this.#subscriber.on('message', (_channel, articleId: string) => {
      this.#refresh(articleId).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'index refresh failed'),
      );
    });
    await this.#subscriber.subscribe(channel);
    this.#timer = setInterval(() => {
      this.#catchUp().catch((error: unknown) => this.#log.warn({ err: error }, 'index catch-up failed'));
    }, reconcileEveryMs);
  }

  /** Tells every process that an article changed. */
  async announce(articleId: string): Promise<void> {
    await this.#publisher.publish(channel, articleId);
  }

  /** What the reader may be told that answers the words best; narrowed by what else the query asks for. */
  search(query: SearchQuery, sight: Sight, lang: 'zh' | 'en'): SearchHit[] {
    const { q, limit, departmentCode, source, audience } = query;
    const hits = this.#index.search(q, {
      limit,
      facets: {
        audience: audience ? sight.audiences.filter((one) => one === audience) : sight.audiences,
        ...(sight.onlyDepartment !== null && { notesOf: [everybody, sight.onlyDepartment] }),
        ...(departmentCode && { department: [departmentCode] }),
        ...(source && { source: [source] }),
      },
      isTyping: true,
    });
    return hits.flatMap(({ id, score }) => {
      const article = this.#articles.get(id);
      if (!article) return [];
      const { body, ...rest } = article;
      return [{ article: rest, score, fragments: [highlight(plain(body[lang]), q)] }];
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#subscriber.disconnect();
  }

  async #refresh(articleId: string): Promise<void> {
    const row = await this.#database.read.article.findUnique({ where: { id: articleId } });
    if (row) await this.#take([row]);
  }

  async #catchUp(): Promise<void> {
    const since = new Date(this.#seenUntil.getTime() - overlapMs);
    const rows = await this.#database.read.article.findMany({
      where: { updatedAt: { gt: since } },
      orderBy: { updatedAt: 'asc' },
    });
    await this.#take(rows);
    this.#seenUntil = rows.at(-1)?.updatedAt ?? this.#seenUntil;
  }

  async #take(rows: readonly ArticleRow[]): Promise<void> {
    const fresh = rows.filter(({ id, version, updatedAt }) => {
      const seen = this.#seen.get(id);
      return !seen || version > seen.version || (version === seen.version && updatedAt > seen.updatedAt);
    });
    const answers = await readAnswers(this.#database, fresh);
    for (const [at, { id, version, updatedAt }] of fresh.entries()) {
      const seen = this.#seen.get(id);
      // Another look may have come first.
      if (seen && seen.version > version) continue;
      this.#seen.set(id, { version, updatedAt });
      const answer = answers[at] ?? null;
      if (answer) this.#put(answer);
      else {
        this.#articles.delete(id);
        this.#index.remove(id);
      }
    }
  }

  #put(article: ArticleView): void {
    const { id, title, body, keywords, audience, departmentCode, source } = article;
    this.#articles.set(id, article);
    this.#index.add({
      id,
      title: `${title.zh} ${title.en}`,
      keywords,
      text: `${plain(body.zh)}\n${plain(body.en)}`,
      facets: {
        audience,
        notesOf: audience === 'department' ? (departmentCode ?? everybody) : everybody,
        department: departmentCode ?? '',
        source,
      },
    });
  }
}

/** Markdown without its marks. */
function plain(markdown: string): string {
  return markdown
    .replace(/[*_`#>|]+/g, '')
    .replace(/^\s*[-+]\s+/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}
