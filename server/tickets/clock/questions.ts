// The questions of `npm run -s sla`: JSON in, an answer or a readable error per case.
import { z } from 'zod';
import { Calendar, type Interval } from './calendar.ts';
import { dayMs, Zone } from './zone.ts';

const caseSchema = z.object({
  id: z.union([z.string(), z.number()]),
  kind: z.string(),
  calendar: z.string(),
  input: z.record(z.string(), z.unknown()),
});
export const questionsSchema = z.object({
  calendars: z.record(z.string(), z.unknown()),
  cases: z.array(z.unknown()),
});

const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/, 'a time is ISO 8601');
const pauses = z.array(z.tuple([time, time])).default([]);
const amount = z.number().nonnegative();

const inputs = {
  deadline: z
    .object({ start: time, minutes: amount.optional(), seconds: amount.optional(), pauses })
    .refine(
      (input) => (input.minutes === undefined) !== (input.seconds === undefined),
      'give minutes or seconds',
    ),
  elapsed: z.object({ start: time, end: time, pauses }),
  subtract: z
    .object({ start: time, minutes: amount.optional(), seconds: amount.optional() })
    .refine(
      (input) => (input.minutes === undefined) !== (input.seconds === undefined),
      'give minutes or seconds',
    ),
  next_open: z.object({ start: time }),
  add_business_days: z.object({ start: time, days: z.number().int() }),
  is_open: z.object({ at: time }),
  open_intervals: z.object({ start: time, take: z.number().int().min(1).max(1_000) }),
} as const;

/** UTC with seconds; milliseconds only where there are any. */
function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i;

/** Reads an ISO time; one without an offset is local time of the calendar. */
function reader(timezone: string): (text: string) => number {
  return (text) => {
    const at = Date.parse(hasZone.test(text) ? text : `${text}Z`);
    if (Number.isNaN(at)) throw new Error(`${text} is no time`);
    if (hasZone.test(text)) return at;
    const day = Math.floor(at / dayMs);
    return new Zone(timezone).instant(day, at - day * dayMs);
  };
}

type Answer = { result: Record<string, unknown> } | { error: string };

/** A calendar of the questions, or why it is none. One bad calendar spoils only its own cases. */
function compile(definition: unknown): { calendar: Calendar; timezone: string } | { error: string } {
  try {
    const { timezone } = z.object({ timezone: z.string() }).parse(definition);
    return { calendar: new Calendar(definition), timezone };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** Answers every case in order. */
export function* answerQuestions(
  questions: z.infer<typeof questionsSchema>,
): Generator<{ id: unknown } & Answer> {
  const calendars = new Map(
    Object.entries(questions.calendars).map(([name, definition]) => [name, compile(definition)]),
  );
  for (const raw of questions.cases) {
    const parsed = caseSchema.safeParse(raw);
    if (!parsed.success) {
      const id = z.object({ id: z.unknown() }).safeParse(raw);
      yield { id: id.success ? id.data.id : null, error: messageOf(parsed.error) };
      continue;
    }
    const { id, kind, calendar: name, input } = parsed.data;
    const compiled = calendars.get(name);
    if (!compiled) yield { id, error: `there is no calendar ${name}` };
    else if ('error' in compiled) yield { id, error: compiled.error };
    else {
      try {
        yield { id, result: answer(compiled.calendar, reader(compiled.timezone), kind, input) };
      } catch (error) {
        yield { id, error: messageOf(error) };
      }
    }
  }
}

function answer(
  calendar: Calendar,
  read: (text: string) => number,
  kind: string,
  raw: Record<string, unknown>,
): Record<string, unknown> {
  const readPauses = (list: readonly (readonly [string, string])[]): Interval[] =>
    list.map(([from, to]) => [read(from), read(to)]);
  const budget = (input: { minutes?: number | undefined; seconds?: number | undefined }): number =>
    input.minutes === undefined ? (input.seconds ?? 0) * 1_000 : input.minutes * 60_000;
  switch (kind) {
    case 'deadline': {
      const input = inputs.deadline.parse(raw);
      return { due: iso(calendar.dueAt(read(input.start), budget(input), readPauses(input.pauses))) };
    }
    case 'elapsed': {
      const input = inputs.elapsed.parse(raw);
      return {
        minutes: calendar.elapsed(read(input.start), read(input.end), readPauses(input.pauses)) / 60_000,
      };
    }
    case 'subtract': {
      const input = inputs.subtract.parse(raw);
      return { at: iso(calendar.subtract(read(input.start), budget(input))) };
    }
    case 'next_open':
      return { at: iso(calendar.nextOpen(read(inputs.next_open.parse(raw).start))) };
    case 'add_business_days': {
      const input = inputs.add_business_days.parse(raw);
      return { at: iso(calendar.addBusinessDays(read(input.start), input.days)) };
    }
    case 'is_open':
      return { open: calendar.isOpen(read(inputs.is_open.parse(raw).at)) };
    case 'open_intervals': {
      const input = inputs.open_intervals.parse(raw);
      const intervals = calendar.openIntervals(read(input.start), input.take);
      return { intervals: intervals.map(([from, to]) => [iso(from), iso(to)]) };
    }
    default:
      throw new Error(`there is no kind ${kind}`);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
