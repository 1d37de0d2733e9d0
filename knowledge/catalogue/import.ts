// Service items from the text of a file, with every fault named. A bad row never stops the others.

import { isRounded } from './cells.ts';
import { checkCode, checkDetails } from './checks.ts';
import { type DepartmentNames, type Entry, type EntryKind, indexNumberIn, readEntry } from './entry.ts';
import type { Fault, FaultRule, Note } from './fault.ts';
import { readItemCode } from './item-code.ts';
import { type Format, formatOf, type Row, readRows } from './rows.ts';
import {
  type Audience,
  audiencesOf,
  columns,
  readLimit,
  type ServiceField,
  type ServiceItem,
  type ServiceRow,
  serviceRowSchema,
} from './service-item.ts';

export interface ImportedItems {
  items: ServiceItem[];
  /** In the order of the rows. `isKept` tells whether the row is among the items all the same. */
  faults: Fault[];
}

/** What a cell of the wrong type is told; every other field is text. */
const wrongTypeRules: Partial<Record<ServiceField, FaultRule>> = {
  isOnline: 'field_not_yes_no',
  visits: 'field_not_number',
  everydayNames: 'field_not_list',
  audiences: 'field_not_list',
  materials: 'field_not_list',
  themes: 'field_not_list',
};

const itemFieldOf = new Map<string, ServiceField>();
for (const field of serviceRowSchema.keyof().options) {
  for (const name of columns[field]) itemFieldOf.set(name, field);
}

/**
 * Imports service items. Rows without a readable code, name or department, and repeated codes, are left out with a
 * fault that says so; every other fault leaves its row in.
 * @param format guessed from the text when not given
 */
export function importServiceItems(content: string, format: Format = formatOf(content)): ImportedItems {
  const { rows, faults } = readRows(content, format);
  const read = itemReader(itemFieldOf);
  const items: ServiceItem[] = [];
  for (const row of rows) {
    const { record, faults: found } = read(row);
    if (record) items.push(record);
    faults.push(...found);
  }
  return { items, faults: faults.sort((a, b) => a.row - b.row) };
}

/** What became of a row. Without a record it was left out. */
export interface ReadRecord<T> {
  record: T | undefined;
  /** The stable key that the row names, also when it was left out. */
  key: string | undefined;
  faults: Fault[];
}

/**
 * Reads service items row by row. One of a department that this city has not is kept, and has nobody to answer for it.
 * @param fieldOf our field of each column
 * @param departments absent: nobody is asked whether there are such
 */
export function itemReader(
  fieldOf: ReadonlyMap<string, string>,
  departments?: DepartmentNames,
): (row: Row) => ReadRecord<ServiceItem> {
  return recordReader(
    'code_duplicate',
    (row, note) => {
      const item = readItem(row, fieldOf, note);
      const { departmentCode = '', departmentName: given } = item ?? {};
      if (departments && given !== undefined && !departments.has(departmentCode) && !departments.has(given))
        note('departmentName', 'department_unknown', { given });
      return item;
    },
    (row) => indexNumberIn(row, fieldOf),
  );
}

/** Reads entries of a catalogue row by row. @param fieldOf our field of each column */
export function entryReader(
  fieldOf: ReadonlyMap<string, string>,
  kind: EntryKind,
  departments: DepartmentNames,
): (row: Row) => ReadRecord<Entry> {
  return recordReader(
    'index_duplicate',
    (row, note) => readEntry(row, fieldOf, kind, departments, note),
    (row) => indexNumberIn(row, fieldOf),
  );
}

/** One row per code: the first stands, every further one is a fault. */
function recordReader<T extends { code: string }>(
  duplicate: FaultRule,
  read: (row: Row, note: Note) => T | undefined,
  keyIn: (row: Row) => string | undefined,
): (row: Row) => ReadRecord<T> {
  const firstRowOf = new Map<string, number>();
  return (row) => {
    const noted: Omit<Fault, 'isKept'>[] = [];
    const note: Note = (field, rule, params = {}) => {
      noted.push({ row: row.number, field, rule, params });
    };
    let record = read(row, note);
    const first = record && firstRowOf.get(record.code);
    if (record && first !== undefined) {
      note('code', duplicate, { code: record.code, first: String(first) });
      record = undefined;
    } else if (record) firstRowOf.set(record.code, row.number);
    const isKept = record !== undefined;
    return { record, key: keyIn(row), faults: noted.map((fault) => ({ ...fault, isKept })) };
  };
}

