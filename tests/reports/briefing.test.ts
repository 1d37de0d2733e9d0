import { describe, expect, it } from 'vitest';
import { Zone } from '../../server/calendar/index.ts';
import type { Briefing } from '../../server/reports/briefing/contract.ts';
import { briefingWindow, sentencesOf, sumByPeriod } from '../../server/reports/briefing/core.ts';
import { cardsOf, compared } from '../../server/reports/core.ts';

const zone = new Zone('Asia/Shanghai');

describe('the window of a briefing', () => {
  it('is a day of the city', () => {
    const window = briefingWindow('day', '2026-11-28', zone);
    expect([window.first, window.last]).toEqual(['2026-11-28', '2026-11-28']);
    expect([window.from, window.until, window.before].map((at) => at.toISOString())).toEqual([
      '2026-11-27T16:00:00.000Z',
      '2026-11-28T16:00:00.000Z',
      '2026-11-26T16:00:00.000Z',
    ]);
    expect([window.trend.length, window.trend.at(0), window.trend.at(-1)]).toEqual([
      14,
      '2026-11-15',
      '2026-11-28',
    ]);
  });

  it.each(['2026-11-23', '2026-11-25', '2026-11-29'])('is the week from Monday to Sunday: %s', (date) => {
    const window = briefingWindow('week', date, zone);
    expect([window.first, window.last]).toEqual(['2026-11-23', '2026-11-29']);
    expect(window.trend).toHaveLength(8);
    expect(window.trend.at(0)).toBe('2026-10-05');
  });

  it('refuses a date that does not exist', () => {
    expect(() => briefingWindow('day', '2026-02-30', zone)).toThrow(RangeError);
  });

  it('sums days into the periods that they lie in, and leaves earlier ones out', () => {
    const days = ['2026-11-14', '2026-11-16', '2026-11-22', '2026-11-23'].map((day) => ({ day, cases: 2 }));
    expect(sumByPeriod(days, ['2026-11-16', '2026-11-23'])).toEqual([4, 2]);
  });
});

const nothing: Omit<Briefing, 'sentences'> = {
  period: 'day',
  first: '2026-11-28',
  last: '2026-11-28',
  isComplete: true,
  asOf: null,
  channels: [],
  contacts: { arrived: 0, before: 0, connectionRate: null, serviceLevel15s: null },
  now: { tallies: {}, score: null },
  before: { tallies: {}, score: null },
  trend: [],
  categories: [],
  areas: [],
  troubled: [],
  hotspots: [],
  warnings: [],
};
const received = (key: string, cases: number) => ({ key, kind: 'received' as const, cases, good: cases });
const named = (zh: string) => ({ key: zh, name: { zh, en: zh } });

describe('the sentences of a briefing', () => {
  it('say nothing that no figure says', () => {
    expect(sentencesOf(nothing).map(({ zh }) => zh)).toEqual(['市民来访 0 件。', '受理工单 0 张。']);
  });

  it('begin with what is in force and what is below the standard, and say what grows', () => {
    const said = sentencesOf({
      ...nothing,
      contacts: { arrived: 90, before: 100, connectionRate: 0.9, serviceLevel15s: 0.8 },
      now: {
        tallies: { received: { cases: 40, good: 40 }, satisfaction: { cases: 4, good: 3 } },
        score: null,
      },
      before: { tallies: { received: { cases: 40, good: 40 } }, score: null },
      categories: compared(
        cardsOf([received('noise', 9), received('water', 12), received('empty', 0)], (key) => ({
          zh: key,
          en: key,
        })),
        [received('noise', 6), received('water', 11)],
      ),
      troubled: [{ ...named('水务局'), lamp: 'red', overdue: 2, reworked: 0, supervised: 0, noticed: 0 }],
      warnings: [
        { id: '1', title: { zh: '台风橙色预警', en: 'Typhoon' }, expiresAt: '2026-11-29T00:00:00Z' },
      ],
    });
    expect(said.map(({ zh }) => zh)).toEqual([
      '正在生效：台风橙色预警。',
      '接通率 90.0%，低于国家标准要求的 95%。',
      '1 个部门亮红牌：水务局（超时 2 张）。',
      '市民来访 90 件，比上期减少 10.0%。',
      '受理工单 40 张，与上期持平。',
      '反映最多的是water，12 张，占 30.0%。',
      '增长较快：noise，由 6 张增至 9 张。',
      '满意率 75.0%。',
    ]);
    expect(said[2]?.en).toBe('1 department with a red card: 水务局 (2 overdue).');
  });
});
