// Where imported records go: service items become articles, entries of the two catalogues stay entries.
import { z } from 'zod';
import type { Catalogue } from '../catalogue/index.ts';
import { itemArticle, itemArticleCode, type Knowledge, type Outcome } from '../knowledge/index.ts';
import type { Change, Database } from '../platform/database.ts';
import { pace } from '../platform/pace.ts';
import type { Fault } from '../../knowledge/index.ts';
import type { ImportTarget } from './contract.ts';
import type { ImportRecord } from './records.ts';

export interface Targets {
  database: Database;
  knowledge: Pick<Knowledge, 'imported'>;
  catalogue: Pick<Catalogue, 'imported'>;
}

const departmentRow = z.object({
  code: z.string(),
  parentCode: z.string().nullable(),
  nameZh: z.string(),
  nameEn: z.string(),
});

/**
 * Departments of the city: code, name in either language, or the name as its own sheets say it, without that of the
 * city (市水务局, 水务局) → code.
 */
export async function departmentNames({ sql }: Pick<Database, 'sql'>): Promise<Map<string, string>> {
  const rows = await sql.rows(
    departmentRow,
    'SELECT code, "parentCode", "nameZh", "nameEn" FROM "Department" ORDER BY code',
  );
  const city = rows.find(({ parentCode }) => parentCode === null)?.nameZh ?? '';
  const ownNames = rows.flatMap(({ code, nameZh }): [string, string][] => {
    const own = city !== '' && nameZh.startsWith(city) ? nameZh.slice(city.length) : '';
    return own === ''
      ? []
      : [
          [`${city.slice(-1)}${own}`, code],
          [own, code],
        ];
  });
  // What stands later wins: a whole name before a shortened one, a code before both.
  return new Map([
    ...ownNames,
    ...rows.map(({ code, nameEn }): [string, string] => [nameEn, code]),
    ...rows.map(({ code, nameZh }): [string, string] => [nameZh, code]),
    ...rows.map(({ code }): [string, string] => [code, code]),
  ]);
}

export interface Brought {
  outcomes: Outcome[];
  /** Records that only the database could refuse. */
  faults: Fault[];
}

/** Writes a batch within a change; with `isDryRun` it only says what would become of it. */
export async function bring(
  { knowledge, catalogue }: Targets,
  change: Change,
  records: readonly ImportRecord[],
  run: { isDryRun: boolean; runId: string; departments: ReadonlyMap<string, string> },
): Promise<Brought> {
  const items = records.flatMap((one) => (one.is === 'item' ? [one.item] : []));
  const entries = records.flatMap((one) => (one.is === 'entry' ? [one.entry] : []));
  const drafts: ReturnType<typeof itemArticle>[] = [];
  const keepPace = pace();
  for (const item of items) {
    drafts.push(itemArticle(item, run.departments, run.runId));
    await keepPace();
  }
  const ofItems = await knowledge.imported.bring(change, drafts, run.isDryRun);
  const ofEntries = entries.length > 0 ? await catalogue.imported.bring(change, entries, run) : [];
  return {
    outcomes: [...ofItems, ...ofEntries.flatMap((outcome) => outcome ?? [])],
    faults: entries.flatMap(({ code, row }, at): Fault[] =>
      ofEntries[at] === null
        ? [{ row, field: 'code', rule: 'index_other_kind', params: { code }, isKept: false }]
        : [],
    ),
  };
}

/** Keys of what is in force and not among `seen`, and how many are in force in all. */
export async function missingKeys(
  { knowledge, catalogue }: Targets,
  target: ImportTarget,
  seen: ReadonlySet<string>,
): Promise<{ missing: string[]; inForce: number }> {
  const missing: string[] = [];
  let inForce = 0;
  const look = (keys: readonly string[]): void => {
    inForce += keys.length;
    missing.push(...keys.filter((key) => !seen.has(key)));
  };
  if (target === 'service_item') {
    for await (const codes of knowledge.imported.codes('service_item')) look(codes);
  } else {
    for await (const entries of catalogue.imported.entries(target)) look(entries.map(({ code }) => code));
  }
  return { missing, inForce };
}

/** The key under which what a row names is in force. */
export const keyOf = (target: ImportTarget, code: string): string =>
  target === 'service_item' ? itemArticleCode(code) : code;

export function withdraw(
  { knowledge, catalogue }: Targets,
  change: Change,
  target: ImportTarget,
  keys: readonly string[],
): Promise<number> {
  return target === 'service_item'
    ? knowledge.imported.withdraw(change, keys)
    : catalogue.imported.withdraw(change, keys);
}
