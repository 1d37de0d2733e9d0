// What finished reviews say together: by agent, queue, question and week.
import { readLists } from '../admin/index.ts';
import { cityDay } from '../calendar/index.ts';
import type { Bilingual } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { answersSchema, type FigureQuery, type Figures } from './contract.ts';
import { figuresOf, type Judged } from './core.ts';
import { readDefinitions } from './forms.ts';
import { finishedWithin } from './reviews.ts';
import { readPersons } from './rows.ts';
import { weekOf } from './sampling.ts';

/** Of more, ask for a shorter time. */
const mostReviews = 50_000;

/** @throws AppError `too_large` */
export async function readFigures(database: Database, query: FigureQuery): Promise<Figures> {
  const { by, from, until, form, random } = query;
  const rows = await database.read.qualityReview.findMany({
    where: {
      calibrationId: null,
      finishedAt: finishedWithin({ from, until }),
      ...(form !== undefined && { formCode: form }),
      ...(random && { isRandom: true }),
    },
    select: {
      agentId: true,
      queueCode: true,
      finishedAt: true,
      formCode: true,
      formVersion: true,
      answers: true,
      score: true,
      hasFailed: true,
      ground: true,
    },
    take: mostReviews + 1,
  });
  if (rows.length > mostReviews) throw new AppError('too_large');
  const [forms, nameOf] = await Promise.all([
    readDefinitions(database, rows),
    readNames(
      database,
      rows.map(({ agentId }) => agentId),
    ),
  ]);
  const judged = rows.flatMap(({ finishedAt, score, ground, formCode, formVersion, ...row }): Judged[] =>
    finishedAt === null || score === null
      ? []
      : [
          {
            ...row,
            score,
            answers: answersSchema.parse(row.answers),
            week: weekOf(cityDay(finishedAt)).name,
            form: { code: formCode, definition: forms(formCode, formVersion) },
            isDisputed: ground !== null,
          },
        ],
  );
  return { by, from, until, ...figuresOf(judged, by, nameOf) };
}

/** Names of agents and queues. */
async function readNames(database: Database, ids: readonly string[]): Promise<(key: string) => Bilingual> {
  const [persons, { queues }] = await Promise.all([readPersons(database, ids), readLists(database)]);
  const queueNames = new Map(queues.map(({ code, name }) => [code, name]));
  return (key) => queueNames.get(key) ?? persons(key).name;
}
