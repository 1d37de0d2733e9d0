// The figures of the evaluation, worked by hand from dated timelines.
import { describe, expect, it } from 'vitest';
import { Zone } from '../../server/calendar/index.ts';
import { figures, monthAfter, rateOf, scored, scoreMeans } from '../../server/reports/contract.ts';
import {
  type Life,
  league,
  monthsFrom,
  type Outcome,
  outcomesOf,
  scoreOf,
  tally,
  windowOf,
} from '../../server/reports/core.ts';
import type { TicketState } from '../../server/tickets/contract.ts';

const now = new Date('2026-12-01T00:00:00+08:00');
const zone = new Zone('Asia/Shanghai');
/** A moment of November 2026 in Shenzhen: `24 09:30`. */
const at = (moment: string): Date => new Date(`2026-11-${moment.replace(' ', 'T')}:00+08:00`);

type Step = [moment: string, command: string, toState: TicketState, payload?: Record<string, unknown>];
const life = (...steps: Step[]): Life => ({
  id: 't',
  events: steps.map(([moment, command, toState, payload = {}]) => ({
    at: at(moment),
    command,
    toState,
    payload,
  })),
});
const due = (dues: Record<string, string>) => ({
  dues: Object.fromEntries(Object.entries(dues).map(([clock, moment]) => [clock, at(moment).toISOString()])),
});
const told = (outcomes: readonly Outcome[], ...kinds: Outcome['kind'][]) =>
  outcomes
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, good, department, at: when }) => [
      kind,
      good,
      department,
      new Date(when.getTime() + 8 * 3_600_000).toISOString().slice(8, 16).replace('T', ' '),
    ]);

const filed: Step = ['02 09:00', 'create', 'received', due({ dispatch: '02 11:00' })];
const dispatched: Step = [
  '02 09:30',
  'dispatch',
  'dispatched',
  {
    departmentCode: 'water',
    ...due({ accept: '02 11:30', return: '03 09:30', first_contact: '03 09:30', resolve: '16 18:00' }),
  },
];
const accepted: Step = ['02 10:00', 'accept', 'accepted'];
const replied: Step = ['05 10:00', 'reply', 'replied', { isSolved: true }];
const approved: Step = ['05 11:00', 'approve', 'approved'];
const rated = (moment: string, score: number): Step[] => [
  [moment, 'follow_up', 'follow_up', { score }],
  [moment, 'close', 'closed'],
];

describe('clocks', () => {
  it('stopped in time count for, at that moment; those that ran out count against, at their due time', () => {
    const outcomes = outcomesOf(
      life(filed, dispatched, ['02 12:00', 'accept', 'accepted'], ['02 15:00', 'contact', 'accepted']),
      at('20 09:00'),
    );
    expect(
      told(outcomes, 'dispatch_on_time', 'accept_on_time', 'first_contact_on_time', 'resolve_on_time'),
    ).toEqual([
      ['dispatch_on_time', true, null, '02 09:30'],
      ['accept_on_time', false, 'water', '02 11:30'],
      ['first_contact_on_time', true, 'water', '02 15:00'],
      ['resolve_on_time', false, 'water', '16 18:00'],
    ]);
  });

  it('still running, and not due yet, do not count', () => {
    expect(told(outcomesOf(life(filed, dispatched), at('02 10:00')), 'accept_on_time')).toEqual([]);
  });

  it('pause while the citizen is asked, and go on to a later due time', () => {
    const waiting: Step = ['02 10:30', 'ask_citizen', 'waiting_citizen'];
    const answered: Step = ['20 10:30', 'citizen_answered', 'accepted', due({ resolve: '30 18:00' })];
    expect(told(outcomesOf(life(filed, dispatched, accepted, waiting), now), 'resolve_on_time')).toEqual([]);
    const done: Step[] = [
      ['25 10:00', 'reply', 'replied', { isSolved: true }],
      ['25 11:00', 'approve', 'approved'],
    ];
    expect(
      told(outcomesOf(life(filed, dispatched, accepted, waiting, answered, ...done), now), 'resolve_on_time'),
    ).toEqual([['resolve_on_time', true, 'water', '25 11:00']]);
  });

  it('that new rules move count by the new due time, also when they had run out', () => {
    const moved: Step = [
      '16 19:00',
      'clock_recompute',
      'accepted',
      { clock: 'resolve', dueAt: at('18 18:00').toISOString() },
    ];
    const done: Step[] = [
      ['17 09:00', 'reply', 'replied', { isSolved: true }],
      ['17 10:00', 'approve', 'approved'],
    ];
    expect(
      told(outcomesOf(life(filed, dispatched, accepted, moved, ...done), now), 'resolve_on_time'),
    ).toEqual([['resolve_on_time', true, 'water', '17 10:00']]);
  });

  it('of a ticket that was merged are nobody’s fault', () => {
    const merged = outcomesOf(life(filed, dispatched, ['02 10:00', 'merge', 'merged']), now);
    expect(told(merged, 'resolve_on_time', 'accept_on_time', 'closed')).toEqual([]);
  });
});

describe('the response rate', () => {
  it('takes an approved answer within the contact time for a response, though nobody was called', () => {
    const quick: Step[] = [
      ['02 14:00', 'reply', 'replied', { isSolved: true }],
      ['02 15:00', 'approve', 'approved'],
    ];
    const outcomes = outcomesOf(life(filed, dispatched, accepted, ...quick), now);
    expect(told(outcomes, 'response', 'first_contact_on_time')).toEqual([
      ['response', true, 'water', '02 15:00'],
    ]);
  });

  it('counts an answer after the contact time against', () => {
    const outcomes = outcomesOf(life(filed, dispatched, accepted, replied, approved), now);
    expect(told(outcomes, 'response')).toEqual([['response', false, 'water', '03 09:30']]);
  });
});

