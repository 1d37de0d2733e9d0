// An article while it is being written: every field as typed, and the request that it makes. Pure.
import { z } from 'zod';
import { cityDay, cityMidnight } from '../../server/calendar/city.ts';
import {
  type ArticleView,
  articleFileSchema,
  audienceSchema,
  saveArticleSchema,
} from '../../server/knowledge/contract.ts';
import { readWritten } from '../forms/issue-words.ts';

export const draftSchema = z.object({
  code: z.string(),
  audience: audienceSchema,
  titleZh: z.string(),
  titleEn: z.string(),
  bodyZh: z.string(),
  bodyEn: z.string(),
  shortZh: z.string(),
  shortEn: z.string(),
  /** Empty: the telephone says the short text. */
  spokenZh: z.string(),
  spokenEn: z.string(),
  /** Separated by commas, semicolons or new lines. */
  keywords: z.string(),
  departmentCode: z.string().nullable(),
  categoryCode: z.string().nullable(),
  /** Null: whoever writes it first. */
  ownerId: z.string().nullable(),
  /** `2026-11-24`, the city's date; empty for none. */
  reviewBy: z.string(),
  files: z.array(articleFileSchema),
});
export type Draft = z.infer<typeof draftSchema>;

/** Comma and semicolon, Latin and Chinese, the Chinese enumeration comma, and a new line. */
const separators = /[,;\uFF0C\uFF1B\u3001\n]/;

/** Words that are separated, each once. */
export function wordsOf(text: string): string[] {
  const words = text.split(separators).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

/** When a date begins in the city; null for what is no date. */
export function startOfCityDate(date: string): string | null {
  const at = cityMidnight(date);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** What is spoken, where it is not simply the short text. */
function ownSpoken(article: ArticleView | null, lang: 'zh' | 'en'): string {
  return !article || article.spoken[lang] === article.short[lang] ? '' : article.spoken[lang];
}

export function draftOf(article: ArticleView | null): Draft {
  return {
    code: article?.code ?? '',
    audience: article?.audience ?? 'public',
    titleZh: article?.title.zh ?? '',
    titleEn: article?.title.en ?? '',
    bodyZh: article?.body.zh ?? '',
    bodyEn: article?.body.en ?? '',
    shortZh: article?.short.zh ?? '',
    shortEn: article?.short.en ?? '',
    spokenZh: ownSpoken(article, 'zh'),
    spokenEn: ownSpoken(article, 'en'),
    keywords: article?.keywords.join(', ') ?? '',
    departmentCode: article?.departmentCode ?? null,
    categoryCode: article?.categoryCode ?? null,
    ownerId: article?.ownerId ?? null,
    reviewBy: article?.reviewBy ? cityDay(Date.parse(article.reviewBy)) : '',
    files: article?.files ?? [],
  };
}

const both = z.object({ zh: z.string().min(1), en: z.string().min(1) });
/** Stored articles may lack a text; what is written here may not. */
const writtenSchema = saveArticleSchema.extend({
  body: saveArticleSchema.shape.body.and(both),
  short: saveArticleSchema.shape.short.and(both),
});

/** What is saved, or what is wrong with it. Both languages need a title, a text and a short text. */
export function readArticle(
  draft: Draft,
  version: number,
): z.ZodSafeParseResult<z.infer<typeof writtenSchema>> {
  const { code, audience, departmentCode, categoryCode, ownerId } = draft;
  const pair = (zh: string, en: string) => ({ zh: zh.trim(), en: en.trim() });
  const title = pair(draft.titleZh, draft.titleEn);
  const body = pair(draft.bodyZh, draft.bodyEn);
  const short = pair(draft.shortZh, draft.shortEn);
  const reviewBy = draft.reviewBy === '' ? null : (startOfCityDate(draft.reviewBy) ?? draft.reviewBy);
  return readWritten(writtenSchema, {
    code,
    audience,
    title,
    body,
    short,
    spoken: pair(draft.spokenZh, draft.spokenEn),
    keywords: wordsOf(draft.keywords),
    departmentCode,
    categoryCode,
    ownerId,
    reviewBy,
    fileIds: draft.files.map(({ id }) => id),
    version,
  });
}

/**
 * How many text messages a text takes: 160 signs of plain Latin or 70 of anything else in one, a little less in each of
 * several (3GPP TS 23.040).
 */
export function smsParts(text: string): number {
  const isPlain = /^[\x20-\x7e\n]*$/.test(text);
  const [alone, each] = isPlain ? [160, 153] : [70, 67];
  if (text === '') return 0;
  return text.length <= alone ? 1 : Math.ceil(text.length / each);
}
