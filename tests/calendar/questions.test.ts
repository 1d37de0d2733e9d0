// The answers of `npm run -s sla`.
import { describe, expect, it } from 'vitest';
import { answerQuestions } from '../../server/calendar/questions.ts';

const day = [['09:00', '17:00']];
const calendars = {
  office: { timezone: 'Europe/London', hours: { mon: day, tue: day, wed: day, thu: day, fri: day } },
  never: { timezone: 'UTC', hours: {} },
  wrong: { timezone: 'UTC', hours: { mon: [['09:00', '18:60']] } },
  inside: { timezone: 'UTC', hours: { mon: [['24:00', '06:00']] } },
};
const ask = (kind: string, input: unknown, calendar = 'office'): unknown => {
  const [answer] = answerQuestions({ calendars, cases: [{ id: 1, kind, calendar, input }] });
  return answer && 'result' in answer ? answer.result : answer;
};

describe('a question about working time', () => {
  it.each([
    ['deadline', { start: '2026-07-01T10:00:00+01:00', minutes: 60 }, { due: '2026-07-01T10:00:00Z' }],
    ['deadline', { start: '2026-07-01T15:59:00Z', seconds: 90 }, { due: '2026-07-02T08:00:30Z' }],
    ['deadline', { start: '2026-12-01T10:00:00Z', minutes: 0.1 }, { due: '2026-12-01T10:00:06Z' }],
    ['deadline', { start: '2026-12-01T10:00:00.5Z', minutes: 1 }, { due: '2026-12-01T10:01:00.500Z' }],
    [
      'deadline',
      {
        start: '2026-12-01T10:00:00Z',
        minutes: 60,
        pauses: [['2026-12-01T10:30:00Z', '2026-12-01T11:30:00Z']],
      },
      { due: '2026-12-01T12:00:00Z' },
    ],
    ['elapsed', { start: '2026-12-01T16:30:00Z', end: '2026-12-02T09:00:30Z' }, { minutes: 30.5 }],
    ['elapsed', { start: '2026-12-01T03:00:00Z', end: '2026-12-01T01:00:00Z' }, { minutes: 0 }],
    ['subtract', { start: '2026-12-02T09:30:00Z', minutes: 60 }, { at: '2026-12-01T16:30:00Z' }],
    ['next_open', { start: '2026-12-05T09:30:00Z' }, { at: '2026-12-07T09:00:00Z' }],
    ['add_business_days', { start: '2026-12-04T09:30:00Z', days: 2 }, { at: '2026-12-08T09:30:00Z' }],
    ['is_open', { at: '2026-12-04T17:00:00Z' }, { open: false }],
    [
      'open_intervals',
      { start: '2026-12-04T16:00:00Z', take: 2 },
      {
        intervals: [
          ['2026-12-04T16:00:00Z', '2026-12-04T17:00:00Z'],
          ['2026-12-07T09:00:00Z', '2026-12-07T17:00:00Z'],
        ],
      },
    ],
  ])('%s %o', (kind, input, result) => {
    expect(ask(kind, input)).toEqual(result);
  });

  it.each([
    ['without a budget', 'deadline', { start: '2026-12-01T10:00:00Z' }, 'office'],
    ['with two budgets', 'deadline', { start: '2026-12-01T10:00:00Z', minutes: 1, seconds: 1 }, 'office'],
    ['with a negative budget', 'deadline', { start: '2026-12-01T10:00:00Z', minutes: -5 }, 'office'],
    ['with a date that does not exist', 'is_open', { at: '2026-02-30T10:00:00Z' }, 'office'],
    ['of an unknown kind', 'guess', {}, 'office'],
    ['about an unknown calendar', 'is_open', { at: '2026-12-01T10:00:00Z' }, 'moon'],
    ['about a calendar that is never open', 'is_open', { at: '2026-12-01T10:00:00Z' }, 'never'],
    ['about a calendar with a wrong time', 'is_open', { at: '2026-12-01T10:00:00Z' }, 'wrong'],
    ['about a window that begins at 24:00', 'is_open', { at: '2026-12-01T10:00:00Z' }, 'inside'],
  ])('%s is an error', (_rule, kind, input, calendar) => {
    expect(ask(kind, input, calendar)).toEqual({ id: 1, error: expect.stringMatching(/./) });
  });

  it('with a calendar that is none of the shape says where', () => {
    expect([
      ...answerQuestions({
        calendars: { x: 'weekdays' },
        cases: [{ id: 1, kind: 'next_open', calendar: 'x', input: {} }],
      }),
    ]).toEqual([{ id: 1, error: expect.stringMatching(/^calendar: /) }]);
  });

  it('that is wrong does not stop the others, and answers keep their order and ids', () => {
    const good = { kind: 'is_open', calendar: 'office', input: { at: '2026-12-01T10:00:00Z' } };
    const cases = [
      { id: 'a', ...good },
      { id: 'b', kind: 'is_open' },
      7,
      { id: 'c', ...good, calendar: 'never' },
      { id: 4, ...good },
    ];
    const answers = [...answerQuestions({ calendars, cases })];
    expect(answers.map(({ id }) => id)).toEqual(['a', 'b', null, 'c', 4]);
    expect(answers.map((answer) => 'result' in answer)).toEqual([true, false, false, false, true]);
  });
});
