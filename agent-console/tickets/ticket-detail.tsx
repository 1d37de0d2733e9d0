// One ticket: what it says, its clocks, what may be done now, and everything that happened.
import { Eye, EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Countdown,
  Facts,
  IconButton,
  Notice,
  Row,
  Skeleton,
  Stack,
  useLang,
} from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import { clockNameSchema, type TicketView } from '../../server/tickets/contract.ts';
import { placeLine } from '../../server/tickets/place-line.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useAttention } from '../attention/attention.ts';
import { useLists } from '../desk/desk-data.ts';
import { Recordings } from '../desk/recordings.tsx';
import { Reveal } from '../privacy/reveal.tsx';
import { clockKey } from './clock-words.ts';
import { CitizenIdentity } from './citizen-identity.tsx';
import { resultsOf } from './command-words.ts';
import { Commands } from './commands.tsx';
import { Disclosure } from './disclosure.tsx';
import { Files } from './files.tsx';
import { Handlers } from './handlers.tsx';
import { History } from './history.tsx';
import { Relatives } from './relatives.tsx';
import { ReplyCheck } from './reply-check.tsx';
import { useScoreText } from './score-text.ts';
import { SentBack } from './sent-back.tsx';
import { Similar } from './similar.tsx';
import { useLeavingWords, useTicket, useWatch } from './ticket-data.ts';

