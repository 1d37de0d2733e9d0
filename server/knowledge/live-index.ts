// The search index of this process, kept equal to the published articles in Postgres.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { highlight, SearchIndex } from '../../knowledge/search/index.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { pace } from '../platform/pace.ts';
import {
  type Best,
  bestAnswer,
  everybody,
  homeNames,
  isFarOff,
  plain,
  searchDocument,
} from './best-answer.ts';
import type { ArticleView, SearchHit, SearchQuery } from './contract.ts';
import { isInSight, publicSight, type Sight } from './core.ts';
import { type ArticleRow, readAnswers } from './store.ts';
import { bringShippedWords, synonymsInForce } from './synonyms.ts';

const channel = 'onecall:knowledge';
/** What processes tell each other. */
const newsSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('article'), articleId: z.uuid() }),
  z.object({ is: z.literal('articles'), articleIds: z.array(z.uuid()).optional() }),
  z.object({ is: z.literal('synonyms') }),
  z.object({ is: z.literal('learned'), words: z.string(), articleId: z.uuid() }),
]);
export type IndexNews = z.infer<typeof newsSchema>;
/** Publication through Redis may be missed while a connection is down: then this finds the change. */
const reconcileEveryMs = 15_000;
/** Overlap of two looks, so that a transaction that committed late is not passed over. */
const overlapMs = 10_000;
/** Articles that are read in one statement. */
const atOnce = 50;
/** Articles that are looked through for news in one statement. */
const lookedThrough = 500;
const seenRow = z.object({ id: z.uuid(), version: z.number().int(), updatedAt: z.date() });
const countedForChoices = 50;
/** Characters of a passage: two lines of the list, in letters twice as narrow. */
const fragmentWidth = { zh: 90, en: 160 };
type Source = ArticleView['source'];

