// Maps of a pack (map.json): the areas below one, drawn with letters as they roughly lie. A drawing is no survey, and needs
// none; a city without one, or an area that is not drawn, has its areas side by side.
import { z } from 'zod';
import type { MapCell } from '../../platform/contract.ts';
import { type Located, PackError } from './reading.ts';

const mostRows = 24;
/** Sea, or another city. */
const nothing = ['.', '．', ' ', '　'];
const lettersOf = (row: string): string[] => [...row];

export const areaMapSchema = z
  .strictObject({
    /** Whose parts are drawn. */
    areaCode: z.string(),
    /** One letter a cell, full stops where nothing is. */
    rows: z.array(z.string().min(1).max(mostRows)).min(1).max(mostRows),
    /** Letter → code of the part. */
    areas: z.record(z.string(), z.string()),
  })
  .refine(({ rows }) => new Set(rows.map((row) => lettersOf(row).length)).size === 1, {
    path: ['rows'],
    error: 'all rows of a map are equally long',
  })
  .refine(
    ({ rows, areas }) => {
      const drawn = new Set(rows.flatMap(lettersOf).filter((letter) => !nothing.includes(letter)));
      const known = Object.keys(areas);
      return drawn.size === known.length && known.every((letter) => drawn.has(letter));
    },
    { path: ['areas'], error: 'every letter of the map has an area, and every area is drawn' },
  );
export type AreaMap = z.infer<typeof areaMapSchema>;

/** Every part that is drawn lies in the area whose map it is, and is drawn once. @throws PackError */
export function checkMaps(
  maps: readonly Located<AreaMap>[],
  areas: readonly Located<{ code: string; parentCode: string | null }>[],
): void {
  const parents = new Map(areas.map(({ value }) => [value.code, value.parentCode]));
  const drawn = new Set<string>();
  for (const { file, row, value } of maps)
    for (const code of Object.values(value.areas)) {
      if (parents.get(code) !== value.areaCode)
        throw new PackError(file, row, 'areas', `${value.areaCode} has no area "${code}"`);
      if (drawn.has(code)) throw new PackError(file, row, 'areas', `"${code}" is drawn twice`);
      drawn.add(code);
    }
}

/** Where each area stands on the map of the one above; those that are not drawn are not in it. */
export function cellsOf(maps: readonly AreaMap[]): ReadonlyMap<string, readonly MapCell[]> {
  const cells = new Map<string, MapCell[]>();
  for (const { rows, areas } of maps)
    for (const [y, row] of rows.entries())
      for (const [x, letter] of lettersOf(row).entries()) {
        const code = areas[letter];
        if (code !== undefined) cells.set(code, [...(cells.get(code) ?? []), { x, y }]);
      }
  return cells;
}
