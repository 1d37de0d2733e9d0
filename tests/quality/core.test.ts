// How judgements are counted, contacts drawn and agreement measured: no database, no clock.
import { describe, expect, it } from 'vitest';
import { krippendorffAlpha } from '../../server/quality/agreement.ts';
import { formDefinitionSchema, type Question, questionsOf, scoreOf } from '../../server/quality/contract.ts';
import { allowed, faultsOf, figuresOf, type Judged } from '../../server/quality/core.ts';
import {
  assignEvenly,
  drawRandom,
  notableReasons,
  periodsDue,
  weekOf,
} from '../../server/quality/sampling.ts';

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  type: 'yes_no',
  nameZh: id,
  nameEn: id,
  guidanceZh: '',
  guidanceEn: '',
  weight: 10,
  steps: 5,
  allowsNotApplicable: true,
  isFatal: false,
  ...more,
});
const greet = question('greet');
const tone = question('tone', { type: 'scale', weight: 30, allowsNotApplicable: false });
const secret = question('secret', { weight: 0, isFatal: true });
const definition = formDefinitionSchema.parse({
  nameZh: '表',
  nameEn: 'Form',
  sections: [
    { id: 'a', nameZh: '甲', nameEn: 'A', questions: [greet, tone] },
    { id: 'b', nameZh: '乙', nameEn: 'B', questions: [secret] },
  ],
});
const questions = questionsOf(definition);

describe('the score of a form', () => {
  it.each([
    [{ greet: 'yes', tone: 5, secret: 'yes' }, 100, false],
    [{ greet: 'no', tone: 5, secret: 'yes' }, 75, false],
    // 10 + 30 × ¾ of 40.
    [{ greet: 'yes', tone: 4, secret: 'na' }, 81.3, false],
    // What does not apply leaves its weight to the others.
    [{ greet: 'na', tone: 3, secret: 'yes' }, 50, false],
    [{ greet: 'yes', tone: 5, secret: 'no' }, 0, true],
    [{ greet: 'na' }, null, false],
  ] as const)('%j is %s', (answers, score, hasFailed) => {
    expect(scoreOf(questions, answers)).toEqual({ score, hasFailed });
  });

  it('is counted only of answers that fit, and when none is missing', () => {
    expect(faultsOf(definition, { greet: 'yes', tone: 5, secret: 'na' }, true)).toEqual([]);
    expect(faultsOf(definition, { greet: 'yes' }, false)).toEqual([]);
    expect(faultsOf(definition, { greet: 'yes' }, true)).toEqual(['tone', 'secret']);
    expect(faultsOf(definition, { greet: 3, tone: 'na', other: 'yes' }, false)).toEqual([
      'other',
      'greet',
      'tone',
    ]);
  });

  it('refuses forms in which nothing counts, a question stands twice, or a scale is fatal', () => {
    const withQuestions = (...given: Question[]) =>
      formDefinitionSchema.safeParse({
        ...definition,
        sections: [{ id: 'a', nameZh: '甲', nameEn: 'A', questions: given }],
      }).success;
    expect(withQuestions(greet)).toBe(true);
    expect(withQuestions(greet, greet)).toBe(false);
    expect(withQuestions(secret)).toBe(false);
    expect(withQuestions({ ...tone, isFatal: true })).toBe(false);
  });
});

describe('who may do what with a review', () => {
  const review = { state: 'finished', agentId: 'agent', reviewerId: 'judge', calibrationId: null } as const;

  it('nobody judges or decides their own work, and a dispute is decided by another person', () => {
    const may = (state: 'assigned' | 'finished' | 'disputed', reader: string) =>
      Object.entries(allowed({ ...review, state }, reader, reader !== 'stranger'))
        .filter(([, is]) => is)
        .map(([command]) => command);
    expect(may('assigned', 'judge')).toEqual(['judge']);
    expect(may('assigned', 'other')).toEqual(['take']);
    expect(may('assigned', 'agent')).toEqual([]);
    expect(may('assigned', 'stranger')).toEqual([]);
    expect(may('finished', 'agent')).toEqual(['answer']);
    expect(may('finished', 'judge')).toEqual([]);
    expect(may('disputed', 'judge')).toEqual([]);
    expect(may('disputed', 'agent')).toEqual([]);
    expect(may('disputed', 'other')).toEqual(['decide']);
  });

  it('a calibration goes to no agent', () => {
    expect(allowed({ ...review, calibrationId: 'c' }, 'agent', true)).toMatchObject({ answer: false });
  });
});

