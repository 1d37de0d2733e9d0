// Which department a matter is for: what the city's own words say, weighed with the classifier's opinion. Pure.
import {
  type Classification,
  type Example,
  ExampleIndex,
  type Likely,
} from '../../knowledge/classify/index.ts';

/** A category, with what citizens call it. */
export interface CategoryWords {
  code: string;
  nameZh: string;
  nameEn: string;
  departmentCode: string | null;
  /** Everyday words and sentences of citizens. */
  examples: readonly string[];
}

/** An answer that is filed under a category. */
export interface ArticleWords {
  titleZh: string;
  titleEn: string;
  bodyZh: string;
  bodyEn: string;
  keywords: readonly string[];
  departmentCode: string | null;
  categoryCode: string | null;
}

const weights = { name: 2, example: 2, title: 1.5, keyword: 1.5, body: 0.6 } as const;
/**
 * How much the classifier's opinion adds to the score of its department, where the best by the city's words has 1. It
 * was trained on messages of another city and knows few departments, but reads long letters well.
 */
const opinionWorth = 0.15;

function* ofCategory({ code, departmentCode, examples }: CategoryWords, name: string): Generator<Example> {
  // The widest categories name nothing that one department does.
  if (departmentCode === null || !code.includes('.')) return;
  const of = { department: departmentCode, category: code };
  yield { ...of, text: name, weight: weights.name };
  for (const text of examples) yield { ...of, text, weight: weights.example };
}

function* ofArticle(article: ArticleWords, title: string, body: string): Generator<Example> {
  const { keywords, departmentCode, categoryCode } = article;
  if (departmentCode === null || categoryCode === null) return;
  const of = { department: departmentCode, category: categoryCode };
  yield { ...of, text: title, weight: weights.title };
  for (const text of keywords) yield { ...of, text, weight: weights.keyword };
  yield { ...of, text: body, weight: weights.body };
}

const han = /\p{Script=Han}/u;
/** The classifier learned from Chinese letters: of what is written without a Chinese character it knows nothing. */
export const isReadable = (text: string): boolean => han.test(text);

/** From here on the best category is also of the best department. */
const agreed = 0.95;
const farBehind = 0.5;

/** With no classifier beside it, one word that many matters have names nobody: then a person chooses. */
function believed(likely: Likely[]): Likely[] {
  const [best, next] = likely;
  if (!best || best.score < agreed) return [];
  return best.evidence.length > 1 || (next?.score ?? 0) <= farBehind ? likely : [];
}

/** What a city says of its matters, learned piece by piece. */
export class DepartmentMatch {
  readonly #chinese = new ExampleIndex();
  readonly #english = new ExampleIndex();

  learnCategory(category: CategoryWords): void {
    const key = `category ${category.code}`;
    this.#chinese.put(key, [...ofCategory(category, category.nameZh)]);
    this.#english.put(key, [...ofCategory(category, category.nameEn)]);
  }

  /** Without words, what the article said is forgotten. */
  learnArticle(id: string, article: ArticleWords | null): void {
    const key = `article ${id}`;
    this.#chinese.put(key, article ? [...ofArticle(article, article.titleZh, article.bodyZh)] : []);
    this.#english.put(key, article ? [...ofArticle(article, article.titleEn, article.bodyEn)] : []);
  }

  /** Who a matter is for, most likely first: nobody when the city's words say nothing. */
  find(text: string, { department }: Pick<Classification, 'department'>): Likely[] {
    if (!isReadable(text)) return believed(this.#english.find(text));
    return this.#chinese
      .find(text)
      .map((one) => ({ ...one, score: one.score + (one.department === department ? opinionWorth : 0) }))
      .sort((a, b) => b.score - a.score);
  }
}
