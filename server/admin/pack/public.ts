// What a pack may do without: matters that programs may file, warnings, surveys, news, forms of quality. Other files are read in schema.ts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { broadcastPackSchema } from '../../broadcasts/contract.ts';
import type { open311PackSchema } from '../../open311/contract.ts';
import { consultationPackSchema, isRatingWhole } from '../../participation/contract.ts';
import { noticePackSchema } from '../../participation/publications/contract.ts';
import { formPackSchema } from '../../quality/contract.ts';
import { keysOf, type Located, PackError, readRows, refer } from './reading.ts';

/** A service is a category, and none whose tickets are told in confidence. */
export function checkOpen311(
  { services }: z.infer<typeof open311PackSchema>,
  categories: readonly Located<{ code: string; defaultKind: string }>[],
): void {
  const file = 'open311.json';
  const located = services.map((value, index) => ({ file, row: index + 1, value }));
  keysOf(located, 'categoryCode', (row) => row.categoryCode);
  const confided = new Set<unknown>(['report', 'disclosure_request']);
  const open = categories.filter(({ value }) => !confided.has(value.defaultKind));
  const codes = new Set(open.map(({ value }) => value.code));
  refer(located, 'categoryCode', (row) => [row.categoryCode], codes, 'category of public matters,');
  for (const { row, value } of located) {
    const attributes = value.attributes.map((attribute) => ({ file, row, value: attribute }));
    keysOf(attributes, 'attributes', (attribute) => attribute.code);
  }
}

/** Rows of a file that a pack may do without. */
function readOptional<T extends z.ZodType>(dir: string, file: string, schema: T): Located<z.infer<T>>[] {
  return existsSync(join(dir, file)) ? readRows(dir, file, schema) : [];
}

/** Warnings that the city begins with. Their areas are the city's. */
export function readBroadcasts(
  dir: string,
  areas: readonly Located<{ code: string }>[],
): z.infer<typeof broadcastPackSchema>[] {
  const rows = readOptional(dir, 'broadcasts.json', broadcastPackSchema);
  keysOf(rows, 'code', (row) => row.code);
  refer(rows, 'areaCodes', (row) => row.areaCodes, new Set(areas.map(({ value }) => value.code)), 'area');
  return rows.map(({ value }) => value);
}

/** Surveys and hearings that the city begins with. Their departments are the city's. */
export function readConsultations(
  dir: string,
  departments: readonly Located<{ code: string }>[],
): z.infer<typeof consultationPackSchema>[] {
  const rows = readOptional(dir, 'consultations.json', consultationPackSchema);
  keysOf(rows, 'code', (row) => row.code);
  const known = new Set(departments.map(({ value }) => value.code));
  refer(rows, 'departmentCode', (row) => [row.departmentCode], known, 'department');
  for (const { file, row, value } of rows) {
    if ((value.kind === 'hearing') !== (value.heldAfterDays !== null))
      throw new PackError(file, row, 'heldAfterDays', 'a hearing is held, and nothing else is');
    if (!isRatingWhole(value))
      throw new PackError(
        file,
        row,
        'questions',
        'questions of a rating are steps of a scale, each of a department',
      );
  }
  return rows.map(({ value }) => value);
}

/** Forms that contacts are judged by. */
export function readQualityForms(dir: string): z.infer<typeof formPackSchema>[] {
  const rows = readOptional(dir, 'quality-forms.json', formPackSchema);
  keysOf(rows, 'code', (row) => row.code);
  return rows.map(({ value }) => value);
}

/** News that the city begins with. */
export function readNotices(
  dir: string,
  departments: readonly Located<{ code: string }>[],
): z.infer<typeof noticePackSchema>[] {
  const rows = readOptional(dir, 'notices.json', noticePackSchema);
  keysOf(rows, 'code', (row) => row.code);
  const known = new Set(departments.map(({ value }) => value.code));
  refer(rows, 'departmentCode', (row) => [row.departmentCode], known, 'department');
  return rows.map(({ value }) => value);
}