describe('the draw', () => {
  const contacts = ['ann', 'ben', 'cat'].flatMap((agentId, index) =>
    Array.from({ length: [40, 7, 1][index] ?? 0 }, (_, number) => ({
      interactionId: `${agentId}-${number}`,
      agentId,
      channel: number % 4 === 0 ? 'voice' : 'chat',
      queueCode: 'general',
    })),
  );
  const rule = { seed: 's', period: '2026-W48', perAgent: 4, share: 0 };
  const ids = (given = rule) => drawRandom(contacts, given).map(({ contact }) => contact.interactionId);

  it('takes so many of each agent, all where there are fewer, in proportion of channels, and nobody is left out', () => {
    const drawn = drawRandom(contacts, rule);
    const of = (agent: string) => drawn.filter(({ contact }) => contact.agentId === agent);
    expect([of('ann').length, of('ben').length, of('cat').length]).toEqual([4, 4, 1]);
    expect(of('ann').filter(({ contact }) => contact.channel === 'voice')).toHaveLength(1);
    expect(of('cat')[0]?.reason).toEqual({ why: 'random', period: '2026-W48', of: 1, wanted: 1, place: 1 });
    expect(ids({ ...rule, share: 25 }).filter((id) => id.startsWith('ann'))).toHaveLength(10);
  });

  it('the same seed draws the same, in whatever order contacts come; another draws others', () => {
    expect(new Set(ids())).toEqual(
      new Set(drawRandom(contacts.toReversed(), rule).map((one) => one.contact.interactionId)),
    );
    expect(ids({ ...rule, seed: 't' })).not.toEqual(ids());
  });

  it('every contact is drawn as often as any other', () => {
    const times = new Map<string, number>();
    const draws = 4_000;
    for (let seed = 0; seed < draws; seed += 1)
      for (const id of ids({ ...rule, seed: String(seed) })) times.set(id, (times.get(id) ?? 0) + 1);
    const shares = contacts
      .filter(({ agentId }) => agentId === 'ann')
      .map(({ interactionId }) => (times.get(interactionId) ?? 0) / draws);
    // 4 of 40: four standard errors of a share of 0.1 are 0.019.
    for (const share of shares) expect(Math.abs(share - 0.1)).toBeLessThan(0.025);
  });

  it('what stands out is drawn for each of its reasons', () => {
    const notable = {
      interactionId: 'i',
      agentId: 'a',
      channel: 'voice',
      queueCode: 'q',
      rating: 2,
      isDanger: true,
      holdS: 125.4,
      isPassedOn: true,
    };
    const all = { takesLow: true, takesDanger: true, takesPassed: true, holdS: 120 };
    expect(notableReasons(notable, all)).toEqual([
      { why: 'low_rating', score: 2 },
      { why: 'danger' },
      { why: 'hold', seconds: 125 },
      { why: 'passed_on' },
    ]);
    expect(
      notableReasons({ ...notable, rating: 3, isDanger: false, holdS: 119, isPassedOn: false }, all),
    ).toEqual([]);
    expect(
      notableReasons(notable, { takesLow: false, takesDanger: false, takesPassed: false, holdS: null }),
    ).toEqual([]);
  });

  it('work is shared evenly, to nobody their own', () => {
    const given = assignEvenly(
      Array.from({ length: 30 }, (_, index) => ({
        interactionId: `i${index}`,
        agentId: index < 5 ? 'x' : 'a',
      })),
      new Map([
        ['x', 0],
        ['y', 0],
        ['z', 6],
      ]),
      's',
    );
    const count = (id: string) => [...given.values()].filter((each) => each === id).length;
    expect([count('x'), count('y'), count('z')]).toEqual([12, 12, 6]);
    expect([0, 1, 2, 3, 4].map((index) => given.get(`i${index}`))).not.toContain('x');
    expect(
      assignEvenly([{ interactionId: 'i', agentId: 'x' }], new Map([['x', 0]]), 's').get('i'),
    ).toBeNull();
  });

  it.each([
    ['2026-11-28', '2026-W48', '2026-11-23'],
    ['2027-01-03', '2026-W53', '2026-12-28'],
    ['2024-12-30', '2025-W01', '2024-12-30'],
  ])('%s is in %s', (day, name, monday) => {
    expect(weekOf(day)).toEqual({ name, monday });
  });

  it('a new plan begins with the latest day and week that are over, and catches up after a standstill', () => {
    const created = new Date('2026-11-28T01:00:00Z');
    const names = (today: string, drawn: string[] = []) =>
      periodsDue(today, created, new Set(drawn)).map(({ name }) => name);
    expect(names('2026-11-28')).toEqual(['2026-11-27', '2026-W47']);
    expect(names('2026-12-01', ['2026-11-27', '2026-W47'])).toEqual([
      '2026-11-30',
      '2026-11-29',
      '2026-11-28',
      '2026-W48',
    ]);
    const [day] = periodsDue('2026-11-28', created, new Set());
    expect(day?.from.toISOString()).toBe('2026-11-26T16:00:00.000Z');
  });
});

