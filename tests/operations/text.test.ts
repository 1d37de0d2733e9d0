// A text that is cut for want of room ends with a whole character; a name of a file reads as what it is.
import { expect, it } from 'vitest';
import { beginningOf, endOf, fileName } from '../../server/platform/text.ts';

it.each([
  ['路灯', 5, '路灯'],
  ['路灯不亮', 2, '路灯'],
  ['路😀灯', 2, '路'],
  ['路😀灯', 3, '路😀'],
  ['😀', 1, ''],
  ['', 3, ''],
])('%j begins, at most %i long, with %j', (text, length, beginning) => {
  expect(beginningOf(text, length)).toBe(beginning);
});

it.each([
  ['路灯', 5, '路灯'],
  ['路灯不亮', 2, '不亮'],
  ['路😀灯', 2, '灯'],
  ['路😀灯', 3, '😀灯'],
  ['😀', 1, ''],
])('%j ends, at most %i long, with %j', (text, length, end) => {
  expect(endOf(text, length)).toBe(end);
});

it.each([
  ['门口.jpg', '门口.jpg'],
  ['photo\u202egpj.docx', 'photogpj.docx'],
  ['a\r\nContent-Type: x\u0000.txt', 'aContent-Type: x.txt'],
  ['\u2066a\u2069\u2028.pdf', 'a.pdf'],
  [`${'长'.repeat(300)}.pdf`, `${'长'.repeat(196)}.pdf`],
])('%j is a file called %j', (name, called) => {
  expect(fileName(name)).toBe(called);
});
