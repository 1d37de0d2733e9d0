// The catalogue of data resources to look things up in: who holds what, who may have it, how old it is. Read only; each
// reader is shown what its sharing class allows.
import { ArrowLeft, Database } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  EmptyState,
  Facts,
  IconButton,
  Pane,
  Row,
  Skeleton,
  Stack,
  useFormat,
  useLang,
  VirtualList,
} from '../../design/index.ts';
import type { CatalogueEntry } from '../../server/catalogue/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { FieldList } from './catalogue.tsx';
import { useResource, useResources } from './catalogue-data.ts';

function Line({ entry }: { entry: CatalogueEntry }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  return (
    <Stack gap={0} grows>
      <Row justify="between">
        <span className="oc-strong oc-truncate">{entry.name[lang]}</span>
        {entry.staleDays !== null && (
          <Badge tone="danger">{t('catalogue.late', { count: entry.staleDays })}</Badge>
        )}
      </Row>
      <span className="oc-micro oc-quiet oc-truncate">
        {entry.sharing && `${t(`catalogue.class.${entry.sharing}`)} · `}
        {entry.department[lang]}
      </span>
    </Stack>
  );
}

export function ResourceList({
  words,
  selected,
  onSelect,
}: {
  words: string;
  selected: string | null;
  onSelect: (code: string) => void;
}) {
  const { t } = useTranslation('knowledge');
  const query = useResources(words);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  return (
    <VirtualList
      label={t('catalogue.resources')}
      items={query.data.pages.flatMap(({ items }) => items)}
      itemKey={({ code }) => code}
      selected={selected}
      onSelect={onSelect}
      rowHeight={52}
      onNearEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
      empty={
        <EmptyState
          icon={Database}
          title={t('catalogue.none')}
          description={t(words === '' ? 'catalogue.noneNote' : 'catalogue.noneFound')}
        />
      }
      render={(entry) => <Line entry={entry} />}
    />
  );
}

function Resource({ entry }: { entry: CatalogueEntry }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const { sharing, staleDays, updateDays, dataAt } = entry;
  return (
    <article className="article" aria-label={entry.name[lang]}>
      <Stack gap={4}>
        <Row wraps gap={1}>
          {sharing && (
            <Badge tone={sharing === 'unconditional' ? 'ok' : 'neutral'}>
              {t(`catalogue.class.${sharing}`)}
            </Badge>
          )}
          {staleDays !== null && <Badge tone="danger">{t('catalogue.late', { count: staleDays })}</Badge>}
        </Row>
        <FieldList entry={entry} />
        <Facts
          items={[
            { id: 'code', term: t('catalogue.code'), value: entry.code },
            { id: 'department', term: t('field.department'), value: entry.department[lang] },
            {
              id: 'interval',
              term: t('catalogue.interval'),
              value: updateDays === null ? '—' : t('catalogue.days', { count: updateDays }),
            },
            { id: 'dataAt', term: t('catalogue.dataAt'), value: dataAt === null ? '—' : format.date(dataAt) },
          ]}
        />
      </Stack>
    </article>
  );
}

export function ResourceReader({ code, onBack }: { code: string; onBack: () => void }) {
  const { t } = useTranslation('knowledge');
  const query = useResource(code);
  const entry = query.data?.items.find((one) => one.code === code);
  return (
    <Pane
      title={t('catalogue.resource')}
      actions={<IconButton className="knowledge-back" icon={ArrowLeft} label={t('back')} onPress={onBack} />}
    >
      {query.error && !entry && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Skeleton lines={8} />}
      {query.data && !entry && (
        <EmptyState icon={Database} title={t('catalogue.gone')} description={t('catalogue.goneNote')} />
      )}
      {entry && <Resource entry={entry} />}
    </Pane>
  );
}
