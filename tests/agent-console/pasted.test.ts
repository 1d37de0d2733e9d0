// What people copy from Word, WPS and pages becomes the Markdown of articles.
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { isFormatted, markdownOf } from '../../agent-console/knowledge/pasted.ts';
import { blocksOf } from '../../design/markdown.ts';
import { safeMarkdown } from '../../server/knowledge/safe-text.ts';

const read = (inner: string) =>
  markdownOf(
    new DOMParser().parseFromString(
      `<body xmlns:o="urn:o" xmlns:v="urn:v">${inner}</body>`,
      'application/xml',
    ).documentElement ?? { nodeType: 1, nodeName: 'body', nodeValue: null, childNodes: [] },
  );

describe('what is pasted', () => {
  it.each([
    ['a heading', '<h2>材料<o:p></o:p></h2><p>身份证</p>', '## 材料\n\n身份证'],
    ['a heading by outline', "<p class='MsoNormal' style='mso-outline-level:1'><b>材料</b></p>", '## 材料'],
    [
      'bold',
      '<p>请带<b>原件</b>，<span style="font-weight:700">复印件</span>不收</p>',
      '请带**原件**，**复印件**不收',
    ],
    [
      'a list',
      '<ul><li>甲</li><li>乙<ol><li>一</li><li>二</li></ol></li></ul>',
      '- 甲\n- 乙\n\n1. 一\n2. 二',
    ],
    [
      'a list of Word',
      [1, 2]
        .map(
          (count) =>
            `<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span><span style="mso-list:Ignore">${count}.<span>&#160;&#160;</span></span></span>第${count}步</p>`,
        )
        .join(''),
      '1. 第1步\n2. 第2步',
    ],
    ['a list of WPS', '<p class="MsoNormal">●&#160;甲</p>', '- 甲'],
    ['lines of an address', '<p>市民中心<br/>A 座 12 号</p>', '市民中心\n\nA 座 12 号'],
    [
      'a link',
      '<p>见 <a href="https://www.sz.gov.cn/a">办事指南</a></p>',
      '见 [办事指南](https://www.sz.gov.cn/a)',
    ],
    ['a frame around a text', '<table><tr><td><p>提示</p></td></tr></table>', '提示'],
  ])('keeps %s', (_what, html, markdown) => {
    expect(read(html)).toEqual({ markdown, pictures: 0 });
  });

  it('keeps a table, with a table within a cell as words and a bar as a letter', () => {
    const inner = '<table><tr><td>窗口</td><td>电话</td></tr></table>';
    const { markdown } = read(
      `<table><tbody><tr><td><p><b>事项</b></p></td><td>时限</td></tr><tr><td>换证|补证</td><td>5 天${inner}</td></tr><tr><td>注销</td></tr></tbody></table>`,
    );
    expect(markdown).toBe('| 事项 | 时限 |\n| --- | --- |\n| 换证｜补证 | 5 天 窗口；电话 |\n| 注销 |  |');
    expect(blocksOf(markdown)).toMatchObject([{ kind: 'table', rows: [{}, {}] }]);
  });

  it('leaves out what runs, what is hidden and pictures, and says how many of these', () => {
    const pasted = read(
      [
        '<style>p.MsoNormal { color: red }</style><xml><o:p>x</o:p></xml>',
        '<p>请<a href="javascript:alert(1)">点这里</a><span style="display:none">藏</span>',
        '<img src="data:image/png;base64,AAAA" onerror="alert(1)"/></p><script>alert(1)</script>',
      ].join(''),
    );
    expect(pasted).toEqual({ markdown: '请点这里', pictures: 1 });
    expect(safeMarkdown(pasted.markdown)).toBe(pasted.markdown);
  });

  it('is left to the browser where it is words alone', () => {
    expect(isFormatted('<meta charset="utf-8"><span>身份证</span>')).toBe(false);
    expect(isFormatted('<p class="MsoNormal">身份证</p>')).toBe(true);
  });
});
