import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Dialog, Notice, Row, Stack, TextArea } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import type { TicketView } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { CallCitizen } from '../outbound/call-citizen.tsx';
import { Reveal } from '../privacy/reveal.tsx';
import { useUser } from '../session/session.ts';

const identitySchema = z.object({ name: z.string().nullable(), phone: z.string().nullable() });

function Named({ name, phone }: z.infer<typeof identitySchema>) {
  if (!name && !phone) return '—';
  return (
    <Row wraps>
      {name && <span>{name}</span>}
      {phone && <a href={`tel:${phone}`}>{phone}</a>}
    </Row>
  );
}

/** Asks for the reason of a look at a sealed identity; it is shown here only, and every look is recorded. */
function Unseal({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation('tickets');
  const [isAsking, setAsking] = useState(false);
  const reason = useAskedText();
  const textOf = useFailureText();
  const unseal = useMutation({
    mutationFn: (said: string) =>
      api.post(`/api/tickets/${ticketId}/unseal`, { reason: said }, identitySchema),
    onSuccess: () => setAsking(false),
  });
  if (unseal.data) return <Named {...unseal.data} />;
  return (
    <Row wraps>
      <span>{t('sealed')}</span>
      <Button size="small" onPress={() => setAsking(true)}>
        {t('unseal.open')}
      </Button>
      <Dialog
        title={t('unseal.open')}
        isOpen={isAsking}
        onOpenChange={setAsking}
        size="small"
        footer={
          <>
            <Button onPress={() => setAsking(false)}>{t('cancel')}</Button>
            <Button variant="primary" isPending={unseal.isPending} onPress={() => reason.give(unseal.mutate)}>
              {t('unseal.open')}
            </Button>
          </>
        }
      >
        <Stack gap={3}>
          {unseal.error && (
            <Notice tone="danger" isLive>
              {textOf(unseal.error)}
            </Notice>
          )}
          <TextArea
            label={t('unseal.reason')}
            description={t('unseal.note')}
            isRequired
            autoFocus
            maxLength={300}
            {...reason.field}
          />
        </Stack>
      </Dialog>
    </Row>
  );
}

/** Who reported: name and telephone, or that they are sealed. */
export function CitizenIdentity({ ticket }: { ticket: TicketView }) {
  const { t } = useTranslation('tickets');
  const { roles } = useUser();
  const { sealed, citizenName, citizenPhone } = ticket;
  if (!sealed || citizenName !== null || citizenPhone !== null) {
    return (
      <Row wraps>
        {citizenName && <span>{citizenName}</span>}
        {citizenPhone && <span>{citizenPhone}</span>}
        {!citizenName && !citizenPhone && '—'}
        {ticket.hidden.phone && ticket.hidden.mayReveal && (
          <Reveal key={ticket.id} of={`/api/tickets/${ticket.id}`} what="phone" />
        )}
        {!sealed && may(roles, 'desk.work') && <CallCitizen about={{ about: 'ticket', id: ticket.id }} />}
      </Row>
    );
  }
  return may(roles, 'ticket.unseal') ? <Unseal ticketId={ticket.id} /> : t('sealed');
}
