// Departments to choose from: found by name in both languages, by code, and as the name is typed in letters.
import type { Lang } from '../../design/i18n/texts.ts';
import type { Option } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';

type Department = Pick<Lists['departments'][number], 'code' | 'name' | 'letters'>;

export const departmentOptions = (departments: readonly Department[], lang: Lang): Option[] =>
  departments.map(({ code, name, letters }) => ({
    id: code,
    label: name[lang],
    search: [code, name.zh, name.en, letters].join(' '),
  }));
