// The chat is over: how it was, by one press, and in a few words for whoever likes. Nobody has to.
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton, PlainTextArea } from '../../design/native.tsx';
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
  const thanks = useRef<HTMLParagraphElement>(null);
  const { score, isClosed } = rating;
  const given = scores.find((each) => each === score);
  const say = (event: FormEvent): void => {
    event.preventDefault();
    if (given === undefined || words.trim() === '') return;
    void send(async () => {
      await line.rate({ interactionId, score: given, words });
      setSaid(true);
      // The field goes: whoever stood in it goes on where it says that the words have come.
      thanks.current?.focus();
    });
  };
  return (
    <section className="chat-rate" aria-label={t('rating.question')}>
      {!isClosed && (
        <fieldset>
          <legend>{t('rating.question')}</legend>
          {scores.map((each) => (
            <PlainButton
              key={each}
              aria-pressed={each === score}
              onClick={() => {
                if (!isSending) void send(() => line.rate({ interactionId, score: each }));
              }}
            >
              {t(`site:score.${each}`)}
            </PlainButton>
          ))}
        </fieldset>
      )}
      <p ref={thanks} className="oc-quiet" role="status" tabIndex={-1}>
        {given === undefined
          ? t('rating.note')
          : [
              t('rating.given', { score: t(`site:score.${given}`) }),
              ...(isSaid ? [t('rating.wordsSent')] : []),
            ].join(' ')}
      </p>
      {given !== undefined && !isClosed && !isSaid && (
        <form onSubmit={say}>
          <PlainTextArea
            label={t('rating.words')}
            rows={2}
            maxLength={maxWords}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <PlainButton type="submit" disabled={isSending || words.trim() === ''}>
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
