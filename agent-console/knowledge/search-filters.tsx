// What narrows a search: department, district, readers, kind. Departments and kinds are those of the best answers, with how many each has.
import { FilterX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ComboBox, IconButton, type Option, Select, useLang } from '../../design/index.ts';
import { audienceSchema, type SearchChoices } from '../../server/knowledge/contract.ts';
import { useLists } from '../desk/desk-data.ts';
import type { SearchFilters } from './knowledge-data.ts';

export const openFilters: SearchFilters = {
  departmentCode: null,
  areaCode: null,
  audience: null,
  source: null,
};

const everything = 'all';

export function Filters({
  filters,
  choices,
  onChange,
}: {
  filters: SearchFilters;
  choices: SearchChoices | null | undefined;
  onChange: (filters: SearchFilters) => void;
}) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const lists = useLists().data;
  const counted = (label: string, count: number): string => t('filter.counted', { label, count });
  const departments: Option[] = (choices?.departments ?? []).map(({ code, name, count }) => ({
    id: code,
    label: counted(name[lang], count),
    search: lists?.departments.find((row) => row.code === code)?.letters ?? '',
  }));
  // What is chosen stays to be seen where nothing of it is found.
  const chosen = lists?.departments.find(({ code }) => code === filters.departmentCode);
  if (chosen && !departments.some(({ id }) => id === chosen.code))
    departments.push({ id: chosen.code, label: counted(chosen.name[lang], 0) });
  const districts = (lists?.areas ?? []).filter(({ level }) => level === 'district');
  const pick = (field: keyof SearchFilters) => (id: string | null) =>
    onChange({ ...filters, [field]: id === everything ? null : id });
  const list = (field: keyof SearchFilters, options: readonly Option[]) => (
    <Select
      label={t(`filter.${field}`)}
      isLabelHidden
      options={[{ id: everything, label: t(`filter.every.${field}`) }, ...options]}
      value={filters[field] ?? everything}
      onChange={pick(field)}
    />
  );
  const isNarrowed = Object.values(filters).some((value) => value !== null);
  return (
    <fieldset className="knowledge-filters" aria-label={t('filter.label')}>
      <ComboBox
        label={t('filter.departmentCode')}
        isLabelHidden
        placeholder={t('filter.every.departmentCode')}
        options={departments}
        value={filters.departmentCode}
        onChange={pick('departmentCode')}
      />
      {list(
        'areaCode',
        districts.map(({ code, name }) => ({ id: code, label: name[lang] })),
      )}
      {list(
        'audience',
        audienceSchema.options.map((id) => ({ id, label: t(`audience.${id}`) })),
      )}
      {list(
        'source',
        (choices?.sources ?? []).map(({ source, count }) => ({
          id: source,
          label: counted(t(`source.${source}`), count),
        })),
      )}
      {isNarrowed && (
        <IconButton
          size="small"
          icon={FilterX}
          label={t('filter.clear')}
          onPress={() => onChange(openFilters)}
        />
      )}
    </fieldset>
  );
}
