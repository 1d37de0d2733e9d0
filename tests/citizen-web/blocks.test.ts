import { describe, expect, it } from 'vitest';
import { blocksOf, boldRuns, markedRuns } from '../../citizen-web/portal/blocks.ts';

describe('an article', () => {
  it('is headings, lists and paragraphs; neighbouring lines of a list are one list', () => {
    expect(blocksOf('# 办理\n先登记。\n\n- 身份证\n- 照片\n1. 网上申请\n2、现场领取\n依据：条例')).toEqual([
      { kind: 'heading', text: '办理' },
      { kind: 'text', text: '先登记。' },
      { kind: 'bullets', items: ['身份证', '照片'] },
      { kind: 'steps', items: ['网上申请', '现场领取'] },
      { kind: 'text', text: '依据：条例' },
    ]);
  });

  it('does not take a decimal for a step of a list', () => {
    expect(blocksOf('1.5 公里以内')).toEqual([{ kind: 'text', text: '1.5 公里以内' }]);
  });

  it('leaves HTML as the text that it is', () => {
    expect(blocksOf('<script>alert(1)</script>')).toEqual([
      { kind: 'text', text: '<script>alert(1)</script>' },
    ]);
  });

  it('shows what stands between double stars as bold', () => {
    expect(boldRuns('**费用**：首次免费 ** 未完')).toEqual([
      { text: '费用', isMarked: true },
      { text: '：首次免费 ** 未完', isMarked: false },
    ]);
  });
});

describe('a fragment', () => {
  it('is cut at its marks', () => {
    expect(markedRuns('签发居住证后', [[2, 5]])).toEqual([
      { text: '签发', isMarked: false },
      { text: '居住证', isMarked: true },
      { text: '后', isMarked: false },
    ]);
  });

  it('keeps every character once when marks overlap or reach past its end', () => {
    const runs = markedRuns('居住证', [
      [0, 2],
      [1, 9],
    ]);
    expect(runs.map((run) => run.text).join('')).toBe('居住证');
    expect(runs.every((run) => run.isMarked)).toBe(true);
  });
});
