// The catalogue of government information: is what must be public found, and which data departments hold.
import { useQuery } from '@tanstack/react-query';
import { BadgeCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  EmptyState,
  Facts,
  Notice,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type CatalogueEntry, coverageSchema } from '../../server/catalogue/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useUser } from '../session/session.ts';
import { useFields, useResources } from './catalogue-data.ts';

function Coverage() {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['catalogue', 'coverage'],
    queryFn: () => api.get('/api/catalogue/coverage', coverageSchema),
  });
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <section className="catalogue-part">
        <Skeleton lines={4} />
      </section>
    );
  const { mustPublish, found, unsearched, missingCount, missing } = query.data;
  const share = mustPublish === 0 ? '—' : format.percent(Math.floor((1_000 * found) / mustPublish) / 1_000);
  return (
    <section className="catalogue-part">
      <h2 className="oc-title">{t('catalogue.coverage')}</h2>
      <p className="oc-quiet">{t('catalogue.coverageNote')}</p>
      {unsearched > 0 && (
        <Notice tone="neutral">
          {t('catalogue.sample', { count: mustPublish - missingCount - unsearched })}
        </Notice>
      )}
      <Facts
        items={[
          { id: 'share', term: t('catalogue.found'), value: `${share} (${found} / ${mustPublish})` },
          { id: 'missing', term: t('catalogue.missing'), value: String(missingCount) },
        ]}
      />
      {missing.length < missingCount && (
        <p className="oc-small oc-quiet">{t('catalogue.missingFirst', { count: missing.length })}</p>
      )}
      {missing.length > 0 && (
        <Table
          label={t('catalogue.missing')}
          rows={missing}
          rowKey={({ code }) => code}
          columns={[
            { id: 'name', title: t('catalogue.name'), isRowHeader: true, render: ({ name }) => name[lang] },
            { id: 'code', title: t('catalogue.code'), render: ({ code }) => code },
            { id: 'department', title: t('field.department'), render: (row) => row.department[lang] },
            {
              id: 'reason',
              title: t('catalogue.why'),
              render: ({ reason }) => <Badge tone="danger">{t(`catalogue.reason.${reason}`)}</Badge>,
            },
          ]}
        />
      )}
    </section>
  );
}

/** Brought when a resource is opened, not with the list: the look of one is written down. */
function Fields({ code }: { code: string }) {
  const { t } = useTranslation('knowledge');
  const query = useFields(code);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={4} />;
  }
  return (
    <Table
      label={t('catalogue.fields')}
      rows={query.data.items}
      rowKey={({ name }) => name}
      columns={[
        { id: 'name', title: t('catalogue.field.name'), isRowHeader: true, render: ({ name }) => name },
        { id: 'label', title: t('catalogue.field.label'), render: ({ label }) => label },
        { id: 'type', title: t('catalogue.field.type'), render: ({ type }) => type },
        { id: 'length', title: t('catalogue.field.length'), align: 'end', render: (row) => row.length },
        {
          id: 'scope',
          title: t('catalogue.field.scope'),
          render: ({ scope }) => t(`catalogue.scope.${scope}`),
        },
      ]}
    />
  );
}

/** What a resource is made of, or why the reader may not know. */
export function FieldList({ entry }: { entry: CatalogueEntry }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  return (
    <section className="catalogue-part">
      <h3 className="oc-title">{entry.name[lang]}</h3>
      <p>{entry.summary[lang]}</p>
      {entry.condition && <Notice tone="accent">{entry.condition[lang]}</Notice>}
      {entry.mayReadFields ? (
        <Fields code={entry.code} />
      ) : (
        <Notice tone="warn">{t('catalogue.fieldsHidden')}</Notice>
      )}
    </section>
  );
}

/** @param entries to show as a table; choosing one shows its fields */
export function Resources({ entries }: { entries: readonly CatalogueEntry[] }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const [chosen, setChosen] = useState<string | null>(null);
  const entry = entries.find(({ code }) => code === chosen);
  return (
    <Stack gap={4}>
      <Table
        label={t('catalogue.resources')}
        rows={entries}
        rowKey={({ code }) => code}
        onOpen={setChosen}
        empty={
          <EmptyState icon={BadgeCheck} title={t('catalogue.none')} description={t('catalogue.noneNote')} />
        }
        columns={[
          { id: 'name', title: t('catalogue.name'), isRowHeader: true, render: ({ name }) => name[lang] },
          { id: 'department', title: t('field.department'), render: (row) => row.department[lang] },
          {
            id: 'sharing',
            title: t('catalogue.sharing'),
            render: ({ sharing }) => sharing && <Badge>{t(`catalogue.class.${sharing}`)}</Badge>,
          },
          {
            id: 'interval',
            title: t('catalogue.interval'),
            align: 'end',
            render: ({ updateDays }) =>
              updateDays === null ? '—' : t('catalogue.days', { count: updateDays }),
          },
          {
            id: 'dataAt',
            title: t('catalogue.dataAt'),
            render: ({ dataAt, staleDays }) => (
              <Badge tone={staleDays === null ? 'neutral' : 'danger'}>
                {dataAt === null ? '—' : format.date(dataAt)}
                {staleDays !== null && ` · ${t('catalogue.late', { count: staleDays })}`}
              </Badge>
            ),
          },
        ]}
      />
      {entry && <FieldList entry={entry} />}
    </Stack>
  );
}

export function CatalogueView() {
  const { t } = useTranslation('knowledge');
  const { roles } = useUser();
  const query = useResources('');
  return (
    <Stack gap={4}>
      {may(roles, 'knowledge.steer') && <Coverage />}
      <section className="catalogue-part">
        <h2 className="oc-title">{t('catalogue.resources')}</h2>
        {query.error && !query.data ? (
          <FailureState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data ? (
          <Resources entries={query.data.pages.flatMap(({ items }) => items)} />
        ) : (
          <Skeleton lines={6} />
        )}
        {query.hasNextPage && (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('catalogue.more')}
          </Button>
        )}
      </section>
    </Stack>
  );
}
