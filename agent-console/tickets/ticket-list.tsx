import { ClipboardList } from 'lucide-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Avatar,
  Badge,
  ChannelMark,
  Countdown,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  useLang,
  VirtualList,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { TicketSummary } from '../../server/tickets/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { OthersMark } from '../attention/others.tsx';
import { useUser } from '../session/session.ts';
import { clockKey } from './clock-words.ts';
import { useOfficers, type useTickets } from './ticket-data.ts';

type TicketsQuery = ReturnType<typeof useTickets>;

const Line = memo(function Line({ ticket, officer }: { ticket: TicketSummary; officer?: string }) {
  const { t } = useTranslation('tickets');
  return (
    <Stack gap={0} grows>
      <Row justify="between" className="ticket-line">
        <Row gap={1} className="ticket-line-title">
          <ChannelMark channel={ticket.channel} />
          <span className="oc-truncate oc-strong">{ticket.title}</span>
        </Row>
        <Row gap={1}>
          <OthersMark of="ticket" id={ticket.id} />
          {officer && (
            <span className="ticket-officer" title={officer}>
              <Avatar name={officer} size="small" label={t('officer', { name: officer })} />
            </span>
          )}
          {ticket.bounces > 0 && <Badge tone="warn">{t('bounces', { count: ticket.bounces })}</Badge>}
          {ticket.urges > 0 && <Badge tone="warn">{t('urges', { count: ticket.urges })}</Badge>}
          {ticket.urgency !== 'ordinary' && <Badge tone="danger">{t(`urgency.${ticket.urgency}`)}</Badge>}
        </Row>
      </Row>
      <Row justify="between">
        <span className="oc-micro oc-quiet ticket-line-facts">
          <span>{t(`state.${ticket.state}`)}</span>
          <span className="oc-truncate">{t(`kind.${ticket.kind}`)}</span>
          <span className="ticket-line-number">{ticket.number}</span>
        </span>
        {ticket.nextDueAt && ticket.nextClock && (
          <Row gap={1} className="ticket-next">
            <span className="oc-micro oc-quiet">{t(clockKey(ticket.nextClock, ticket.kind))}</span>
            <Countdown clock={{ state: 'running', dueAt: ticket.nextDueAt, alarm: ticket.alarm }} />
          </Row>
        )}
      </Row>
    </Stack>
  );
});

/** Names of a lead's colleagues by id: who has what in hand. Nobody else's list says it. */
function useOfficerNames(): ReadonlyMap<string, string> {
  const lang = useLang();
  const { roles, departmentCode } = useUser();
  const officers = useOfficers(may(roles, 'ticket.hand_over') ? departmentCode : null).data?.items;
  return useMemo(() => new Map(officers?.map(({ id, name }) => [id, name[lang]])), [officers, lang]);
}

/** Tickets by what is due first. */
export function TicketList({
  query,
  items,
  selected,
  onSelect,
}: {
  query: TicketsQuery;
  items: readonly TicketSummary[];
  selected: string | null;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('tickets');
  const names = useOfficerNames();
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  return (
    <VirtualList
      label={t('list.label')}
      items={items}
      onNearEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
      itemKey={(ticket) => ticket.id}
      selected={selected}
      onSelect={onSelect}
      rowHeight={56}
      empty={<EmptyState icon={ClipboardList} title={t('list.empty')} description={t('list.emptyNote')} />}
      render={(ticket) => {
        const officer = ticket.officerId !== null && names.get(ticket.officerId);
        return <Line ticket={ticket} {...(officer && { officer })} />;
      }}
    />
  );
}
