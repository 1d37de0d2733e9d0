import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueAt, issueWords, readWritten } from '../../agent-console/forms/issue-words.ts';

/** How the fault of a value is said. */
function said(schema: z.ZodType, value: unknown): unknown {
  const issue = readWritten(schema, value).error?.issues[0];
  return issue && issueWords(issue);
}

describe('what is wrong with a value', () => {
  it.each([
    ['nothing is written', z.string().min(1), '', { key: 'missing' }],
    ['too little is written', z.string().trim().min(2), ' a ', { key: 'short', count: 2 }],
    ['too much is written', z.string().max(3), 'long', { key: 'long', count: 3 }],
    ['nothing is chosen', z.string(), null, { key: 'choose' }],
    ['something unknown is chosen', z.enum(['a']), 'b', { key: 'choose' }],
    ['too few are chosen', z.array(z.string()).min(1), [], { key: 'few', count: 1 }],
    ['too many are chosen', z.array(z.string()).max(1), ['a', 'b'], { key: 'many', count: 1 }],
    ['no number is written', z.number(), Number.NaN, { key: 'number' }],
    ['a number is too small', z.number().min(5), 4, { key: 'least', count: 5 }],
    ['a number is too large', z.number().max(5), 6, { key: 'most', count: 5 }],
    ['half an address is written', z.url(), 'somewhere', { key: 'url' }],
    ['half a mail address is written', z.email(), 'somebody', { key: 'email' }],
    ['no moment is written', z.iso.datetime(), '', { key: 'time' }],
    ['a code is not written', z.string().regex(/^[a-z][a-z0-9-]{1,40}$/), '', { key: 'missing' }],
    ['a code has capitals', z.string().regex(/^[a-z][a-z0-9-]{1,40}$/), 'A b', { key: 'code' }],
    ['a code may begin with a digit', z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/), 'A', { key: 'code' }],
    ['something has another form', z.string().regex(/^[A-Z]+$/), 'a', { key: 'other' }],
  ])('%s', (_, schema, value, words) => {
    expect(said(schema, value)).toEqual(words);
  });

  it('is found at its field and below it, not at a field whose name begins alike', () => {
    const schema = z.object({ title: z.object({ zh: z.string().min(1) }), titleEn: z.string().min(1) });
    const { error } = schema.safeParse({ title: { zh: '' }, titleEn: 'x' });
    expect(issueAt(error, 'title')?.path).toEqual(['title', 'zh']);
    expect(issueAt(error, 'title.zh')?.path).toEqual(['title', 'zh']);
    expect(issueAt(error, 'titleEn')).toBeUndefined();
  });
});
