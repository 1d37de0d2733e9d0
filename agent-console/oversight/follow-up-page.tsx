// Whom to ask today how they were served. Each opens its ticket, where the answer is written down.
import './oversight.css';
import { useQuery } from '@tanstack/react-query';
import { MessageCircleHeart } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  Badge,
  EmptyState,
  Row,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { followUpListSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { CallCitizen } from '../outbound/call-citizen.tsx';
import { Reveal } from '../privacy/reveal.tsx';
import { useUser } from '../session/session.ts';
import { useTicketNews } from '../tickets/ticket-data.ts';

const refreshEveryMs = 60_000;

export default function FollowUpPage() {
  const { t } = useTranslation(['oversight', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const now = useNow(30_000);
  const [, navigate] = useLocation();
  const lists = useLists().data;
  const mayCall = may(useUser().roles, 'desk.work');
  useTicketNews();
  const query = useQuery({
    queryKey: ['tickets', 'follow-ups'],
    queryFn: () => api.get('/api/follow-ups', followUpListSchema),
    refetchInterval: refreshEveryMs,
  });
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={8} />;
  }
  return (
    <div className="oversight oversight-page">
      <Stack gap={3} className="oversight-body">
        <h2 className="oc-title">{t('followUp.title')}</h2>
        <p className="oc-small oc-quiet">{t('followUp.note')}</p>
        <Table
          label={t('followUp.title')}
          rows={query.data.items}
          rowKey={({ ticketId }) => ticketId}
          onOpen={(id) => navigate(`/tickets/${id}`)}
          empty={<EmptyState icon={MessageCircleHeart} title={t('followUp.none')} />}
          columns={[
            {
              id: 'at',
              title: t('followUp.at'),
              width: '9rem',
              render: ({ at }) => (
                <Badge tone={Date.parse(at) <= now ? 'warn' : 'neutral'}>{format.moment(at)}</Badge>
              ),
            },
            {
              id: 'citizen',
              title: t('tickets:fact.citizen'),
              width: '12rem',
              render: ({ ticketId, sealed, citizenName, citizenPhone, how }) =>
                sealed ? (
                  t('tickets:sealed')
                ) : (
                  <Row wraps gap={1}>
                    {citizenName && <span>{citizenName}</span>}
                    {citizenPhone && <span>{citizenPhone}</span>}
                    {citizenPhone && <Reveal of={`/api/tickets/${ticketId}`} what="phone" />}
                    {how === 'phone' && citizenPhone && mayCall && (
                      <CallCitizen about={{ about: 'ticket', id: ticketId }} />
                    )}
                  </Row>
                ),
            },
            {
              id: 'title',
              title: t('due.matter'),
              isRowHeader: true,
              render: ({ ticketId, title }) => <Link href={`/tickets/${ticketId}`}>{title}</Link>,
            },
            {
              id: 'department',
              title: t('due.department'),
              width: '11rem',
              render: ({ leadDepartmentCode }) =>
                lists?.departments.find(({ code }) => code === leadDepartmentCode)?.name[lang] ?? '—',
            },
            {
              id: 'how',
              title: t('tickets:form.how'),
              width: '7rem',
              render: ({ how }) => t(`tickets:how.${how}`),
            },
            {
              id: 'attempt',
              title: t('followUp.attempt'),
              width: '6rem',
              render: ({ attempt, attempts }) => `${attempt}/${attempts}`,
            },
          ]}
        />
      </Stack>
    </div>
  );
}