function readItem(row: Row, fieldOf: ReadonlyMap<string, string>, note: Note): ServiceItem | undefined {
  const { fields, extra } = readFields(row, fieldOf, note);
  const { code, name, departmentName = fields.departmentCode } = fields;
  if (name === undefined) note('name', 'field_missing');
  if (departmentName === undefined) note('departmentName', 'field_missing');
  if (code === undefined) note('code', 'field_missing');
  const parts = code === undefined || isRounded(code) ? undefined : readItemCode(code);
  if (code !== undefined && isRounded(code)) note('code', 'code_rounded', { given: code });
  else if (code !== undefined && !parts) note('code', 'code_length', { length: String(code.length) });
  // Of a row that is not taken the rest is checked, too: who mends it mends all of it in one go.
  if (parts) checkCode(parts, fields, note);
  checkDetails(fields, note);
  if (code === undefined || name === undefined || departmentName === undefined || !parts) return undefined;
  return {
    code,
    catalogueCode: fields.catalogueCode ?? parts.catalogueCode,
    catalogueName: fields.catalogueName,
    typeCode: fields.typeCode ?? parts.typeCode,
    typeName: fields.typeName,
    name,
    shortName: fields.shortName,
    everydayNames: fields.everydayNames ?? [],
    departmentName,
    departmentCode: fields.departmentCode,
    coDepartments: fields.coDepartments,
    organisationCode: fields.organisationCode,
    areaCode: fields.areaCode,
    areaName: fields.areaName,
    level: parts.level,
    audiences: readAudiences(fields.audiences ?? []),
    conditions: fields.conditions,
    materials: fields.materials ?? [],
    place: fields.place,
    statutoryLimit: fields.statutoryLimit === undefined ? undefined : readLimit(fields.statutoryLimit),
    promisedLimit: fields.promisedLimit === undefined ? undefined : readLimit(fields.promisedLimit),
    fee: fields.fee,
    consultPhone: fields.consultPhone,
    complaintPhone: fields.complaintPhone,
    url: fields.url,
    bookingUrl: fields.bookingUrl,
    isOnline: fields.isOnline,
    visits: fields.visits,
    themes: fields.themes ?? [],
    extra,
    row: row.number,
  };
}

/** Cells under our names; a cell of the wrong type is noted and left out, a column unknown to us is kept as text. */
function readFields(
  row: Row,
  fieldOf: ReadonlyMap<string, string>,
  note: Note,
): { fields: Partial<ServiceRow>; extra: Record<string, string> } {
  const found: Partial<Record<ServiceField, unknown>> = {};
  const extra: Record<string, string> = {};
  for (const [name, value] of Object.entries(row.values)) {
    const field = serviceRowSchema.keyof().safeParse(fieldOf.get(name)).data;
    if (field) found[field] ??= value;
    else if (value !== null && value !== '') {
      extra[name] = typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
  const whole = serviceRowSchema.safeParse(found);
  if (whole.success) return { fields: whole.data, extra };
  for (const field of new Set(whole.error.issues.map((issue) => issue.path[0]))) {
    const known = serviceRowSchema.keyof().safeParse(field);
    if (!known.success) continue;
    const cell = found[known.data];
    const given = typeof cell === 'string' ? cell : JSON.stringify(cell);
    note(known.data, wrongTypeRules[known.data] ?? 'field_not_text', { given });
    extra[known.data] = given;
    delete found[known.data];
  }
  return { fields: serviceRowSchema.parse(found), extra };
}

function readAudiences(words: readonly string[]): Audience[] {
  return [...new Set(words.flatMap((word) => audiencesOf(word) ?? []))];
}
