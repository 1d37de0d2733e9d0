// The rule book of `npm run -s sla`: what other systems check of working time, and what none of them does, dated. January
// 2027 begins on a Friday.
import { expect, it } from 'vitest';
import { answerQuestions } from '../../server/calendar/questions.ts';

const day = [['09:00', '17:00']];
const week = { mon: day, tue: day, wed: day, thu: day, fri: day };
const lunch = [
  ['09:00', '12:00'],
  ['14:00', '18:00'],
];
const all = [['00:00', '24:00']];
const night = [['22:00', '06:00']];
const calendars = {
  office: { timezone: 'UTC', hours: week },
  uneven: {
    timezone: 'UTC',
    hours: { mon: day, tue: [['10:00', '16:00']], fri: day, sat: [['11:00', '14:30']] },
  },
  special: {
    timezone: 'UTC',
    hours: week,
    holidays: ['2027-01-06', '2027-01-14'],
    shifts: {
      '2027-01-07': [['08:00', '12:00']],
      '2027-01-09': [['10:00', '14:00']],
      '2027-01-14': day,
    },
    breaks: {
      '2027-01-04': [
        ['16:00', '18:00'],
        ['08:00', '10:00'],
      ],
      '2027-01-05': [
        ['11:00', '13:00'],
        ['12:00', '14:00'],
      ],
      '2027-01-08': [['06:00', '20:00']],
    },
  },
  counter: {
    timezone: 'Asia/Shanghai',
    hours: { mon: lunch, tue: lunch, wed: lunch, thu: lunch, fri: lunch },
  },
  always: {
    timezone: 'Asia/Shanghai',
    hours: { mon: all, tue: all, wed: all, thu: all, fri: all, sat: all, sun: all },
  },
  almost: { timezone: 'UTC', hours: { mon: [['00:00', '23:59']], tue: all } },
  nights: { timezone: 'UTC', hours: { fri: night, sat: night } },
  nightShift: { timezone: 'UTC', hours: { mon: day }, shifts: { '2027-01-05': night } },
  paris: { timezone: 'Europe/Paris', hours: { sat: night, sun: all, mon: day } },
  havana: { timezone: 'America/Havana', hours: { sun: [['00:30', '03:00']] } },
  festival: {
    timezone: 'Asia/Shanghai',
    hours: { mon: lunch, tue: lunch, wed: lunch, thu: lunch, fri: lunch },
    holidays: ['2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-02-12'],
    shifts: { '2027-02-05': [['09:00', '12:00']], '2027-02-20': lunch },
  },
};

const ask = (calendar: keyof typeof calendars, kind: string, input: unknown): unknown => {
  const [answer] = answerQuestions({
    calendars: { [calendar]: calendars[calendar] },
    cases: [{ id: 1, kind, calendar, input }],
  });
  if (!answer || !('result' in answer)) return answer;
  return Object.values(answer.result)[0];
};
/** `2027-01-04 10:00` is that time in UTC. */
const at = (text: string): string => `${text.replace(' ', 'T')}:00Z`;
const full = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(value) ? at(value) : value;

it.each<
  [rule: string, calendar: keyof typeof calendars, kind: string, start: string, more: object, answer: unknown]
