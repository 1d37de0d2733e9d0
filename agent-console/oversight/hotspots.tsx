// What many people report at once, hottest first, with the tickets behind it; one key merges them under one.
import { Flame, Merge } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import {
  AskDialog,
  Badge,
  Button,
  EmptyState,
  Row,
  Select,
  Skeleton,
  Stack,
  showToast,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { HotspotTicket, HotspotView } from '../../server/tickets/oversight/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUser } from '../session/session.ts';
import { useBulkCommand, useTicketNews } from '../tickets/ticket-data.ts';
import { ofDistrict } from './hotspot-districts.ts';
import { useHotspots, useHotspotTickets } from './hotspot-data.ts';
import { HotspotMap } from './hotspot-map.tsx';
import { mergeable, possibleMains } from './hotspot-merge.ts';

/** Under which ticket the others go. */
function MergeDialog({ tickets, onClose }: { tickets: readonly HotspotTicket[]; onClose: () => void }) {
  const { t } = useTranslation('oversight');
  const bulk = useBulkCommand();
  const mains = possibleMains(tickets);
  const [mainId, setMain] = useState(mains[0]?.id ?? null);
  const others = mergeable(tickets, mainId);
  const merge = (): void => {
    if (mainId === null) return;
    bulk.mutate(
      others.map((ticket) => ({ ticket, command: { command: 'merge', mainTicketId: mainId } })),
      {
        onSuccess: (failed) => {
          const count = others.length - failed.length;
          showToast({ tone: failed.length > 0 ? 'warn' : 'ok', title: t('hot.merged', { count }) });
          onClose();
        },
      },
    );
  };
  return (
    <AskDialog
      title={t('hot.mergeTitle', { count: others.length })}
      confirmLabel={t('hot.merge')}
      isPending={bulk.isPending}
      onConfirm={merge}
      onClose={onClose}
    >
      <Stack gap={3}>
        <Select
          label={t('hot.main')}
          options={mains.map(({ id, number, title }) => ({ id, label: `${number} ${title}` }))}
          value={mainId}
          onChange={setMain}
        />
        <p className="oc-quiet">{t('hot.mergeNote')}</p>
      </Stack>
    </AskDialog>
  );
}

function Reports({ hotspot }: { hotspot: HotspotView }) {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const { roles } = useUser();
  const lists = useLists().data;
  const [isMerging, setMerging] = useState(false);
  const query = useHotspotTickets(hotspot.id);
  const tickets = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const canMerge = possibleMains(tickets).some(({ id }) => mergeable(tickets, id).length > 0);
  return (
    <Stack gap={3}>
      <Row wraps gap={3} justify="between">
        <h2 className="oc-heading">{hotspot.summary}</h2>
        {may(roles, 'routing.steer') && (
          <Button icon={Merge} isDisabled={!canMerge} onPress={() => setMerging(true)}>
            {t('hot.merge')}
          </Button>
        )}
      </Row>
      {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton lines={6} />}
      {query.hasNextPage && <p className="oc-quiet">{t('hot.latest', { count: tickets.length })}</p>}
      <Table
        label={t('hot.behind')}
        rows={tickets}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'title',
            title: t('due.matter'),
            isRowHeader: true,
            render: ({ id, title }) => <Link href={`/tickets/${id}`}>{title}</Link>,
          },
          { id: 'number', title: t('hot.number'), width: '10rem', render: ({ number }) => number },
          {
            id: 'at',
            title: t('hot.at'),
            width: '9rem',
            render: ({ createdAt }) => format.moment(createdAt),
          },
          {
            id: 'department',
            title: t('due.department'),
            width: '12rem',
            render: ({ leadDepartmentCode: code }) =>
              lists?.departments.find((row) => row.code === code)?.name[lang] ?? t('due.desk'),
          },
          {
            id: 'state',
            title: t('due.state'),
            width: '7rem',
            render: ({ state }) => t(`tickets:state.${state}`),
          },
        ]}
      />
      {query.hasNextPage && (
        <Row>
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('hot.more')}
          </Button>
        </Row>
      )}
      {isMerging && <MergeDialog tickets={tickets} onClose={() => setMerging(false)} />}
    </Stack>
  );
}

export function Hotspots() {
  const { t } = useTranslation('oversight');
  const format = useFormat();
  const [chosen, setChosen] = useState<string | null>(null);
  const [address, setAddress] = useSearchParams();
  const district = address.get('district');
  useTicketNews();
  const query = useHotspots();
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  const { items } = query.data;
  if (items.length === 0)
    return <EmptyState icon={Flame} title={t('hot.none')} description={t('hot.noneNote')} />;
  const shown = ofDistrict(items, district);
  const open = shown.find(({ id }) => id === chosen) ?? shown[0];
  return (
    <div className="oversight-body hotspots">
      <HotspotMap
        hotspots={items}
        district={district}
        onChoose={(code) => setAddress(code === null ? {} : { district: code }, { replace: true })}
      />
      {!open && <EmptyState icon={Flame} title={t('hot.noneHere')} description={t('hot.noneHereNote')} />}
      <ol className="hotspot-list" aria-label={t('hot.title')}>
        {shown.map(({ id, summary, size, recent, from, to, alarmedAt }) => (
          <li key={id}>
            <button
              type="button"
              className="hotspot"
              aria-pressed={id === open?.id}
              onClick={() => setChosen(id)}
            >
              <span className="oc-strong">{summary}</span>
              <span className="hotspot-facts">
                <Badge tone={alarmedAt === null ? 'neutral' : 'danger'}>
                  {t('hot.size', { count: size })}
                </Badge>
                {recent > 0 && <Badge tone="warn">{t('hot.recent', { count: recent })}</Badge>}
                <span className="oc-micro oc-quiet">{`${format.day(from)} – ${format.day(to)}`}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
      {open && (
        <section aria-label={open.summary} className="hotspot-reports">
          <Reports key={open.id} hotspot={open} />
        </section>
      )}
    </div>
  );
}
