// The trail of what was done and looked at, with its filter: all of it, or looks at citizens' data alone.
import './audit.css';
import { ScrollText, SearchX } from 'lucide-react';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import {
  Button,
  EmptyState,
  SearchField,
  Select,
  Skeleton,
  TextField,
  useFormat,
} from '../../design/index.ts';
import type { AuditEntry } from '../../server/admin/audit/contract.ts';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { AsOf } from '../shell/as-of.tsx';
import { useDeeds, useTrail } from './audit-data.ts';
import { addressOf, deedOf, type Filter, filterOf, noFilter, queryOf } from './audit-words.ts';
import { Entry } from './entry.tsx';

/** Entries under the day on which they were written. */
function byDay(
  entries: readonly AuditEntry[],
  dayOf: (at: string) => string,
): readonly { day: string; entries: readonly AuditEntry[] }[] {
  const days: { day: string; entries: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

/** @param of `reveals` leaves the choice of deeds away: they are looks, all of them */
export function Trail({ of }: { of: 'audit' | 'reveals' }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const [address, setAddress] = useSearchParams();
  const [filter, setFilter] = useState(() => filterOf(address));
  const search = useRef<HTMLInputElement>(null);
  const query = useTrail(of, useDeferredValue(queryOf(filter)));
  const deeds = useDeeds(of === 'audit');
  const change = (part: Partial<Filter>): void => {
    const next = { ...filter, ...part };
    setFilter(next);
    setAddress(addressOf(next), { replace: true });
  };
  useActions([
    { id: 'audit.search', labelKey: 'audit:who', shortcut: '/', run: () => search.current?.focus() },
    { id: 'audit.clear', labelKey: 'audit:clear', run: () => change(noFilter) },
  ]);
  const isFiltered = addressOf(filter).size > 0;
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const things = entries.find((entry) => entry.subject.id === filter.subjectId)?.subject.label;
  return (
    <div className="audit">
      <form className="audit-filter" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
        <SearchField
          label={t('who')}
          value={filter.who}
          onChange={(who) => change({ who })}
          inputRef={search}
          className="audit-who"
        />
        {of === 'audit' && (
          <Select
            label={t('action')}
            placeholder={t('all')}
            options={[
              { id: 'all', label: t('all') },
              ...(deeds.data?.items ?? []).map((action) => {
                const deed = deedOf(action);
                return { id: action, label: deed ? t(`deed.${deed}`) : action };
              }),
            ]}
            value={filter.action || 'all'}
            onChange={(action) => change({ action: action === 'all' ? '' : (action ?? '') })}
          />
        )}
        <TextField
          label={t('from')}
          type="datetime-local"
          value={filter.from}
          onChange={(from) => change({ from })}
        />
        <TextField
          label={t('to')}
          type="datetime-local"
          value={filter.to}
          onChange={(to) => change({ to })}
        />
        {filter.subjectId && (
          <Button variant="quiet" onPress={() => change({ subjectId: '' })}>
            {t('notOnlyThing', { name: things?.zh ?? filter.subjectId.slice(0, 8) })}
          </Button>
        )}
        {isFiltered && (
          <Button variant="quiet" onPress={() => change(noFilter)}>
            {t('clear')}
          </Button>
        )}
        <ListFiles name={of} filter={queryOf(filter)} />
        <AsOf at={query.data?.pages[0]?.asOf} />
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for readers who have no button in it */}
      <section className="audit-trail" tabIndex={0} aria-label={t('trail')} aria-busy={query.isFetching}>
        {query.error && !query.data && (
          <FailureState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.isLoading && (
          <div className="audit-loading">
            <Skeleton lines={10} />
          </div>
        )}
        {query.data && entries.length === 0 && (
          <EmptyState
            icon={isFiltered ? SearchX : ScrollText}
            title={t(isFiltered ? 'noneFound' : of === 'reveals' ? 'noLooks' : 'none')}
            description={t(isFiltered ? 'noneFoundNote' : of === 'reveals' ? 'noLooksNote' : 'noneNote')}
            action={isFiltered && <Button onPress={() => change(noFilter)}>{t('clear')}</Button>}
          />
        )}
        {byDay(entries, format.date).map(({ day, entries: found }) => (
          <section key={day} aria-label={day}>
            <h2 className="audit-day">{day}</h2>
            <ol>
              {found.map((entry) => (
                <Entry key={entry.id} entry={entry} onFilter={change} />
              ))}
            </ol>
          </section>
        ))}
        {query.hasNextPage && (
          <div className="audit-more">
            <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
              {t('more')}
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}
