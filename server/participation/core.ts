// The life of a consultation, which answers fit its questions, and how they are counted. Decides over plain data.
import type { Bilingual } from '../platform/contract.ts';
import type {
  ConsultationCommand,
  ConsultationPhase,
  ConsultationState,
  GivenAnswer,
  Question,
  RatingRow,
  Tally,
} from './contract.ts';

/** From which phase each command leads where. */
const steps: Readonly<
  Record<ConsultationCommand['command'], { from: readonly ConsultationPhase[]; to: ConsultationState }>
> = {
  open: { from: ['draft'], to: 'open' },
  close: { from: ['announced', 'open'], to: 'closed' },
  publish: { from: ['closed'], to: 'published' },
};

interface Span {
  state: ConsultationState;
  opensAt: Date;
  closesAt: Date;
}

/** Where it stands: it opens and closes by itself. */
export function phaseOf({ state, opensAt, closesAt }: Span, now: Date): ConsultationPhase {
  if (state !== 'open') return state;
  if (now >= closesAt) return 'closed';
  return now < opensAt ? 'announced' : 'open';
}

/** The state that a command leads to; undefined where it cannot be done. */
export function nextState(
  command: ConsultationCommand['command'],
  phase: ConsultationPhase,
): ConsultationState | undefined {
  const { from, to } = steps[command];
  return from.includes(phase) ? to : undefined;
}

/** What is wrong with an answer: `question` is its id. */
export interface AnswerFault {
  question: string;
  fault: 'missing' | 'unknown_question' | 'unknown_option' | 'wrong_form';
}

/** Faults of answers to some questions; none: they can be counted. */
export function faultsOf(questions: readonly Question[], answers: GivenAnswer['answers']): AnswerFault[] {
  const known = new Map(questions.map((question) => [question.id, question]));
  const strangers = Object.keys(answers).filter((id) => !known.has(id));
  return [
    ...strangers.map((question) => ({ question, fault: 'unknown_question' as const })),
    ...questions.flatMap((question) => {
      const fault = faultOf(question, answers[question.id]);
      return fault ? [{ question: question.id, fault }] : [];
    }),
  ];
}

type Given = GivenAnswer['answers'][string] | undefined;

function faultOf({ type, isRequired, options }: Question, given: Given): AnswerFault['fault'] | undefined {
  const isEmpty = given === undefined || given === '' || (Array.isArray(given) && given.length === 0);
  if (isEmpty) return isRequired ? 'missing' : undefined;
  const isOption = (id: string): boolean => options.some((option) => option.id === id);
  switch (type) {
    case 'single':
      if (typeof given !== 'string') return 'wrong_form';
      return isOption(given) ? undefined : 'unknown_option';
    case 'multiple':
      if (!Array.isArray(given) || new Set(given).size < given.length) return 'wrong_form';
      return given.every(isOption) ? undefined : 'unknown_option';
    case 'scale':
      return typeof given === 'number' ? undefined : 'wrong_form';
    case 'text':
      return typeof given === 'string' ? undefined : 'wrong_form';
  }
}

/** Answers without those that say nothing. */
export function withoutEmpty(answers: GivenAnswer['answers']): GivenAnswer['answers'] {
  return Object.fromEntries(
    Object.entries(answers).filter(
      ([, given]) => given !== '' && !(Array.isArray(given) && given.length === 0),
    ),
  );
}

/** The steps of a scale. */
export const scaleSteps = ['1', '2', '3', '4', '5'] as const;

/**
 * Tallies in the order of the questions. `counted`: how often a value stands in the answers to a question; `answered`:
 * how many answered it.
 */
export function talliesOf(
  questions: readonly Question[],
  counted: readonly { questionId: string; value: string; count: number }[],
  answered: ReadonlyMap<string, number>,
): Tally[] {
  return questions.map(({ id, type, options }) => {
    const countOf = (value: string): number =>
      counted.find((one) => one.questionId === id && one.value === value)?.count ?? 0;
    const values = type === 'scale' ? scaleSteps : options.map((option) => option.id);
    const counts = type === 'text' ? [] : values.map((value) => ({ id: value, count: countOf(value) }));
    const all = counts.reduce((sum, { count }) => sum + count, 0);
    const weighed = counts.reduce((sum, { id: value, count }) => sum + Number(value) * count, 0);
    return {
      questionId: id,
      answered: answered.get(id) ?? 0,
      counts,
      mean: type === 'scale' && all > 0 ? Math.round((100 * weighed) / all) / 100 : null,
    };
  });
}

/** Departments of a rating, the best first; those that nobody has rated last. */
export function ratingsOf(questions: readonly Question[], tallies: readonly Tally[]): RatingRow[] {
  const rows = new Map<
    string,
    { name: Bilingual; points: (RatingRow['points'][number] & { sum: number })[] }
  >();
  for (const { id, nameZh, nameEn, group } of questions) {
    const tally = tallies.find(({ questionId }) => questionId === id);
    if (!group || !tally) continue;
    const row = rows.get(group.code) ?? { name: { zh: group.nameZh, en: group.nameEn }, points: [] };
    const sum = tally.counts.reduce((all, step) => all + Number(step.id) * step.count, 0);
    row.points.push({ name: { zh: nameZh, en: nameEn }, answered: tally.answered, mean: tally.mean, sum });
    rows.set(group.code, row);
  }
  return [...rows]
    .map(([code, { name, points }]) => {
      const given = points.reduce((all, { answered }) => all + answered, 0);
      const sum = points.reduce((all, point) => all + point.sum, 0);
      return {
        code,
        name,
        ratings: Math.max(0, ...points.map(({ answered }) => answered)),
        mean: given === 0 ? null : Math.round((100 * sum) / given) / 100,
        points: points.map(({ sum: _sum, ...point }) => point),
      };
    })
    .toSorted((a, b) => (b.mean ?? 0) - (a.mean ?? 0));
}
