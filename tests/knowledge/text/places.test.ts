import { describe, expect, it } from 'vitest';
import { Areas, areElsewhere } from '../../../knowledge/text/index.ts';

describe('areas', () => {
  it('reads the names that the city hands in, and the codes of anonymised messages', () => {
    const areas = new Areas(['南山区', '福田区']);
    expect(areas.namedIn('南山区和a3区、b市的学校')).toEqual(['a3', 'b', '南山区']);
    expect(new Areas().namedIn('南山区')).toEqual([]);
  });

  it.each([
    [['南山区'], ['福田区'], true],
    [['南山区'], ['福田区', '南山区'], false],
    [['a3'], ['a'], false],
    [['a'], ['a7'], false],
    [['a3'], ['a7'], true],
    [['a3'], ['b'], true],
    [[], ['b'], false],
    [['b'], [], false],
  ])('%s asked, %s told: elsewhere %s', (asked, told, expected) => {
    expect(areElsewhere(asked, told)).toBe(expected);
  });
});
