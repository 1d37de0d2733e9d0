// Reads the rows of a staff list: what each says of an account, and what is wrong with it. Pure.
import type { Row } from '../../../knowledge/catalogue/index.ts';
import { type Role, roleSchema } from '../../platform/contract.ts';
import type { ImportFault } from '../contract.ts';
import { type StaffField, staffFieldSchema } from './contract.ts';
import words from './words.json' with { type: 'json' };

/** What a row says; a field that it does not name stays as it is. `null` empties it. */
export interface StaffRow {
  row: number;
  username: string;
  nameZh?: string;
  nameEn?: string;
  roles?: Role[];
  departmentCode?: string | null;
  queues?: string[];
  /** Code → level. */
  skills?: Record<string, number>;
  capacity?: number;
  isActive?: boolean;
}

/** Names as people write them → codes. */
export interface StaffNames {
  departments: ReadonlyMap<string, string>;
  queues: ReadonlyMap<string, string>;
  skills: ReadonlyMap<string, string>;
}

export type StaffRule = keyof typeof words.faults.zh;
type Note = (field: StaffField | '', rule: StaffRule, value?: string) => void;

/** A fault of a row in both languages. */
export function staffFault(
  row: number,
  field: string,
  rule: StaffRule,
  value = '',
  isKept = false,
): ImportFault {
  const fill = (text: string): string => text.replaceAll('{value}', value);
  const [zh, en] = [words.faults.zh[rule], words.faults.en[rule]];
  return {
    row,
    field,
    rule,
    isKept,
    message: { zh: fill(zh.message), en: fill(en.message) },
    howToMend: { zh: fill(zh.howToMend), en: fill(en.howToMend) },
  };
}

/** Empties a field; a cell with nothing in it says nothing. */
const nothing = '-';
const usernamePattern = /^[a-z0-9][a-z0-9._-]{1,39}$/;
const mostName = 60;
const needsDepartment: readonly Role[] = ['officer', 'lead'];

const fieldOfHeading = new Map(
  staffFieldSchema.options.flatMap((field) =>
    [field, ...words.headings[field]].map((heading): [string, StaffField] => [heading.toLowerCase(), field]),
  ),
);
const roleOfWord = new Map(
  roleSchema.options.flatMap((role) =>
    [role, ...words.roles[role]].map((word): [string, Role] => [word.toLowerCase(), role]),
  ),
);
const yesOrNo = new Map([
  ...words.yes.map((word): [string, boolean] => [word, true]),
  ...words.no.map((word): [string, boolean] => [word, false]),
]);

