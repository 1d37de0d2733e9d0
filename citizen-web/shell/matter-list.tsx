import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import type { MyMatters } from '../../server/tickets/contract.ts';

type Matter = Pick<MyMatters['items'][number], 'number' | 'code' | 'title' | 'state' | 'createdAt' | 'dueAt'>;

/** Matters that one may follow, each with its state. @param aside what else to say of one, before and after its number */
export function MatterList<T extends Matter>({
  items,
  aside,
}: {
  items: readonly T[];
  aside: (matter: T) => string | undefined;
}) {
  const { t } = useTranslation('follow');
  const format = useFormat();
  return (
    <ul className="citizen-list">
      {items.map((matter) => {
        const { number, code, title, state, createdAt, dueAt } = matter;
        return (
          <li key={number}>
            <a href={`/ticket?${new URLSearchParams({ number, code })}`}>{title}</a>
            <p>
              <strong>{t(`state.${state}`)}</strong>
              {dueAt && ` · ${t('due', { date: format.date(dueAt) })}`}
            </p>
            <p className="oc-small oc-quiet">
              {[aside(matter), number, format.date(createdAt)].filter(Boolean).join(' · ')}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
