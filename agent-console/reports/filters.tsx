import { useTranslation } from 'react-i18next';
import { ComboBox, Select, TextField, useLang, useNow } from '../../design/index.ts';
import { groupingSchema } from '../../server/reports/contract.ts';
import { nobody } from '../../server/tickets/contract.ts';
import { useLists } from '../desk/desk-data.ts';
import { addressOfWindow, lastMonths, relativeWindows, type Scope, windowOf } from './scope.ts';

const all = 'all';

/** By what, when, and of whom. Whoever belongs to a department has no choice of departments. */
export function Filters({
  scope,
  isCity,
  onChange,
}: {
  scope: Scope;
  isCity: boolean;
  onChange: (part: Record<string, string | undefined>) => void;
}) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const now = useNow(30_000);
  const { data: lists } = useLists();
  const window = windowOf(scope);
  const windows = [
    ...relativeWindows(t),
    ...lastMonths(now).map((month) => ({ id: `month-${month}`, label: month })),
    { id: 'dates', label: t('dates') },
  ];
  // An address from elsewhere may ask for 14 days.
  if (!windows.some(({ id }) => id === window))
    windows.unshift({
      id: window,
      label: window.startsWith('days-') ? t('days', { days: scope.days }) : window.slice(6),
    });
  const options = (list: readonly { code: string; name: { zh: string; en: string } }[]) => [
    { id: all, label: t('all') },
    ...list.map(({ code, name }) => ({ id: code, label: name[lang] })),
    { id: nobody, label: t('none') },
  ];
  const chosen = (id: string | null): string | undefined => (id === null || id === all ? undefined : id);
  return (
    <form className="reports-filter" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
      <Select
        label={t('by')}
        options={groupingSchema.options.map((id) => ({ id, label: t(`grouping.${id}`) }))}
        value={scope.by}
        onChange={(by) => by && onChange({ by })}
      />
      <Select
        label={t('window')}
        options={windows}
        value={window}
        onChange={(id) => id && onChange(addressOfWindow(id, now))}
      />
      {window === 'dates' &&
        (['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            label={t(end)}
            type="date"
            value={scope[end] ?? ''}
            onChange={(date) => date !== '' && onChange({ [end]: date })}
          />
        ))}
      {isCity && (
        <ComboBox
          label={t('department')}
          options={options((lists?.departments ?? []).filter(({ takesTickets }) => takesTickets))}
          value={scope.department ?? all}
          onChange={(id) => onChange({ department: chosen(id) })}
          className="reports-department"
        />
      )}
      <Select
        label={t('category')}
        options={options((lists?.categories ?? []).filter(({ parentCode }) => parentCode === null))}
        value={scope.category ?? all}
        onChange={(id) => onChange({ category: chosen(id) })}
      />
      <Select
        label={t('area')}
        options={options((lists?.areas ?? []).filter(({ level }) => level === 'district'))}
        value={scope.area ?? all}
        onChange={(id) => onChange({ area: chosen(id) })}
      />
    </form>
  );
}
