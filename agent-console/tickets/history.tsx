import {
  BellRing,
  CircleAlert,
  CircleCheck,
  CornerUpLeft,
  Gavel,
  Inbox,
  type LucideIcon,
  Megaphone,
  Merge,
  MessageSquareReply,
  Paperclip,
  Phone,
  RotateCcw,
  Send,
  Siren,
  Split,
  StickyNote,
  UserRound,
  Users,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Notice, Timeline, type TimelineItem, type Tone, useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { eventLines } from './event-lines.ts';
import { type CommandLabel, commandLabels } from './labels.ts';

const looks: Partial<Record<CommandLabel, { icon: LucideIcon; tone?: Tone }>> = {
  create: { icon: Inbox, tone: 'accent' },
  dispatch: { icon: Send, tone: 'accent' },
  contact: { icon: Phone },
  reply: { icon: MessageSquareReply, tone: 'accent' },
  approve: { icon: CircleCheck, tone: 'ok' },
  close: { icon: CircleCheck, tone: 'ok' },
  return: { icon: CornerUpLeft, tone: 'warn' },
  send_back: { icon: CornerUpLeft, tone: 'warn' },
  urge: { icon: BellRing, tone: 'warn' },
  clock_warning: { icon: CircleAlert, tone: 'warn' },
  clock_breach: { icon: CircleAlert, tone: 'danger' },
  escalate: { icon: BellRing, tone: 'danger' },
  rework: { icon: RotateCcw, tone: 'danger' },
  supervise: { icon: Siren, tone: 'danger' },
  public_notice: { icon: Megaphone, tone: 'danger' },
  force_dispatch: { icon: Gavel, tone: 'warn' },
  coordinate: { icon: Users },
  co_handle: { icon: Users, tone: 'accent' },
  co_answer: { icon: MessageSquareReply },
  merge: { icon: Merge },
  unmerge: { icon: Split },
  split: { icon: Split },
  note: { icon: StickyNote },
  assign: { icon: UserRound },
  attach: { icon: Paperclip },
};

/** Everything that happened to a ticket, the latest first. */
export function History({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const items = ticket.timeline.map((event): TimelineItem => {
    const label = commandLabels.safeParse(event.command);
    const lines = eventLines(event, lists, lang, t, ticket.people);
    return {
      id: String(event.seq),
      at: event.at,
      title: label.success ? t(`command.${label.data}`) : event.command,
      by: event.actor.name?.[lang] ?? t(`actor.${event.actor.kind}`),
      ...(label.success && looks[label.data]),
      ...(lines.length > 0 && { body: <span className="ticket-text">{lines.join('\n')}</span> }),
    };
  });
  return (
    <section>
      <h3 className="ticket-heading">{t('history')}</h3>
      <Timeline label={t('history')} items={items.toReversed()} />
      {ticket.archivedLines.toReversed().map(({ firstSeq: from, lastSeq: to, month }) => (
        <Notice key={from}>
          {month === null ? t('archivedBefore', { from, to }) : t('archived', { from, to, month })}
        </Notice>
      ))}
    </section>
  );
}
