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
  departmentCode: string | null;
  /** Everyday words and sentences of citizens. */
  examples: readonly string[];
}

/** An answer that is filed under a category. */
export interface ArticleWords {
  titleZh: string;
  bodyZh: string;
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

function* ofCategory({ code, nameZh, departmentCode, examples }: CategoryWords): Generator<Example> {
  // The widest categories name nothing that one department does.
  if (departmentCode === null || !code.includes('.')) return;
  const of = { department: departmentCode, category: code };
  yield { ...of, text: nameZh, weight: weights.name };
  for (const text of examples) yield { ...of, text, weight: weights.example };
}

function* ofArticle(article: ArticleWords): Generator<Example> {
  const { titleZh, bodyZh, keywords, departmentCode, categoryCode } = article;
  if (departmentCode === null || categoryCode === null) return;
  const of = { department: departmentCode, category: categoryCode };
  yield { ...of, text: titleZh, weight: weights.title };
  for (const text of keywords) yield { ...of, text, weight: weights.keyword };
  yield { ...of, text: bodyZh, weight: weights.body };
}

/** What a city says of its matters, learned piece by piece. */
export class DepartmentMatch {
  readonly #index = new ExampleIndex();

  learnCategory(category: CategoryWords): void {
    this.#index.put(`category ${category.code}`, [...ofCategory(category)]);
  }

  /** Without words, what the article said is forgotten. */
  learnArticle(id: string, article: ArticleWords | null): void {
    this.#index.put(`article ${id}`, article ? [...ofArticle(article)] : []);
  }

  /** Who a matter is for, most likely first: nobody when the city's words say nothing. */
  find(text: string, { department }: Pick<Classification, 'department'>): Likely[] {
    return this.#index
      .find(text)
      .map((one) => ({ ...one, score: one.score + (one.department === department ? opinionWorth : 0) }))
      .sort((a, b) => b.score - a.score);
  }
}
