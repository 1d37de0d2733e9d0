import { describe, expect, it } from 'vitest';
import { leftIn, proposalOf, replyArticle, rootsOf } from '../../server/participation/publications/core.ts';
import { summaryOf } from '../../server/platform/summary.ts';

const matter = {
  title: '欧阳小明反映楼上装修',
  text: '我住翠竹路12号3栋502室，电话13812345678，楼上欧阳小明半夜装修。身份证110101199003070038。',
  publicReply: '欧阳小明先生您好，已联系13812345678，请到翠竹路12号3栋502室验收。',
  citizenName: '欧阳小明',
  citizenPhone: '+8613812345678',
  partyConcerned: null,
};

describe('what is proposed to be published of a matter', () => {
  it('names nobody: neither name nor telephone nor identity number nor house', () => {
    const { title, question, reply } = proposalOf(matter);
    const all = [title.zh, question.zh, reply.zh].join('\n');
    for (const word of ['欧阳小明', '13812345678', '110101199003070038', '502室', '12号'])
      expect(all).not.toContain(word);
    expect(all).toContain('翠竹路');
    expect(all).toContain('半夜装修');
    expect(leftIn({ title, question, reply })).toEqual([]);
  });

  it('says what of an edited text still looks like somebody', () => {
    const texts = { title: { zh: '装修', en: '' }, question: { zh: '装修', en: '' } };
    expect(leftIn({ ...texts, reply: { zh: '请打13812345678', en: '' } })).toEqual(['13812345678']);
  });

  it('reads in Chinese where nobody has written English', () => {
    const texts = {
      title: { zh: '装修', en: '' },
      question: { zh: '几点', en: '' },
      reply: { zh: '八点', en: 'At eight' },
    };
    const { title, body, short } = replyArticle(texts);
    expect(title.en).toBe('装修');
    expect(body.en).toBe('## Question\n\n几点\n\n## Reply\n\nAt eight');
    expect(short).toEqual({ zh: '八点', en: 'At eight' });
  });
});

it('a summary is the first line without marks', () => {
  const { zh, en } = summaryOf({ zh: '## 时间\n\n**周五**起[延长](https://a.cn)', en: 'x'.repeat(200) });
  expect(zh).toBe('周五起延长');
  expect(en).toBe(`${'x'.repeat(180)}…`);
});

it('a category belongs to the highest above it, also where the list goes round', () => {
  const roots = rootsOf([
    { code: 'a', parentCode: null },
    { code: 'a.b', parentCode: 'a' },
    { code: 'a.b.c', parentCode: 'a.b' },
    { code: 'x', parentCode: 'y' },
    { code: 'y', parentCode: 'x' },
  ]);
  expect(roots.get('a.b.c')).toBe('a');
  expect(roots.get('a')).toBe('a');
  expect(roots.has('x')).toBe(true);
});