function TicketFacts({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const scoreText = useScoreText();
  const nameOf = (
    rows: readonly { code: string; name: { zh: string; en: string } }[],
    code: string | null | undefined,
  ): string => rows.find((row) => row.code === code)?.name[lang] ?? '';
  const { districtCode, streetCode, communityCode, address, latitude, longitude } = ticket.place;
  const areas = [districtCode, streetCode, communityCode].map((code) => nameOf(lists.areas, code));
  const point =
    latitude === undefined || longitude === undefined
      ? ''
      : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const facts = [
    { id: 'place', term: t('fact.place'), value: placeLine(areas, address, point) || '—' },
    { id: 'citizen', term: t('fact.citizen'), value: <CitizenIdentity ticket={ticket} /> },
    ...(ticket.filedBy ? [{ id: 'filed-by', term: t('fact.filedBy'), value: ticket.filedBy }] : []),
    ...(ticket.partyConcerned ? [{ id: 'party', term: t('fact.party'), value: ticket.partyConcerned }] : []),
    { id: 'category', term: t('fact.category'), value: nameOf(lists.categories, ticket.categoryCode) || '—' },
    {
      id: 'department',
      term: t('fact.department'),
      value: nameOf(lists.departments, ticket.leadDepartmentCode) || '—',
    },
    ...(ticket.officer ? [{ id: 'officer', term: t('fact.officer'), value: ticket.officer.name[lang] }] : []),
    ...(ticket.rating
      ? [
          {
            id: 'rating',
            term: t('fact.rating'),
            value: [scoreText(ticket.rating.score), ticket.rating.comment].filter(Boolean).join(' · '),
          },
        ]
      : []),
  ];
  return <Facts items={facts} />;
}

/** What the department answered, and what it found. */
function Answered({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const result = resultsOf(ticket, lists).find(({ code }) => code === ticket.disclosureResult);
  if (!ticket.publicReply) return null;
  return (
    <section className="ticket-answer">
      <Stack gap={2}>
        <h3 className="ticket-heading">{t('publicReply')}</h3>
        <p className="ticket-text">{ticket.publicReply}</p>
        {ticket.internalRecord && (
          <>
            <h3 className="ticket-heading">{t('form.record')}</h3>
            <p className="ticket-text oc-quiet">{ticket.internalRecord}</p>
          </>
        )}
        <Row wraps gap={1}>
          {result && <Badge tone="accent">{result.label[lang]}</Badge>}
          {ticket.isTrue !== null && (
            <Badge tone="neutral">{t(ticket.isTrue ? 'finding.true' : 'finding.untrue')}</Badge>
          )}
          {ticket.isSolved !== null && (
            <Badge tone={ticket.isSolved ? 'ok' : 'warn'}>
              {t(ticket.isSolved ? 'finding.solved' : 'finding.unsolved')}
            </Badge>
          )}
          {ticket.isBeyondDuty && <Badge tone="neutral">{t('form.isBeyondDuty')}</Badge>}
        </Row>
      </Stack>
    </section>
  );
}

/** Those of departments beside the lead stand with them. */
const ownClocks = clockNameSchema.exclude(['co_handle']).options;

/** The last run of each clock, and every run that broke: work done again starts its clocks again. */
function Clocks({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const clocks = ownClocks.flatMap((name) => {
    const runs = ticket.clocks
      .filter((clock) => clock.clock === name && clock.state !== 'cancelled')
      .toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
    return runs.filter((run, index) => index === runs.length - 1 || run.state === 'breached');
  });
  if (clocks.length === 0) return null;
  return (
    <ul className="ticket-clocks" aria-label={t('clocks')}>
      {clocks.map((clock) => (
        <li key={clock.id} className="ticket-clock">
          <span className="oc-micro oc-quiet">{t(clockKey(clock.clock, ticket.kind))}</span>
          <Countdown clock={clock} />
          {clock.isProvisional && clock.endedAt === null && (
            <span className="oc-micro oc-quiet" title={t('provisionalNote')}>
              {t('provisional')}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** News of the ticket, or none. */
function Watch({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const watch = useWatch(ticket);
  return (
    <IconButton
      icon={ticket.isWatched ? EyeOff : Eye}
      label={t(ticket.isWatched ? 'unwatch' : 'watch')}
      size="small"
      isDisabled={watch.isPending}
      onPress={() => watch.mutate(!ticket.isWatched)}
    />
  );
}

export function TicketDetail({ id }: { id: string }) {
  const { t } = useTranslation('tickets');
  const query = useTicket(id);
  useAttention('ticket', id);
  const lists = useLists();
  const leaving = useLeavingWords(id);
  // Of a ticket that has left, what was read stays in sight with what is being written; nothing can be done with it.
  const ticket = query.data && leaving ? { ...query.data, allowedCommands: [] } : query.data;
  const failed = query.error ?? lists.error;
  if (failed && !(ticket && lists.data)) {
    const retry = (): void => void Promise.all([query.refetch(), lists.refetch()]);
    return <FailureState error={failed} onRetry={retry} />;
  }
  if (!ticket || !lists.data) return <Skeleton lines={8} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: its pane scrolls, also for readers who have no button in it
    <article className="ticket" tabIndex={0} aria-label={`${ticket.number} ${ticket.title}`}>
      <Stack gap={4}>
        <header>
          <Row wraps gap={1}>
            <Badge tone="accent">{t(`state.${ticket.state}`)}</Badge>
            <Badge>{t(`kind.${ticket.kind}`)}</Badge>
            {ticket.urgency !== 'ordinary' && <Badge tone="danger">{t(`urgency.${ticket.urgency}`)}</Badge>}
            {ticket.bounces > 0 && <Badge tone="warn">{t('bounces', { count: ticket.bounces })}</Badge>}
            {ticket.urges > 0 && <Badge tone="warn">{t('urges', { count: ticket.urges })}</Badge>}
            {ticket.reworks > 0 && <Badge tone="danger">{t('reworks', { count: ticket.reworks })}</Badge>}
            {ticket.isForced && <Badge tone="warn">{t('forced')}</Badge>}
            <span className="oc-micro oc-quiet ticket-number">{ticket.number}</span>
            <Watch ticket={ticket} />
          </Row>
          <h2 className="ticket-title">{ticket.title}</h2>
        </header>
        {leaving && (
          <Notice tone="warn" isLive>
            {leaving}
          </Notice>
        )}
        <Clocks ticket={ticket} />
        {ticket.sealed && <Notice tone="warn">{t('sealedNote')}</Notice>}
        <p className="ticket-text">{ticket.text}</p>
        {ticket.hidden.words > 0 && (
          <Row wraps gap={2}>
            <span className="oc-small oc-quiet">{t('hiddenWords', { count: ticket.hidden.words })}</span>
            {ticket.hidden.mayReveal && (
              <Reveal key={ticket.id} of={`/api/tickets/${ticket.id}`} what="words" />
            )}
          </Row>
        )}
        <TicketFacts ticket={ticket} lists={lists.data} />
        <Disclosure ticket={ticket} />
        {ticket.channel === 'voice' && <Recordings of="ticket" id={ticket.id} />}
        <Files ticket={ticket} />
        <Handlers ticket={ticket} lists={lists.data} />
        <SentBack ticket={ticket} />
        <Answered ticket={ticket} lists={lists.data} />
        <ReplyCheck ticket={ticket} />
        <Commands ticket={ticket} lists={lists.data} />
        <Similar ticket={ticket} lists={lists.data} />
        <Relatives ticket={ticket} />
        <History ticket={ticket} lists={lists.data} />
      </Stack>
    </article>
  );
}