>([
  // Budgets.
  ['fits before closing', 'office', 'deadline', '2027-01-04 09:00', { minutes: 479 }, '2027-01-04 16:59'],
  [
    'a whole day is due at closing',
    'office',
    'deadline',
    '2027-01-04 09:00',
    { minutes: 480 },
    '2027-01-04 17:00',
  ],
  [
    'a minute more is due next day',
    'office',
    'deadline',
    '2027-01-04 09:00',
    { minutes: 481 },
    '2027-01-05 09:01',
  ],
  ['a week of days', 'office', 'deadline', '2027-01-02 08:00', { minutes: 2_400 }, '2027-01-08 17:00'],
  ['seconds', 'office', 'deadline', '2027-01-08 16:59', { seconds: 120 }, '2027-01-11 09:01'],
  ['over lunch', 'counter', 'deadline', '2027-01-04 03:59', { minutes: 2 }, '2027-01-04 06:01'],
  [
    'that ends with the morning is due at noon',
    'counter',
    'deadline',
    '2027-01-04 01:00',
    { minutes: 180 },
    '2027-01-04 04:00',
  ],
  [
    'in another zone’s evening',
    'counter',
    'deadline',
    '2027-01-04 10:00',
    { minutes: 1 },
    '2027-01-05 01:01',
  ],
  [
    'of nothing at night is the opening',
    'office',
    'deadline',
    '2027-01-04 20:00',
    { minutes: 0 },
    '2027-01-05 09:00',
  ],
  [
    'of nothing in hours is now',
    'office',
    'deadline',
    '2027-01-04 10:00',
    { seconds: 0 },
    '2027-01-04 10:00',
  ],
  [
    'of nothing at closing is the next opening',
    'office',
    'deadline',
    '2027-01-08 17:00',
    { minutes: 0 },
    '2027-01-11 09:00',
  ],
  ['around the clock', 'always', 'deadline', '2027-01-02 15:59', { minutes: 1_440 }, '2027-01-03 15:59'],
  ['23:59 loses a minute', 'almost', 'deadline', '2027-01-04 23:58', { minutes: 2 }, '2027-01-05 00:01'],
  ['24:00 loses none', 'almost', 'deadline', '2027-01-05 23:58', { minutes: 2 }, '2027-01-06 00:00'],
  // Pauses.
  [
    'unordered, overlapping pauses',
    'office',
    'deadline',
    '2027-01-04 09:00',
    {
      minutes: 120,
      pauses: [
        ['2027-01-04T11:00:00Z', '2027-01-04T12:00:00Z'],
        ['2027-01-04T10:00:00Z', '2027-01-04T11:30:00Z'],
      ],
    },
    '2027-01-04 13:00',
  ],
  [
    'a pause from before the start',
    'office',
    'deadline',
    '2027-01-04 09:00',
    { minutes: 60, pauses: [['2027-01-01T00:00:00Z', '2027-01-04T10:00:00Z']] },
    '2027-01-04 11:00',
  ],
  [
    'a pause after the due time',
    'office',
    'deadline',
    '2027-01-04 09:00',
    { minutes: 60, pauses: [['2027-01-04T10:00:00Z', '2027-01-04T12:00:00Z']] },
    '2027-01-04 10:00',
  ],
  [
    'a pause over a night gives back its working time',
    'office',
    'deadline',
    '2027-01-04 15:00',
    { minutes: 180, pauses: [['2027-01-04T16:00:00Z', '2027-01-05T10:00:00Z']] },
    '2027-01-05 12:00',
  ],
  [
    'a pause in closed time gives nothing back',
    'office',
    'deadline',
    '2027-01-04 16:00',
    { minutes: 120, pauses: [['2027-01-04T18:00:00Z', '2027-01-05T08:00:00Z']] },
    '2027-01-05 10:00',
  ],
  [
    'an empty pause is none',
    'office',
    'deadline',
    '2027-01-04 09:00',
    { minutes: 60, pauses: [['2027-01-04T09:30:00Z', '2027-01-04T09:30:00Z']] },
    '2027-01-04 10:00',
  ],
  [
    'pauses count backwards too',
    'office',
    'subtract',
    '2027-01-04 12:00',
    { minutes: 60, pauses: [['2027-01-04T11:00:00Z', '2027-01-04T13:00:00Z']] },
    '2027-01-04 10:00',
  ],
  // Time that passes.
  ['a week', 'uneven', 'elapsed', '2027-01-03 00:00', { end: '2027-01-10T00:00:00Z' }, 1_530],
  [
    'nothing between closing and opening',
    'office',
    'elapsed',
    '2027-01-08 17:00',
    { end: '2027-01-11T09:00:00Z' },
    0,
  ],
  ['nothing of nothing', 'office', 'elapsed', '2027-01-04 12:00', { end: '2027-01-04T12:00:00Z' }, 0],
  ['backwards is negative', 'office', 'elapsed', '2027-01-04 15:00', { end: '2027-01-04T10:00:00Z' }, -300],
  [
    'without a pause that reaches beyond both',
    'office',
    'elapsed',
    '2027-01-04 10:00',
    { end: '2027-01-04T12:00:00Z', pauses: [['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z']] },
    0,
  ],
  ['half minutes', 'office', 'elapsed', '2027-01-04 16:59', { end: '2027-01-05T09:00:30Z' }, 1.5],
  // Back in time.
  ['to the opening', 'office', 'subtract', '2027-01-05 11:00', { minutes: 120 }, '2027-01-05 09:00'],
  [
    'a minute more is the day before',
    'office',
    'subtract',
    '2027-01-05 11:00',
    { minutes: 121 },
    '2027-01-04 16:59',
  ],
  ['at the opening itself', 'office', 'subtract', '2027-01-04 09:00', { minutes: 60 }, '2027-01-01 16:00'],
  [
    'of nothing at the opening is the last closing',
    'office',
    'subtract',
    '2027-01-04 09:00',
    { minutes: 0 },
    '2027-01-01 17:00',
  ],
  [
    'of nothing at closing is closing',
    'office',
    'subtract',
    '2027-01-04 17:00',
    { minutes: 0 },
    '2027-01-04 17:00',
  ],
  // Working days.
  [
    'over a weekend, to the second',
    'uneven',
    'add_business_days',
    '2027-01-08 12:30',
    { days: 3 },
    '2027-01-12 12:30',
  ],
  [
    'before a later opening',
    'uneven',
    'add_business_days',
    '2027-01-04 08:00',
    { days: 1 },
    '2027-01-05 10:00',
  ],
  [
    'after the last closing',
    'uneven',
    'add_business_days',
    '2027-01-04 18:00',
    { days: 1 },
    '2027-01-08 09:00',
  ],
  [
    'closing time stays closing time',
    'office',
    'add_business_days',
    '2027-01-08 17:00',
    { days: 1 },
    '2027-01-11 17:00',
  ],
  [
    'none in hours is now',
    'office',
    'add_business_days',
    '2027-01-04 13:00',
    { days: 0 },
    '2027-01-04 13:00',
  ],
  [
    'none on a day off is the next opening',
    'office',
    'add_business_days',
    '2027-01-02 12:00',
    { days: 0 },
    '2027-01-04 09:00',
  ],
  [
    'one from a day off is the second opening',
    'office',
    'add_business_days',
    '2027-01-02 23:55',
    { days: 1 },
    '2027-01-05 09:00',
  ],
  ['one back', 'office', 'add_business_days', '2027-01-04 12:00', { days: -1 }, '2027-01-01 12:00'],
  [
    'one back from a day off',
    'office',
    'add_business_days',
    '2027-01-09 11:00',
    { days: -1 },
    '2027-01-07 09:00',
  ],
  [
    'two back from before the opening',
    'uneven',
    'add_business_days',
    '2027-01-08 08:00',
    { days: -2 },
    '2027-01-02 14:30',
  ],
  [
    'over holidays and a make-up day',
    'special',
    'add_business_days',
    '2027-01-05 10:30',
    { days: 2 },
    '2027-01-09 10:30',
  ],
  // Holidays, shifts, breaks.
  [
    'a break at the beginning and at the end',
    'special',
    'elapsed',
    '2027-01-04 00:00',
    { end: '2027-01-05T00:00:00Z' },
    360,
  ],
  ['breaks that overlap', 'special', 'elapsed', '2027-01-05 00:00', { end: '2027-01-06T00:00:00Z' }, 300],
  ['a holiday', 'special', 'is_open', '', { at: '2027-01-06T12:00:00Z' }, false],
  ['a shift opens earlier than the week', 'special', 'is_open', '', { at: '2027-01-07T08:30:00Z' }, true],
  ['and the week does not count beside it', 'special', 'is_open', '', { at: '2027-01-07T15:00:00Z' }, false],
  ['a break that takes the whole day', 'special', 'next_open', '2027-01-07 12:00', {}, '2027-01-09 10:00'],
  ['a holiday closes its shift too', 'special', 'is_open', '', { at: '2027-01-14T12:00:00Z' }, false],
  ['a break begins: closed', 'special', 'is_open', '', { at: '2027-01-05T11:00:00Z' }, false],
  ['a break ends: open', 'special', 'is_open', '', { at: '2027-01-05T14:00:00Z' }, true],
  [
    'intervals around breaks',
    'special',
    'open_intervals',
    '2027-01-05 10:00',
    { take: 3 },
    [
      ['2027-01-05T10:00:00Z', '2027-01-05T11:00:00Z'],
      ['2027-01-05T14:00:00Z', '2027-01-05T17:00:00Z'],
      ['2027-01-07T08:00:00Z', '2027-01-07T12:00:00Z'],
    ],
  ],
  ['no intervals asked, none given', 'office', 'open_intervals', '2027-01-05 10:00', { take: 0 }, []],
  [
    'half a day before the festival, then a working Saturday',
    'festival',
    'deadline',
    '2027-02-05 02:00',
    { minutes: 180 },
    '2027-02-15 02:00',
  ],
  [
    'the working Saturday',
    'festival',
    'add_business_days',
    '2027-02-19 02:00',
    { days: 1 },
    '2027-02-20 02:00',
  ],
  // Nights.
  [
    'a night is one interval',
    'nights',
    'open_intervals',
    '2027-01-08 23:00',
    { take: 1 },
    [['2027-01-08T23:00:00Z', '2027-01-09T06:00:00Z']],
  ],
  ['into the second night', 'nights', 'deadline', '2027-01-08 21:00', { minutes: 540 }, '2027-01-09 23:00'],
  ['back over midnight', 'nights', 'subtract', '2027-01-09 01:00', { minutes: 120 }, '2027-01-08 23:00'],
  [
    'a shift over midnight',
    'nightShift',
    'elapsed',
    '2027-01-05 00:00',
    { end: '2027-01-07T00:00:00Z' },
    480,
  ],
  ['its night is not the next day’s', 'nightShift', 'is_open', '', { at: '2027-01-06T05:59:00Z' }, true],
  // Clocks put forward on 2027-03-28 and back on 2027-10-31.
  [
    'the night that lacks an hour',
    'paris',
    'elapsed',
    '2027-03-27 21:00',
    { end: '2027-03-28T04:00:00Z' },
    420,
  ],
  [
    'the day that lacks an hour',
    'paris',
    'elapsed',
    '2027-03-27 23:00',
    { end: '2027-03-28T22:00:00Z' },
    1_380,
  ],
  [
    'the day that has one more',
    'paris',
    'elapsed',
    '2027-10-30 22:00',
    { end: '2027-10-31T23:00:00Z' },
    1_500,
  ],
  [
    'due behind the missing hour',
    'paris',
    'deadline',
    '2027-03-28 00:30',
    { minutes: 60 },
    '2027-03-28 01:30',
  ],
  [
    'an opening in a midnight that does not exist',
    'havana',
    'next_open',
    '2027-03-14 00:00',
    {},
    '2027-03-14 05:30',
  ],
  // Times.
  ['a date is its midnight here', 'counter', 'next_open', '', { start: '2027-01-04' }, '2027-01-04 01:00'],
  [
    '24:00 is the midnight after',
    'always',
    'next_open',
    '',
    { start: '2027-01-04T24:00:00Z' },
    '2027-01-05 00:00',
  ],
  [
    'an offset',
    'office',
    'deadline',
    '',
    { start: '2027-01-04T18:00:00+08:00', minutes: 5 },
    '2027-01-04 10:05',
  ],
])('%s (%s, %s)', (_rule, calendar, kind, start, more, answer) => {
  const input = start === '' ? more : { start: at(start), ...more };
  expect(ask(calendar, kind, input)).toEqual(full(answer));
});
