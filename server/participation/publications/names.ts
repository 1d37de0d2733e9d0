// Names of departments and categories, as the lists of the city have them.
import type { Bilingual } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { rootsOf } from './core.ts';

export interface CityNames {
  department(code: string | null): Bilingual | null;
  category(code: string | null): Bilingual | null;
  /** The highest category above one. */
  rootOf(code: string): string;
  /** All that lie under a highest category. */
  under(root: string): string[];
}

const named = { code: true, nameZh: true, nameEn: true } as const;

export async function cityNames({ read }: Pick<Database, 'read'>): Promise<CityNames> {
  const [departments, categories] = await Promise.all([
    read.department.findMany({ select: named }),
    read.category.findMany({ select: { ...named, parentCode: true } }),
  ]);
  const bilingual = (rows: readonly { code: string; nameZh: string; nameEn: string }[]) =>
    new Map(rows.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  const [departmentNames, categoryNames] = [bilingual(departments), bilingual(categories)];
  const roots = rootsOf(categories);
  return {
    department: (code) => departmentNames.get(code ?? '') ?? null,
    category: (code) => categoryNames.get(code ?? '') ?? null,
    rootOf: (code) => roots.get(code) ?? code,
    under: (root) => [...roots].filter(([, top]) => top === root).map(([code]) => code),
  };
}