describe('satisfaction and resolution', () => {
  const answered = [filed, dispatched, accepted, replied, approved];

  it.each([
    [5, true],
    [4, true],
    [3, false],
  ])('a rating of %i is satisfied: %s', (score, good) => {
    const outcomes = outcomesOf(life(...answered, ...rated('06 09:00', score)), now);
    expect(told(outcomes, 'satisfaction')).toEqual([['satisfaction', good, 'water', '06 09:00']]);
  });

  it('an unanswered follow-up is no praise', () => {
    const silent: Step[] = [
      ['06 09:00', 'follow_up', 'follow_up', { how: 'phone' }],
      ['09 09:00', 'close', 'closed'],
    ];
    expect(told(outcomesOf(life(...answered, ...silent), now), 'satisfaction')).toEqual([
      ['satisfaction', false, 'water', '09 09:00'],
    ]);
  });

  it('a dissatisfied citizen, the rework and the second rating all count', () => {
    const again: Step[] = [
      ['06 09:00', 'follow_up', 'follow_up', { score: 1 }],
      ['06 09:00', 'rework', 'rework', due({ accept: '06 11:00', resolve: '20 18:00' })],
      ['06 10:00', 'accept', 'accepted'],
      ['07 10:00', 'reply', 'replied', { isSolved: false }],
      ['07 11:00', 'approve', 'approved'],
      ...rated('08 09:00', 5),
    ];
    const outcomes = outcomesOf(life(...answered, ...again), now);
    expect(told(outcomes, 'satisfaction', 'resolution', 'reworked', 'closed')).toEqual([
      ['satisfaction', false, 'water', '06 09:00'],
      ['reworked', true, 'water', '06 09:00'],
      ['satisfaction', true, 'water', '08 09:00'],
      ['closed', true, 'water', '08 09:00'],
      ['resolution', false, 'water', '08 09:00'],
    ]);
    expect(
      rateOf(
        tally(outcomes.map(({ kind, good }) => ({ kind, cases: 1, good: good ? 1 : 0 }))),
        'satisfaction',
      ),
    ).toBe(0.5);
  });
});

it('returns count for who returned, the second one as a bounce; what was received counts for who has it', () => {
  const outcomes = outcomesOf(
    life(
      filed,
      dispatched,
      ['02 12:00', 'return', 'returned', due({ dispatch: '02 14:00' })],
      ['02 13:00', 'dispatch', 'dispatched', { departmentCode: 'urban', ...due({ return: '03 13:00' }) }],
      ['04 09:00', 'return', 'returned'],
    ),
    at('05 09:00'),
  );
  expect(told(outcomes, 'received', 'returned', 'bounced', 'return_on_time')).toEqual([
    ['received', true, 'urban', '02 09:00'],
    ['return_on_time', true, 'water', '02 12:00'],
    ['returned', true, 'water', '02 12:00'],
    ['return_on_time', false, 'urban', '03 13:00'],
    ['returned', true, 'urban', '04 09:00'],
    ['bounced', true, 'urban', '04 09:00'],
  ]);
});

describe('the score', () => {
  const of = (good: number, cases: number) => ({ good, cases });
  it('is the weighted mean of the rates', () => {
    const tallies = {
      response: of(9, 10),
      resolution: of(8, 10),
      satisfaction: of(7, 10),
      resolve_on_time: of(10, 10),
    };
    // 0.9 × 20 + 0.8 × 30 + 0.7 × 30 + 1 × 20
    expect(scoreOf(tallies)).toBe(83);
  });
  it('leaves out what has no case, and is nothing without any', () => {
    expect(scoreOf({ response: of(1, 2), resolve_on_time: of(2, 2), received: of(9, 9) })).toBe(75);
    expect(scoreOf({ received: of(9, 9) })).toBeNull();
  });
  it('weighs 100 altogether, and its formula names each weight', () => {
    expect(scored.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    for (const { id, weight } of scored) {
      expect(scoreMeans.zh).toContain(`${figures[id].name.zh}×${weight}%`);
      expect(scoreMeans.en).toContain(`${figures[id].name.en} × ${weight} %`);
    }
  });
});

it('a league ranks the best first; equal scores share a rank, and what is nobody’s has none', () => {
  const row = (key: string, score: number | null) => ({
    key,
    score,
    name: { zh: key, en: key },
    tallies: {},
  });
  const rows = [row('c', 80), row('-', 99), row('a', 80), row('b', 90), row('d', null), row('e', 10)];
  expect(league(rows, ({ key }) => key !== '-').map(({ key, rank }) => [key, rank])).toEqual([
    ['b', 1],
    ['a', 2],
    ['c', 2],
    ['e', 4],
    ['-', null],
    ['d', null],
  ]);
});

describe('windows', () => {
  it('of dates begin and end at midnight in Shenzhen, the last day included', () => {
    expect(windowOf({ from: '2026-11-01', to: '2026-11-30', days: 30 }, now, zone)).toEqual({
      from: new Date('2026-10-31T16:00:00Z'),
      until: new Date('2026-11-30T16:00:00Z'),
    });
  });
  it('of days roll to the second', () => {
    expect(windowOf({ days: 7 }, at('24 10:15'), zone)).toEqual({
      from: at('17 10:15'),
      until: at('24 10:15'),
    });
  });
  it('of months cross the year', () => {
    expect(monthAfter('2026-01', -1)).toBe('2025-12');
    expect(monthsFrom('2026-12', 2, zone)).toEqual({
      from: new Date('2026-11-30T16:00:00Z'),
      until: new Date('2027-01-31T16:00:00Z'),
    });
  });
});
