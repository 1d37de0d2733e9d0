// English matters find their category by the English words of categories and articles, or none: no guess by a model
// that has read only Chinese.
import { describe, expect, it } from 'vitest';
import { loadPack } from '../../server/admin/pack/load.ts';
import { DepartmentMatch } from '../../server/tickets/department-match.ts';

const pack = loadPack('prisma/packs/shenzhen');
const match = new DepartmentMatch();
for (const { code, nameZh, nameEn, departmentCode } of pack.categories)
  match.learnCategory({ code, nameZh, nameEn, departmentCode: departmentCode ?? null, examples: [] });
for (const article of pack.articles) {
  const { code, audience, departmentCode, categoryCode } = article;
  const filed = { ...article, departmentCode: departmentCode ?? null, categoryCode: categoryCode ?? null };
  if (audience === 'public') match.learnArticle(code, filed);
}
const categoryOf = (text: string) => match.find(text, { department: 'market' })[0]?.category;

describe('a matter in English', () => {
  it.each([
    ['the street lamp is broken', 'construction.cityscape.lamp'],
    ['Noise from construction at night', 'environment.noise.construction'],
    ['My boss has not paid my wages', 'labor.wages.unpaid'],
    ['Illegal parking blocks the road in front of my house', 'transport.parking.illegal'],
    ['I want to extend my visa', 'justice.exit.foreigner'],
    ['my landlord keeps my deposit', 'construction.housing.deposit'],
    ['A manhole cover is missing', 'construction.drainage.manhole'],
    ['prepaid gym closed and kept my money', 'education.sport.prepaid'],
    ['dirty tap water', 'construction.utilities.waterquality'],
  ])('%s is filed under %s', (text, category) => expect(categoryOf(text)).toBe(category));

  it.each([
    'hello there',
    'I am very angry with you',
    'someone stole my bicycle',
    'my employer fired me without compensation',
    'no electricity in my building',
  ])('%s names no matter surely: a person chooses', (text) => expect(categoryOf(text)).toBeUndefined());
});
