// Which category and district a text speaks of, by name. Pure.

export interface CategoryName {
  code: string;
  name: string;
  level: number;
  departmentCode: string | null;
}

/** At least this share of a category's name must stand in the text. */
const leastShare = 0.6;

function pairs(text: string): string[] {
  const characters = [...text].filter((character) => /\p{L}|\p{N}/u.test(character));
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}

/** The category whose name the text says most of; those of the department win over others, special over general. */
export function nearestCategory(
  text: string,
  categories: readonly CategoryName[],
  department: string | null,
): string | null {
  const inText = new Set(pairs(text));
  let best: { code: string; weight: number } | undefined;
  for (const category of categories) {
    const name = pairs(category.name);
    const share = name.filter((pair) => inText.has(pair)).length / Math.max(1, name.length);
    if (share < leastShare) continue;
    const isOfDepartment = department !== null && category.departmentCode === department;
    const weight = share + (isOfDepartment ? 0.5 : 0) + category.level * 0.1;
    if (!best || weight > best.weight) best = { code: category.code, weight };
  }
  return best?.code ?? null;
}

/** The first district that the text names, with or without 区. */
export function districtIn(
  text: string,
  districts: readonly { code: string; nameZh: string }[],
): string | undefined {
  const found = districts
    .map((district) => ({ code: district.code, at: text.indexOf(district.nameZh.replace(/区$/, '')) }))
    .filter((district) => district.at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.code;
}
