// Before a ticket is filed: the open ones of the same citizen about the same matter, to join as an urge (催办).
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Stack } from '../../design/index.ts';
import { type SimilarTicket, similarTicketSchema, type toJoinSchema } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

type Matter = z.infer<typeof toJoinSchema>;
const foundSchema = z.object({ items: z.array(similarTicketSchema) });

/** What was written joins a ticket whole, with its title: nothing is lost. */
const wordsOf = ({ title, text }: Matter): string =>
  text.startsWith(title.trim()) ? text : `${title.trim()}\n${text}`.slice(0, 8_000);

export function SameMatter({
  matter,
  conversationId,
  onJoined,
}: {
  matter: Matter;
  conversationId: string;
  onJoined: (ticket: SimilarTicket) => void;
}) {
  const { t } = useTranslation(['desk', 'tickets']);
  const client = useQueryClient();
  const asked = useDeferredValue(matter);
  const found = useQuery({
    queryKey: ['desk', 'to-join', asked],
    queryFn: () => api.post('/api/tickets/to-join', asked, foundSchema),
    enabled: asked.text.trim().length > 1,
    placeholderData: (before) => before,
  });
  const join = useMutation({
    mutationFn: ({ id }: SimilarTicket) =>
      api.post(
        `/api/tickets/${id}/commands`,
        {
          command: 'urge',
          commandId: crypto.randomUUID(),
          // An urge needs no current version.
          version: 0,
          text: wordsOf(matter),
          conversationId,
        },
        z.object({ ok: z.literal(true) }),
      ),
    onSuccess: (_, ticket) => {
      void client.invalidateQueries({ queryKey: ['desk', 'conversation', conversationId] });
      onJoined(ticket);
    },
    onError: useFailureToast(),
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Notice tone="warn">
      <Stack gap={2}>
        <strong>{t('ticket.same', { count: items.length })}</strong>
        {items.map((ticket) => (
          <Row key={ticket.id} wraps gap={2} justify="between">
            <span>
              {ticket.title}{' '}
              <span className="oc-micro oc-quiet">
                {t('ticket.sameText', { number: ticket.number, state: t(`tickets:state.${ticket.state}`) })}
              </span>
            </span>
            <Button size="small" isPending={join.isPending} onPress={() => join.mutate(ticket)}>
              {t('ticket.join')}
            </Button>
          </Row>
        ))}
        <span className="oc-micro">{t('ticket.sameNote')}</span>
      </Stack>
    </Notice>
  );
}

export function Joined({ ticket, onAgain }: { ticket: SimilarTicket; onAgain: () => void }) {
  const { t } = useTranslation('desk');
  return (
    <Stack gap={3} className="desk-tab">
      <Notice tone="ok" isLive>
        <CircleCheck aria-hidden /> {t('ticket.joined', { number: ticket.number })}
      </Notice>
      <Button onPress={onAgain}>{t('ticket.another')}</Button>
    </Stack>
  );
}
