import { FileSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button, Dialog, EmptyState, Select, Skeleton, useFormat, useLang } from '../../design/index.ts';
import { figures } from '../../server/reports/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useOutcomes } from './reports-data.ts';
import type { Drill, Scope } from './scope.ts';

const outcomes = { any: 'anyOutcome', true: 'good', false: 'bad' } as const;

/** The tickets behind a figure. */
export function Behind({
  scope: { by, ...scope },
  drill: { figure, key, good },
  name,
  onGood,
  onClose,
}: {
  scope: Scope;
  drill: Drill;
  name: string;
  onGood: (good: string | undefined) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('reports');
  const { t: ticketText } = useTranslation('tickets');
  const lang = useLang();
  const format = useFormat();
  const query = useOutcomes({ ...scope, ...(key !== undefined && { [by]: key }), figure, good });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      title={t('behind', { name, figure: figures[figure].name[lang] })}
      size="large"
      isOpen
      onOpenChange={onClose}
    >
      {figures[figure].unit === 'rate' && (
        <Select
          label={t('outcome')}
          options={(['any', 'true', 'false'] as const).map((id) => ({ id, label: t(outcomes[id]) }))}
          value={good ?? 'any'}
          onChange={(id) => onGood(id === 'any' ? undefined : (id ?? undefined))}
        />
      )}
      {query.error && !query.data && (
        <FailureState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isLoading && <Skeleton lines={6} />}
      {query.data && items.length === 0 && <EmptyState icon={FileSearch} title={t('noTickets')} />}
      <ul className="reports-tickets" aria-label={t('tickets')} aria-busy={query.isFetching}>
        {items.map((item) => (
          <li key={item.ref}>
            {item.canOpen ? (
              <Link href={`/tickets/${item.id}`}>{item.number}</Link>
            ) : (
              <span className="oc-quiet" title={t('cannotOpen')}>
                {item.number}
              </span>
            )}
            <span className="oc-truncate">{item.title}</span>
            <span className="oc-small oc-quiet">{ticketText(`state.${item.state}`)}</span>
            <time className="oc-small oc-quiet" dateTime={item.at}>
              {format.moment(item.at)}
            </time>
            {figures[figure].unit === 'rate' && (
              <span className="oc-small" data-good={item.good}>
                {t(item.good ? 'good' : 'bad')}
              </span>
            )}
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Dialog>
  );
}
