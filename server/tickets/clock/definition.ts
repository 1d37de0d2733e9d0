// What a calendar is made of, as it is saved, and its check.
import { z } from 'zod';
import { dayOf, minuteMs } from './zone.ts';

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time is HH:MM, and 24:00 ends a day');
const window = z
  .tuple([clockTime, clockTime])
  .refine(([from, to]) => from !== to, 'an interval needs some length');
const date = z.string().refine((text) => dayOf(text) !== undefined, 'a date is YYYY-MM-DD');
const windowsByDate = z.record(date, z.array(window));

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * A calendar of opening hours in local time. `to` before `from` runs over midnight. `holidays` are closed dates;
 * `shifts` replace the weekly hours of a date, also of a holiday (a make-up day); `breaks` are closed parts of a date.
 */
export const calendarDefinitionSchema = z.object({
  timezone: z.string().min(1),
  hours: z.partialRecord(z.enum(weekdays), z.array(window)),
  holidays: z.array(date).default([]),
  breaks: windowsByDate.default({}),
  shifts: windowsByDate.default({}),
});
export type CalendarDefinition = z.input<typeof calendarDefinitionSchema>;

/** [from, to) in milliseconds since local midnight; `to` may lie in the next day. */
export type Span = readonly [from: number, to: number];

function timeMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * minuteMs;
}

/** A window as a span; one that ends before it begins ends on the next day. */
export function spanOf([from, to]: readonly [string, string]): Span {
  const [start, end] = [timeMs(from), timeMs(to)];
  return end > start ? [start, end] : [start, end + 24 * 60 * minuteMs];
}
