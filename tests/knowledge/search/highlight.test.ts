import { describe, expect, it } from 'vitest';
import { highlight } from '../../../knowledge/index.ts';

const marked = (text: string, query: string, width?: number): string[] => {
  const fragment = highlight(text, query, width);
  return fragment.marks.map(([from, to]) => fragment.text.slice(from, to));
};

describe('highlight', () => {
  it('marks the words of the query in the original writing', () => {
    expect(marked('補辦個人居住證的步驟', '居住证补办')).toEqual(['補辦', '居住證']);
  });

  it('marks a single character when nothing more was asked', () => {
    expect(marked('水费和电费', '水')).toEqual(['水']);
  });

  it('shows the passage with most of the query', () => {
    const text = `${'无关的话。'.repeat(60)}夜间施工噪音扰民${'其他的话。'.repeat(60)}`;
    const fragment = highlight(text, '夜间施工噪音', 40);
    expect(fragment.text).toContain('夜间施工噪音');
    expect(fragment.text.length).toBeLessThanOrEqual(42);
  });

  it.each([
    [
      'a sentence that the word stands in',
      `${'先到窗口。'.repeat(9)}补办社保卡要身份证。${'另'.repeat(60)}`,
      '补办社保卡',
      /^补办社保卡要身份证。/,
    ],
    [
      'a clause, which … says',
      `${'长'.repeat(30)}，带上社保卡再来${'长'.repeat(60)}`,
      '社保卡',
      /^…带上社保卡再来长+…$/,
    ],
    [
      'a word in letters, not in the middle of one',
      `${'moreover '.repeat(20)}deposit ${'thereafter '.repeat(20)}`,
      'deposit',
      /^…moreover deposit( thereafter)+…$/,
    ],
  ])('begins with %s', (_, text, query, passage) => {
    expect(highlight(text, query, 40).text).toMatch(passage);
  });

  it('leaves what fits whole', () => {
    expect(highlight('公积金：怎么提取', '提取', 8)).toEqual({ text: '公积金：怎么提取', marks: [[6, 8]] });
  });

  it('hands markup through as text', () => {
    expect(highlight('<b>社保</b>', '社保')).toEqual({ text: '<b>社保</b>', marks: [[3, 5]] });
  });
});
