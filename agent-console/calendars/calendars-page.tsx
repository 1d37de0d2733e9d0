// Calendars, time limits and holidays: what every clock of a ticket goes by.
import './calendars.css';
import { useQuery } from '@tanstack/react-query';
import { CalendarDays } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Badge, Row, Skeleton, Stack, Table, Tabs, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { type CalendarView, calendarListSchema } from '../../server/tickets/clock-rules/contract.ts';
import { useActions } from '../actions/registry.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { NothingSetUp } from '../exchange/set-up.tsx';
import { useUser } from '../session/session.ts';
import { CalendarEditor } from './calendar-editor.tsx';
import { Holidays } from './holidays.tsx';
import { Policies } from './policies.tsx';

const tabs = ['calendars', 'policies', 'holidays'] as const;

function CalendarTable({
  calendars,
  onOpen,
}: {
  calendars: readonly CalendarView[];
  onOpen: (code: string) => void;
}) {
  const { t } = useTranslation('calendars');
  const lang = useLang();
  return (
    <Stack gap={3} className="calendar-body">
      <Row wraps gap={3} justify="between">
        <p className="oc-small oc-quiet">{t('intro')}</p>
        <ListFiles name="calendars" />
      </Row>
      <Table
        label={t('title')}
        rows={calendars}
        rowKey={({ code }) => code}
        onOpen={onOpen}
        empty={<NothingSetUp icon={CalendarDays} title={t('none')} />}
        columns={[
          {
            id: 'name',
            title: t('name'),
            isRowHeader: true,
            render: ({ name, isEdited }) => (
              <Row gap={1}>
                {name[lang]}
                {isEdited && <Badge tone="accent">{t('edited')}</Badge>}
              </Row>
            ),
          },
          {
            id: 'holidays',
            title: t('holidays'),
            render: ({ definition }) => t(definition.china ? 'china' : 'noHolidays'),
          },
          {
            id: 'used',
            title: t('usedBy'),
            render: ({ policies, queues }) =>
              [
                policies > 0 && t('policies', { count: policies }),
                queues.length > 0 && t('queues', { count: queues.length }),
              ]
                .filter(Boolean)
                .join(' · ') || '—',
          },
          {
            id: 'open',
            title: t('openClocks'),
            width: '7rem',
            align: 'end',
            render: ({ openClocks }) => openClocks,
          },
        ]}
      />
    </Stack>
  );
}

export default function CalendarsPage() {
  const { t } = useTranslation(['calendars', 'shell']);
  const [location, navigate] = useLocation();
  const { roles } = useUser();
  const [, , first = '', second = ''] = location.split('/');
  const selected = tabs.find((id) => id === first) ?? 'calendars';
  const open = (id: string): void => navigate(id === 'calendars' ? '/calendars' : `/calendars/${id}`);
  useActions(
    tabs.map((id, index) => ({
      id: `calendars.${id}`,
      labelKey: `calendars:tab.${id}` as const,
      shortcut: String(index + 1),
      run: () => open(id),
    })),
  );
  const query = useQuery({
    queryKey: ['clock-rules', 'calendars'],
    queryFn: () => api.get('/api/clock-rules/calendars', calendarListSchema),
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const { items } = query.data;
  const mayEdit = may(roles, 'clock_rules.edit');
  const calendar = items.find(({ code }) => code === second);
  return (
    <Tabs
      className="calendars"
      label={t('shell:rail.calendars')}
      selected={selected}
      onSelect={open}
      items={[
        {
          id: 'calendars',
          label: t('tab.calendars'),
          content: calendar ? (
            <div className="calendar-body">
              <CalendarEditor
                // Who cannot edit reads what stands; who does keeps what they typed when somebody else saves.
                key={mayEdit ? calendar.code : `${calendar.code} ${calendar.version}`}
                calendar={calendar}
                mayEdit={mayEdit}
                onClose={() => navigate('/calendars')}
              />
            </div>
          ) : (
            <CalendarTable calendars={items} onOpen={(code) => navigate(`/calendars/calendars/${code}`)} />
          ),
        },
        {
          id: 'policies',
          label: t('tab.policies'),
          content: <Policies calendars={items} mayEdit={mayEdit} />,
        },
        { id: 'holidays', label: t('tab.holidays'), content: <Holidays mayEdit={mayEdit} /> },
      ]}
    />
  );
}
