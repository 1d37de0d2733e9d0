import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Counts, Postings, packTerms } from '../../../knowledge/search/postings.ts';
import { isOneEditApart, Vocabulary } from '../../../knowledge/search/vocabulary.ts';

describe('postings', () => {
  it('give back what was put in, whatever the gaps and counts', () => {
    const posting = fc.record({
      gap: fc.integer({ min: 1, max: 3_000_000 }),
      title: fc.integer({ min: 0, max: 15 }),
      keywords: fc.integer({ min: 0, max: 15 }),
      text: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 300 }), (list) => {
        const postings = new Postings();
        const written: [number, ...Counts][] = [];
        let document = 0;
        for (const { gap, title, keywords, text } of list) {
          document += gap;
          written.push([document, title, keywords, text]);
          postings.add('x', document, [title, keywords, text]);
          postings.add(`other ${document}`, document, [0, 0, 1]);
        }
        const read: [number, ...Counts][] = [];
        postings.forEach('x', (...found) => read.push(found));
        expect(read).toEqual(written);
        expect(postings.frequency('x')).toBe(list.length);
      }),
      { numRuns: 50 },
    );
  });

  it('count live documents only', () => {
    const postings = new Postings();
    const words = Array.from({ length: 40_000 }, (_, number) => `word ${number}`);
    const numbers = words.map((word) => postings.add(word, 0, [1, 0, 0]));
    postings.add('word 1', 1, [0, 0, 2]);
    // Far apart, near, and not in order: gaps of one, two and three bytes.
    const gone = [39_999, 1, 0, 129, 130, 20_000];
    postings.forget(packTerms(Uint32Array.from(gone, (at) => numbers[at] ?? 0)));
    const alive = words.map((word) => postings.frequency(word));
    expect(alive.flatMap((count, at) => (count === 0 ? [at] : []))).toEqual([0, 129, 130, 20_000, 39_999]);
    expect(postings.frequency('word 1')).toBe(1);
    expect(postings.frequency('y')).toBe(0);
  });
});

describe('vocabulary', () => {
  it('finds longer words by their beginning, the shortest first, however many there are', () => {
    const words = new Vocabulary();
    for (let number = 0; number < 2_000; number += 1) words.add(`word${number}`);
    for (const word of ['permit', 'permits', 'perm', 'zebra']) words.add(word);
    expect(words.beginningWith('perm', 10)).toEqual(['permit', 'permits']);
    expect(words.beginningWith('word1', 3)).toEqual(['word10', 'word11', 'word12']);
  });

  it.each([
    ['permit', 'permti', true],
    ['permit', 'permt', true],
    ['permit', 'permitt', true],
    ['permit', 'pelmit', true],
    ['permit', 'permit', false],
    ['permit', 'permtis', false],
    ['permit', 'pormot', false],
  ])('%s and %s are one slip apart: %s', (a, b, expected) => {
    expect(isOneEditApart(a, b)).toBe(expected);
    expect(isOneEditApart(b, a)).toBe(expected);
  });
});
