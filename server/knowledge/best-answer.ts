// An article as the search reads it, and the one that answers a question best. Pure: the bench asks the same.
import {
  isForSomethingElse,
  isOfAnotherCity,
  shareTold,
  type SearchDocument,
  type SearchIndex,
  type Signs,
  signsOf,
  surenessOf,
} from '../../knowledge/search/index.ts';
import type { ArticleView } from './contract.ts';
import { publicSight } from './core.ts';
import { isItemFromAbove } from './item-article.ts';

/** What the search reads of an article. */
export type Searched = Pick<
  ArticleView,
  'id' | 'code' | 'title' | 'body' | 'keywords' | 'audience' | 'departmentCode' | 'source' | 'files'
>;

/** Stands for every department where a note is not for one alone. */
export const everybody = '*';
/** Enough to see the next with another title: items of several offices share one. */
const lookedAtForBest = 12;
/** What a machine may answer with by itself: an answer to somebody else's matter, or news, is found by who looks for it. */
export const answeringSources: ArticleView['source'][] = ['editor', 'service_item', 'disclosure'];

export function searchDocument(article: Searched): SearchDocument {
  const { id, code, title, body, keywords, audience, departmentCode, source, files } = article;
  return {
    id,
    title: `${title.zh} ${title.en}`,
    keywords,
    text: [spelled(body.zh), spelled(body.en), ...files.map((file) => file.name)].join('\n'),
    isFromAbove: isItemFromAbove(code),
    facets: {
      audience,
      notesOf: audience === 'department' ? (departmentCode ?? everybody) : everybody,
      department: departmentCode ?? '',
      source,
    },
  };
}

export interface Best<A> {
  article: A;
  signs: Signs;
  /** 0 to 1. */
  sureness: number;
}

/**
 * What anybody may be told that answers a question best, and how sure that is.
 * @param home names of the own city, as people say it
 */
export function bestAnswer<A extends Searched>(
  index: SearchIndex,
  articleOf: (id: string) => A | undefined,
  question: string,
  lang: 'zh' | 'en',
  home: readonly string[],
): Best<A> | null {
  const options = {
    limit: lookedAtForBest,
    facets: { audience: publicSight.audiences, source: answeringSources },
  };
  const hits = index.search(question, options);
  const [first] = hits;
  const article = first && articleOf(first.id);
  if (!first || !article) return null;
  const isOther = ({ title }: A): boolean =>
    title.zh !== article.title.zh && !isForSomethingElse(question, title.zh);
  const next = hits.find(({ id }) => {
    const other = articleOf(id);
    return other !== undefined && isOther(other);
  });
  const { title, keywords } = article;
  const scores = { best: first.score, next: next?.score ?? null };
  const signs = signsOf(question, candidateOf(article, lang), scores, wordsOf(index, question));
  const isElsewhere = isOfAnotherCity(question, { title: `${title.zh} ${title.en}`, keywords }, home);
  return { article, signs, sureness: isElsewhere ? 0 : surenessOf(signs) };
}

/** The best answers, in the order of the search; what they do not tell, those after them hardly do. */
const lookedAtForNear = 3;
/**
 * With less than this told by the best of them a question counts as one without an answer: of the bench's questions
 * 28 of 44 that nothing answers, and 7 of 64 that find their answer.
 */
const nearFrom = 0.4;

/** What was typed in letters, slipped or helped others stands in no text as it was asked. */
const understoodOtherwise = new Set(['pinyin', 'typo', 'learned']);

/** Whether nothing that was found tells what was asked: a list is never empty where there are many articles. */
export function isFarOff(
  index: SearchIndex,
  found: readonly Searched[],
  question: string,
  lang: 'zh' | 'en',
): boolean {
  const words = wordsOf(index, question);
  return !found
    .slice(0, lookedAtForNear)
    .some(
      (article) =>
        shareTold(question, candidateOf(article, lang), words) >= nearFrom ||
        index.explain(question, article.id).some(({ by }) => understoodOtherwise.has(by)),
    );
}

const wordsOf = (index: SearchIndex, question: string) => ({
  information: (term: string) => index.information(term),
  others: [...index.otherWords(question)],
});

const candidateOf = ({ title, keywords, body }: Searched, lang: 'zh' | 'en') => ({
  title: title[lang],
  keywords,
  text: plain(body[lang]),
});

/** How people call their city. */
export const homeNames = ({ nameZh, nameEn }: { nameZh: string; nameEn: string }): string[] => [
  nameZh.replace(/市$/, ''),
  nameEn.toLowerCase(),
];

/** Markdown without its marks. */
export function plain(markdown: string): string {
  return markdown
    .replace(/^[\s|:-]+$/gm, '')
    .replace(/[*_`#>|]+/g, '')
    .replace(/^\s*[-+]\s+/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}

const address = /\bhttps?:\/\/([^\s/?#，。；、）)]+)[^\s，。；、）)]*/gi;
/** The code of an item or of an organisation, as long as no word is. */
const longCode = /[0-9A-Z]{18,}/g;

/** A text as it is searched: the parts of an address are no words of it, but for its site and what codes it holds. */
const spelled = (markdown: string): string =>
  plain(markdown).replace(address, (whole, site: string) =>
    [site, ...(whole.match(longCode) ?? [])].join(' '),
  );
