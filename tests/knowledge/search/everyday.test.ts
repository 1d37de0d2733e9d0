// Everyday questions to the pack's articles, in words of our own as people write and say them. The tuning half was looked at
// while words and ranking were chosen; the other half was asked when both were done.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SearchIndex } from '../../../knowledge/search/index.ts';
import { loadPack } from '../../../server/admin/pack/load.ts';
import { searchDocument } from '../../../server/knowledge/best-answer.ts';

const half = z.array(z.object({ question: z.string(), right: z.array(z.string()).min(1) })).length(75);
const questions = z
  .object({ tuning: half, heldOut: half })
  .parse(JSON.parse(readFileSync(new URL('./everyday-questions.json', import.meta.url), 'utf8')));

const pack = loadPack(resolve('prisma/packs/shenzhen'));
const index = new SearchIndex({
  areas: pack.areas.filter(({ level }) => level === 'district').map(({ nameZh }) => nameZh),
});
for (const article of pack.articles) {
  const { code, titleZh, titleEn, bodyZh, bodyEn, departmentCode } = article;
  const texts = { title: { zh: titleZh, en: titleEn }, body: { zh: bodyZh, en: bodyEn } };
  index.add(searchDocument({ ...article, ...texts, id: code, source: 'editor', departmentCode, files: [] }));
}

/** From 0: the place of the first right article. */
function placeOf({ question, right }: z.infer<typeof half>[number]): number {
  const hits = index.search(question, { limit: 10, facets: { audience: ['public'] } });
  const place = hits.findIndex(({ id }) => right.includes(id));
  return place < 0 ? hits.length : place;
}

describe('everyday questions', () => {
  it('name articles that there are', () => {
    const codes = new Set(pack.articles.map(({ code }) => code));
    const named = [...questions.tuning, ...questions.heldOut].flatMap(({ right }) => right);
    expect(named.filter((code) => !codes.has(code))).toEqual([]);
  });

  it.each([
    ['tuning', 69, 74],
    ['heldOut', 67, 70],
  ] as const)('%s: a right article first for %i of 75, among three for %i', (side, first, three) => {
    const places = questions[side].map(placeOf);
    expect(places.filter((place) => place === 0).length).toBeGreaterThanOrEqual(first);
    expect(places.filter((place) => place < 3).length).toBeGreaterThanOrEqual(three);
  });
});
