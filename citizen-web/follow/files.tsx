// The files of a ticket that are the citizen's to see, and a way to add one.
import { Paperclip } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../design/badge.tsx';
import type { CitizenTicketView } from '../../server/tickets/contract.ts';

export function Files({
  ticket,
  code,
  isPending,
  onAdd,
}: {
  ticket: CitizenTicketView;
  code: string;
  isPending: boolean;
  onAdd: (file: File) => void;
}) {
  const { t } = useTranslation('follow');
  if (ticket.files.length === 0 && !ticket.canAddFiles) return null;
  const key = new URLSearchParams({ number: ticket.number, code }).toString();
  return (
    <section className="follow-box">
      <h3 className="oc-title">{t('files')}</h3>
      {ticket.files.length > 0 && (
        <ul className="follow-files">
          {ticket.files.map((file) => (
            <li key={file.id}>
              <a href={`/api/citizen/tickets/files/${file.id}?${key}`} target="_blank" rel="noreferrer">
                {file.name}
              </a>{' '}
              {file.isCitizens && <Badge>{t('fileMine')}</Badge>}
            </li>
          ))}
        </ul>
      )}
      {ticket.canAddFiles && (
        <label className="oc-button" data-size="large" data-pending={isPending || undefined}>
          {isPending ? <span className="oc-spinner" /> : <Paperclip aria-hidden />}
          <span>{t(isPending ? 'fileSending' : 'addFile')}</span>
          <input
            type="file"
            className="oc-hidden"
            disabled={isPending}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) onAdd(file);
              event.target.value = '';
            }}
          />
        </label>
      )}
    </section>
  );
}
