// What a request for disclosure is about, and how its answer is wanted.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Facts, useLang } from '../../design/index.ts';
import { disclosureRequestSchema } from '../../server/catalogue/contract.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';

export function Disclosure({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const query = useQuery({
    queryKey: ['catalogue', 'ticket', ticket.id],
    queryFn: () => api.get(`/api/tickets/${ticket.id}/disclosure`, disclosureRequestSchema),
    enabled: ticket.kind === 'disclosure_request',
    // Filed by an agent it has no entry: nothing to show, and nothing to ask again.
    retry: false,
  });
  if (!query.data) return null;
  const { entry, delivery, applicant } = query.data;
  return (
    <Facts
      items={[
        ...(entry
          ? [
              { id: 'entry', term: t('disclosure.entry'), value: entry.name[lang] },
              { id: 'code', term: t('disclosure.code'), value: entry.code },
            ]
          : []),
        ...(applicant
          ? [{ id: 'applicant', term: t('disclosure.applicant'), value: t(`disclosure.as.${applicant}`) }]
          : []),
        { id: 'delivery', term: t('disclosure.delivery'), value: t(`disclosure.by.${delivery}`) },
      ]}
    />
  );
}
