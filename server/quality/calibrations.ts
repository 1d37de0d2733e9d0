// Calibration: several reviewers judge the same contact without knowing of each other, then agree on one result.
import type { Prisma } from '#database';
import type { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { krippendorffAlpha } from './agreement.ts';
import {
  type agreeSchema,
  type Answer,
  type Answers,
  answersSchema,
  type CalibrationList,
  type CalibrationView,
  type FormDefinition,
  type openCalibrationSchema,
  type Question,
  questionsOf,
  scoreOf,
  shareOf,
} from './contract.ts';
import { faultsOf } from './core.ts';
import { type FormsOf, readDefinitions } from './forms.ts';
import { demandReviewers } from './plans.ts';
import { nameOfForm, type PersonOf, readPersons } from './rows.ts';

const mostShown = 100;
/** So many of the latest calibrations say how far reviewers agree now. */
const mostMeasured = 500;
const withReviews = { reviews: { orderBy: { id: 'asc' } } } as const;
type Row = Prisma.QualityCalibrationGetPayload<{ include: typeof withReviews }>;

const isFinished = ({ state }: { state: string }): boolean => state === 'finished';
const isTold = ({ agreedAt, reviews }: Row): boolean => agreedAt !== null || reviews.every(isFinished);

/** Answers as numbers that can be compared; what does not apply is a value of its own for a plain question. */
const comparable = (answer: Answer): number =>
  typeof answer === 'number' ? answer : answer === 'yes' ? 1 : answer === 'no' ? 0 : -1;

function alphaOf(
  question: Question,
  given: readonly (readonly Answers[])[],
): { contacts: number; alpha: number | null } {
  const isScale = question.type === 'scale';
  const units = given.map((answers) =>
    answers.flatMap((one) => {
      const answer = one[question.id];
      return answer === undefined || (isScale && answer === 'na') ? [] : [comparable(answer)];
    }),
  );
  const alpha = krippendorffAlpha(units, isScale ? 'ordinal' : 'nominal');
  return { contacts: units.filter(({ length }) => length > 1).length, alpha: rounded(alpha) };
}

const rounded = (alpha: number | null): number | null =>
  alpha === null ? null : Math.round(1_000 * alpha) / 1_000;

/** Over all questions of one contact, each by the share that it earns. */
function alphaOfContact(definition: FormDefinition, given: readonly Answers[]): number | null {
  const units = questionsOf(definition).map((question) =>
    given.flatMap((answers) => {
      const answer = answers[question.id];
      const share = answer === undefined ? null : shareOf(question, answer);
      return share === null ? [] : [share];
    }),
  );
  return rounded(krippendorffAlpha(units, 'interval'));
}

const givenIn = ({ reviews }: Row): Answers[] =>
  reviews.filter(isFinished).map(({ answers }) => answersSchema.parse(answers));

export class Calibrations {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(actor: Actor): Promise<CalibrationList> {
    const rows = await this.#database.read.qualityCalibration.findMany({
      include: withReviews,
      orderBy: { openedAt: 'desc' },
      take: mostMeasured,
    });
    const shown = rows.filter(({ reviews }) => reviews.every(({ agentId }) => agentId !== actor.id));
    const around = await this.#around(rows);
    return {
      items: shown.slice(0, mostShown).map((row) => rowOf(row, actor, around)),
      agreement: agreementOf(rows, around.forms),
    };
  }

  /** @throws AppError `not_found` */
  async read(actor: Actor, id: string): Promise<CalibrationView> {
    const row = await this.#demand(actor, id);
    const around = await this.#around([row]);
    const definition = around.forms(row.formCode, row.formVersion);
    const given = givenIn(row);
    return {
      ...rowOf(row, actor, around),
      definition,
      results: isTold(row)
        ? {
            reviews: row.reviews.filter(isFinished).map((review) => ({
              reviewId: review.id,
              reviewer: around.persons(review.reviewerId ?? ''),
              answers: answersSchema.parse(review.answers),
              score: review.score,
              hasFailed: review.hasFailed,
              note: review.note,
            })),
            alpha: alphaOfContact(definition, given),
          }
        : null,
      answers: row.answers === null ? null : answersSchema.parse(row.answers),
      note: row.note,
      agreedBy: row.agreedById ? around.persons(row.agreedById) : null,
    };
  }

  /** The same id again is the same calibration. @throws AppError `not_found`, `bad_request`, `conflict` */
  async open(actor: Actor, id: string, { reviewId, reviewerIds }: z.infer<typeof openCalibrationSchema>) {
    const judges = [...new Set(reviewerIds)];
    await demandReviewers(this.#database, judges, 'reviewerIds');
    await this.#database.change(async ({ tx }) => {
      if (await tx.qualityCalibration.findUnique({ where: { id } })) return;
      const of = await tx.qualityReview.findUnique({ where: { id: reviewId } });
      if (!of || of.agentId === actor.id) throw new AppError('not_found');
      // Nobody is asked about their own work.
      if (judges.includes(of.agentId) || judges.length < 2)
        throw new AppError('bad_request', { issues: [{ path: 'reviewerIds', message: 'own_work' }] });
      const { interactionId, formCode, formVersion, agentId, channel, queueCode, contactAt } = of;
      const form = { interactionId, formCode, formVersion };
      await tx.qualityCalibration.create({ data: { id, ...form, openedById: actor.id } });
      const contact = { agentId, channel, queueCode, contactAt };
      await tx.qualityReview.createMany({
        data: judges.map((reviewerId) => ({ ...form, ...contact, calibrationId: id, reviewerId })),
      });
      await note(tx, actor.id, 'quality.calibrate', id);
    });
  }

  /** What all agree on, once everybody has judged. @throws AppError `not_found`, `wrong_state`, `bad_request` */
  async agree(
    actor: Actor,
    id: string,
    { answers, note: words }: z.infer<typeof agreeSchema>,
  ): Promise<void> {
    const seen = await this.#demand(actor, id);
    const forms = await readDefinitions(this.#database, [seen]);
    const definition = forms(seen.formCode, seen.formVersion);
    const faults = faultsOf(definition, answers, true);
    if (faults.length > 0)
      throw new AppError('bad_request', { issues: faults.map((path) => ({ path, message: 'answer' })) });
    await this.#database.change(async ({ tx, sql }) => {
      await sql.run('SELECT 1 FROM "QualityCalibration" WHERE id = $1::uuid FOR UPDATE', [id]);
      const row = await tx.qualityCalibration.findUniqueOrThrow({ where: { id }, include: withReviews });
      if (row.agreedAt !== null || !row.reviews.every(isFinished)) throw new AppError('wrong_state');
      const result = scoreOf(questionsOf(definition), answers);
      await tx.qualityCalibration.update({
        where: { id },
        data: { ...result, answers, note: words, agreedById: actor.id, agreedAt: new Date() },
      });
      await note(tx, actor.id, 'quality.agree', id);
    });
  }

  async #demand(actor: Actor, id: string): Promise<Row> {
    const row = await this.#database.read.qualityCalibration.findUnique({
      where: { id },
      include: withReviews,
    });
    if (!row || row.reviews.some(({ agentId }) => agentId === actor.id)) throw new AppError('not_found');
    return row;
  }

  async #around(rows: readonly Row[]): Promise<{ persons: PersonOf; forms: FormsOf }> {
    const ids = rows.flatMap(({ openedById, agreedById, reviews }) => [
      openedById,
      agreedById,
      ...reviews.flatMap(({ reviewerId, agentId }) => [reviewerId, agentId]),
    ]);
    const [persons, forms] = await Promise.all([
      readPersons(this.#database, ids),
      readDefinitions(this.#database, rows),
    ]);
    return { persons, forms };
  }
}

