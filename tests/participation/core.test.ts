import { describe, expect, it } from 'vitest';
import type { Question } from '../../server/participation/contract.ts';
import {
  faultsOf,
  nextState,
  phaseOf,
  ratingsOf,
  talliesOf,
  withoutEmpty,
} from '../../server/participation/core.ts';
import { figureRows, ratingRows } from '../../server/participation/export.ts';

const names = (text: string) => ({ nameZh: text, nameEn: `${text}-en` });
const option = (id: string) => ({ id, ...names(id) });
const questions: Question[] = [
  {
    id: 'way',
    type: 'single',
    isRequired: true,
    ...names('方式'),
    options: [option('bus'), option('metro')],
  },
  {
    id: 'when',
    type: 'multiple',
    isRequired: false,
    ...names('时段'),
    options: [option('day'), option('night')],
  },
  { id: 'how', type: 'scale', isRequired: false, ...names('满意'), options: [] },
  { id: 'why', type: 'text', isRequired: false, ...names('原因'), options: [] },
];
const at = (day: number) => new Date(Date.UTC(2026, 10, day));

describe('a consultation', () => {
  it('opens and closes by itself', () => {
    const span = { state: 'open' as const, opensAt: at(10), closesAt: at(20) };
    expect([9, 10, 19, 20].map((day) => phaseOf(span, at(day)))).toEqual([
      'announced',
      'open',
      'open',
      'closed',
    ]);
    expect(phaseOf({ ...span, state: 'draft' }, at(15))).toBe('draft');
    expect(phaseOf({ ...span, state: 'published' }, at(15))).toBe('published');
  });

  it('goes from draft to open to closed to published, and no other way', () => {
    const phases = ['draft', 'announced', 'open', 'closed', 'published'] as const;
    const ways = (['open', 'close', 'publish'] as const).map((command) =>
      phases.map((phase) => nextState(command, phase) ?? '-').join(' '),
    );
    expect(ways).toEqual(['open - - - -', '- closed closed - -', '- - - published -']);
  });
});

describe('answers', () => {
  it.each([
    [{ way: 'bus' }, []],
    [{ way: 'bus', when: ['day', 'night'], how: 5, why: '近' }, []],
    [{ when: ['day'] }, ['way missing']],
    [{ way: '' }, ['way missing']],
    [{ way: 'boat' }, ['way unknown_option']],
    [{ way: ['bus'] }, ['way wrong_form']],
    [{ way: 'bus', when: ['day', 'day'] }, ['when wrong_form']],
    [{ way: 'bus', how: '5' }, ['how wrong_form']],
    [{ way: 'bus', toString: 'x' }, ['toString unknown_question']],
  ])('%j has the faults %j', (answers, faults) => {
    expect(faultsOf(questions, answers).map(({ question, fault }) => `${question} ${fault}`)).toEqual(faults);
  });

  it('that say nothing are left out', () => {
    expect(withoutEmpty({ way: 'bus', when: [], why: '' })).toEqual({ way: 'bus' });
  });

  it('are counted by option and step, with the mean of a scale, and exported in the reader’s language', () => {
    const counted = [
      { questionId: 'way', value: 'bus', count: 3 },
      { questionId: 'way', value: 'metro', count: 1 },
      { questionId: 'how', value: '5', count: 3 },
      { questionId: 'how', value: '2', count: 1 },
    ];
    const tallies = talliesOf(
      questions,
      counted,
      new Map([
        ['way', 4],
        ['how', 4],
        ['why', 2],
      ]),
    );
    expect(tallies[0]).toEqual({
      questionId: 'way',
      answered: 4,
      counts: [
        { id: 'bus', count: 3 },
        { id: 'metro', count: 1 },
      ],
      mean: null,
    });
    expect(tallies[2]?.mean).toBe(4.25);
    const rows = figureRows({ questions, tallies }, 'zh');
    expect(rows).toContainEqual(['方式', 'bus', 3, 0.75]);
    expect(rows).toContainEqual(['满意', '平均', 4.25, null]);
    expect(rows).toContainEqual(['原因', '', 2, null]);
  });
});

it('departments are ranked by all their marks, with how many rated each; who was rated by nobody stands last', () => {
  const point = (code: string, id: string): Question => ({
    id: `${code}-${id}`,
    type: 'scale',
    isRequired: false,
    ...names(id),
    options: [],
    group: { code, ...names(code) },
  });
  const rated = ['none', 'slow', 'quick'].flatMap((code) => [point(code, 'manner'), point(code, 'speed')]);
  const counted = [
    { questionId: 'slow-manner', value: '2', count: 3 },
    { questionId: 'slow-speed', value: '4', count: 1 },
    { questionId: 'quick-speed', value: '5', count: 2 },
  ];
  const answered = new Map(counted.map(({ questionId, count }) => [questionId, count]));
  const ratings = ratingsOf(rated, talliesOf(rated, counted, answered));
  expect(ratings.map(({ code, mean, ratings: count }) => [code, mean, count])).toEqual([
    ['quick', 5, 2],
    ['slow', 2.5, 3],
    ['none', null, 0],
  ]);
  expect(ratingRows({ ratings }, 'zh')).toEqual([
    ['部门', '评议人数', '平均', 'manner', 'speed'],
    ['quick', 2, 5, null, 5],
    ['slow', 3, 2.5, 2, 4],
    ['none', 0, null, null, null],
  ]);
});
