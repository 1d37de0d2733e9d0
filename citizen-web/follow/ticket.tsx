// One ticket as its citizen reads it: where it stands, the answer, and what one can do.
import { BellRing, CircleCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../../design/badge.tsx';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton, PlainTextArea } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { Timeline } from '../../design/timeline.tsx';
import type { CitizenTicketView } from '../../server/tickets/contract.ts';
import { type CitizenStep, citizenSteps } from '../../server/tickets/told/contract.ts';
import { Files } from './files.tsx';
import { Review, useStateWords } from './petition.tsx';
import { Rate, type Rating, scores } from './rate.tsx';

/** What a citizen may do with a ticket, with what it needs. */
export type Deed = { to: 'rate'; rating: Rating } | { to: 'urge' } | { to: 'answer'; text: string };

interface TicketProps {
  ticket: CitizenTicketView;
  /** What was just done, for the word of thanks. */
  done: Deed['to'] | null;
  isPending: boolean;
  onDo: (deed: Deed) => void;
  /** Opens the ticket's files, together with its number. */
  code: string;
  onAddFile: (file: File) => void;
}

const stateTones: Partial<Record<CitizenTicketView['state'], Tone>> = {
  approved: 'ok',
  follow_up: 'ok',
  closed: 'ok',
  waiting_citizen: 'warn',
  rework: 'warn',
  declined: 'danger',
};

function AnswerQuestion({
  question,
  isPending,
  onAnswer,
}: {
  question: string;
  isPending: boolean;
  onAnswer: (text: string) => void;
}) {
  const { t } = useTranslation('follow');
  const [text, setText] = useState('');
  return (
    <form
      className="follow-box"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (text.trim()) onAnswer(text.trim());
      }}
    >
      <h3 className="oc-title">{t('question')}</h3>
      <p className="follow-text">{question}</p>
      <PlainTextArea
        label={t('answer')}
        required
        maxLength={4_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <PlainButton type="submit" variant="primary" size="large" isPending={isPending}>
        {t('sendAnswer')}
      </PlainButton>
    </form>
  );
}

function Urge({ isPending, onUrge }: { isPending: boolean; onUrge: () => void }) {
  const { t } = useTranslation('follow');
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <PlainButton size="large" icon={BellRing} isPending={isPending} onClick={() => setAsking(true)}>
        {t('urge')}
      </PlainButton>
    );
  return (
    <fieldset className="follow-box follow-urge">
      <legend className="oc-hidden">{t('urge')}</legend>
      <p>{t('urgeQuestion')}</p>
      <PlainButton
        variant="primary"
        onClick={() => {
          setAsking(false);
          onUrge();
        }}
      >
        {t('urgeYes')}
      </PlainButton>
      <PlainButton onClick={() => setAsking(false)}>{t('urgeNo')}</PlainButton>
    </fieldset>
  );
}

function Facts({ ticket }: { ticket: CitizenTicketView }) {
  const { t } = useTranslation('follow');
  const format = useFormat();
  const lang = useLang();
  return (
    <dl className="follow-facts">
      <dt>{t('number')}</dt>
      <dd>{ticket.number}</dd>
      <dt>{t('filed')}</dt>
      <dd>{format.date(ticket.createdAt)}</dd>
      <dt>{t('department')}</dt>
      <dd>{ticket.department?.[lang] ?? t('noDepartment')}</dd>
      {ticket.receiptDueAt && (
        <>
          <dt>{t('petition.receiptBy')}</dt>
          <dd>{t('due', { date: format.date(ticket.receiptDueAt) })}</dd>
        </>
      )}
      {ticket.dueAt && !ticket.publicReply && (
        <>
          <dt>{t('dueBy')}</dt>
          <dd>{t('due', { date: `${format.date(ticket.dueAt)} ${format.time(ticket.dueAt)}` })}</dd>
        </>
      )}
    </dl>
  );
}

function GivenRating({ rating }: { rating: NonNullable<CitizenTicketView['rating']> }) {
  const { t } = useTranslation(['follow', 'site']);
  const score = scores.find((each) => Number(each) === rating.score);
  return (
    <Notice tone="ok" isLive>
      {score && <p>{t('rated', { score: t(`site:score.${score}`) })}</p>}
      {rating.comment && <p>{t('commentSaid', { comment: rating.comment })}</p>}
      <p>{t('thanks')}</p>
    </Notice>
  );
}

export function Ticket({ ticket, done, isPending, onDo, code, onAddFile }: TicketProps) {
  const { t } = useTranslation('follow');
  const lang = useLang();
  const format = useFormat();
  const words = useStateWords(ticket);
  const wordOf = (step: string): string => {
    const known: CitizenStep | undefined = citizenSteps.find((one) => one === step);
    return known ? t(`step.${known}`) : t('step.other');
  };
  return (
    <article className="follow-ticket">
      <header className="follow-box">
        <div>
          <Badge tone={stateTones[ticket.state] ?? 'accent'}>{words.label}</Badge>
        </div>
        <h2 className="oc-title">{ticket.title}</h2>
        <p>{words.note}</p>
        <Facts ticket={ticket} />
      </header>
      {ticket.publicReply && (
        <section className="follow-box follow-reply">
          <h3 className="oc-title">{t(ticket.kind.startsWith('petition') ? 'petition.opinion' : 'reply')}</h3>
          {ticket.disclosureResult && (
            <p>
              <strong>{ticket.disclosureResult.label[lang]}</strong>
              {ticket.disclosureResult.basis && (
                <span className="oc-quiet"> {t('basis', { basis: ticket.disclosureResult.basis })}</span>
              )}
            </p>
          )}
          <p className="follow-text">{ticket.publicReply}</p>
          {ticket.kind === 'disclosure_request' && <p className="oc-small oc-quiet">{t('remedy')}</p>}
        </section>
      )}
      {ticket.question && (
        <AnswerQuestion
          question={ticket.question}
          isPending={isPending}
          onAnswer={(text) => onDo({ to: 'answer', text })}
        />
      )}
      {done === 'answer' && !ticket.question && (
        <Notice tone="ok" isLive>
          {t('answered')}
        </Notice>
      )}
      {ticket.canRate && <Rate isPending={isPending} onRate={(rating) => onDo({ to: 'rate', rating })} />}
      {ticket.rating && <GivenRating rating={ticket.rating} />}
      <Review ticket={ticket} code={code} />
      <Files ticket={ticket} code={code} isPending={isPending} onAdd={onAddFile} />
      <section className="follow-box">
        <h3 className="oc-title">{t('steps')}</h3>
        {ticket.hasArchivedSteps && <Notice>{t('stepsArchived')}</Notice>}
        <Timeline
          label={t('steps')}
          items={ticket.steps.map((step, index) => ({
            id: `${index}-${step.step}`,
            at: step.at,
            title: wordOf(step.step),
            by: format.moment(step.at),
            ...(index === ticket.steps.length - 1 ? { tone: 'accent' as const, icon: CircleCheck } : {}),
          }))}
        />
      </section>
      {ticket.canUrge && done !== 'urge' && (
        <Urge isPending={isPending} onUrge={() => onDo({ to: 'urge' })} />
      )}
      {done === 'urge' && (
        <Notice tone="ok" isLive>
          {t('urged')}
        </Notice>
      )}
      <details className="follow-box">
        <summary>{t('yourWords')}</summary>
        <p className="follow-text">{ticket.text}</p>
      </details>
    </article>
  );
}
