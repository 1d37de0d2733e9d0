// Answers that the machine gives by itself: only what is published for everybody, only when it is sure, always with its
// source and date, and kept with what the citizen said of it.
import { z } from 'zod';
import { sureFrom } from '../../knowledge/search/index.ts';
import type { Texts } from '../admin/index.ts';
import { cityDay } from '../calendar/index.ts';
import type { Change, Database } from '../platform/database.ts';
import type { Lang } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import { answeringSources } from './best-answer.ts';
import { type ArticleView, type Figures, figuresSchema } from './contract.ts';
import { keptWords, takeFeedback } from './feedback.ts';
import type { LiveIndex } from './live-index.ts';

/** A published answer as it is told. */
export interface MachineAnswer {
  articleId: string;
  version: number;
  title: ArticleView['title'];
  short: ArticleView['short'];
  spoken: ArticleView['spoken'];
  /** The department that answers for it; the city for what belongs to no single one. */
  source: ArticleView['title'];
  /** The day of the state that is told, by the city's clock: YYYY-MM-DD. */
  date: string;
  /** 0 to 1; null where the citizen chose it from a list. */
  sureness: number | null;
}

const departmentRow = z.object({ nameZh: z.string(), nameEn: z.string() });
const articleRow = z.object({ id: z.string() });
/** What is asked most in these days stands first on the telephone. */
const countedDays = 90;
/** What the city's pack says is asked most counts as asked so often already: a new city has nothing to count. */
const headStart = 20;
/** A menu is heard, not read. */
const spokenChoices = 5;

export class MachineAnswers {
  readonly #database: Database;
  readonly #index: LiveIndex;
  readonly #texts: Texts;

  constructor(database: Database, index: LiveIndex, texts: Texts) {
    this.#database = database;
    this.#index = index;
    this.#texts = texts;
  }

  /** The answer to a question, or null: nothing fits, or it is not sure enough that it does. */
  async find(sql: Sql, question: string, lang: Lang): Promise<MachineAnswer | null> {
    const best = this.#index.best(question, lang);
    if (!best || best.sureness < sureFrom || best.article.short[lang] === '') return null;
    return this.#told(sql, best.article, best.sureness);
  }

  /** What can be heard on the telephone without asking anybody, the most asked first. */
  async common(sql: Sql, lang: Lang): Promise<MachineAnswer[]> {
    const rows = await sql.rows(
      articleRow,
      `SELECT a.id FROM "Article" a
       LEFT JOIN (SELECT "articleId", count(*) AS asked FROM "SearchFeedback"
                  WHERE at > now() - interval '${countedDays} days' AND kind IN ('opened', 'used', 'solved')
                  GROUP BY "articleId") f ON f."articleId" = a.id
       WHERE a.audience = 'public' AND a.status IN ('published', 'expiring') AND a.source::text = ANY($1)
         AND a.${lang === 'zh' ? '"spokenZh"' : '"spokenEn"'} || a.${lang === 'zh' ? '"shortZh"' : '"shortEn"'} <> ''
       ORDER BY coalesce(f.asked, 0) + CASE WHEN a."askedRank" IS NULL THEN 0 ELSE ${headStart} END DESC,
         a."askedRank" NULLS LAST, a.code LIMIT ${spokenChoices}`,
      [answeringSources],
    );
    const articles = this.#index.publicArticles(rows.map(({ id }) => id));
    return Promise.all(articles.map((article) => this.#told(sql, article, null)));
  }

  /** An answer by its article; null when nobody may be told it any more. */
  async byId(sql: Sql, articleId: string): Promise<MachineAnswer | null> {
    const [article] = this.#index.publicArticles([articleId]);
    return article ? this.#told(sql, article, null) : null;
  }

  /** Keeps that an answer was given, under the id of the message that carries it. */
  async keep(
    { tx }: Change,
    given: {
      id: string;
      channel: 'chat' | 'sms' | 'voice';
      lang: Lang;
      question: string;
      interactionId: string | null;
      answer: MachineAnswer;
    },
  ): Promise<void> {
    const { id, channel, lang, question, interactionId, answer } = given;
    const { articleId, version, sureness } = answer;
    await tx.machineAnswer.createMany({
      data: [{ id, channel, lang, words: keptWords(question), articleId, version, sureness, interactionId }],
      skipDuplicates: true,
    });
  }

  /**
   * What the citizen says of an answer; the search learns from it. Only the first word counts.
   * @returns whether this was the first, and the contact that needs nobody any more
   */
  async judge(
    change: Change,
    id: string,
    outcome: 'solved' | 'person',
  ): Promise<{ isFirst: boolean; helpedContact: string | null }> {
    const { tx } = change;
    const { count } = await tx.machineAnswer.updateMany({
      where: { id, outcome: null },
      data: { outcome, outcomeAt: new Date() },
    });
    const row = await tx.machineAnswer.findUniqueOrThrow({ where: { id } });
    const { words, articleId, lang } = row;
    const isFirst = count > 0;
    if (isFirst) {
      const kind = outcome === 'solved' ? 'solved' : 'not_helped';
      const told = { id, kind, words, articleId, lang: lang === 'en' ? 'en' : 'zh' } as const;
      await takeFeedback(change, told, false, null);
    }
    return { isFirst, helpedContact: row.outcome === 'solved' ? row.interactionId : null };
  }

  /** The answer of a contact that nothing was said of yet, the latest. */
  async openOf(sql: Sql, interactionId: string): Promise<string | null> {
    const row = await sql.first(
      z.object({ id: z.string() }),
      `SELECT id FROM "MachineAnswer" WHERE "interactionId" = $1 AND outcome IS NULL ORDER BY at DESC LIMIT 1`,
      [interactionId],
    );
    return row?.id ?? null;
  }

  /** How many answers were given in the last days, and what became of them, by channel. */
  figures(days: number): Promise<Figures['machine']> {
    return this.#database.sql.rows(
      figuresSchema.shape.machine.element,
      `SELECT channel, count(*)::int AS given, count(*) FILTER (WHERE outcome = 'solved')::int AS solved,
         count(*) FILTER (WHERE outcome = 'person')::int AS person
       FROM "MachineAnswer" WHERE at > now() - make_interval(days => $1) GROUP BY channel ORDER BY channel`,
      [days],
    );
  }

  async #told(sql: Sql, article: ArticleView, sureness: number | null): Promise<MachineAnswer> {
    const { id, version, title, short, spoken, departmentCode, publishedAt, updatedAt } = article;
    const department = await sql.first(
      departmentRow,
      'SELECT "nameZh", "nameEn" FROM "Department" WHERE code = $1',
      [departmentCode],
    );
    return {
      articleId: id,
      version,
      title,
      short,
      spoken,
      source: {
        zh: department?.nameZh ?? this.#texts.render('answer.source_city', 'zh'),
        en: department?.nameEn ?? this.#texts.render('answer.source_city', 'en'),
      },
      date: cityDay(new Date(publishedAt ?? updatedAt)),
      sureness,
    };
  }
}
