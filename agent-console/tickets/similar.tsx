// Tickets that may be about the same matter, beside this one: the dispatch desk merges or links them.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Dialog, Row, Stack, useFormat, useLang } from '../../design/index.ts';
import type { Lists } from '../../server/admin/contract.ts';
import type { SimilarTicket, TicketView } from '../../server/tickets/contract.ts';
import { useSimilar, useTicketCommand } from './ticket-data.ts';

function Side({ number, title, text, note }: { number: string; title: string; text: string; note: string }) {
  return (
    <Stack gap={1} className="ticket-side-by-side">
      <span className="oc-micro oc-quiet">{number}</span>
      <strong>{title}</strong>
      <span className="oc-small oc-quiet">{note}</span>
      <p className="ticket-text">{text}</p>
    </Stack>
  );
}

/** Both texts side by side, and what can be done with them. */
function Compare({
  ticket,
  other,
  lists,
  onClose,
}: {
  ticket: TicketView;
  other: SimilarTicket;
  lists: Lists;
  onClose: () => void;
}) {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const format = useFormat();
  const command = useTicketCommand(ticket);
  const noteOf = (one: {
    state: TicketView['state'];
    leadDepartmentCode: string | null;
    createdAt: string;
  }) =>
    [
      t(`state.${one.state}`),
      lists.departments.find(({ code }) => code === one.leadDepartmentCode)?.name[lang],
      format.moment(one.createdAt),
    ]
      .filter(Boolean)
      .join(' · ');
  const isAllowed = (name: 'merge' | 'link'): boolean => ticket.allowedCommands.includes(name);
  return (
    <Dialog
      title={t('similar.compare')}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            isDisabled={!isAllowed('link') || command.isPending}
            onPress={() =>
              command.mutate({ command: 'link', otherTicketId: other.id }, { onSuccess: onClose })
            }
          >
            {t('similar.link')}
          </Button>
          <Button
            variant="primary"
            isDisabled={!isAllowed('merge')}
            isPending={command.isPending}
            onPress={() =>
              command.mutate({ command: 'merge', mainTicketId: other.id }, { onSuccess: onClose })
            }
          >
            {t('similar.merge', { number: other.number })}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <p className="oc-small oc-quiet">{t('similar.mergeNote')}</p>
        <div className="ticket-reply">
          <Side {...ticket} note={noteOf(ticket)} />
          <Side {...other} note={noteOf(other)} />
        </div>
      </Stack>
    </Dialog>
  );
}

export function Similar({ ticket, lists }: { ticket: TicketView; lists: Lists }) {
  const { t } = useTranslation('tickets');
  const isAsked = ticket.allowedCommands.includes('merge');
  const items = useSimilar(ticket.id, isAsked).data?.items ?? [];
  const [compared, setCompared] = useState<SimilarTicket | null>(null);
  if (!isAsked || items.length === 0) return null;
  return (
    <section>
      <h3 className="ticket-heading">{t('similar.title')}</h3>
      <ul className="ticket-lines">
        {items.slice(0, 5).map((other) => (
          <li key={other.id}>
            <Row justify="between" gap={2}>
              <Row gap={2} className="ticket-similar">
                <Badge tone={other.isSameMatter ? 'warn' : 'neutral'}>
                  {t('similar.alike', { percent: Math.round(other.likeness * 100) })}
                </Badge>
                {other.isSameCitizen && <Badge tone="accent">{t('similar.sameCitizen')}</Badge>}
                <span className="oc-truncate">{other.title}</span>
              </Row>
              <Button size="small" onPress={() => setCompared(other)}>
                {t('similar.open')}
              </Button>
            </Row>
          </li>
        ))}
      </ul>
      {compared && (
        <Compare ticket={ticket} other={compared} lists={lists} onClose={() => setCompared(null)} />
      )}
    </section>
  );
}
