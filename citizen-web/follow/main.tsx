// Follow a ticket with its number and code: where it stands, the answer, and what one can do.
import './follow.css';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Badge } from '../../design/badge.tsx';
import { useFormat } from '../../design/i18n/format.ts';
import {
  PlainButton,
  PlainCheckbox,
  PlainRadioGroup,
  PlainTextArea,
  PlainTextField,
} from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { bilingualSchema } from '../../server/platform/contract.ts';
import { type CitizenTicketView, citizenTicketViewSchema } from '../../server/tickets/contract.ts';
import { ask, RequestFailure } from '../api/client.ts';
import { mountPage } from '../shell/mount.tsx';

interface Key {
  number: string;
  code: string;
}
const stepSchema = z.enum([
  'create',
  'dispatch',
  'accept',
  'contact',
  'extend',
  'ask_citizen',
  'citizen_answered',
  'approve',
  'follow_up',
  'rework',
  'close',
  'decline',
  'refer',
  'merge',
  'urge',
]);
const reasonsSchema = z.object({ items: z.array(z.object({ code: z.string(), label: bilingualSchema })) });
const scores = ['5', '4', '3', '2', '1'] as const;

function Rate({
  onRate,
}: {
  onRate: (rating: { score: number; reasons: string[]; comment?: string }) => void;
}) {
  const { t, i18n } = useTranslation('follow');
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  const [score, setScore] = useState<string | null>(null);
  const [reasons, setReasons] = useState<readonly string[]>([]);
  const [comment, setComment] = useState('');
  const [known, setKnown] = useState<z.infer<typeof reasonsSchema>['items']>([]);
  useEffect(() => {
    ask('/api/citizen/rating-reasons', reasonsSchema)
      .then(({ items }) => setKnown(items))
      .catch(() => setKnown([]));
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (score)
      onRate({
        score: Number(score),
        reasons: [...reasons],
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      });
  };
  return (
    <form className="follow-box" onSubmit={submit}>
      <PlainRadioGroup
        label={t('rate.question')}
        name="score"
        options={scores.map((each) => ({ id: each, label: t(`score.${each}`) }))}
        value={score}
        onChange={setScore}
      />
      {score !== null && known.length > 0 && (
        <fieldset className="oc-field">
          <legend>{t('rate.reasons')}</legend>
          {known.map((reason) => (
            <PlainCheckbox
              key={reason.code}
              checked={reasons.includes(reason.code)}
              onChange={(event) =>
                setReasons(
                  event.target.checked
                    ? [...reasons, reason.code]
                    : reasons.filter((code) => code !== reason.code),
                )
              }
            >
              {reason.label[lang]}
            </PlainCheckbox>
          ))}
        </fieldset>
      )}
      <PlainTextArea
        label={t('rate.comment')}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <PlainButton type="submit" variant="primary" disabled={score === null}>
        {t('rate.submit')}
      </PlainButton>
    </form>
  );
}

function AnswerQuestion({ question, onAnswer }: { question: string; onAnswer: (text: string) => void }) {
  const { t } = useTranslation('follow');
  const [text, setText] = useState('');
  return (
    <form
      className="follow-box"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onAnswer(text.trim());
      }}
    >
      <strong>{t('question')}</strong>
      <p>{question}</p>
      <PlainTextArea
        label={t('answer')}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <PlainButton type="submit" variant="primary">
        {t('sendAnswer')}
      </PlainButton>
    </form>
  );
}

function Ticket({
  ticket,
  give,
}: {
  ticket: CitizenTicketView;
  give: (path: string, extra?: object) => void;
}) {
  const { t, i18n } = useTranslation('follow');
  const format = useFormat();
  const lang = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <article className="follow-ticket">
      <header>
        <Badge tone="accent">{t(`state.${ticket.state}`)}</Badge>
        <h2 className="oc-heading">{ticket.title}</h2>
        <p className="oc-quiet">
          {ticket.number} · {format.date(ticket.createdAt)}
          {ticket.department && ` · ${ticket.department[lang]}`}
        </p>
      </header>
      {ticket.dueAt && !ticket.publicReply && (
        <Notice>{t('due', { date: format.date(ticket.dueAt) })}</Notice>
      )}
      {ticket.publicReply && (
        <section className="follow-box">
          <strong>{t('reply')}</strong>
          <p className="follow-text">{ticket.publicReply}</p>
        </section>
      )}
      {ticket.question && (
        <AnswerQuestion question={ticket.question} onAnswer={(text) => give('answer', { text })} />
      )}
      {ticket.canRate && <Rate onRate={(rating) => give('rate', rating)} />}
      {ticket.rating && (
        <Notice tone="ok">
          {t('rated', {
            score: t(`score.${scores.find((each) => Number(each) === ticket.rating?.score) ?? '3'}`),
          })}
        </Notice>
      )}
      <section>
        <h3 className="oc-title">{t('steps')}</h3>
        <ol className="follow-steps">
          {ticket.steps.map((step) => {
            const known = stepSchema.safeParse(step.step);
            return (
              <li key={`${step.at}-${step.step}`}>
                <span>{known.success ? t(`step.${known.data}`) : step.step}</span>
                <time className="oc-quiet" dateTime={step.at}>
                  {format.moment(step.at)}
                </time>
              </li>
            );
          })}
        </ol>
      </section>
      {ticket.canUrge && <PlainButton onClick={() => give('urge')}>{t('urge')}</PlainButton>}
      <details>
        <summary>{t('yourWords')}</summary>
        <p className="follow-text">{ticket.text}</p>
      </details>
    </article>
  );
}

function Follow() {
  const { t } = useTranslation('follow');
  const given = new URLSearchParams(window.location.search);
  const [key, setKey] = useState<Key>({ number: given.get('number') ?? '', code: given.get('code') ?? '' });
  const [ticket, setTicket] = useState<CitizenTicketView | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const give = (path: string, extra: object = {}): void => {
    setPending(true);
    setFault(null);
    const body = path === 'lookup' ? key : { ...key, ...extra, commandId: crypto.randomUUID() };
    ask(`/api/citizen/tickets/${path}`, citizenTicketViewSchema, { body })
      .then(setTicket)
      .catch((error: unknown) => {
        const isUnknown =
          error instanceof RequestFailure && (error.code === 'not_found' || error.code === 'bad_request');
        setFault(
          isUnknown && path === 'lookup'
            ? t('unknown')
            : error instanceof Error && error.message
              ? error.message
              : t('failed'),
        );
      })
      .finally(() => setPending(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link's number and code are looked up once
  useEffect(() => {
    document.title = t('title');
    if (key.number && key.code) give('lookup');
  }, []);
  return (
    <div className="follow">
      <h1 className="oc-display">{t('title')}</h1>
      {!ticket && (
        <form
          className="follow-box"
          onSubmit={(event) => {
            event.preventDefault();
            give('lookup');
          }}
        >
          <PlainTextField
            label={t('number')}
            required
            value={key.number}
            onChange={(event) => setKey({ ...key, number: event.target.value })}
          />
          <PlainTextField
            label={t('code')}
            description={t('codeNote')}
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            value={key.code}
            onChange={(event) => setKey({ ...key, code: event.target.value })}
          />
          <PlainButton type="submit" variant="primary" isPending={isPending}>
            {t('look')}
          </PlainButton>
        </form>
      )}
      {fault && (
        <Notice tone="danger" isLive>
          {fault}
        </Notice>
      )}
      {ticket && <Ticket ticket={ticket} give={give} />}
    </div>
  );
}

await mountPage(<Follow />, ['follow']);
