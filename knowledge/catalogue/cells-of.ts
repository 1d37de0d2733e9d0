// Records as rows of text that import again as the same: for exports, and to show how a row is read.
import { type Entry, entryColumns } from './entry.ts';
import { columns, type ServiceItem, type TimeLimit } from './service-item.ts';

/** Field → cell; fields that hold nothing are left out. What had no place in our shape stands under its own name. */
export type RecordCells = Record<string, string>;

/** A record, wherever in a file it stood. */
type Unplaced<T extends { row: number }> = Omit<T, 'row'> & { row?: number };

/** Marks at which lists are split when they are read. */
const marks = /[、,，;；|\n]|^\[/;

function listCell(parts: readonly string[]): string {
  return parts.some((part) => marks.test(part)) ? JSON.stringify(parts) : parts.join('、');
}

const limitCell = (limit: TimeLimit | undefined): string | undefined =>
  limit && `${limit.days}(${limit.unit === 'working' ? '工作日' : '自然日'})`;

const yesCell = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? '是' : '否';

/** A service item under our names of fields. */
export function itemCells(item: Unplaced<ServiceItem>): RecordCells {
  const { statutoryLimit, promisedLimit, isOnline, visits, level: _level, row: _row, extra, ...rest } = item;
  const { everydayNames, audiences, materials, themes, ...texts } = rest;
  return filled(extra, {
    ...texts,
    everydayNames: listCell(everydayNames),
    audiences: listCell(audiences),
    materials: listCell(materials),
    themes: listCell(themes),
    statutoryLimit: limitCell(statutoryLimit),
    promisedLimit: limitCell(promisedLimit),
    isOnline: yesCell(isOnline),
    visits: visits?.toString(),
  });
}

/** An entry of a catalogue under our names of fields. */
export function entryCells(entry: Unplaced<Entry>): RecordCells {
  const { kind, mustPublish, departmentCode, fields, updateDays, row: _row, extra, ...texts } = entry;
  const isPlain = fields.every(
    ({ name, label, type }) => ![name, label, type].some((one) => /[|;；\n]|^\s*\[/.test(one)),
  );
  const lines = fields.map(({ name, label, type, length, scope }) =>
    [name, label, type, length, scope].join('|'),
  );
  return filled(extra, {
    ...texts,
    department: departmentCode,
    mustPublish: kind === 'disclosure' ? (mustPublish ? '主动公开' : '依申请公开') : undefined,
    fields: isPlain ? lines.join('; ') : JSON.stringify(fields),
    updateDays: updateDays?.toString(),
  });
}

/** Names that would be read as one of our fields. */
const taken: ReadonlySet<string> = new Set(
  [...Object.values(columns), ...Object.values(entryColumns)].flat(),
);

function filled(
  extra: Readonly<Record<string, string>>,
  cells: Readonly<Record<string, string | null | undefined>>,
): RecordCells {
  const others = Object.entries(extra).filter(([name]) => !taken.has(name));
  return Object.fromEntries(
    [...Object.entries(cells), ...others].flatMap(([field, cell]) => (cell ? [[field, cell] as const] : [])),
  );
}
