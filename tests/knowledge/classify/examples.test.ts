import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Example, ExampleIndex } from '../../../knowledge/classify/index.ts';

const example = (department: string, category: string, text: string, weight = 2): Example => ({
  department,
  category,
  text,
  weight,
});

describe('what was said of the categories', () => {
  it('finds the department by the words that only its categories have, and names them', () => {
    const index = new ExampleIndex();
    index.put('a', [example('water', 'water.leak', '水管爆了，满地是水')]);
    index.put('b', [example('urban', 'urban.noise', '楼下烧烤摊半夜还在吵')]);
    const [first] = index.find('我家门口水管爆了没人管');
    expect(first).toMatchObject({ department: 'water', category: 'water.leak', score: 1 });
    expect(first?.evidence[0]).toBe('水管');
    expect(index.find('天气真好')).toEqual([]);
  });

  it('counts a department by all its categories together', () => {
    const index = new ExampleIndex();
    index.put('a', [example('water', 'water.leak', '停水'), example('water', 'water.bill', '停水通知')]);
    index.put('b', [example('power', 'power.cut', '停电')]);
    expect(index.find('停水').map(({ department }) => department)).toEqual(['water', 'power']);
  });

  it('reads words: what lies across two of them counts less', () => {
    const index = new ExampleIndex();
    index.put('a', [example('police', 'police.guard', '保安全身而退')]);
    index.put('b', [example('emergency', 'emergency.safe', '安全带')]);
    expect(index.find('注意安全').map(({ department }) => department)).toEqual(['emergency', 'police']);
  });

  it('is the same whether learned at once or changed and forgotten on the way', () => {
    const words = fc.stringMatching(/^[水电路灯噪音停修]{1,8}$/);
    const said = fc.array(
      fc.record({
        department: fc.constantFrom('water', 'power', 'urban'),
        category: fc.constantFrom('x.one', 'x.two'),
        text: words,
        weight: fc.constantFrom(0.6, 1.5, 2),
      }),
      { maxLength: 4 },
    );
    const steps = fc.array(fc.tuple(fc.constantFrom('s1', 's2', 's3'), said), { maxLength: 12 });
    fc.assert(
      fc.property(steps, words, (all, question) => {
        const changed = new ExampleIndex();
        for (const [source, examples] of all) changed.put(source, examples);
        const fresh = new ExampleIndex();
        for (const [source, examples] of new Map(all)) fresh.put(source, examples);
        const rounded = (index: ExampleIndex) =>
          new Map(index.find(question).map(({ department, score }) => [department, score.toFixed(6)]));
        expect(rounded(changed)).toEqual(rounded(fresh));
      }),
    );
  });
});
