import { useTranslation } from 'react-i18next';
import { Select, useLang } from '../../design/index.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useReplyTemplates } from './ticket-data.ts';

/** Puts a department's usual answer into the form, in the citizen's language; what is left open is filled in there. */
export function ReplyTemplates({ ticket, onTake }: { ticket: TicketView; onTake: (text: string) => void }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const templates = useReplyTemplates().data?.items ?? [];
  if (templates.length === 0) return null;
  const take = (code: string | null): void => {
    const template = templates.find((each) => each.code === code);
    if (!template) return;
    const { title, number } = ticket;
    onTake(template.text[ticket.lang].replaceAll('{{title}}', title).replaceAll('{{ticketNumber}}', number));
  };
  return (
    <Select
      label={t('form.template')}
      options={templates.map((each) => ({ id: each.code, label: each.title[lang] }))}
      value={null}
      onChange={take}
    />
  );
}
