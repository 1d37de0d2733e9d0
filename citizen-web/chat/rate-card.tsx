// The chat is over: how it was, by one press, and in a few words for whoever likes. Nobody has to.
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { scores } from '../../server/platform/contract.ts';
import { type AskedRating, maxWords } from '../../server/ratings/contract.ts';
import { wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import type { ChatLine } from './line.ts';

export function RateCard({
  interactionId,
  rating,
  line,
}: {
  interactionId: string;
  rating: AskedRating;
  line: ChatLine;
}) {
  const { t } = useTranslation(['chat', 'site']);
  const { isSending, failure, send } = useSending();
  const [words, setWords] = useState('');
  const [isSaid, setSaid] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const thanks = useRef<HTMLParagraphElement>(null);
  const { score, isClosed } = rating;
  const given = scores.find((each) => each === score);
  const isAsked = !isClosed && (given === undefined || isChanging);
  /** What was pressed goes, and whoever stood there goes on where it says what has come. */
  const rate = (next: (typeof scores)[number], said?: string): Promise<void> =>
    send(async () => {
      await line.rate({ interactionId, score: next, ...(said && { words: said }) });
      setChanging(false);
      if (said) setSaid(true);
      thanks.current?.focus();
    });
  return (
    <section className="chat-rate" aria-label={t('rating.question')}>
      {isAsked && (
        <fieldset>
          <legend>{t('rating.question')}</legend>
          {scores.map((each) => (
            <PlainButton
              key={each}
              aria-pressed={each === score}
              autoFocus={isChanging && each === score}
              onClick={() => {
                if (!isSending) void rate(each);
              }}
            >
              {t(`site:score.${each}`)}
            </PlainButton>
          ))}
        </fieldset>
      )}
      <p ref={thanks} className="oc-quiet" role="status" tabIndex={-1}>
        {given === undefined ? t('rating.note') : t('rating.given', { score: t(`site:score.${given}`) })}
        {isSaid && ` ${t('rating.wordsSent')}`}
      </p>
      {given !== undefined && !isClosed && !isAsked && (
        <PlainButton variant="quiet" onClick={() => setChanging(true)}>
          {t('rating.change')}
        </PlainButton>
      )}
      {given !== undefined && !isClosed && !isSaid && (
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (!isSending && words.trim() !== '') void rate(given, words.trim());
          }}
        >
          <PlainTextField
            label={t('rating.words')}
            maxLength={maxWords}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <PlainButton type="submit" disabled={words.trim() === ''}>
            {t('rating.send')}
          </PlainButton>
        </form>
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
    </section>
  );
}
