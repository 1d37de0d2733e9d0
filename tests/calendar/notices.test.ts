// Notices of holidays out of files, and a month as it is drawn.
import { describe, expect, it } from 'vitest';
import { announcedDays, monthOf, readNoticeFile, withChinaHolidays } from '../../server/calendar/index.ts';

const table = `# 国务院办公厅关于2027年部分节假日安排的通知
2027-01-01,休,元旦
2027-01-02,休,元旦
2027-01-03,班,元旦`;
const days = {
  '2027-01-01': { isWorkday: false, name: '元旦' },
  '2027-01-02': { isWorkday: false, name: '元旦' },
  '2027-01-03': { isWorkday: true, name: '元旦' },
};

describe('a notice of holidays', () => {
  it.each([
    ['as a table', table],
    [
      'as a list of one year (holiday-cn)',
      JSON.stringify({
        year: 2027,
        papers: [],
        days: Object.entries(days).map(([date, { isWorkday, name }]) => ({
          date,
          name,
          isOffDay: !isWorkday,
        })),
      }),
    ],
    [
      'as a list of all years (chinese-days)',
      JSON.stringify({
        holidays: {
          '2026-10-01': 'National Day,国庆节,3',
          '2027-01-01': 'New Year,元旦,1',
          '2027-01-02': 'New Year,元旦,1',
        },
        workdays: { '2027-01-03': 'New Year,元旦,1' },
        inLieuDays: {},
      }),
    ],
  ])('%s is read', (_form, text) => {
    expect(readNoticeFile(text, 2027)).toEqual({ year: 2027, days });
  });

  it('may make a day of the year before a working day', () => {
    expect(readNoticeFile('2026-12-27 班 元旦\n2027-01-01 休 元旦', 2027)).toMatchObject({
      days: { '2026-12-27': { isWorkday: true } },
    });
  });

  it.each([
    ['2027-02-30,休,春节', 'no_such_date'],
    ['明年放假', 'unreadable'],
    ['{"holidays":', 'unreadable'],
    ['{"days":[]}', 'other_year'],
    ['2026-01-01,休,元旦', 'other_year'],
    ['2027-01-03,班,元旦', 'no_holidays'],
    ['2027-01-01,休,元旦\n2027-01-01,班,元旦', 'contradiction'],
  ])('that reads %s is none: %s', (text, fault) => {
    expect(readNoticeFile(text, 2027)).toMatchObject({ fault });
  });
});

describe('a month', () => {
  const office: [string, string][] = [
    ['09:00', '12:00'],
    ['14:00', '18:00'],
  ];
  const definition = {
    timezone: 'Asia/Shanghai',
    hours: { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [['22:00', '06:00']] },
    shifts: { '2026-10-15': [['09:00', '12:00']] },
  } satisfies Parameters<typeof withChinaHolidays>[0];
  const october = monthOf(withChinaHolidays(definition), '2026-10', announcedDays());
  const day = (date: string) => october.find((one) => one.date === date);

  it('has each of its days with what it is and when it is open', () => {
    expect(october).toHaveLength(31);
    expect(day('2026-10-01')).toMatchObject({ kind: 'holiday', name: '国庆节', windows: [] });
    expect(day('2026-10-10')).toMatchObject({
      kind: 'make_up',
      windows: [
        [540, 720],
        [840, 1_080],
      ],
    });
    expect(day('2026-10-15')).toMatchObject({ kind: 'special', windows: [[540, 720]] });
    expect(day('2026-10-11')).toMatchObject({ kind: 'closed', windows: [] });
    expect(day('2026-10-12')).toMatchObject({ kind: 'open', isProvisional: false });
  });

  it('a night stands on both of its days', () => {
    expect(day('2026-10-17')?.windows).toEqual([[1_320, 1_440]]);
    expect(day('2026-10-18')?.windows).toEqual([[0, 360]]);
  });

  it('beyond the notices says so', () => {
    const [first] = monthOf(withChinaHolidays(definition), '2090-01', announcedDays());
    expect(first?.isProvisional).toBe(true);
  });
});
