// One entry of the disclosure or the resource catalogue, and the names under which its fields arrive.
import { z } from 'zod';
import { code, isRounded, plain, text } from './cells.ts';
import type { Note } from './fault.ts';
import type { Row } from './rows.ts';

export type EntryKind = 'disclosure' | 'resource';
export type Sharing = 'unconditional' | 'conditional' | 'none';
export type FieldScope = 'department' | 'government' | 'public';

export interface EntryField {
  name: string;
  label: string;
  type: string;
  length: number;
  scope: FieldScope;
}

export interface Entry {
  /** The index number: 20 figures or capitals, never changed. */
  code: string;
  kind: EntryKind;
  nameZh: string;
  nameEn: string;
  summaryZh: string;
  summaryEn: string;
  departmentCode: string;
  /** Published without being asked; always false for a resource. */
  mustPublish: boolean;
  url: string | null;
  /** Null for disclosure entries alone. */
  sharing: Sharing | null;
  conditionZh: string | null;
  conditionEn: string | null;
  fields: EntryField[];
  /** Days after which the data should be newer. */
  updateDays: number | null;
  /** ISO date. */
  dataAt: string | null;
  /** Columns that have no place in our shape. */
  extra: Record<string, string>;
  /** Row of the file that it came from. */
  row: number;
}

export const entryFields = [
  'code',
  'nameZh',
  'nameEn',
  'summaryZh',
  'summaryEn',
  'department',
  'mustPublish',
  'url',
  'sharing',
  'conditionZh',
  'conditionEn',
  'fields',
  'updateDays',
  'dataAt',
] as const;
export type EntryFieldName = (typeof entryFields)[number];

/** Our own names, and headings of hand-made sheets and of other cities' sites. */
export const entryColumns: Readonly<Record<EntryFieldName, readonly string[]>> = {
  code: ['code', 'indexNumber', '索引号', '信息索引号', '索引编号', '信息资源代码', '资源代码', '资源编码'],
  nameZh: ['nameZh', 'name', '名称', '信息名称', '公开事项', '标题', '信息资源名称', '资源名称', '目录名称'],
  nameEn: ['nameEn', '英文名称'],
  summaryZh: ['summaryZh', 'summary', '内容概述', '内容摘要', '摘要', '公开内容', '信息资源摘要', '资源摘要'],
  summaryEn: ['summaryEn', '英文摘要'],
  department: [
    'department',
    'departmentCode',
    '部门',
    '部门代码',
    '公开主体',
    '责任部门',
    '主管部门',
    '主管单位',
    '发布机构',
    '信息资源提供方',
    '提供部门',
    '数源单位',
  ],
  mustPublish: ['mustPublish', '主动公开', '公开方式', '公开类型', '公开属性'],
  url: ['url', '网址', '公开网址', '链接', '公开渠道网址'],
  sharing: ['sharing', '共享类型', '共享属性', '共享类别'],
  conditionZh: ['conditionZh', 'condition', '共享条件', '使用条件'],
  conditionEn: ['conditionEn', '英文共享条件'],
  fields: ['fields', '信息项', '数据项', '字段', '信息项列表'],
  updateDays: ['updateDays', '更新周期', '更新频率', '更新周期（天）'],
  dataAt: ['dataAt', '数据更新日期', '更新日期', '数据日期', '最近更新时间'],
};

const mustPublishWords: Readonly<Record<string, boolean>> = {
  主动公开: true,
  主动: true,
  是: true,
  true: true,
  '1': true,
  依申请公开: false,
  依申请: false,
  否: false,
  false: false,
  '0': false,
};
const sharingWords: Readonly<Record<string, Sharing>> = {
  无条件共享: 'unconditional',
  无条件: 'unconditional',
  unconditional: 'unconditional',
  有条件共享: 'conditional',
  有条件: 'conditional',
  conditional: 'conditional',
  不予共享: 'none',
  不共享: 'none',
  不予: 'none',
  none: 'none',
};
/** Intervals of 政务信息资源目录编制指南; null: it is not updated. */
const intervalWords: Readonly<Record<string, number | null>> = {
  实时: 1,
  每日: 1,
  每天: 1,
  每周: 7,
  每月: 31,
  每季度: 92,
  每季: 92,
  每半年: 183,
  半年: 183,
  每年: 366,
  年: 366,
  不更新: null,
  不定期: null,
  其他: null,
};
const scopeWords: Readonly<Record<string, FieldScope>> = {
  department: 'department',
  government: 'government',
  public: 'public',
  部门: 'department',
  政府: 'government',
  公开: 'public',
  社会: 'public',
};

