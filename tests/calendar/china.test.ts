// China's working days, with dates from the State Council's notices (国办发明电).
import { describe, expect, it } from 'vitest';
import {
  announcedThrough,
  Calendar,
  isInLibrary,
  libraryDays,
  withChinaHolidays,
} from '../../server/calendar/index.ts';

const day: [string, string][] = [['09:00', '17:00']];
const week = { mon: day, tue: day, wed: day, thu: day, fri: day };
const noon = (date: string): number => Date.parse(`${date}T12:00:00+08:00`);
const china = new Calendar(withChinaHolidays({ timezone: 'Asia/Shanghai', hours: week }));

describe('China’s working days', () => {
  it.each([
    ['2026-10-01', false, 'National Day'],
    ['2026-10-10', true, 'the Saturday made up for it'],
    ['2026-02-14', true, 'the Saturday before the Spring Festival of 2026'],
    ['2026-02-23', false, 'the Monday that the Spring Festival still takes'],
    ['2020-01-31', false, 'the Spring Festival that was prolonged'],
    ['2015-09-03', false, 'the day of remembrance of 2015'],
    ['2015-09-06', true, 'the Sunday made up for it'],
    ['2011-12-31', true, 'a Saturday that the notice for the next year made a working day'],
    ['2026-11-28', false, 'a plain Saturday'],
    ['2026-11-24', true, 'a plain Tuesday'],
  ])('on %s open is %s: %s', (date, isOpen) => {
    expect(china.isOpen(noon(date))).toBe(isOpen);
  });

  it('a window that is open on Saturdays is closed on those of a festival', () => {
    const withSaturdays = { timezone: 'Asia/Shanghai', hours: { ...week, sat: day } };
    const counter = new Calendar(withChinaHolidays(withSaturdays));
    expect(counter.isOpen(noon('2026-10-03'))).toBe(false);
    expect(counter.isOpen(noon('2026-11-28'))).toBe(true);
  });

  it('what a calendar itself says of a date outweighs the notice', () => {
    const own = new Calendar(
      withChinaHolidays({
        timezone: 'Asia/Shanghai',
        hours: week,
        holidays: ['2026-10-10'],
        shifts: { '2026-10-01': day },
      }),
    );
    expect(own.isOpen(noon('2026-10-01'))).toBe(true);
    expect(own.isOpen(noon('2026-10-10'))).toBe(false);
  });

  it('it is known how far holidays are announced, in China’s time', () => {
    const last = announcedThrough();
    expect(last >= '2026-12-31').toBe(true);
    expect(china.isProvisional(Date.parse(`${last}T23:59:59+08:00`))).toBe(false);
    expect(china.isProvisional(Date.parse(`${last}T23:59:59+08:00`) + 1_000)).toBe(true);
    expect(new Calendar({ timezone: 'Asia/Shanghai', hours: week }).isProvisional(noon('2090-01-01'))).toBe(
      false,
    );
  });

  it('a year that is not announced yet has the holidays of the law, and says that it may change', () => {
    // As of 2026-11 the library knows no notice for 2027 and 2028; where it does, the notice says the same of these.
    const closed = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15'];
    const lateClosed = ['2027-10-01', '2028-01-25', '2028-01-26', '2028-01-28', '2028-05-01', '2028-05-02'];
    for (const date of [...closed, ...lateClosed])
      expect([date, china.isOpen(noon(date))]).toEqual([date, false]);
    expect(china.isOpen(noon('2026-12-31'))).toBe(true);
    // Two working days after the last but one of the year: New Year's Day is none of them.
    const due = china.addBusinessDays(Date.parse('2026-12-30T10:00:00+08:00'), 2);
    expect(new Date(due).toISOString()).toBe('2027-01-04T02:00:00.000Z');
    expect(china.isProvisional(due)).toBe(!isInLibrary(2027));
  });

  it('a notice outweighs the law where it moves a day', () => {
    const notices = [{ year: 2027, days: { '2027-05-01': { isWorkday: false, name: '劳动节' } } }];
    const moved = new Calendar(withChinaHolidays({ timezone: 'Asia/Shanghai', hours: week }, notices));
    expect(moved.isOpen(noon('2027-06-09'))).toBe(true);
  });

  it('a notice that was imported is known, and what is due in its year is firm', () => {
    const year = Number(announcedThrough().slice(0, 4)) + 1;
    expect(isInLibrary(year)).toBe(false);
    const days = { [`${year}-01-01`]: { isWorkday: false, name: '元旦' } };
    const notices = [{ year, days }];
    expect(announcedThrough(notices)).toBe(`${year}-12-31`);
    const next = new Calendar(withChinaHolidays({ timezone: 'Asia/Shanghai', hours: week }, notices));
    expect(next.isProvisional(noon(`${year}-06-01`))).toBe(false);
    expect(next.isOpen(noon(`${year}-01-01`))).toBe(false);
    expect(next.isOpen(noon('2026-10-01'))).toBe(false);
  });

  it('a notice of a year that the library knows takes its place', () => {
    const notices = [{ year: 2026, days: { '2026-10-17': { isWorkday: true, name: '国庆节' } } }];
    const changed = new Calendar(withChinaHolidays({ timezone: 'Asia/Shanghai', hours: week }, notices));
    expect(changed.isOpen(noon('2026-10-17'))).toBe(true);
    expect(changed.isOpen(noon('2026-10-01'))).toBe(true);
    expect(changed.isOpen(noon('2025-10-01'))).toBe(false);
    expect(libraryDays(2026)['2026-10-10']).toEqual({ isWorkday: true, name: '国庆节' });
  });
});
