import { expect, it } from 'vitest';
import { beside, linesTyped } from '../../agent-console/forms/overtaken.tsx';

const lines = (name: string, url: string, isActive: boolean) => [
  ...linesTyped({ name, url }, [
    ['name', '名称'],
    ['url', '地址'],
  ]),
  { id: 'active', term: '启用', value: isActive },
];

it('of what stands only what differs is told, several lines of a field as one', () => {
  const theirs = lines('水务\n二局', 'http://a', false);
  expect(beside(theirs, lines('水务', 'http://a', true))).toEqual([
    { id: 'name', term: '名称', value: '水务 · 二局' },
    { id: 'active', term: '启用', value: false },
  ]);
  expect(beside(theirs, theirs)).toEqual([]);
});

it('what only they have is told', () => {
  const question = { id: 'q9', term: '是否安抚', value: '是非题' };
  expect(beside([question], [])).toEqual([question]);
});
