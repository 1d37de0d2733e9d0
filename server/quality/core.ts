// What a judgement comes to, who may do what with it, and what many of them say together. Pure.
import type { Bilingual } from '../platform/contract.ts';
import {
  type Answer,
  type Answers,
  type FigureRow,
  type FiguresBy,
  type FormDefinition,
  type Question,
  type ReviewState,
  questionsOf,
  shareOf,
} from './contract.ts';

function fits({ type, steps, allowsNotApplicable }: Question, answer: Answer): boolean {
  if (answer === 'na') return allowsNotApplicable;
  return type === 'scale' ? typeof answer === 'number' && answer <= steps : typeof answer === 'string';
}

/** Ids of questions whose answers are missing, foreign, or of another kind. None: it can be counted. */
export function faultsOf(definition: FormDefinition, answers: Answers, isFinished: boolean): string[] {
  const questions = questionsOf(definition);
  const known = new Set(questions.map(({ id }) => id));
  const wrong = questions.filter((question) => {
    const answer = answers[question.id];
    return answer === undefined ? isFinished : !fits(question, answer);
  });
  return [...Object.keys(answers).filter((id) => !known.has(id)), ...wrong.map(({ id }) => id)];
}

export type ReviewCommand = 'judge' | 'take' | 'answer' | 'decide';

/** From which state each command may be given. */
const steps: Readonly<Record<ReviewCommand, ReviewState>> = {
  judge: 'assigned',
  take: 'assigned',
  answer: 'finished',
  decide: 'disputed',
};

interface Stands {
  state: ReviewState;
  agentId: string;
  reviewerId: string | null;
  calibrationId: string | null;
}

/**
 * What somebody may do with a review now. Nobody judges their own work, nor decides a dispute over their own judgement;
 * a calibration goes to no agent.
 * @param isReviewer whether their roles let them judge at all
 */
export function allowed(
  review: Stands,
  readerId: string,
  isReviewer: boolean,
): Record<ReviewCommand, boolean> {
  const { state, agentId, reviewerId, calibrationId } = review;
  const isJudged = agentId === readerId;
  const judges = isReviewer && !isJudged;
  return {
    judge: state === steps.judge && judges && reviewerId === readerId,
    take: state === steps.take && judges && reviewerId !== readerId && calibrationId === null,
    answer: state === steps.answer && isJudged && calibrationId === null,
    decide: state === steps.decide && judges && reviewerId !== readerId,
  };
}

/** What figures are made of: a finished review. */
export interface Judged {
  agentId: string;
  queueCode: string;
  /** As ISO 8601 names it: 2026-W48. */
  week: string;
  form: { code: string; definition: FormDefinition };
  answers: Answers;
  score: number;
  hasFailed: boolean;
  isDisputed: boolean;
}

interface Mark {
  key: string;
  name: Bilingual;
  score: number | null;
  hasFailed: boolean;
  isDisputed: boolean;
}

const sameIn = (text: string): Bilingual => ({ zh: text, en: text });

function marksOf(review: Judged, by: FiguresBy, nameOf: (key: string) => Bilingual): Mark[] {
  const { score, hasFailed, isDisputed, form, answers } = review;
  const whole = { score, hasFailed, isDisputed };
  if (by === 'agent') return [{ key: review.agentId, name: nameOf(review.agentId), ...whole }];
  if (by === 'queue') return [{ key: review.queueCode, name: nameOf(review.queueCode), ...whole }];
  if (by === 'week') return [{ key: review.week, name: sameIn(review.week), ...whole }];
  return questionsOf(form.definition).flatMap((question) => {
    const answer = answers[question.id];
    const share = answer === undefined ? null : shareOf(question, answer);
    if (share === null) return [];
    return {
      key: `${form.code}/${question.id}`,
      name: { zh: question.nameZh, en: question.nameEn },
      score: 100 * share,
      hasFailed: question.isFatal && answer === 'no',
      isDisputed,
    };
  });
}

function rowOf(key: string, marks: readonly Omit<Mark, 'key'>[], name: Bilingual): FigureRow {
  const scores = marks.flatMap(({ score }) => (score === null ? [] : [score]));
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    key,
    name,
    reviews: marks.length,
    score: scores.length === 0 ? null : Math.round((10 * sum) / scores.length) / 10,
    failed: marks.filter(({ hasFailed }) => hasFailed).length,
    disputed: marks.filter(({ isDisputed }) => isDisputed).length,
  };
}

/** Mean scores in groups: weeks in their order, everything else the lowest first, as that is where help is wanted. */
export function figuresOf(
  reviews: readonly Judged[],
  by: FiguresBy,
  nameOf: (key: string) => Bilingual,
): { rows: FigureRow[]; total: FigureRow } {
  const groups = new Map<string, Mark[]>();
  for (const mark of reviews.flatMap((review) => marksOf(review, by, nameOf))) {
    const group = groups.get(mark.key);
    if (group) group.push(mark);
    else groups.set(mark.key, [mark]);
  }
  const rows = [...groups].map(([key, marks]) => rowOf(key, marks, marks[0]?.name ?? sameIn(key)));
  rows.sort((a, b) =>
    by === 'week'
      ? a.key.localeCompare(b.key)
      : (a.score ?? 0) - (b.score ?? 0) || a.key.localeCompare(b.key),
  );
  const all = reviews.map(({ score, hasFailed, isDisputed }) => ({
    name: sameIn(''),
    score,
    hasFailed,
    isDisputed,
  }));
  return { rows, total: rowOf('total', all, sameIn('')) };
}
