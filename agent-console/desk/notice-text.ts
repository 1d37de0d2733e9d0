// What the machine told a citizen within a conversation, in the reader's language.
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useLang } from '../../design/index.ts';
import type { MessageView } from '../../server/intake/contract.ts';
import { ticketNotices } from '../../server/tickets/told/contract.ts';

const noticeKeySchema = z.enum([
  ...ticketNotices,
  'machine_answer',
  'machine_answer_solved',
  'machine_answer_person',
  'status_chosen',
  'status_found',
  'status_not_found',
  'status_unavailable',
]);

/** Words of a notice; none of one that is not known here. */
export function useNoticeText(): (notice: NonNullable<MessageView['notice']>) => string {
  const { t } = useTranslation('desk');
  const lang = useLang();
  return ({ key, vars }) => {
    const known = noticeKeySchema.safeParse(key);
    const { ticketNumber = '', code = '', subject = '', ...said } = vars;
    const [title = '', short = '', name = '', state = ''] =
      lang === 'zh'
        ? [said.titleZh, said.shortZh, said.nameZh, said.stateZh]
        : [said.titleEn, said.shortEn, said.nameEn, said.stateEn];
    const values = { ticketNumber, code, title, short, name, subject, state };
    return known.success ? t(`notice.${known.data}`, values) : '';
  };
}
