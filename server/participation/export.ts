// What a consultation came to, as a file: the figures, then every answer without who gave it.
import writeExcelFile from 'write-excel-file/node';
import { z } from 'zod';
import { csvFile } from '../platform/attached.ts';
import type { Database } from '../platform/database.ts';
import type { Lang } from '../platform/errors.ts';
import { veilText } from '../platform/privacy.ts';
import type { ConsultationView, Question } from './contract.ts';

const words = {
  zh: {
    question: '问题',
    option: '选项',
    count: '人数',
    share: '占比',
    answers: '答卷',
    figures: '统计',
    at: '时间',
    mean: '平均',
    department: '部门',
    ratings: '评议人数',
    byDepartment: '各部门',
  },
  en: {
    question: 'Question',
    option: 'Option',
    count: 'Count',
    share: 'Share',
    answers: 'Answers',
    figures: 'Figures',
    at: 'Time',
    mean: 'Mean',
    department: 'Department',
    ratings: 'Ratings',
    byDepartment: 'Departments',
  },
} as const;
type Cell = string | number | null;
const nameOf = (named: { nameZh: string; nameEn: string }, lang: Lang): string =>
  lang === 'en' ? named.nameEn : named.nameZh;

/** A row for every option of every question. */
export function figureRows(
  { questions, tallies }: Pick<ConsultationView, 'questions' | 'tallies'>,
  lang: Lang,
): Cell[][] {
  const word = words[lang];
  return [
    [word.question, word.option, word.count, word.share],
    ...tallies.flatMap(({ questionId, answered, counts, mean }): Cell[][] => {
      const question = questions.find(({ id }) => id === questionId);
      if (!question) return [];
      const { group } = question;
      const name = `${group ? `${nameOf(group, lang)}: ` : ''}${nameOf(question, lang)}`;
      const rows = counts.map(({ id, count }): Cell[] => {
        const option = question.options.find((one) => one.id === id);
        return [name, option ? nameOf(option, lang) : id, count, answered === 0 ? null : count / answered];
      });
      if (question.type === 'text') return [[name, '', answered, null]];
      return mean === null ? rows : [...rows, [name, word.mean, mean, null]];
    }),
  ];
}

const answerRow = z.object({
  createdAt: z.date(),
  answers: z.record(z.string(), z.unknown()),
});
/** A workbook of more is none that anybody opens. */
const mostAnswers = 50_000;

async function answerRows(database: Database, view: ConsultationView, lang: Lang): Promise<Cell[][]> {
  const rows = await database.sql.rows(
    answerRow,
    `SELECT "createdAt", answers FROM "ConsultationAnswer" WHERE "consultationId" = $1
     ORDER BY "createdAt", id LIMIT ${mostAnswers}`,
    [view.id],
  );
  return [
    [words[lang].at, ...view.questions.map((question) => nameOf(question, lang))],
    ...rows.map(({ createdAt, answers }) => [
      createdAt.toISOString(),
      ...view.questions.map((question) => cellOf(question, answers[question.id], lang)),
    ]),
  ];
}

function cellOf(question: Question, given: unknown, lang: Lang): Cell {
  const name = (id: unknown): string => {
    const option = question.options.find((one) => one.id === id);
    return option ? nameOf(option, lang) : String(id);
  };
  if (given === undefined || given === null) return null;
  if (typeof given === 'number') return given;
  if (Array.isArray(given)) return given.map(name).join('; ');
  return question.type === 'text' ? inert(veilText(String(given), 'all')) : name(given);
}

/** What a citizen wrote is no formula to whoever opens the file. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** A row for every department that was rated: how many rated it, the mean of all, the mean of each point. */
export function ratingRows({ ratings }: Pick<ConsultationView, 'ratings'>, lang: Lang): Cell[][] {
  const word = words[lang];
  const points = ratings[0]?.points.map(({ name }) => name[lang]) ?? [];
  return [
    [word.department, word.ratings, word.mean, ...points],
    ...ratings.map((row) => [row.name[lang], row.ratings, row.mean, ...row.points.map(({ mean }) => mean)]),
  ];
}

/**
 * The figures, of a rating by department.
 */
export function csvOf(view: ConsultationView, lang: Lang): string {
  const rows = view.kind === 'rating' ? ratingRows(view, lang) : figureRows(view, lang);
  return csvFile(rows);
}

/** Figures and answers, a sheet each. */
export async function xlsxOf(database: Database, view: ConsultationView, lang: Lang): Promise<Buffer> {
  const cells = (rows: readonly Cell[][]) =>
    rows.map((row, index) =>
      row.map((value) =>
        value === null ? null : { value, ...(index === 0 && { fontWeight: 'bold' as const }) },
      ),
    );
  const byDepartment =
    view.kind === 'rating'
      ? [{ sheet: words[lang].byDepartment, stickyRowsCount: 1, data: cells(ratingRows(view, lang)) }]
      : [];
  return writeExcelFile([
    ...byDepartment,
    { sheet: words[lang].figures, stickyRowsCount: 1, data: cells(figureRows(view, lang)) },
    { sheet: words[lang].answers, stickyRowsCount: 1, data: cells(await answerRows(database, view, lang)) },
  ]).toBuffer();
}