export class LiveIndex {
  readonly #database: Database;
  readonly #log: Log;
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #index = new SearchIndex();
  #areas = '';
  #districts: ReadonlyMap<string, string> = new Map();
  #home: readonly string[] = [];
  /** What answers now, and which state of each article was seen last. */
  readonly #articles = new Map<string, ArticleView>();
  readonly #seen = new Map<string, { version: number; updatedAt: Date }>();
  #seenUntil = new Date(0);
  #learnedUntil = new Date(0);
  #synonyms = '';
  #turn: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, redis: Redis, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#publisher = redis;
    this.#subscriber = redis.duplicate();
  }

  /** Reads everything once, then follows changes. */
  async start(): Promise<void> {
    await bringShippedWords(this.#database);
    await this.#catchUp();
    this.#subscriber.on('message', (_channel, text: string) => {
      this.#hear(newsSchema.parse(JSON.parse(text))).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'index refresh failed'),
      );
    });
    await this.#subscriber.subscribe(channel);
    this.#timer = setInterval(() => {
      this.#inTurn(() => this.#catchUp()).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'index catch-up failed'),
      );
    }, reconcileEveryMs);
  }

  /** Tells every process what changed. */
  async announce(news: IndexNews): Promise<void> {
    await this.#publisher.publish(channel, JSON.stringify(news));
  }

  /** Whether an article answers a reader's questions now. */
  answers(articleId: string, sight: Sight): boolean {
    const article = this.#articles.get(articleId);
    return article !== undefined && isInSight(sight, article);
  }

  /** What the reader may be told that answers the words best; narrowed by what else the query asks for. */
  search(query: SearchQuery, sight: Sight, lang: 'zh' | 'en'): SearchHit[] {
    return this.#found(query, sight, query.limit).map(({ article, score }) => {
      const { body, ...rest } = article;
      const reasons = this.#index.explain(query.q, article.id);
      // What stands for the words asked is marked as they are.
      const words = [query.q, ...reasons.flatMap((reason) => ('found' in reason ? [reason.found] : []))];
      const shown = words.join(' ');
      const title = rest.title[lang] || rest.title.zh;
      return {
        article: rest,
        score,
        title: highlight(title, shown, title.length),
        fragments: [highlight(plain(body[lang]), shown, fragmentWidth[lang])],
        reasons,
      };
    });
  }

  /** Whether nothing that the reader may be told tells what the words ask. */
  isFarOff(query: SearchQuery, sight: Sight, lang: 'zh' | 'en'): boolean {
    const found = this.#found(query, sight, query.limit).map(({ article }) => article);
    return isFarOff(this.#index, found, query.q, lang);
  }

  /** By what the best answers can be narrowed; what was narrowed already is left open. */
  choices(
    query: SearchQuery,
    sight: Sight,
  ): { departments: Map<string, number>; sources: Map<Source, number> } {
    const open = { ...query, departmentCode: undefined, source: undefined };
    const [departments, sources] = [new Map<string, number>(), new Map<Source, number>()];
    for (const { article } of this.#found(open, sight, countedForChoices)) {
      const { departmentCode, source } = article;
      sources.set(source, (sources.get(source) ?? 0) + 1);
      if (departmentCode) departments.set(departmentCode, (departments.get(departmentCode) ?? 0) + 1);
    }
    return { departments, sources };
  }

  #found(query: SearchQuery, sight: Sight, limit: number): { article: ArticleView; score: number }[] {
    const { q, departmentCode, source, audience, areaCode } = query;
    // A district that is none leaves everything: the filter is a help, not a lock.
    const area = areaCode === undefined ? undefined : this.#districts.get(areaCode);
    const hits = this.#index.search(q, {
      limit,
      facets: {
        audience: audience ? sight.audiences.filter((one) => one === audience) : sight.audiences,
        ...(sight.onlyDepartment !== null && { notesOf: [everybody, sight.onlyDepartment] }),
        ...(departmentCode && { department: [departmentCode] }),
        ...(source && { source: [source] }),
      },
      area,
      isTyping: true,
    });
    return hits.flatMap(({ id, score }) => {
      const article = this.#articles.get(id);
      return article ? [{ article, score }] : [];
    });
  }

  /** What anybody may be told that answers a question best, and how sure that is (0 to 1). */
  best(question: string, lang: 'zh' | 'en'): Best<ArticleView> | null {
    return bestAnswer(this.#index, (id) => this.#articles.get(id), question, lang, this.#home);
  }

  /** What anybody may be told, of the articles named, in their order. */
  publicArticles(ids: readonly string[]): ArticleView[] {
    return ids.flatMap((id) => {
      const article = this.#articles.get(id);
      return article && isInSight(publicSight, article) ? [article] : [];
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#subscriber.disconnect();
  }

  async #hear(news: IndexNews): Promise<void> {
    if (news.is === 'article') await this.#refresh([news.articleId]);
    if (news.is === 'articles') {
      const { articleIds } = news;
      await this.#inTurn(() => (articleIds ? this.#refresh(articleIds) : this.#catchUp()));
    }
    if (news.is === 'synonyms') await this.#readSynonyms();
    if (news.is === 'learned') {
      const { words, articleId } = news;
      await this.#learn({ words, articleId });
    }
  }

  /** One after the other: many at once would each take their share of the same moment. One article alone passes them by. */
  #inTurn(look: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(look);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** A new city gets its areas while people search. */
  async #readAreas(): Promise<void> {
    const rows = await this.#database.read.area.findMany({
      where: { level: { in: ['city', 'district'] } },
      select: { code: true, level: true, nameZh: true, nameEn: true },
      orderBy: { code: 'asc' },
    });
    const areas = JSON.stringify(rows);
    if (areas === this.#areas) return;
    this.#areas = areas;
    const districts = rows.filter(({ level }) => level === 'district');
    this.#home = rows.filter(({ level }) => level === 'city').flatMap(homeNames);
    this.#districts = new Map(districts.map(({ code, nameZh }) => [code, nameZh]));
    this.#index.setAreas(districts.map(({ nameZh }) => nameZh));
  }

  async #readSynonyms(): Promise<void> {
    const synonyms = await synonymsInForce(this.#database);
    const words = JSON.stringify(synonyms);
    if (words === this.#synonyms) return;
    this.#synonyms = words;
    this.#index.setSynonyms(synonyms);
  }

  async #learn(where: { words: string; articleId: string } | { updatedAt: { gt: Date } }): Promise<void> {
    const rows = await this.#database.read.learnedMatch.findMany({ where, orderBy: { updatedAt: 'asc' } });
    for (const { words, articleId, weight } of rows) this.#index.learn(words, articleId, weight);
    if ('updatedAt' in where) this.#learnedUntil = rows.at(-1)?.updatedAt ?? this.#learnedUntil;
  }

  async #refresh(articleIds: readonly string[]): Promise<void> {
    for (let at = 0; at < articleIds.length; at += atOnce) {
      const rows = await this.#database.read.article.findMany({
        where: { id: { in: articleIds.slice(at, at + atOnce) } },
      });
      await this.#take(rows);
    }
  }

  async #catchUp(): Promise<void> {
    await this.#readAreas();
    const since = new Date(this.#seenUntil.getTime() - overlapMs);
    let after = { updatedAt: since, id: '' };
    for (;;) {
      const page = await this.#database.sql.rows(
        seenRow,
        `SELECT id, version, "updatedAt" FROM "Article"
         WHERE "updatedAt" > $1 OR ("updatedAt" = $1 AND id::text > $2)
         ORDER BY "updatedAt", id LIMIT ${lookedThrough}`,
        [after.updatedAt, after.id],
      );
      await this.#refresh(page.filter((row) => this.#isNews(row)).map(({ id }) => id));
      const last = page.at(-1);
      if (last) this.#seenUntil = last.updatedAt;
      if (!last || page.length < lookedThrough) break;
      after = last;
    }
    await this.#readSynonyms();
    await this.#learn({ updatedAt: { gt: new Date(this.#learnedUntil.getTime() - overlapMs) } });
  }

  #isNews({ id, version, updatedAt }: z.infer<typeof seenRow>): boolean {
    const seen = this.#seen.get(id);
    return !seen || version > seen.version || (version === seen.version && updatedAt > seen.updatedAt);
  }

  /** With pauses: whoever searches or speaks meanwhile does not wait for an import of a hundred thousand. */
  async #take(rows: readonly ArticleRow[]): Promise<void> {
    const fresh = rows.filter((row) => this.#isNews(row));
    const answers = await readAnswers(this.#database, fresh);
    const keepPace = pace();
    for (const [at, { id, version, updatedAt }] of fresh.entries()) {
      await keepPace();
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
    this.#articles.set(article.id, article);
    this.#index.add(searchDocument(article));
  }
}
