import { describe, expect, it } from 'vitest';
import { draftOf, readArticle, smsParts } from '../../agent-console/knowledge/draft.ts';

describe('an article while it is written', () => {
  const whole = {
    ...draftOf(null),
    code: 'night-noise',
    titleZh: '夜间噪声',
    titleEn: 'Noise at night',
    bodyZh: '正文',
    bodyEn: 'Text',
    shortZh: '短答',
    shortEn: 'Short',
  };

  it('can be saved only with both languages', () => {
    const faults = (part: object): string[] | undefined =>
      readArticle({ ...whole, ...part }, 0).error?.issues.map(({ path }) => path.join('.'));
    expect(readArticle(whole, 0).data).toMatchObject({ code: 'night-noise', version: 0 });
    expect(faults({ titleEn: ' ', bodyZh: ' ' })).toEqual(['title.en', 'body.zh']);
    expect(faults({ code: 'Night Noise' })).toEqual(['code']);
    expect(faults({ reviewBy: '2026-13' })).toEqual(['reviewBy']);
  });

  it('takes keywords with Chinese or Latin commas, each once', () => {
    expect(readArticle({ ...whole, keywords: '打桩，吵, 吵、睡不着' }, 0).data?.keywords).toEqual([
      '打桩',
      '吵',
      '睡不着',
    ]);
  });

  it('keeps the review date in the city’s calendar both ways', () => {
    const saved = readArticle({ ...whole, reviewBy: '2026-12-01' }, 0).data;
    expect(saved?.reviewBy).toBe('2026-11-30T16:00:00.000Z');
    const view = {
      ...whole,
      id: '0d4f6f6e-36c7-4a6c-9a50-4b2f1d1f3a01',
      source: 'editor' as const,
      status: 'draft' as const,
      title: { zh: '', en: '' },
      body: { zh: '', en: '' },
      short: { zh: '', en: '' },
      spoken: { zh: '', en: '' },
      keywords: [],
      reviewBy: saved?.reviewBy ?? null,
      publishedAt: null,
      updatedAt: '2026-11-24T02:00:00.000Z',
      version: 1,
    };
    expect(draftOf(view).reviewBy).toBe('2026-12-01');
  });
});

describe('the parts of a text message', () => {
  it.each([
    ['', 0],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['字'.repeat(70), 1],
    ['字'.repeat(71), 2],
    ['字'.repeat(135), 3],
  ])('%s', (text, parts) => {
    expect(smsParts(text)).toBe(parts);
  });
});
