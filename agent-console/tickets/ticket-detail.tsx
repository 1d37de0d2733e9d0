// One ticket: what it says, its clocks, what may be done now, and everything that happened.
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Countdown,
  Facts,
  Notice,
  Row,
  Skeleton,
  Stack,
  Timeline,
  type Tone,
} from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { Commands } from './commands.tsx';
import { commandLabels } from './labels.ts';
import { useTicket } from './ticket-data.ts';

const tones: Partial<Record<string, Tone>> = {
  clock_warning: 'warn',
  clock_breach: 'danger',
  return: 'warn',
  rework: 'danger',
  supervise: 'danger',
  close: 'ok',
  approve: 'ok',
};

function words(payload: Record<string, unknown>): string {
  const shown = ['publicReply', 'question', 'text', 'note', 'comment'].map((key) => payload[key]);
  return shown.filter((value): value is string => typeof value === 'string' && value !== '').join('\n');
}

function History({ ticket }: { ticket: TicketView }) {
  const { t, i18n } = useTranslation('tickets');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const lists = useLists().data;
  const departmentName = (code: unknown): string =>
    lists?.departments.find((department) => department.code === code)?.name[lang] ?? '';
  return (
    <Timeline
      label={t('history')}
      items={ticket.timeline.map((event) => {
        const label = commandLabels.safeParse(event.command);
        const target = departmentName(event.payload.departmentCode ?? event.payload.proposedDepartmentCode);
        const by = event.actor.name?.[lang] ?? t(`actor.${event.actor.kind}`);
        return {
          id: String(event.seq),
          at: event.at,
          title: [label.success ? t(`command.${label.data}`) : event.command, target]
            .filter(Boolean)
            .join(' · '),
          by,
          body: [words(event.payload), event.reason].filter(Boolean).join('\n'),
          ...(tones[event.command] ? { tone: tones[event.command] as Tone } : {}),
        };
      })}
    />
  );
}

export function TicketDetail({ id }: { id: string }) {
  const { t, i18n } = useTranslation('tickets');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const query = useTicket(id);
  const lists = useLists().data;
  const ticket = query.data;
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!ticket || !lists) return <Skeleton lines={8} />;
  const nameOf = (
    rows: readonly { code: string; name: { zh: string; en: string } }[],
    code: string | null | undefined,
  ) => rows.find((row) => row.code === code)?.name[lang] ?? '';
  const { place } = ticket;
  const where = [
    nameOf(lists.areas, place.districtCode),
    nameOf(lists.areas, place.streetCode),
    place.address,
  ]
    .filter(Boolean)
    .join(' ');
  const facts = [
    { id: 'number', term: t('fact.number'), value: ticket.number },
    { id: 'category', term: t('fact.category'), value: nameOf(lists.categories, ticket.categoryCode) || '—' },
    { id: 'place', term: t('fact.place'), value: where || '—' },
    {
      id: 'citizen',
      term: t('fact.citizen'),
      value: ticket.sealed
        ? t('sealed')
        : [ticket.citizenName, ticket.citizenPhone].filter(Boolean).join(' ') || '—',
    },
    {
      id: 'department',
      term: t('fact.department'),
      value: nameOf(lists.departments, ticket.leadDepartmentCode) || '—',
    },
  ];
  return (
    <div className="ticket">
      <Stack gap={4}>
        <header>
          <Row wraps gap={1}>
            <Badge tone="accent">{t(`state.${ticket.state}`)}</Badge>
            <Badge>{t(`kind.${ticket.kind}`)}</Badge>
            {ticket.urgency !== 'ordinary' && <Badge tone="danger">{t(`urgency.${ticket.urgency}`)}</Badge>}
          </Row>
          <h2 className="ticket-title">{ticket.title}</h2>
        </header>
        {ticket.sealed && <Notice tone="warn">{t('sealedNote')}</Notice>}
        <p className="ticket-text">{ticket.text}</p>
        <Facts items={facts} />
        {ticket.clocks.some((clock) => clock.state !== 'cancelled') && (
          <Row wraps gap={4}>
            {ticket.clocks
              .filter((clock) => clock.state !== 'cancelled')
              .map((clock) => (
                <span key={clock.id} className="ticket-clock">
                  <span className="oc-micro oc-quiet">{t(`clock.${clock.clock}`)}</span>
                  <Countdown clock={clock} label={t(`clock.${clock.clock}`)} />
                </span>
              ))}
          </Row>
        )}
        {ticket.publicReply && (
          <section>
            <h3 className="ticket-heading">{t('publicReply')}</h3>
            <p className="ticket-text">{ticket.publicReply}</p>
          </section>
        )}
        <Commands key={`${ticket.id}-${ticket.version}`} ticket={ticket} lists={lists} />
        <History ticket={ticket} />
      </Stack>
    </div>
  );
}
