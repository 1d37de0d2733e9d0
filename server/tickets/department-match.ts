// Which department a matter is for: what the city's own words say, weighed with the classifier's opinion. Pure.
import {
  type Classification,
  type Example,
  type Likely,
  learnExamples,
} from '../../knowledge/classify/index.ts';

/** What a city says of its matters: categories with what citizens call them, and the answers filed under them. */
export interface CityWords {
  categories: readonly {
    code: string;
    nameZh: string;
    departmentCode: string | null;
    /** Everyday words and sentences of citizens. */
    examples: readonly string[];
  }[];
  articles: readonly {
    titleZh: string;
    bodyZh: string;
    keywords: readonly string[];
    departmentCode: string | null;
    categoryCode: string | null;
  }[];
}

const weights = { name: 2, example: 2, title: 1.5, keyword: 1.5, body: 0.6 } as const;
/**
 * How much the classifier's opinion adds to the score of its department, where the best by the city's words has 1. It
 * was trained on messages of another city and knows few departments, but reads long letters well.
 */
const opinionWorth = 0.15;

function* examplesOf({ categories, articles }: CityWords): Generator<Example> {
  for (const { code, nameZh, departmentCode, examples } of categories) {
    // The widest categories name nothing that one department does.
    if (departmentCode === null || !code.includes('.')) continue;
    const of = { department: departmentCode, category: code };
    yield { ...of, text: nameZh, weight: weights.name };
    for (const text of examples) yield { ...of, text, weight: weights.example };
  }
  for (const { titleZh, bodyZh, keywords, departmentCode, categoryCode } of articles) {
    if (departmentCode === null || categoryCode === null) continue;
    const of = { department: departmentCode, category: categoryCode };
    yield { ...of, text: titleZh, weight: weights.title };
    for (const text of keywords) yield { ...of, text, weight: weights.keyword };
    yield { ...of, text: bodyZh, weight: weights.body };
  }
}

/**
 * Reads the city's words once.
 * @returns who it is for, most likely first; the classifier's department alone when the city's words say nothing
 */
export function createDepartmentMatch(
  words: CityWords,
): (text: string, opinion: Pick<Classification, 'department'>) => Likely[] {
  const find = learnExamples([...examplesOf(words)]);
  return (text, { department }) =>
    find(text)
      .map((one) => ({ ...one, score: one.score + (one.department === department ? opinionWorth : 0) }))
      .sort((a, b) => b.score - a.score);
}
