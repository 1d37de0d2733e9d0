// What is wrong with a value, as words for whoever typed it. Pure.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** `key` of `shell:wrong`; `count` where a limit is named. */
export interface IssueWords {
  key:
    | 'missing'
    | 'short'
    | 'long'
    | 'choose'
    | 'few'
    | 'many'
    | 'number'
    | 'least'
    | 'most'
    | 'url'
    | 'email'
    | 'code'
    | 'time'
    | 'other';
  count?: number;
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): IssueWords {
  const count = Number(minimum);
  if (origin === 'array' || origin === 'set') return { key: 'few', count };
  if (origin === 'string') return count > 1 ? { key: 'short', count } : { key: 'missing' };
  return { key: 'least', count };
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): IssueWords {
  const count = Number(maximum);
  if (origin === 'array' || origin === 'set') return { key: 'many', count };
  return { key: origin === 'string' ? 'long' : 'most', count };
}

/** How codes are made that name things in addresses and files. */
const codePattern = /^\/\^\[a-z(?:0-9)?\]\[a-z0-9-\]/;

function malformed(issue: Issue & { code: 'invalid_format' }): IssueWords {
  const format: string = issue.format;
  const pattern = 'pattern' in issue ? issue.pattern : undefined;
  if (issue.input === '' && format === 'regex') return { key: 'missing' };
  if (format === 'url' || format === 'email') return { key: format };
  if (typeof pattern === 'string' && codePattern.test(pattern)) return { key: 'code' };
  return { key: format === 'datetime' || format === 'date' ? 'time' : 'other' };
}

/** Reads what is typed so that its faults know what it was: an empty field is told from one that is wrong. */
export function readWritten<T>(schema: z.ZodType<T>, written: unknown): z.ZodSafeParseResult<T> {
  return schema.safeParse(written, { reportInput: true });
}

/** The first fault of a value is the one that is said. */
export function issueWords(issue: Issue): IssueWords {
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return malformed(issue);
    case 'invalid_type':
      return { key: issue.expected === 'number' ? 'number' : 'choose' };
    case 'invalid_value':
      return { key: 'choose' };
    default:
      return { key: 'other' };
  }
}

/** The fault at a field, or below it: `title` also finds `title.zh`. */
export function issueAt(error: z.ZodError | undefined, field: string): Issue | undefined {
  return error?.issues.find(({ path }) => `${path.join('.')}.`.startsWith(`${field}.`));
}
