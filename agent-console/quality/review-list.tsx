// Lists of reviews: to do, disputes, one's own results, all results behind a figure.
import { BadgeCheck, ListChecks, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import {
  Badge,
  Button,
  ChannelMark,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  Table,
  type TableColumn,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type ReviewRow, reviewQuerySchema } from '../../server/quality/contract.ts';
import { askedIn } from '../api/address.ts';
import type { Query } from '../api/client.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { Score, stateTones, useReasonText } from './looks.tsx';
import { useReviews } from './quality-data.ts';

type ColumnId = 'contact' | 'agent' | 'reviewer' | 'form' | 'why' | 'state' | 'score';

function useColumns(wanted: readonly ColumnId[]): TableColumn<ReviewRow>[] {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const reasonText = useReasonText();
  const all: Record<ColumnId, Omit<TableColumn<ReviewRow>, 'id' | 'title'>> = {
    contact: {
      isRowHeader: true,
      width: '11rem',
      render: ({ channel, contactAt }) => (
        <Row gap={2}>
          <ChannelMark channel={channel} />
          <span>{format.moment(contactAt)}</span>
        </Row>
      ),
    },
    agent: { render: ({ agent }) => agent.name[lang] },
    reviewer: { render: ({ reviewer }) => reviewer?.name[lang] ?? t('nobody') },
    form: { render: ({ formName }) => formName[lang] },
    why: {
      width: '24rem',
      render: ({ reasons, calibrationId }) =>
        calibrationId ? (
          <Badge tone="accent">{t('calibration')}</Badge>
        ) : (
          <span className="oc-small">{reasons.map(reasonText).join(t('between'))}</span>
        ),
    },
    state: { render: ({ state }) => <Badge tone={stateTones[state]}>{t(`state.${state}`)}</Badge> },
    score: {
      align: 'end',
      render: ({ score, hasFailed }) => <Score score={score} hasFailed={hasFailed} />,
    },
  };
  return wanted.map((id) => ({ id, title: t(`column.${id}`), ...all[id] }));
}

function ReviewTable({
  list,
  query,
  columns,
  title,
  none,
  noneNote,
}: {
  list: 'reviews' | 'own';
  query: Query;
  columns: readonly ColumnId[];
  title: string;
  none: string;
  noneNote?: string;
}) {
  const { t } = useTranslation('quality');
  const [, navigate] = useLocation();
  const shown = useColumns(columns);
  const pages = useReviews(list, query);
  if (pages.error && !pages.data)
    return <FailureState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (!pages.data) return <Skeleton lines={6} />;
  const rows = pages.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0)
    return (
      <EmptyState
        icon={list === 'own' ? BadgeCheck : ListChecks}
        title={none}
        {...(noneNote && { description: noneNote })}
      />
    );
  return (
    <Stack gap={3}>
      <Table
        label={title}
        rows={rows}
        rowKey={({ id }) => id}
        columns={shown}
        onOpen={(id) => navigate(`/quality/review/${id}`)}
      />
      {pages.hasNextPage && (
        <Button isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}

/** What waits for this reviewer: contacts, and disputes over the judgement of others. */
export function ToDo() {
  const { t } = useTranslation('quality');
  const [, navigate] = useLocation();
  useActions([
    {
      id: 'quality.choose',
      labelKey: 'quality:choose.title',
      shortcut: 'n',
      permission: 'quality.review',
      run: () => navigate('/quality/choose'),
    },
  ]);
  return (
    <Stack gap={6} className="quality-page">
      <Stack gap={3} as="section">
        <Row justify="between" wraps>
          <h2 className="oc-title">{t('todo.contacts')}</h2>
          <ActionButton id="quality.choose" icon={Plus} size="small" />
        </Row>
        <ReviewTable
          list="reviews"
          query={{ view: 'mine' }}
          columns={['contact', 'agent', 'form', 'why']}
          title={t('todo.contacts')}
          none={t('todo.none')}
          noneNote={t('todo.noneNote')}
        />
      </Stack>
      <Stack gap={3} as="section">
        <h2 className="oc-title">{t('todo.disputes')}</h2>
        <ReviewTable
          list="reviews"
          query={{ view: 'disputes' }}
          columns={['contact', 'agent', 'reviewer', 'form', 'score']}
          title={t('todo.disputes')}
          none={t('todo.noDisputes')}
        />
      </Stack>
    </Stack>
  );
}

/** What was said of one's own work. */
export function OwnResults() {
  const { t } = useTranslation('quality');
  return (
    <Stack gap={3} className="quality-page">
      <ReviewTable
        list="own"
        query={{}}
        columns={['contact', 'form', 'reviewer', 'state', 'score']}
        title={t('tabs.own')}
        none={t('own.none')}
        noneNote={t('own.noneNote')}
      />
    </Stack>
  );
}

const behindSchema = reviewQuerySchema.pick({
  agent: true,
  queue: true,
  from: true,
  until: true,
  form: true,
  random: true,
});

/** All reviews, or those behind a figure: the address says which. */
export function Results() {
  const { t } = useTranslation('quality');
  const [address, setAddress] = useSearchParams();
  const query = askedIn(address, behindSchema);
  const name = address.get('name');
  return (
    <Stack gap={3} className="quality-page">
      {Object.keys(query).length > 0 && (
        <Row gap={3} wraps>
          <span>
            {[name, query.from && query.until ? `${query.from} – ${query.until}` : undefined]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Button size="small" onPress={() => setAddress({}, { replace: true })}>
            {t('clear')}
          </Button>
        </Row>
      )}
      <ReviewTable
        list="reviews"
        query={{ ...query, view: 'all' }}
        columns={['contact', 'agent', 'reviewer', 'form', 'why', 'state', 'score']}
        title={t('tabs.results')}
        none={t('results.none')}
      />
    </Stack>
  );
}
