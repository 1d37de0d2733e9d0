import { expect, it } from 'vitest';
import { type Area, matchAreas } from '../../citizen-web/place/match.ts';

const area = (code: string, zh: string, en: string): [string, Area] => {
  const parentCode = { 6: null, 9: code.slice(0, 6), 12: code.slice(0, 9) }[code.length] ?? null;
  return [code, { code, parentCode, name: { zh, en } }];
};
const areas = new Map([
  area('440304', '福田区', 'Futian District'),
  area('440304008', '莲花街道', 'Lianhua Subdistrict'),
  area('440304008001', '福新社区', 'Fuxin Community'),
  area('440304008002', '红莲花社区', 'Honglianhua Community'),
]);

it.each([
  ['莲花', ['440304008', '440304008002']],
  ['lian hua', ['440304008', '440304008002']],
  ['FUXIN', ['440304008001']],
  ['', []],
  ['不存在', []],
])('finds the areas that “%s” names, beginnings first', (words, codes) => {
  expect(matchAreas(areas, words).map(({ code }) => code)).toEqual(codes);
});

it('says where a community lies', () => {
  const [found] = matchAreas(areas, '福新');
  expect(found?.path.map(({ name }) => name.zh)).toEqual(['福田区', '莲花街道', '福新社区']);
});