const partsOf = (cell: string): string[] =>
  cell
    .split(/[,，、;；\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== nothing);

function listed<T>(
  cell: string,
  find: (part: string) => T | undefined,
  unknown: (part: string) => void,
): T[] {
  return partsOf(cell).flatMap((part) => {
    const found = find(part);
    if (found === undefined) unknown(part);
    return found === undefined ? [] : [found];
  });
}

/** `普通话:2、英语`: a skill without a level has the first. */
function skillsOf(cell: string, names: StaffNames, note: Note): Record<string, number> {
  const pairs = partsOf(cell).flatMap((part): [string, number][] => {
    const [name = '', level = '1'] = part.split(/[:：]/).map((word) => word.trim());
    const code = names.skills.get(name);
    if (code === undefined) note('skills', 'skill_unknown', name);
    if (!/^([1-9]|10)$/.test(level)) note('skills', 'level_invalid', level);
    return code === undefined ? [] : [[code, Number(level)]];
  });
  return Object.fromEntries(pairs);
}

function readRow(
  row: number,
  cells: ReadonlyMap<StaffField, string>,
  names: StaffNames,
  note: Note,
): StaffRow | undefined {
  const said = (field: StaffField): string | undefined => cells.get(field) || undefined;
  const username = said('username');
  if (username === undefined) {
    note('username', 'username_missing');
    return undefined;
  }
  if (!usernamePattern.test(username)) note('username', 'username_invalid', username);
  const read: StaffRow = { row, username };
  for (const field of ['nameZh', 'nameEn'] as const) {
    const name = said(field);
    if (name !== undefined && name.length > mostName) note(field, 'name_long');
    else if (name !== undefined) read[field] = name;
  }
  const roles = said('roles');
  if (roles !== undefined) {
    const unknown = (part: string): void => note('roles', 'role_unknown', part);
    read.roles = [...new Set(listed(roles, (part) => roleOfWord.get(part.toLowerCase()), unknown))];
  }
  const department = said('departmentCode');
  if (department === nothing) read.departmentCode = null;
  else if (department !== undefined) {
    const code = names.departments.get(department);
    if (code === undefined) note('departmentCode', 'department_unknown', department);
    else read.departmentCode = code;
  }
  const queues = said('queues');
  if (queues !== undefined) {
    const unknown = (part: string): void => note('queues', 'queue_unknown', part);
    read.queues = [...new Set(listed(queues, (part) => names.queues.get(part), unknown))];
  }
  const skills = said('skills');
  if (skills !== undefined) read.skills = skillsOf(skills, names, note);
  const capacity = said('capacity');
  if (capacity !== undefined) {
    if (/^([1-9]|1\d|20)$/.test(capacity)) read.capacity = Number(capacity);
    else note('capacity', 'capacity_invalid', capacity);
  }
  const isActive = said('isActive');
  if (isActive !== undefined) {
    const answer = yesOrNo.get(isActive.toLowerCase());
    if (answer === undefined) note('isActive', 'active_invalid', isActive);
    else read.isActive = answer;
  }
  return read;
}

/** What is wrong with an account as it would be then. */
export function faultsOfAccount(account: {
  nameZh?: string | undefined;
  roles?: readonly Role[] | undefined;
  departmentCode?: string | null | undefined;
}): { field: StaffField; rule: StaffRule }[] {
  const { nameZh, roles = [], departmentCode } = account;
  const found: { field: StaffField; rule: StaffRule }[] = [];
  if (!nameZh) found.push({ field: 'nameZh', rule: 'name_missing' });
  if (roles.length === 0) found.push({ field: 'roles', rule: 'roles_missing' });
  if (roles.some((role) => needsDepartment.includes(role)) && !departmentCode)
    found.push({ field: 'departmentCode', rule: 'department_missing' });
  return found;
}

/** The rows that can be used, and every fault of the file. A row with a fault is left out. */
export function readStaff(
  rows: readonly Row[],
  names: StaffNames,
): { staff: StaffRow[]; faults: ImportFault[] } {
  const faults: ImportFault[] = [];
  const headings = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const fieldOf = new Map(
    headings.flatMap((heading): [string, StaffField][] => {
      const field = fieldOfHeading.get(heading.trim().toLowerCase());
      if (field === undefined) faults.push(staffFault(0, '', 'column_unknown', heading, true));
      return field === undefined ? [] : [[heading, field]];
    }),
  );
  if (rows.length > 0 && ![...fieldOf.values()].includes('username'))
    return { staff: [], faults: [...faults, staffFault(0, 'username', 'column_missing')] };
  const firstRowOf = new Map<string, number>();
  const staff: StaffRow[] = [];
  for (const { number, values } of rows) {
    const before = faults.length;
    const note: Note = (field, rule, value) => faults.push(staffFault(number, field, rule, value));
    const cells = new Map(
      Object.entries(values).flatMap(([heading, value]): [StaffField, string][] => {
        const field = fieldOf.get(heading);
        return field ? [[field, value === null || value === undefined ? '' : String(value).trim()]] : [];
      }),
    );
    const read = readRow(number, cells, names, note);
    const first = read && firstRowOf.get(read.username);
    if (read && first !== undefined) note('username', 'username_twice', String(first));
    if (read && first === undefined) firstRowOf.set(read.username, number);
    if (read && faults.length === before) staff.push(read);
  }
  return { staff, faults };
}
