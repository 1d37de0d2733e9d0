// A ticket's files: what the citizen sent, and what clerks added; each says whether the citizen sees it.
import { Paperclip } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Checkbox, Row, Stack, useFormat } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { useUser } from '../session/session.ts';
import { useAddFile } from './ticket-data.ts';

const perKilobyte = 1_024;

export function Files({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const format = useFormat();
  const { roles } = useUser();
  const add = useAddFile(ticket.id);
  const chooser = useRef<HTMLInputElement>(null);
  const [isPublic, setPublic] = useState(false);
  const mayAdd = may(roles, 'ticket.command');
  if (ticket.files.length === 0 && !mayAdd) return null;
  return (
    <section>
      <Stack gap={2}>
        <h3 className="ticket-heading">{t('files.title')}</h3>
        {ticket.files.length > 0 && (
          <ul className="ticket-lines">
            {ticket.files.map((file) => {
              const href = `/api/tickets/${ticket.id}/files/${file.id}`;
              return (
                <li key={file.id}>
                  <Row wraps gap={2}>
                    {file.mime.startsWith('image/') && (
                      <img className="ticket-thumb" src={href} alt="" loading="lazy" />
                    )}
                    <a href={href} target="_blank" rel="noreferrer">
                      {file.name}
                    </a>
                    <span className="oc-micro oc-quiet">
                      {t('files.size', { kb: format.number(Math.ceil(file.bytes / perKilobyte)) })} ·{' '}
                      {format.moment(file.at)}
                    </span>
                    {file.isCitizens ? (
                      <Badge tone="accent">{t('files.citizens')}</Badge>
                    ) : (
                      <Badge>{t(file.isPublic ? 'files.public' : 'files.inside')}</Badge>
                    )}
                  </Row>
                </li>
              );
            })}
          </ul>
        )}
        {mayAdd && (
          <Row wraps gap={3}>
            <Button
              size="small"
              icon={Paperclip}
              isPending={add.isPending}
              onPress={() => chooser.current?.click()}
            >
              {t('files.add')}
            </Button>
            <Checkbox isSelected={isPublic} onChange={setPublic}>
              {t('files.makePublic')}
            </Checkbox>
            <input
              ref={chooser}
              type="file"
              hidden
              aria-label={t('files.add')}
              onChange={(event) => {
                const file = event.target.files?.[0];
                if (file) add.mutate({ file, isPublic });
                event.target.value = '';
              }}
            />
          </Row>
        )}
      </Stack>
    </section>
  );
}
