// What a pack owes to each of the plan's 38 tasks, counted task by task. What suggests a department is not here.
import type { Pack } from './schema.ts';

/** Tasks of the five-year plan (DESIGN §9). */
export const planTasks: readonly number[] = Array.from({ length: 38 }, (_, index) => index + 1);
const sentencesPerTask = 15;
const tuningPerTask = 10;
const leastArticles = 8;

type Sentence = Pack['sentences'][number];

function half(pack: Pack, isTuning: boolean): Sentence[] {
  const seen = new Map<number, number>();
  return pack.sentences.filter(({ task }) => {
    const position = seen.get(task) ?? 0;
    seen.set(task, position + 1);
    return position < tuningPerTask === isTuning;
  });
}

/** The first ten sentences of each task: the department suggestion may learn from them. */
export const tuningSentences = (pack: Pack): Sentence[] => half(pack, true);
/** All others: they measure it, and nothing may learn from them. */
export const heldOutSentences = (pack: Pack): Sentence[] => half(pack, false);

export interface TaskCount {
  task: number;
  nameZh: string;
  nameEn: string;
  departments: number;
  duties: number;
  categories: number;
  items: number;
  articles: number;
  /** Null: nobody asks this task for the state of a matter. */
  connectors: number | null;
  /** Queue and skill; null: the task is not in the pack. */
  routing: string | null;
  sentences: number;
  /** What is missing, as names of the counts. */
  missing: string[];
}

/** The task whose categories a category stands under: the longest beginning wins, so that each has one task at most. */
function taskOf(pack: Pack): (categoryCode: string) => number | undefined {
  const owners = new Map(
    pack.tasks.flatMap(({ task, categoryCodes }) => categoryCodes.map((code) => [code, task] as const)),
  );
  return (categoryCode) => {
    const parts = categoryCode.split('.');
    for (let length = parts.length; length > 0; length -= 1) {
      const owner = owners.get(parts.slice(0, length).join('.'));
      if (owner !== undefined) return owner;
    }
    return undefined;
  };
}

/** A duty of a wide category holds for those below it, too. */
const covers = (wide: string, narrow: string): boolean => narrow === wide || narrow.startsWith(`${wide}.`);

/** Counts what a pack has for every task. @returns 38 rows, in order */
export function countTasks(pack: Pack): TaskCount[] {
  const ownerOf = taskOf(pack);
  const isOf = (task: number) => (row: { categoryCode: string }) => ownerOf(row.categoryCode) === task;
  return planTasks.map((task) => {
    const said = pack.tasks.find((row) => row.task === task);
    const categories = pack.categories.filter(({ code }) => ownerOf(code) === task);
    const uncovered = categories.filter(
      ({ code, level }) => level > 1 && !pack.duty.some((duty) => covers(duty.categoryCode, code)),
    );
    const counts = {
      departments: pack.departments.filter(({ tasks }) => tasks.includes(task)).length,
      duties: pack.duty.filter((duty) => categories.some(({ code }) => covers(duty.categoryCode, code)))
        .length,
      categories: categories.length,
      items: pack.serviceItems.filter(isOf(task)).length,
      articles: pack.articles.filter(isOf(task)).length,
      connectors: said && !said.asksStatus ? null : pack.connectors.filter(isOf(task)).length,
      sentences: pack.sentences.filter((sentence) => sentence.task === task).length,
    };
    const missing = [
      ...(counts.departments === 0 ? ['departments'] : []),
      ...(counts.duties === 0 || uncovered.length > 0 ? ['duties'] : []),
      ...(counts.categories === 0 ? ['categories'] : []),
      ...(counts.items === 0 ? ['items'] : []),
      ...(counts.articles < leastArticles ? ['articles'] : []),
      ...(counts.connectors === 0 ? ['connectors'] : []),
      ...(said ? [] : ['routing']),
      ...(counts.sentences < sentencesPerTask ? ['sentences'] : []),
    ];
    return {
      task,
      nameZh: said?.nameZh ?? '',
      nameEn: said?.nameEn ?? '',
      ...counts,
      routing: said ? `${said.queueCode}/${said.skillCode}` : null,
      missing,
    };
  });
}
