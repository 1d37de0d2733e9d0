// Which areas somebody means who types part of a name, in characters or in pinyin. Pure.
export interface Area {
  code: string;
  parentCode: string | null;
  name: { zh: string; en: string };
  /** Where it stands on the map of the area above. */
  cells?: readonly { x: number; y: number }[] | undefined;
}

/** An area with those around it, the widest first: district, street, community. */
export interface Found {
  code: string;
  path: readonly Area[];
}

const most = 8;
const plain = (text: string): string => text.toLowerCase().replace(/[\s'’-]/g, '');

/** The area and those that it lies in, the widest first. */
export function pathOf(areas: ReadonlyMap<string, Area>, code: string): readonly Area[] {
  const area = areas.get(code);
  if (!area) return [];
  return [...(area.parentCode === null ? [] : pathOf(areas, area.parentCode)), area];
}

/** The parts of an area; without one, the districts of the city. */
export function below(areas: ReadonlyMap<string, Area>, code: string | null): readonly Area[] {
  const isPart = ({ parentCode }: Area): boolean =>
    code === null ? parentCode === null || !areas.has(parentCode) : parentCode === code;
  return [...areas.values()].filter(isPart);
}

/** Those whose name begins with the words first, then those that have them inside; at most eight. English names are pinyin. */
export function matchAreas(areas: ReadonlyMap<string, Area>, words: string): readonly Found[] {
  const asked = plain(words);
  if (asked === '') return [];
  const ranked = [...areas.values()].flatMap((area) => {
    const places = [area.name.zh, area.name.en].map((name) => plain(name).indexOf(asked));
    const at = places.filter((place) => place >= 0);
    return at.length === 0 ? [] : [{ area, isInside: Math.min(...at) > 0 }];
  });
  return ranked
    .toSorted((a, b) => Number(a.isInside) - Number(b.isInside) || a.area.code.length - b.area.code.length)
    .slice(0, most)
    .map(({ area }) => ({ code: area.code, path: pathOf(areas, area.code) }));
}
