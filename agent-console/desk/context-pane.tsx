// Beside the conversation: who it is, what we know, and the ticket.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Badge,
  ChannelMark,
  Facts,
  RelativeTime,
  Row,
  Stack,
  Tabs,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ScreenPop } from '../../server/desk/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { Reveal } from '../privacy/reveal.tsx';
import { useUser } from '../session/session.ts';
import { CitizenNumbers } from '../outbound/citizen-numbers.tsx';
import { useScoreText } from '../tickets/score-text.ts';
import { useConversation } from './desk-data.ts';
import { Hardship } from './hardship.tsx';
import { KnowledgePane } from './knowledge-pane.tsx';
import { ProgressPane } from './progress-pane.tsx';
import { TicketForm } from './ticket-form.tsx';

/** Starred out; whoever talks with the citizen opens them. */
function Phones({ pop, phones }: { pop: ScreenPop; phones: readonly string[] }) {
  const { id, roles } = useUser();
  const mayReveal = pop.interaction?.agentId === id || may(roles, 'routing.steer');
  const { id: conversationId } = pop.conversation;
  return (
    <Row wraps gap={1}>
      <span>{phones.join(' ')}</span>
      {mayReveal && (
        <Reveal key={conversationId} of={`/api/desk/conversations/${conversationId}`} what="phone" />
      )}
    </Row>
  );
}

function Citizen({ pop }: { pop: ScreenPop }) {
  const { t } = useTranslation('desk');
  const format = useFormat();
  const lang = useLang();
  const scoreText = useScoreText();
  const valuesOf = (kind: 'phone' | 'email'): string[] =>
    pop.citizen.contactPoints.filter((point) => point.kind === kind).map((point) => point.value);
  const phones = valuesOf('phone');
  const addresses = valuesOf('email');
  return (
    <Stack gap={4} className="desk-tab">
      <Facts
        items={[
          { id: 'name', term: t('citizen.name'), value: pop.citizen.name ?? t('citizen.unknown') },
          {
            id: 'phone',
            term: t('citizen.phone'),
            value: phones.length === 0 ? t('citizen.noPhone') : <Phones pop={pop} phones={phones} />,
          },
          ...(addresses.length > 0
            ? [{ id: 'email', term: t('citizen.email'), value: <Phones pop={pop} phones={addresses} /> }]
            : []),
          { id: 'since', term: t('citizen.since'), value: format.date(pop.citizen.since) },
          { id: 'lang', term: t('citizen.lang'), value: t(`lang.${pop.conversation.lang}`) },
        ]}
      />
      <CitizenNumbers pop={pop} />
      <Hardship citizenId={pop.citizen.id} ground={pop.citizen.hardship} />
      <section>
        <h3 className="desk-heading">{t('citizen.openTickets')}</h3>
        {pop.openTickets.length === 0 && <p className="oc-quiet oc-small">{t('citizen.noTickets')}</p>}
        {pop.openTickets.map((ticket) => (
          <Row key={ticket.id} justify="between" className="desk-line">
            <Link className="oc-truncate" href={`/tickets/${ticket.id}`}>
              {ticket.title}
            </Link>
            <Badge>{ticket.number}</Badge>
          </Row>
        ))}
      </section>
      <section>
        <h3 className="desk-heading">{t('citizen.earlier')}</h3>
        {pop.earlier.length === 0 && <p className="oc-quiet oc-small">{t('citizen.firstContact')}</p>}
        {pop.earlier.map((contact) => (
          <Stack key={contact.interaction.id} gap={0} className="desk-line">
            <Row justify="between">
              <Row gap={1}>
                <ChannelMark channel={contact.interaction.channel} />
                <span className="oc-small oc-quiet">{contact.agentName?.[lang] ?? ''}</span>
              </Row>
              <span className="oc-micro oc-quiet">
                {contact.score !== null && `${scoreText(contact.score)} · `}
                <RelativeTime time={contact.interaction.arrivedAt} />
              </span>
            </Row>
            <span className={`oc-truncate oc-small${contact.isArchived ? ' oc-quiet' : ''}`}>
              {contact.isArchived ? t('citizen.archived') : contact.firstWords}
            </span>
          </Stack>
        ))}
      </section>
    </Stack>
  );
}

export default function ContextPane({
  conversationId,
  tab,
  onTab,
  onInsert,
}: {
  conversationId: string;
  tab: string;
  onTab: (tab: string) => void;
  onInsert: (text: string) => void;
}) {
  const { t } = useTranslation(['desk', 'connectors']);
  const pop = useConversation(conversationId).data;
  if (!pop) return null;
  const { channel, lang } = pop.conversation;
  // What is said on the telephone is said aloud; what is over takes no more words.
  const mayWrite = pop.interaction?.state === 'active' && channel !== 'voice';
  const writing = mayWrite ? { onInsert } : {};
  const lastWords = pop.messages.findLast((message) => message.author === 'citizen')?.text ?? '';
  return (
    <Tabs
      label={t('context.label')}
      className="desk-context"
      selected={tab}
      onSelect={onTab}
      items={[
        {
          id: 'knowledge',
          label: t('context.knowledge'),
          content: <KnowledgePane key={conversationId} words={lastWords} lang={lang} {...writing} />,
        },
        {
          id: 'ticket',
          label: t('context.ticket'),
          content: <TicketForm key={conversationId} conversationId={conversationId} />,
        },
        {
          id: 'progress',
          label: t('connectors:ask'),
          content: <ProgressPane conversationId={conversationId} lang={lang} {...writing} />,
        },
        {
          id: 'citizen',
          label: t('context.citizen'),
          ...(pop.openTickets.length > 0 && { count: pop.openTickets.length }),
          content: <Citizen pop={pop} />,
        },
      ]}
    />
  );
}
