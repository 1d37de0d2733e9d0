// The questions of `npm run -s sla`: JSON in, an answer or a readable error per case.
import { z } from 'zod';
import { Calendar } from './calendar.ts';
import type { Interval } from './interval.ts';

const caseSchema = z.object({
  id: z.unknown().optional(),
  kind: z.string(),
  calendar: z.string(),
  input: z.record(z.string(), z.unknown()),
});
export const questionsSchema = z.object({
  calendars: z.record(z.string(), z.unknown()).default({}),
  cases: z.array(z.unknown()),
});

const time = z.string();
const start = z.object({ start: time });
const pauses = z.array(z.tuple([time, time])).default([]);
const amount = z.number().nonnegative().optional();
const budgetFrom = start
  .extend({ minutes: amount, seconds: amount, pauses })
  .refine(
    ({ minutes, seconds }) => (minutes === undefined) !== (seconds === undefined),
    'give minutes or seconds',
  )
  .transform(({ minutes, seconds = 0, ...rest }) => ({
    ...rest,
    budgetMs: Math.round(minutes === undefined ? seconds * 1_000 : minutes * 60_000),
  }));
const elapsedInput = start.extend({ end: time, pauses });
const daysInput = start.extend({ days: z.number().int() });
const momentInput = z.object({ at: time });
const intervalsInput = start.extend({ take: z.number().int().min(0).max(10_000) });

type Answer = { result: Record<string, unknown> } | { error: string };

/** Answers every case in order. A bad calendar spoils only its own cases, a bad case only itself. */
export function* answerQuestions(
  questions: z.infer<typeof questionsSchema>,
): Generator<{ id: unknown } & Answer> {
  const calendars = new Map(
    Object.entries(questions.calendars).map(([name, definition]) => [name, compile(definition)]),
  );
  for (const raw of questions.cases) {
    const id = z.object({ id: z.unknown().optional() }).safeParse(raw).data?.id ?? null;
    try {
      const { kind, calendar: name, input } = caseSchema.parse(raw);
      const calendar = calendars.get(name);
      if (calendar === undefined) throw new Error(`there is no calendar ${name}`);
      if (calendar instanceof Error) throw calendar;
      yield { id, result: answer(calendar, kind, input) };
    } catch (error) {
      yield { id, error: messageOf(error) };
    }
  }
}

/** A calendar of the questions, or why it is none. */
function compile(definition: unknown): Calendar | Error {
  try {
    return new Calendar(definition);
  } catch (error) {
    return new Error(messageOf(error));
  }
}

function answer(calendar: Calendar, kind: string, raw: Record<string, unknown>): Record<string, unknown> {
  const readPauses = (list: readonly (readonly [string, string])[]): Interval[] =>
    list.map(([from, to]) => [calendar.read(from), calendar.read(to)]);
  switch (kind) {
    case 'deadline': {
      const input = budgetFrom.parse(raw);
      return {
        due: iso(calendar.dueAt(calendar.read(input.start), input.budgetMs, readPauses(input.pauses))),
      };
    }
    case 'elapsed': {
      const input = elapsedInput.parse(raw);
      const [from, to] = [calendar.read(input.start), calendar.read(input.end)];
      return { minutes: calendar.elapsed(from, to, readPauses(input.pauses)) / 60_000 };
    }
    case 'subtract': {
      const input = budgetFrom.parse(raw);
      const at = calendar.subtract(calendar.read(input.start), input.budgetMs, readPauses(input.pauses));
      return { at: iso(at) };
    }
    case 'next_open':
      return { at: iso(calendar.nextOpen(calendar.read(start.parse(raw).start))) };
    case 'add_business_days': {
      const input = daysInput.parse(raw);
      return { at: iso(calendar.addBusinessDays(calendar.read(input.start), input.days)) };
    }
    case 'is_open':
      return { open: calendar.isOpen(calendar.read(momentInput.parse(raw).at)) };
    case 'open_intervals': {
      const input = intervalsInput.parse(raw);
      const intervals = calendar.openIntervals(calendar.read(input.start), input.take);
      return { intervals: intervals.map(([from, to]) => [iso(from), iso(to)]) };
    }
    default:
      throw new Error(`there is no kind ${kind}`);
  }
}

/** UTC with seconds; milliseconds only where there are any. */
function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
      .join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
