import { byName } from '../../design/i18n/order.ts';
import type { Lang } from '../../design/i18n/texts.ts';
import type { Lists } from '../../server/admin/contract.ts';

/** The lists as their reader looks through them: by name, not by code. */
export const listsFor =
  (lang: Lang) =>
  (lists: Lists): Lists => ({ ...lists, departments: lists.departments.toSorted(byName(lang)) });
