// What a calendar is made of, as it is saved, and its check.
import { z } from 'zod';
import { dayMs, dayOf } from './zone.ts';

const opensAt = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const closesAt = /^(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00(:00)?)$/;

const window = z
  .tuple([
    z.string().regex(opensAt, 'a time is HH:MM'),
    z.string().regex(closesAt, 'a time is HH:MM, and 24:00 ends a day'),
  ])
  .refine((span) => timeMs(span[0]) !== timeMs(span[1]), 'a window needs some length');
const date = z.string().refine((text) => dayOf(text) !== undefined, 'a date is YYYY-MM-DD');
const windowsByDate = z.record(date, z.array(window));

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * A calendar of opening hours in local time. `to` before `from` runs over midnight. `holidays` are closed dates;
 * `shifts` replace the weekly hours of a date that is no holiday (a make-up day, half a day); `breaks` are closed parts of
 * a date.
 */
export const calendarDefinitionSchema = z.object({
  timezone: z.string().min(1),
  hours: z.partialRecord(z.enum(weekdays), z.array(window)),
  holidays: z.array(date).default([]),
  breaks: windowsByDate.default({}),
  shifts: windowsByDate.default({}),
  /** The last date whose holidays are announced, where the calendar follows announcements. */
  knownThrough: date.optional(),
});
export type CalendarDefinition = z.input<typeof calendarDefinitionSchema>;

/** [from, to) in milliseconds since local midnight; `to` may lie in the next day. */
export type Span = readonly [from: number, to: number];

function timeMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/** A window as a span; one that ends before it begins ends on the next day. */
export function spanOf([from, to]: readonly [string, string]): Span {
  const [start, end] = [timeMs(from), timeMs(to)];
  return end > start ? [start, end] : [start, end + dayMs];
}
