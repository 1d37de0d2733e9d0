import { describe, expect, it } from 'vitest';
import { blocksOf, piecesOf, spansOf } from '../../design/markdown.ts';

const words = (line: string) => spansOf(line).map(({ text }) => text);

describe('an article’s Markdown', () => {
  it('becomes headings, paragraphs, quotes and lists; neighbouring items are one list', () => {
    const blocks = blocksOf('## 条件\n满足**两条**：\n\n1. 甲\n2、乙\n- 丙\n- 丁\n> 依据');
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'numbers', 'bullets', 'quote']);
    expect(blocks.flatMap((block) => ('items' in block ? [block.items.length] : []))).toEqual([2, 2]);
  });

  it('does not take a decimal for a step, but a year', () => {
    expect(blocksOf('1.5 公里以内').map(({ kind }) => kind)).toEqual(['paragraph']);
    expect(blocksOf('1. 2026年起').map(({ kind }) => kind)).toEqual(['numbers']);
  });

  it('goes on counting after a paragraph between two steps', () => {
    expect(blocksOf('1. 甲\n说明\n2. 乙')[2]).toMatchObject({ kind: 'numbers', from: 2 });
  });

  it('keeps HTML as text', () => {
    const html = '<img src=x onerror=alert(1)>';
    expect(blocksOf(html)).toEqual([
      { kind: 'paragraph', spans: [{ text: html, isStrong: false, isLink: false }] },
    ]);
  });

  it('shows what stands between double stars as bold; a mark without its partner stays text', () => {
    expect(spansOf('**费用**：免费 ** 未完')).toMatchObject([
      { text: '费用', isStrong: true },
      { text: '：免费 ** 未完', isStrong: false },
    ]);
  });

  it('makes a link of an address without the punctuation behind it, and of nothing else', () => {
    expect(spansOf('见 https://www.gdzwfw.gov.cn/a?b=1，或来电。')).toMatchObject([
      { text: '见 ', isLink: false },
      { text: 'https://www.gdzwfw.gov.cn/a?b=1', isLink: true },
      { text: '，或来电。', isLink: false },
    ]);
    expect(words('https://a.cn/x. 完')[0]).toBe('https://a.cn/x');
    expect(spansOf('javascript:alert(1)').some(({ isLink }) => isLink)).toBe(false);
  });
});

describe('links with words and tables', () => {
  it('opens addresses of the web, mail and telephone; the words of any other stay text', () => {
    expect(spansOf('见[指南](https://sz.gov.cn/a)和[热线](tel:12345)')).toMatchObject([
      { text: '见', isLink: false },
      { text: '指南', isLink: true, address: 'https://sz.gov.cn/a' },
      { text: '和' },
      { text: '热线', isLink: true, address: 'tel:12345' },
    ]);
    expect(spansOf('[点我](javascript:alert(1))').every(({ isLink }) => !isLink)).toBe(true);
  });

  it('reads rows below a head as one table; a row alone stays text', () => {
    const [table, after] = blocksOf('| 材料 | 份数 |\n| --- | :-: |\n| 身份证 | 1 |\n| 照片 | **2** |\n完');
    expect(table).toMatchObject({ kind: 'table', head: [[{ text: '材料' }], [{ text: '份数' }]] });
    expect(table?.kind === 'table' && table.rows.length).toBe(2);
    expect(after?.kind).toBe('paragraph');
    expect(blocksOf('| 甲 | 乙 |').map(({ kind }) => kind)).toEqual(['paragraph']);
  });
});

describe('a passage that was found', () => {
  it.each([
    [[[0, 2]], ['噪声', '扰民']],
    [
      [
        [2, 4],
        [0, 2],
      ],
      ['噪声', '扰民'],
    ],
    [
      [
        [0, 3],
        [1, 4],
      ],
      ['噪声扰', '民'],
    ],
    [[[3, 9]], ['噪声扰', '民']],
    [[], ['噪声扰民']],
  ] as [[number, number][], string[]][])('with marks %j is cut into %j', (marks, pieces) => {
    expect(piecesOf('噪声扰民', marks).map(({ text }) => text)).toEqual(pieces);
  });
});
