// What was said in a contact that is judged: recordings with what was understood of them, and messages; and what its agent
// made of it. Comments stand where they belong.
import { MessageSquarePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  Facts,
  IconButton,
  Notice,
  Skeleton,
  Stack,
  Thread,
  type ThreadMessage,
  useLang,
} from '../../design/index.ts';
import type { MessageView } from '../../server/intake/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { ReviewComment, ReviewedContact } from '../../server/quality/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useNoticeText } from '../desk/notice-text.ts';
import { type Moment, Recordings } from '../desk/recordings.tsx';
import { useUser } from '../session/session.ts';
import { useReviewedContact } from './quality-data.ts';

/** A place that a comment is about. */
export interface Anchor {
  messageId: string | null;
  recordingId: string | null;
  atMs: number | null;
}
export const nowhere: Anchor = { messageId: null, recordingId: null, atMs: null };

/** Files and comments of a message, and the way to a new one. */
function Below({
  message,
  comments,
  onComment,
}: {
  message: MessageView;
  comments: readonly ReviewComment[];
  onComment: (() => void) | undefined;
}) {
  const { t } = useTranslation('quality');
  return (
    <Stack gap={1}>
      {message.attachments.map(({ id, name }) => (
        <span key={id} className="oc-small oc-quiet">
          {name}
        </span>
      ))}
      {comments.map(({ id, text }) => (
        <span key={id} className="quality-comment">
          {text}
        </span>
      ))}
      {onComment && (
        <IconButton size="small" icon={MessageSquarePlus} label={t('commentHere')} onPress={onComment} />
      )}
    </Stack>
  );
}

function useMessages(
  contact: ReviewedContact | undefined,
  comments: readonly ReviewComment[],
  onComment: ((anchor: Anchor) => void) | undefined,
): ThreadMessage[] {
  const { t } = useTranslation('quality');
  const noticeText = useNoticeText();
  return (contact?.messages ?? []).map((message): ThreadMessage => {
    const base = { id: message.id, at: message.createdAt, text: message.text };
    if (message.notice) return { ...base, side: 'note', text: noticeText(message.notice) };
    const attachment = (
      <Below
        key={message.id}
        message={message}
        comments={comments.filter(({ messageId }) => messageId === message.id)}
        onComment={onComment && (() => onComment({ ...nowhere, messageId: message.id }))}
      />
    );
    const by = message.author === 'citizen' ? t('citizen') : (message.authorName ?? '');
    return { ...base, attachment, by, side: message.author === 'citizen' ? 'other' : 'own' };
  });
}

/** What the agent put down of it: nothing where there is nothing. */
function WrapUp({ wrapUp: { disposition, note, tickets } }: { wrapUp: ReviewedContact['wrapUp'] }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const mayOpen = may(useUser().roles, 'ticket.read');
  const numbers = tickets.map(({ id, number }) =>
    mayOpen ? (
      <Link key={id} href={`/tickets/${id}`}>
        {number}
      </Link>
    ) : (
      <span key={id}>{number}</span>
    ),
  );
  return (
    <Facts
      items={[
        ...(disposition ? [{ id: 'result', term: t('wrapUp.result'), value: disposition[lang] }] : []),
        ...(note ? [{ id: 'note', term: t('wrapUp.note'), value: note }] : []),
        ...(numbers.length > 0
          ? [{ id: 'tickets', term: t('wrapUp.tickets'), value: <Stack gap={0}>{numbers}</Stack> }]
          : []),
      ]}
    />
  );
}

export function Contact({
  of,
  interactionId,
  comments,
  cue,
  onComment,
}: {
  /** By way of which it is looked at: a review, or a rating. */
  of: { list: 'reviews' | 'ratings'; id: string };
  interactionId: string;
  comments: readonly ReviewComment[];
  cue: Moment | null;
  onComment?: ((anchor: Anchor) => void) | undefined;
}) {
  const { t } = useTranslation('quality');
  const contact = useReviewedContact(of);
  const messages = useMessages(contact.data, comments, onComment);
  if (contact.error) return <FailureState error={contact.error} onRetry={() => void contact.refetch()} />;
  if (!contact.data) return <Skeleton lines={8} />;
  const { conversationId, isSealed } = contact.data;
  return (
    <div className="quality-contact">
      <p className="oc-micro oc-quiet quality-looked">{t('looked')}</p>
      {isSealed && <Notice tone="warn">{t('sealed')}</Notice>}
      <WrapUp wrapUp={contact.data.wrapUp} />
      <Recordings
        of="conversation"
        id={conversationId}
        interactionId={interactionId}
        cue={cue}
        onMark={onComment && ((moment) => onComment({ ...nowhere, ...moment }))}
      />
      {messages.length > 0 ? (
        <Thread messages={messages} />
      ) : (
        <p className="oc-quiet quality-none">{t(contact.data.isArchived ? 'archived' : 'noMessages')}</p>
      )}
    </div>
  );
}
