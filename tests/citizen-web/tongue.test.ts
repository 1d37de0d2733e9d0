import { expect, it } from 'vitest';
import { localeOf, tongueAsked, tongueOfTag } from '../../server/platform/tongue.ts';
import { inTongueOf } from '../../server/platform/traditional.ts';

it.each([
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-CN', 'zh-Hant'],
  ['yue-HK', 'zh-Hant'],
  ['zh-Hans-HK', 'zh'],
  ['zh-CN', 'zh'],
  ['zh', 'zh'],
  ['EN-us', 'en'],
  ['fr', undefined],
  ['zhx', undefined],
])('who asks for %s reads %s', (tag, tongue) => {
  expect(tongueOfTag(tag)).toBe(tongue);
});

it.each([
  ['zh-HK,zh;q=0.9,en;q=0.8', 'zh-Hant'],
  ['fr-FR, en;q=0.8, zh-CN;q=0.5', 'en'],
  ['ja', 'zh'],
  [undefined, 'zh'],
])('of several languages the first of ours counts: %s', (header, tongue) => {
  expect(tongueAsked(header)).toBe(tongue);
});

it('the language has one name for HTML and for dates', () => {
  expect(localeOf('zh-Hant')).toBe('zh-Hant-HK');
  expect(localeOf('anything')).toBe('zh-CN');
});

const answer = {
  department: { zh: '交通运输局', en: 'Transport' },
  vars: { titleZh: '办理条件' },
  publicReply: '摊位已劝离',
  text: '我写的话',
  at: new Date(0),
  items: [{ question: '哪个路口？', code: null }],
};

it('the city’s own texts change their characters, what people wrote does not', () => {
  expect(inTongueOf('zh-Hant', answer)).toEqual({
    ...answer,
    department: { zh: '交通運輸局', en: 'Transport' },
    vars: { titleZh: '辦理條件' },
    publicReply: '攤位已勸離',
    items: [{ question: '哪個路口？', code: null }],
  });
  expect(inTongueOf('zh-Hant', { title: { text: '办理' } }, true)).toEqual({ title: { text: '辦理' } });
  expect(inTongueOf('zh', answer)).toBe(answer);
});
