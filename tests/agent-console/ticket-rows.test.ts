// What news of one ticket does to a list that is loaded page by page. Pure.
import { describe, expect, it } from 'vitest';
import {
  isBehind,
  standsIn,
  type TicketPages,
  withoutRow,
  withRow,
} from '../../agent-console/tickets/list-rows.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';

const row = (id: string, due: string | null, facts: Partial<TicketSummary> = {}): TicketSummary => ({
  id,
  number: `SZ2026112800000${id}`,
  kind: 'help',
  state: 'received',
  urgency: 'ordinary',
  title: '路灯不亮',
  channel: 'web',
  categoryCode: null,
  districtCode: null,
  leadDepartmentCode: null,
  officerId: null,
  bounces: 0,
  urges: 0,
  version: 1,
  createdAt: '2026-11-28T00:00:00.000Z',
  nextDueAt: due && `2026-11-${due}T00:00:00.000Z`,
  nextClock: due ? 'dispatch' : null,
  alarm: 0,
  ...facts,
});
const pagesOf = (nextCursor: string | null, ...pages: TicketSummary[][]): TicketPages => ({
  pages: pages.map((items, index) => ({
    items,
    nextCursor: index === pages.length - 1 ? nextCursor : `${index}`,
  })),
  pageParams: pages.map((_, index) => (index === 0 ? '' : `${index - 1}`)),
});
const idsOf = ({ pages }: TicketPages): string[][] => pages.map(({ items }) => items.map(({ id }) => id));

const first = [row('1', '21'), row('3', '23')];
const second = [row('5', '25'), row('7', null)];

describe('the row of a ticket', () => {
  it.each<[string, TicketSummary, string[][]]>([
    [
      'comes to its place on the page that has it',
      row('2', '22'),
      [
        ['1', '2', '3'],
        ['5', '7'],
      ],
    ],
    [
      'stands before a later id of the same time',
      row('4', '25'),
      [
        ['1', '3'],
        ['4', '5', '7'],
      ],
    ],
    ['moves to another page when it is due later', row('1', '26'), [['3'], ['5', '1', '7']]],
    ['is last without a time', row('1', null), [['3'], ['5', '1', '7']]],
    [
      'ends a list that is loaded whole',
      row('9', null),
      [
        ['1', '3'],
        ['5', '7', '9'],
      ],
    ],
  ])('%s', (_rule, told, ids) => {
    expect(idsOf(withRow(pagesOf(null, first, second), told))).toEqual(ids);
  });

  it('is left out behind what is loaded: it comes with its page', () => {
    const data = pagesOf('more', first);
    expect(isBehind(data, row('9', '24'))).toBe(true);
    expect(idsOf(withRow(data, row('9', '24')))).toEqual([['1', '3']]);
    expect(idsOf(withRow(data, row('1', '24')))).toEqual([['3']]);
    expect(isBehind(data, row('0', '23'))).toBe(false);
  });

  it('leaves the pages that it is not on as they are', () => {
    const data = pagesOf(null, first, second);
    const moved = withRow(data, row('1', '22'));
    expect(moved.pages[1]).toBe(data.pages[1]);
    expect(idsOf(withoutRow(data, '5'))).toEqual([['1', '3'], ['7']]);
  });

  it('comes into a list that was empty', () => {
    expect(idsOf(withRow(pagesOf(null, []), row('1', '21')))).toEqual([['1']]);
  });
});

describe('a ticket stands in a list', () => {
  it.each([
    ['triage', { state: 'returned' }, true],
    ['triage', { state: 'dispatched' }, false],
    ['follow_up', { state: 'approved' }, true],
    ['follow_up', { state: 'approved', kind: 'proposal' }, false],
    ['breaching', { alarm: 0.8 }, true],
    ['breaching', { alarm: 0.5 }, false],
    ['all', { state: 'closed' }, true],
    ['mine', { state: 'closed' }, false],
    // Whose it is, the row does not say.
    ['mine', { state: 'accepted' }, undefined],
    ['watched', {}, undefined],
  ] as const)('%s, with %j: %s', (view, facts, stands) => {
    expect(standsIn(view, row('1', '21', facts))).toBe(stands);
  });
});
