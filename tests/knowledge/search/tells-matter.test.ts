import { expect, it } from 'vitest';
import { tellsMatter } from '../../../knowledge/search/index.ts';

it.each([
  '你好',
  '您好，请问一下',
  '在吗？',
  '请问有人在吗，我想问个事',
  '转人工',
  '我要投诉',
  '我想反映一个问题',
  '喂，听得到吗',
  '1',
  '？？',
  'hello',
  'Hi, good morning. I have a question.',
  'I want to talk to a person please',
])('“%s” tells no matter', (text) => {
  expect(tellsMatter(text)).toBe(false);
});

it.each([
  '没水了',
  '我要投诉楼上太吵',
  '你好，路灯坏了',
  '人事代理在哪办',
  '医保问题',
  '救命',
  'noise',
  'Hello, my water is off',
])('“%s” tells one', (text) => {
  expect(tellsMatter(text)).toBe(true);
});