describe("Krippendorff's alpha", () => {
  // Krippendorff (2011), section B: two observers, binary data, nothing missing.
  it('is 0.095 for the published binary example', () => {
    const a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
    const b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
    expect(
      krippendorffAlpha(
        a.map((value, index) => [value, b[index] ?? 0]),
        'nominal',
      ),
    ).toBeCloseTo(0.095, 3);
  });

  // The same, section C: four observers, five values, some missing.
  it.each([
    ['nominal', 0.743],
    ['ordinal', 0.815],
    ['interval', 0.849],
  ] as const)('is as published for %s data of four observers', (metric, alpha) => {
    const table = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
      [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ];
    const units = Array.from({ length: 12 }, (_, unit) =>
      table.flatMap((row) => (typeof row[unit] === 'number' ? [row[unit]] : [])),
    );
    expect(krippendorffAlpha(units, metric)).toBeCloseTo(alpha, 3);
  });

  it('says nothing of what one alone has judged, and is 1 where all say the same', () => {
    expect(krippendorffAlpha([[1], [2]], 'nominal')).toBeNull();
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1, 1],
        ],
        'nominal',
      ),
    ).toBe(1);
  });
});

describe('figures', () => {
  const judged = (agentId: string, score: number, more: Partial<Judged> = {}): Judged => ({
    agentId,
    queueCode: 'general',
    week: '2026-W48',
    form: { code: 'f', definition },
    answers: { greet: 'yes', tone: 3, secret: 'yes' },
    score,
    hasFailed: false,
    isDisputed: false,
    ...more,
  });
  const name = (key: string) => ({ zh: key, en: key });

  it('are means in groups, the lowest first, and drill down to a question', () => {
    const reviews = [
      judged('ann', 90),
      judged('ann', 80, { isDisputed: true }),
      judged('ben', 0, { hasFailed: true, answers: { greet: 'na', tone: 1, secret: 'no' } }),
    ];
    const { rows, total } = figuresOf(reviews, 'agent', name);
    expect(rows).toMatchObject([
      { key: 'ben', reviews: 1, score: 0, failed: 1, disputed: 0 },
      { key: 'ann', reviews: 2, score: 85, failed: 0, disputed: 1 },
    ]);
    expect(total).toMatchObject({ reviews: 3, score: 56.7, failed: 1, disputed: 1 });
    const byQuestion = figuresOf(reviews, 'question', name).rows;
    expect(byQuestion.find(({ key }) => key === 'f/tone')).toMatchObject({ reviews: 3, score: 33.3 });
    expect(byQuestion.find(({ key }) => key === 'f/greet')).toMatchObject({ reviews: 2, score: 100 });
    expect(byQuestion.find(({ key }) => key === 'f/secret')).toMatchObject({ reviews: 3, failed: 1 });
  });
});
