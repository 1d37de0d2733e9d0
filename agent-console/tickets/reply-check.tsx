// Before a reply is approved: what to look at, with the words behind it, and what the reply promises. Never a block.
import './suggestion-reasons.css';
import { useTranslation } from 'react-i18next';
import { Stack } from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useReplyCheck } from './ticket-data.ts';

export function ReplyCheck({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const { data: check } = useReplyCheck(ticket);
  if (!check) return null;
  return (
    <section className="reply-check" aria-label={t('replyCheck.title')}>
      <Stack gap={1}>
        <h3 className="ticket-heading">{t('replyCheck.title')}</h3>
        {check.hints.length === 0 && <p className="oc-small oc-quiet">{t('replyCheck.none')}</p>}
        <ul className="reply-hints oc-small">
          {check.hints.map(({ aspect, code, evidence }) => (
            <li key={code}>
              <span className="oc-quiet">{t(`replyCheck.aspect.${aspect}`)}</span>
              <span>{t(`replyCheck.hint.${code}`)}</span>
              {evidence.map((words) => (
                // As they were written, in the language of the reply.
                <q key={words} className="oc-micro" lang="zh-CN">
                  {words}
                </q>
              ))}
            </li>
          ))}
          {check.promises.map(({ words, day }) => (
            <li key={day}>
              <span className="oc-quiet">{t('replyCheck.aspect.promise')}</span>
              <span>{t('replyCheck.promised', { day })}</span>
              <q className="oc-micro" lang="zh-CN">
                {words}
              </q>
            </li>
          ))}
        </ul>
      </Stack>
    </section>
  );
}