const fieldListSchema = z.array(
  z.object({
    name: z.string().min(1),
    label: z.string().min(1),
    type: z.string().min(1),
    length: z.number().int().positive(),
    scope: z.enum(['department', 'government', 'public']),
  }),
);

/** Fields that hold no prose. */
const writtenAs: Partial<Record<EntryFieldName, z.ZodType<string | undefined>>> = {
  code,
  url: plain,
  updateDays: plain,
  dataAt: plain,
  sharing: plain,
};

/** Departments of the city as a row may name them: code or name → code. */
export type DepartmentNames = ReadonlyMap<string, string>;

/**
 * Reads an entry. Without a sound index number, a name, or a department of this city there is none; a resource also
 * needs its sharing class. Everything else is noted and left out.
 */
export function readEntry(
  row: Row,
  fieldOf: ReadonlyMap<string, string>,
  kind: EntryKind,
  departments: DepartmentNames,
  note: Note,
): Entry | undefined {
  const { cells, list, extra } = cellsOf(row, fieldOf, note);
  const code = readIndexNumber(cells.code, note);
  const nameZh = cells.nameZh ?? cells.nameEn;
  if (nameZh === undefined) note('nameZh', 'field_missing');
  const departmentCode = cells.department === undefined ? undefined : departments.get(cells.department);
  if (cells.department === undefined) note('department', 'field_missing');
  else if (departmentCode === undefined)
    note('department', 'department_unknown', { given: cells.department });
  const sharing = kind === 'resource' ? readSharing(cells.sharing, note) : null;
  if (cells.summaryZh === undefined) note('summaryZh', 'field_missing');
  const details = readDetails(cells, kind, note);
  const fields = readFieldList(list, note);
  if (code === undefined || nameZh === undefined || departmentCode === undefined) return undefined;
  if (sharing === undefined) return undefined;
  const summaryZh = cells.summaryZh ?? nameZh;
  const nameEn = cells.nameEn ?? nameZh;
  return {
    code,
    kind,
    nameZh,
    nameEn,
    summaryZh,
    summaryEn: cells.summaryEn ?? cells.summaryZh ?? nameEn,
    departmentCode,
    sharing,
    conditionZh: cells.conditionZh ?? null,
    conditionEn: cells.conditionEn ?? cells.conditionZh ?? null,
    fields,
    ...details,
    extra,
    row: row.number,
  };
}

/** The index number of a row, whether sound or not: what a file still holds is not withdrawn for a fault elsewhere. */
export function indexNumberIn(row: Row, fieldOf: ReadonlyMap<string, string>): string | undefined {
  for (const [column, value] of Object.entries(row.values)) {
    if (fieldOf.get(column) === 'code') return code.safeParse(value).data?.toUpperCase();
  }
  return undefined;
}

type Cells = Partial<Record<EntryFieldName, string>>;

function cellsOf(row: Row, fieldOf: ReadonlyMap<string, string>, note: Note) {
  const cells: Cells = {};
  const extra: Record<string, string> = {};
  let list: unknown;
  for (const [column, value] of Object.entries(row.values)) {
    if (value === null || value === undefined || value === '') continue;
    const field = entryFields.find((name) => name === fieldOf.get(column));
    if (field === 'fields') list ??= value;
    else if (field === undefined) extra[column] = typeof value === 'string' ? value : JSON.stringify(value);
    else {
      const read = (writtenAs[field] ?? text).safeParse(typeof value === 'boolean' ? String(value) : value);
      if (!read.success) note(field, 'field_not_text', { given: JSON.stringify(value) });
      else if (read.data !== undefined) cells[field] ??= read.data;
    }
  }
  return { cells, list, extra };
}

