// Which column of somebody else's file is which of our fields: a guess by names and by what is in the cells.
import { entryColumns, entryFields } from './entry.ts';
import headings from './everyday-headings.json' with { type: 'json' };
import { columns as itemColumns, serviceRowSchema } from './service-item.ts';

export const importTargets = ['service_item', 'disclosure', 'resource'] as const;
export type ImportTarget = (typeof importTargets)[number];

/** Column → field. A column that is not named goes into no field; it is kept as it came. */
export type Mapping = Readonly<Record<string, string>>;

export interface Column {
  name: string;
  /** Some of its cells that hold something. */
  samples: readonly string[];
}

export interface TargetField {
  field: string;
  /** Without it no row can be read. */
  isRequired: boolean;
}

interface KnownField extends TargetField {
  names: readonly string[];
  /** What people write above it who have not read the standard. */
  everyday: readonly string[];
  /** What its cells look like, where that tells it from others. */
  looks?: RegExp;
}

/** A number to dial; a date is none. */
const phoneLooks = /^(?!\d{4}[-\s]?\d{1,2}[-\s]\d{1,2}\b)\(?\+?\d[\d\s()（）-]{5,}$/;
const itemLooks: Readonly<Record<string, RegExp>> = {
  code: /^[0-9A-Z]{18}[1-6][0-9A-Z]{12}(?:\d\d)?$/,
  organisationCode: /^[0-9A-Z]{8}-?[0-9X]$/,
  areaCode: /^\d{6}(?:\d{3}|\d{6})?$/,
  promisedLimit: /^\d{1,4}\s*个?\s*[(（]?(?:工作日|自然日)/,
  statutoryLimit: /^\d{1,4}\s*个?\s*[(（]?(?:工作日|自然日)/,
  url: /^https?:\/\//i,
  bookingUrl: /^https?:\/\//i,
  consultPhone: phoneLooks,
  complaintPhone: phoneLooks,
  audiences: /(?:自然人|法人|个人|企业)/,
  departmentName: /(?:局|委|厅|办|办公室|委员会|政府|中心|办事处|总队|支队|大队|分局)$/,
};
const entryLooks: Readonly<Record<string, RegExp>> = {
  code: /^[0-9A-Z]{20}$/i,
  mustPublish: /^(?:主动公开|依申请公开)$/,
  sharing: /^(?:无条件|有条件|不予)/,
  updateDays: /^(?:实时|每|不定期|不更新|\d+\s*[天日]$)/,
  dataAt: /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}/,
  url: /^https?:\/\//i,
  fields: /^(?:\[\{|[^|]+\|[^|]+\|)/,
};

const everydayOf = (target: ImportTarget): Readonly<Record<string, readonly string[]>> =>
  target === 'service_item' ? headings.service_item : headings.entry;

function knownFields(target: ImportTarget): KnownField[] {
  if (target === 'service_item') {
    const required = ['code', 'name', 'departmentName'];
    return serviceRowSchema.keyof().options.map((field) => ({
      field,
      names: itemColumns[field],
      everyday: everydayOf(target)[field] ?? [],
      isRequired: required.includes(field),
      ...(itemLooks[field] && { looks: itemLooks[field] }),
    }));
  }
  const isResource = target === 'resource';
  const required = ['code', 'nameZh', 'department', ...(isResource ? ['sharing'] : [])];
  const without = isResource ? ['mustPublish'] : ['sharing', 'conditionZh', 'conditionEn'];
  return entryFields
    .filter((field) => !without.includes(field))
    .map((field) => ({
      field,
      names: entryColumns[field],
      everyday: everydayOf(target)[field] ?? [],
      isRequired: required.includes(field),
      ...(entryLooks[field] && { looks: entryLooks[field] }),
    }));
}

/** The fields that a file for the target can fill, the required ones first. */
export function fieldsOf(target: ImportTarget): TargetField[] {
  const fields = knownFields(target).map(({ field, isRequired }) => ({ field, isRequired }));
  return [...fields.filter((one) => one.isRequired), ...fields.filter((one) => !one.isRequired)];
}

/** A name as it is compared: TASK_NAME, task name and taskName are one. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

const sameName = 3;
const nearName = 2;
/** Names share so much of their pairs of characters before they count as near. */
const nearFrom = 0.5;
/** A name that shares less decides only between columns whose cells look alike: statutory and promised days. */
const farName = 0.3;
const rightCells = 1;
const wrongCells = -1.5;
/** Cells alone convince where hardly anything else looks like them. */
const tellingCells = 1.8;
const telling: ReadonlySet<string> = new Set(['code', 'sharing', 'mustPublish']);
const enough = 1;

/**
 * Guesses the field of each column; every field is given once, to the column that fits it best. A column that resembles
 * nothing has none.
 */
export function guessMapping(target: ImportTarget, columns: readonly Column[]): Mapping {
  const fits = columns.flatMap((column) =>
    knownFields(target).map((known) => ({
      column: column.name,
      field: known.field,
      fit: fitOf(column, known),
    })),
  );
  const mapping: Record<string, string> = {};
  const given = new Set<string>();
  for (const { column, field, fit } of fits.sort((a, b) => b.fit - a.fit)) {
    if (fit < enough) break;
    if (given.has(field) || Object.hasOwn(mapping, column)) continue;
    mapping[column] = field;
    given.add(field);
  }
  return mapping;
}

function fitOf({ name, samples }: Column, { field, names, everyday, looks }: KnownField): number {
  const plain = plainName(name);
  const known = [...names, ...everyday];
  const likeness = Math.max(...known.map((one) => likenessOf(plain, plainName(one))));
  const isNear = likeness >= nearFrom;
  const byName = likeness === 1 ? sameName : (isNear ? nearName : farName) * likeness;
  if (!looks || samples.length === 0) return byName;
  const right = samples.filter((cell) => looks.test(cell)).length / samples.length;
  if (right >= 0.6 && telling.has(field) && !isNear) return byName + tellingCells;
  // What looks right under a name that shares nothing with ours can be anything.
  if (right >= 0.6 && likeness > 0) return byName + rightCells;
  // An exact name stands, whatever is in the cells: the faults will say so.
  return right === 0 && likeness < 1 ? byName + wrongCells : byName;
}

/** Share of common pairs of characters (Sørensen–Dice), 0 to 1. */
function likenessOf(a: string, b: string): number {
  if (a === b) return 1;
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)];
  if (pairsA.length === 0 || pairsB.length === 0) return 0;
  const common = pairsA.filter((pair) => pairsB.includes(pair)).length;
  return Math.min(0.99, (2 * common) / (pairsA.length + pairsB.length));
}

function pairsOf(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
}

/** The mapping by exact names alone: our own exports, the provincial site, packs. */
export function mappingByName(target: ImportTarget, names: readonly string[]): Mapping {
  const known = knownFields(target);
  const pairs = names.flatMap((name) => {
    const field = known.find((one) => one.names.includes(name))?.field;
    return field === undefined ? [] : [[name, field]];
  });
  return Object.fromEntries(pairs);
}
