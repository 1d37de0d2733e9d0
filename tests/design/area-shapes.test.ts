import { expect, it } from 'vitest';
import { drawAreas, largestBlock, nextArea, shortNames } from '../../design/area-shapes.ts';

/** Cells of each letter of a drawing. */
function areasOf(...rows: readonly string[]) {
  const codes = [...new Set(rows.join('').replaceAll('.', ''))];
  return codes.map((code) => ({
    code,
    name: code,
    cells: rows.flatMap((row, y) => [...row].flatMap((letter, x) => (letter === code ? [{ x, y }] : []))),
  }));
}

it('a name stands in the largest rectangle of its area, in the widest of equal ones', () => {
  const [bent] = areasOf('aa..', 'aaaa', '..aa');
  expect(largestBlock(bent?.cells ?? [])).toEqual({ x: 0, y: 1, width: 4, height: 1 });
  const [tall] = areasOf('a..', 'aa.', 'aaa');
  expect(largestBlock(tall?.cells ?? [])).toEqual({ x: 0, y: 1, width: 2, height: 2 });
});

it('a part that lies apart bears the name again', () => {
  const [shape] = drawAreas(areasOf('aa...', 'aab.a')).shapes;
  expect(shape?.block).toEqual({ x: 0, y: 0, width: 2, height: 2 });
  expect(shape?.apart).toEqual([{ x: 4, y: 1, width: 1, height: 1 }]);
});

it('between two areas there is one line, and one along the shore', () => {
  const { shapes } = drawAreas(areasOf('aab.'));
  expect(shapes.map(({ cells }) => cells.map(({ sides }) => sides.join(' ')))).toEqual([
    ['top left bottom', 'top bottom'],
    ['top left right bottom'],
  ]);
});

it('a drawing begins in its corner, and what nobody drew stands below it', () => {
  const areas = [...areasOf('....', '.aab'), { code: 'new', name: 'new' }];
  const { columns, rows, shapes } = drawAreas(areas);
  expect([columns, rows]).toEqual([4, 2]);
  expect(shapes.map(({ code, block }) => [code, block.x, block.y])).toEqual([
    ['a', 0, 0],
    ['b', 2, 0],
    ['new', 0, 1],
  ]);
  const five = Array.from({ length: 5 }, (_, at) => ({ code: `${at}`, name: `${at}` }));
  expect(drawAreas(five).shapes.map(({ block }) => `${block.x} ${block.y}`)).toEqual([
    '0 0',
    '1 0',
    '2 0',
    '3 0',
    '0 1',
  ]);
});

it.each([
  ['a', 'ArrowRight', 'b'],
  ['a', 'ArrowDown', 'c'],
  ['b', 'ArrowLeft', 'a'],
  ['d', 'ArrowUp', 'b'],
  ['c', 'ArrowLeft', undefined],
  ['d', 'Home', 'a'],
  ['a', 'End', 'd'],
  ['a', 'x', undefined],
])('from %s the key %s leads to %s', (from, key, to) => {
  const { shapes } = drawAreas(areasOf('aabb', 'aabb', 'ccdd'));
  expect(nextArea(shapes, from, key)).toBe(to);
});

it.each([
  [
    ['罗湖区', '福田区'],
    ['罗湖', '福田'],
  ],
  [
    ['福田街道', '莲花街道', '福田保税区'],
    ['福田', '莲花', '福田保税区'],
  ],
  [
    ['Nanyuan Subdistrict', 'Meilin Subdistrict'],
    ['Nanyuan', 'Meilin'],
  ],
  [
    ['东山', '西山'],
    ['东山', '西山'],
  ],
  [['一个'], ['一个']],
])('names lose the ending that they share: %j', (names, short) => {
  expect(shortNames(names)).toEqual(short);
});