const indexLength = 20;

function readIndexNumber(given: string | undefined, note: Note): string | undefined {
  if (given === undefined) {
    note('code', 'field_missing');
    return undefined;
  }
  const number = given.toUpperCase();
  if (isRounded(number)) {
    note('code', 'code_rounded', { given });
    return undefined;
  }
  if (number.length !== indexLength) {
    note('code', 'index_length', { length: String(number.length) });
    return undefined;
  }
  if (!/^[0-9A-Z]+$/.test(number)) {
    note('code', 'index_characters', { given });
    return undefined;
  }
  return number;
}

function readSharing(given: string | undefined, note: Note): Sharing | undefined {
  if (given === undefined) {
    note('sharing', 'field_missing');
    return undefined;
  }
  const sharing = sharingWords[given.toLowerCase().replace(/类$/, '')];
  if (sharing === undefined) note('sharing', 'sharing_unknown', { given });
  return sharing;
}

function readDetails(cells: Cells, kind: EntryKind, note: Note) {
  const { mustPublish, url, updateDays, dataAt } = cells;
  const isPublished = mustPublish === undefined ? false : mustPublishWords[mustPublish.toLowerCase()];
  if (isPublished === undefined) note('mustPublish', 'publish_unknown', { given: mustPublish ?? '' });
  const isAddress = url !== undefined && /^https?:\/\//i.test(url) && URL.canParse(url);
  if (url !== undefined && !isAddress) note('url', 'url_invalid', { given: url });
  const days = updateDays === undefined ? null : readInterval(updateDays);
  if (days === undefined) note('updateDays', 'interval_unknown', { given: updateDays ?? '' });
  const date = dataAt === undefined ? null : readDate(dataAt);
  if (date === undefined) note('dataAt', 'date_unreadable', { given: dataAt ?? '' });
  return {
    mustPublish: kind === 'disclosure' && (isPublished ?? false),
    url: isAddress ? url : null,
    updateDays: days ?? null,
    dataAt: date ?? null,
  };
}

function readInterval(given: string): number | null | undefined {
  const word = Object.hasOwn(intervalWords, given) ? given : given.replace(/(?:更新)?(?:一次)?$/, '');
  if (Object.hasOwn(intervalWords, word)) return intervalWords[word];
  const days = Number(/^(\d{1,4})\s*(?:天|日|days?)?$/.exec(given)?.[1]);
  return days > 0 ? days : undefined;
}

/** Days since the turn of 1899 to 1900, as a spreadsheet counts a date whose cell has lost its format: 2000 to 2099. */
const firstDay = 36_526;
const lastDay = 73_050;
const dayMs = 86_400_000;

/** Reads 2026-01-31, 2026/1/31, 2026年1月31日, 20260131, and what begins with one of them; the number of a day, too. */
function readDate(given: string): string | undefined {
  const count = /^\d{5}(?:\.\d+)?$/.test(given) ? Math.floor(Number(given)) : 0;
  if (count >= firstDay && count <= lastDay)
    return new Date(Date.UTC(1899, 11, 30) + count * dayMs).toISOString().slice(0, 10);
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})/.exec(given);
  if (!match) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return z.iso.date().safeParse(iso).data;
}

/** `name|label|type|length|scope`, one a line or set apart by semicolons; or the same as a JSON list. */
function readFieldList(given: unknown, note: Note): EntryField[] {
  if (given === undefined) return [];
  const parsed = fieldListSchema.safeParse(typeof given === 'string' ? listed(given) : given);
  if (parsed.success) return parsed.data;
  note('fields', 'fields_unreadable', { given: JSON.stringify(given).slice(0, 80) });
  return [];
}

function listed(given: string): unknown {
  if (given.trimStart().startsWith('[')) {
    try {
      return JSON.parse(given);
    } catch {
      return undefined;
    }
  }
  const lines = given.split(/[\n;；]+/).filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', label = '', type = '', length = '', scope = ''] = line
      .split('|')
      .map((part) => part.trim());
    return { name, label, type, length: Number(length), scope: scopeWords[scope] };
  });
}
