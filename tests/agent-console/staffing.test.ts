import { describe, expect, it } from 'vitest';
import {
  busiest,
  heatOf,
  isRefused,
  readLoad,
  readTarget,
} from '../../agent-console/supervision/staffing.ts';

describe('what is typed for a target', () => {
  it('is a share in percent and seconds', () => {
    expect(readTarget({ share: '80', withinS: '15' }).data).toEqual({ share: 0.8, withinS: 15 });
  });

  it.each([
    ['nothing', '', '15', 'share'],
    ['a word', 'all', '15', 'share'],
    ['everybody: no number of agents is enough', '100', '15', 'share'],
    ['no time', '80', '0', 'withinS'],
    ['part of a second', '80', '1.5', 'withinS'],
  ] as const)('is refused when it is %s', (_, share, withinS, part) => {
    const read = readTarget({ share, withinS });
    expect(isRefused(read, part)).toBe(true);
    expect(isRefused(read, part === 'share' ? 'withinS' : 'share')).toBe(false);
  });
});

describe('what is typed for the calculator', () => {
  it('is in minutes; no patience means that nobody gives up', () => {
    const typed = { contacts: '120', serviceMin: '3.5', patienceMin: '2' };
    expect(readLoad(typed).data).toEqual({ contactsPerHour: 120, serviceS: 210, patienceS: 120 });
    expect(readLoad({ ...typed, patienceMin: ' ' }).data?.patienceS).toBeNull();
  });

  it('is refused by its part', () => {
    const read = readLoad({ contacts: '-1', serviceMin: '0', patienceMin: '2' });
    expect(isRefused(read, 'contactsPerHour')).toBe(true);
    expect(isRefused(read, 'serviceS')).toBe(true);
    expect(isRefused(read, 'patienceS')).toBe(false);
  });
});

describe('the table', () => {
  it('is as warm as an hour needs agents, and cold where it needs none', () => {
    expect([0, 1, 15, 30].map((agents) => heatOf(agents, 30))).toEqual([0, 1, 3, 6]);
    expect(heatOf(0, 0)).toBe(0);
  });

  it('begins with the first of the hours that need most', () => {
    const hour = (at: number, agents: number) =>
      ({ weekday: 1, hour: at, contacts: agents, agents, outcome: null }) as const;
    expect(busiest([hour(8, 3), hour(9, 7), hour(10, 7)])?.hour).toBe(9);
    expect(busiest([])).toBeUndefined();
  });
});
