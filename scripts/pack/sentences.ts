// How many of a pack's sentences reach their department, by the suggestion that the product makes.
import { heldOutSentences, tuningSentences } from '../../server/admin/pack/completeness.ts';
import type { Pack } from '../../server/admin/pack/schema.ts';
import { DepartmentMatch } from '../../server/tickets/department-match.ts';
import { shippedModel } from '../../server/tickets/classifier/files.ts';

type Sentence = Pack['sentences'][number];
interface Result {
  right: number;
  /** Of the sentences, 0–1; 0 when there are none. */
  share: number;
  missed: (Sentence & { found: string })[];
}

/**
 * The tuning half is measured without having been learnt (what it learns from is then only names, words and answers);
 * the other half by what the product knows. The sentences that are held out teach nothing in either.
 */
export async function measureSentences(
  pack: Pack,
): Promise<{ tuning: Result; heldOut: Result; ofTask: Map<number, number> }> {
  const { classify } = await shippedModel();
  const finder = (sentences: readonly Sentence[]) => {
    const match = new DepartmentMatch();
    for (const { everydayWords, ...row } of pack.categories.filter(({ level }) => level >= 2))
      match.learnCategory({
        ...row,
        examples: [
          ...everydayWords,
          ...sentences.filter((one) => one.categoryCode === row.code).map(({ text }) => text),
        ],
      });
    for (const article of pack.articles.filter(({ audience }) => audience === 'public'))
      match.learnArticle(article.code, article);
    return (text: string): string => {
      const opinion = classify({ text });
      return match.find(` ${text}`, opinion)[0]?.department ?? opinion.department;
    };
  };
  const measure = (find: (text: string) => string, sentences: readonly Sentence[]): Result => {
    const missed = sentences
      .map((sentence) => ({ ...sentence, found: find(sentence.text) }))
      .filter(({ departmentCode, found }) => departmentCode !== found);
    const right = sentences.length - missed.length;
    return { right, share: right / Math.max(1, sentences.length), missed };
  };
  const tuning = measure(finder([]), tuningSentences(pack));
  const heldOut = measure(finder(tuningSentences(pack)), heldOutSentences(pack));
  const ofTask = new Map<number, number>();
  for (const { task } of pack.tasks) {
    const all = heldOutSentences(pack).filter((sentence) => sentence.task === task).length;
    const missed = heldOut.missed.filter((sentence) => sentence.task === task).length;
    if (all > 0) ofTask.set(task, (all - missed) / all);
  }
  return { tuning, heldOut, ofTask };
}
