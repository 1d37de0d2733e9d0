// What the library that reads workbooks leaves out: which sheets are hidden, and which cells are merged (ECMA-376, parts 18.2
// and 18.3).
import { XMLParser } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import type { SheetData } from 'read-excel-file/node';
import { z } from 'zod';
import type { SheetRows } from '../../knowledge/catalogue/index.ts';

/** Cells of one column that are one to whoever sees them; rows from 1, as they are numbered, the column from 0. */
export interface Merge {
  column: number;
  first: number;
  last: number;
}

interface SheetInSight {
  /** Its place in the workbook, from 1. */
  place: number;
  /** Where it lies in the archive; undefined of a workbook that does not say. */
  part: string | undefined;
  mergesOf: () => Merge[];
}

const listOf = <T extends z.ZodType>(one: T) => z.union([z.array(one), one.transform((only) => [only])]);
const workbookSchema = z.object({
  workbook: z.object({
    sheets: z.object({
      sheet: listOf(z.object({ state: z.string().optional(), id: z.string().optional() })),
    }),
  }),
});
const relationsSchema = z.object({
  Relationships: z.object({ Relationship: listOf(z.object({ Id: z.string(), Target: z.string() })) }),
});

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', removeNSPrefix: true });

/** Without a sheet in sight all of them; of a workbook that says nothing of its sheets the first. */
export function sheetsInSight(bytes: Uint8Array): SheetInSight[] {
  const partOf = (name: string): Uint8Array | undefined =>
    unzipSync(bytes, { filter: (file) => file.name === name })[name];
  const xmlOf = (name: string): unknown => parser.parse(strFromU8(partOf(name) ?? new Uint8Array()));
  const book = workbookSchema.safeParse(xmlOf('xl/workbook.xml')).data?.workbook;
  if (!book) return [{ place: 1, part: undefined, mergesOf: () => [] }];
  const relations = relationsSchema.safeParse(xmlOf('xl/_rels/workbook.xml.rels')).data?.Relationships
    .Relationship;
  const pathOf = (id: string | undefined): string | undefined => {
    const target = relations?.find(({ Id }) => Id === id)?.Target;
    return target?.startsWith('/') ? target.slice(1) : target && `xl/${target}`;
  };
  const sheets = book.sheets.sheet.map((one, index) => {
    const path = pathOf(one.id);
    return {
      isHidden: one.state !== undefined && one.state !== 'visible',
      place: index + 1,
      part: path,
      mergesOf: () => {
        const part = path === undefined ? undefined : partOf(path);
        return part ? mergesIn(part) : [];
      },
    };
  });
  const inSight = sheets.filter(({ isHidden }) => !isHidden);
  return inSight.length > 0 ? inSight : sheets;
}

/** Merges stand behind all rows, in the end of the part. */
const endBytes = 1_024 * 1_024;

function mergesIn(part: Uint8Array): Merge[] {
  const end = strFromU8(part.subarray(-endBytes), true);
  return [...end.matchAll(/<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"/g)].flatMap(
    ([, letters = '', first, last]) =>
      first === last ? [] : [{ column: columnOf(letters), first: Number(first), last: Number(last) }],
  );
}

const columnOf = (letters: string): number =>
  [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

type SheetRow = SheetRows<SheetData[number][number]>['rows'][number];

/** Every row has what a merged cell says of it: the file has it in the first alone. Merged headings are not of these rows. */
export function filledDown(rows: readonly SheetRow[], merges: readonly Merge[]): SheetRow[] {
  const filled = rows.map(({ number, cells }) => ({ number, cells: [...cells] }));
  const rowAt = new Map(filled.map((row) => [row.number, row.cells]));
  const end = filled.at(-1)?.number ?? 0;
  for (const { column, first, last } of merges) {
    const said = rowAt.get(first)?.[column] ?? null;
    if (said === null) continue;
    for (let number = first + 1; number <= Math.min(last, end); number += 1) {
      const cells = rowAt.get(number);
      if (cells) cells[column] ??= said;
    }
  }
  return filled;
}
