// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the programs read here are strings
import { describe, expect, it } from 'vitest';
import { keysOf, namesIn, unnamed } from '../../scripts/texts/core.ts';

describe('a text is named by', () => {
  it.each([
    ["a string: t('title')", "t('title')", 'title'],
    ['a string in double quotes', 'say("title")', 'title'],
    ['a string in a hole of a template', "`${t('title')} · ${count}`", 'title'],
    ['a template whose hole is filled at run time', 't(`state.${ticket.state}`)', 'state.closed'],
    ['a template with a hole before its words', 't(`${asked}Title`)', 'closeTitle'],
    ['a key with its namespace before it', "t('desk:title')", 'title'],
  ])('%s', (_what, program, key) => {
    expect(unnamed([key], namesIn([program]), 'desk')).toEqual([]);
  });
});

describe('a text is not named by', () => {
  it.each([
    ['a comment', "// t('title')\n/* t('title') */"],
    ['another name that begins like it', "t('titles')"],
    ['a template that is a hole alone', 't(`${key}`)'],
    ['an address with a hole in it', 'get(`/tickets/${id}/title`)'],
  ])('%s', (_what, program) => {
    expect(unnamed(['title'], namesIn([program]), 'desk')).toEqual(['title']);
  });
});

it('the plural forms of a text are one key, and keys below others are joined by dots', () => {
  expect(
    keysOf({ queue: { wait_one: '{{count}} minute', wait_other: '{{count}} minutes' }, title: 'Queue' }),
  ).toEqual(['queue.wait', 'title']);
});
