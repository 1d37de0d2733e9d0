// What the rows of reports are called.
import type { Lists } from '../admin/contract.ts';
import type { Bilingual } from '../platform/contract.ts';
import { nobody } from '../tickets/contract.ts';
import type { Grouping } from './contract.ts';

const nobodys: Readonly<Record<Grouping, Bilingual>> = {
  department: { zh: '派单台（未派单）', en: 'Dispatch desk (not dispatched)' },
  category: { zh: '未分类', en: 'No category' },
  area: { zh: '未填区域', en: 'No district' },
  month: { zh: '—', en: '—' },
};

/** A code that is in no list any more is its own name. */
export function nameOf(lists: Lists, by: Grouping, key: string): Bilingual {
  if (key === nobody) return nobodys[by];
  const list = { department: lists.departments, category: lists.categories, area: lists.areas, month: [] }[
    by
  ];
  return list.find(({ code }) => code === key)?.name ?? { zh: key, en: key };
}
