// A published answer that the machine gives while the citizen waits: read it, say that it was enough, or ask for a person.
import { BookOpenText, Check, Headset } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useLang } from '../../design/i18n/lang.ts';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import type { ChatLine } from './line.ts';

const answerSchema = z.object({
  articleId: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  shortZh: z.string(),
  shortEn: z.string(),
  sourceZh: z.string(),
  sourceEn: z.string(),
  date: z.string(),
});

/** @param isOpen nothing was said of it yet, and nobody has taken the contact */
export function AnswerCard({
  messageId,
  vars,
  isOpen,
  line,
}: {
  messageId: string;
  vars: Readonly<Record<string, string>>;
  isOpen: boolean;
  line: ChatLine;
}) {
  const { t } = useTranslation('chat');
  const lang = useLang();
  const { isSending, failure, send } = useSending();
  const parsed = answerSchema.safeParse(vars);
  if (!parsed.success) return null;
  const answer = parsed.data;
  const [title, short, source] =
    lang === 'zh'
      ? [answer.titleZh, answer.shortZh, answer.sourceZh]
      : [answer.titleEn, answer.shortEn, answer.sourceEn];
  const { date } = answer;
  const judge = (isSolved: boolean): Promise<void> => send(() => line.judge(messageId, isSolved));
  return (
    <article className="chat-answer">
      <p className="chat-answer-kind">
        <BookOpenText aria-hidden />
        {t('answer.title')}
      </p>
      <h3>{title}</h3>
      <p>{short}</p>
      <p className="chat-answer-source">
        {source === '' ? t('answer.sourceless', { date }) : t('answer.source', { source, date })}
      </p>
      <LinkButton variant="quiet" href={`/?article=${answer.articleId}`} target="_blank">
        {t('answer.open')}
      </LinkButton>
      {isOpen && (
        <>
          <div className="chat-answer-ways">
            <PlainButton variant="primary" icon={Check} disabled={isSending} onClick={() => void judge(true)}>
              {t('answer.solved')}
            </PlainButton>
            <PlainButton icon={Headset} disabled={isSending} onClick={() => void judge(false)}>
              {t('answer.person')}
            </PlainButton>
          </div>
          <p className="oc-quiet">{t('answer.keeps')}</p>
        </>
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
    </article>
  );
}
