// What a petition's citizen reads and does beyond a ticket: its own words for where it stands, and the next authority.
import { Scale } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { LinkButton, PlainButton, PlainTextArea } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { CitizenTicketView } from '../../server/tickets/contract.ts';
import { ask, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';

const petitionStates = [
  'received',
  'dispatched',
  'accepted',
  'replied',
  'approved',
  'follow_up',
  'closed',
  'returned',
  'declined',
  'referred',
] as const;
const filedShape = async () => (await import('../../server/tickets/contract.ts')).petitionFiledSchema;

/** Where it stands, in the words of its kind. */
export function useStateWords({ kind, state }: Pick<CitizenTicketView, 'kind' | 'state'>): {
  label: string;
  note: string;
} {
  const { t } = useTranslation('follow');
  const own = kind.startsWith('petition') ? petitionStates.find((one) => one === state) : undefined;
  return own
    ? { label: t(`petition.state.${own}`), note: t(`petition.note.${own}`) }
    : { label: t(`state.${state}`), note: t(`stateNote.${state}`) };
}

/** The way to the next authority, or to what was asked of it. */
export function Review({ ticket, code }: { ticket: CitizenTicketView; code: string }) {
  const { t } = useTranslation('follow');
  const format = useFormat();
  const [id] = useState(() => crypto.randomUUID());
  const [text, setText] = useState('');
  const [filed, setFiled] = useState(ticket.reviewedBy);
  const { isSending, failure, send } = useSending();
  if (filed)
    return (
      <section className="follow-box">
        <Notice tone="ok" isLive>
          {t('petition.asked', filed)}
        </Notice>
        <LinkButton href={`/ticket?${new URLSearchParams(filed)}`}>
          {t('petition.openReview', filed)}
        </LinkButton>
      </section>
    );
  const { review, number } = ticket;
  if (!review || (review.kind !== 'petition_review' && review.kind !== 'petition_recheck')) return null;
  const submit = async (): Promise<void> => {
    setFiled(await ask('/api/citizen/petitions/review', filedShape, { body: { number, code, id, text } }));
  };
  return (
    <form
      className="follow-box"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send(submit);
      }}
    >
      <h3 className="oc-title">{t(`petition.ask.${review.kind}`)}</h3>
      <p>{t('petition.askNote', { date: format.date(review.until) })}</p>
      <PlainTextArea
        label={t('petition.why')}
        required
        minLength={5}
        maxLength={6_000}
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton type="submit" size="large" icon={Scale} isPending={isSending}>
        {t('petition.send')}
      </PlainButton>
    </form>
  );
}
