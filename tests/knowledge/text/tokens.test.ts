import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latinForm, latinTerms, normalise, tokenise } from '../../../knowledge/index.ts';

const terms = (text: string): string[] => tokenise(text).map((token) => token.term);

describe('normalise', () => {
  it.each([
    ['Ａ３區　社保', 'a3区 社保'],
    ['居住證補辦', '居住证补办'],
    ['１２３４５ Hotline', '12345 hotline'],
  ])('writes %s as %s', (written, expected) => {
    expect(normalise(written)).toBe(expected);
  });

  it('keeps every length, so that positions hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalise(text)).toHaveLength(text.length);
      }),
    );
  });
});

describe('tokenise', () => {
  it('gives Chinese as characters and pairs of neighbours', () => {
    expect(terms('居住证')).toEqual(['居', '居住', '住', '住证', '证']);
  });

  it('keeps a coded place as one token and breaks pairs at every mark', () => {
    expect(terms('A3区，噪音')).toEqual(['a3', '区', '噪', '噪音', '音']);
  });

  it.each([
    ['permits', 'permit'],
    ['policies', 'policy'],
    ['parking', 'park'],
    ['bus', 'bus'],
  ])('takes the English word %s as %s', (word, expected) => {
    expect(terms(word)).toEqual([expected]);
  });

  it('takes a rare character of two units as one', () => {
    expect(terms('𠮷屋')).toEqual(['𠮷', '𠮷屋', '屋']);
  });

  it('says where each token stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'社保A3 区，permit𠮷證') }), (text) => {
        const folded = normalise(text);
        for (const { at, length, isSingle, term } of tokenise(text)) {
          if (isSingle) expect(folded.slice(at, at + length)).toBe(term);
          expect(at + length).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});

describe('pinyin', () => {
  it('reads a word in full and by first letters', () => {
    expect(latinForm('社保')).toEqual({ full: 'shebao', initials: 'sb' });
    expect(latinForm('visa')).toBeUndefined();
  });

  it('knows words, neighbours and the whole of a title', () => {
    const typed = latinTerms('社会保险查询');
    for (const expected of ['shehuibaoxian', 'baoxian', 'shbx', 'shehuibaoxianchaxun', 'shbxcx']) {
      expect(typed).toContain(expected);
    }
  });
});