function rowOf(row: Row, actor: Actor, { persons, forms }: { persons: PersonOf; forms: FormsOf }) {
  const { id, interactionId, reviews, score } = row;
  return {
    id,
    interactionId,
    formName: nameOfForm(forms(row.formCode, row.formVersion)),
    agent: persons(reviews[0]?.agentId ?? ''),
    contactAt: (reviews[0]?.contactAt ?? row.openedAt).toISOString(),
    openedAt: row.openedAt.toISOString(),
    openedBy: persons(row.openedById),
    finished: reviews.filter(isFinished).length,
    asked: reviews.length,
    ownReviewId: reviews.find(({ reviewerId }) => reviewerId === actor.id)?.id ?? null,
    agreedAt: row.agreedAt?.toISOString() ?? null,
    score,
  };
}

/** By form and question of the version that was judged by last; earlier versions count where the question is the same. */
function agreementOf(rows: readonly Row[], forms: FormsOf): CalibrationList['agreement'] {
  const byForm = new Map<string, Row[]>();
  for (const row of rows.filter(isTold)) byForm.set(row.formCode, [...(byForm.get(row.formCode) ?? []), row]);
  return [...byForm].map(([formCode, told]) => {
    const definition = forms(formCode, Math.max(...told.map(({ formVersion }) => formVersion)));
    const given = told.map(givenIn);
    return {
      formCode,
      formName: nameOfForm(definition),
      questions: questionsOf(definition).map((question) => ({
        id: question.id,
        name: { zh: question.nameZh, en: question.nameEn },
        ...alphaOf(question, given),
      })),
    };
  });
}

async function note(
  tx: Prisma.TransactionClient,
  actorId: string,
  action: string,
  subjectId: string,
): Promise<void> {
  await audit(tx, { actorId, action, subjectType: 'quality_calibration', subjectId });
}
