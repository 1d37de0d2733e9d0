// The search index of this process, kept equal to the published articles in Postgres.
import type { Redis } from 'ioredis';
import { highlight, SearchIndex } from '../../knowledge/search/index.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { ArticleView, SearchHit } from './contract.ts';
import { type ArticleRow, answering, articleView } from './store.ts';

const channel = 'onecall:articles';
/** Publication through Redis may be missed while a connection is down: then this finds the change. */
const reconcileEveryMs = 15_000;
/** Overlap of two looks, so that a transaction that committed late is not passed over. */
const overlapMs = 10_000;

export class LiveIndex {
  readonly #database: Database;
  readonly #log: Log;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  #index = new SearchIndex();
  readonly #articles = new Map<string, ArticleView>();
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

  search(
    query: string,
    options: { audiences: readonly ArticleView['audience'][]; limit: number; lang: 'zh' | 'en' },
  ): SearchHit[] {
    const hits = this.#index.search(query, {
      limit: options.limit,
      facets: { audience: options.audiences },
      isTyping: true,
    });
    return hits.flatMap(({ id, score }) => {
      const article = this.#articles.get(id);
      if (!article) return [];
      const { body, ...rest } = article;
      return [{ article: rest, score, fragments: [highlight(plain(body[options.lang]), query)] }];
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#subscriber.disconnect();
  }

  async #refresh(articleId: string): Promise<void> {
    const row = await this.#database.read.article.findUnique({ where: { id: articleId } });
    if (row) this.#take(row);
  }

  async #catchUp(): Promise<void> {
    const since = new Date(this.#seenUntil.getTime() - overlapMs);
    const rows = await this.#database.read.article.findMany({
      where: { updatedAt: { gt: since } },
      orderBy: { updatedAt: 'asc' },
    });
    for (const row of rows) this.#take(row);
    this.#seenUntil = rows.at(-1)?.updatedAt ?? this.#seenUntil;
  }

  #take(row: ArticleRow): void {
    const known = this.#articles.get(row.id);
    if (known && known.version >= row.version) return;
    this.#articles.set(row.id, articleView(row));
    if (!answering.some((status) => status === row.status)) {
      this.#index.remove(row.id);
      return;
    }
    this.#index.add({
      id: row.id,
      title: `${row.titleZh} ${row.titleEn}`,
      keywords: row.keywords,
      text: `${plain(row.bodyZh)}\n${plain(row.bodyEn)}`,
      facets: { audience: row.audience },
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
