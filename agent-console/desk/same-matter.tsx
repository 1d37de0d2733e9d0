// Before a ticket is filed: the open ones about the same matter. The citizen's own are joined as an urge (催办); of others'
// the citizen is told how they stand.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Stack, useFormat, useLang } from '../../design/index.ts';
import { beforeFilingSchema, type SimilarTicket, type toJoinSchema } from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLists } from './desk-data.ts';
import { useSettled } from './settled.ts';

type Matter = z.infer<typeof toJoinSchema>;

/** What was written joins a ticket whole, with its title: nothing is lost. */
const wordsOf = ({ title, text }: Matter): string =>
  text.startsWith(title.trim()) ? text : `${title.trim()}\n${text}`.slice(0, 8_000);

/** What other people reported of the matter: nothing to press, something to say. */
function OfOthers({ others }: { others: z.infer<typeof beforeFilingSchema>['others'] }) {
  const { t } = useTranslation(['desk', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const departments = useLists().data?.departments;
  return (
    <Notice tone="accent">
      <Stack gap={2}>
        <strong>{t('ticket.others', { count: others.count })}</strong>
        {others.likeliest.map(({ id, title, number, state, leadDepartmentCode, createdAt }) => (
          <span key={id}>
            {title}{' '}
            <span className="oc-micro oc-quiet">
              {[
                t('ticket.sameText', { number, state: t(`tickets:state.${state}`) }),
                departments?.find(({ code }) => code === leadDepartmentCode)?.name[lang],
                format.moment(createdAt),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </span>
        ))}
        <span className="oc-micro">{t('ticket.othersNote')}</span>
      </Stack>
    </Notice>
  );
}

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
  const { title, text, citizenId, citizenPhone, categoryCode } = matter;
  const written = useMemo(
    () => ({ title, text, citizenId, citizenPhone, categoryCode }),
    [title, text, citizenId, citizenPhone, categoryCode],
  );
  const asked = useSettled(written);
  const found = useQuery({
    queryKey: ['desk', 'to-join', asked],
    queryFn: () => api.post('/api/tickets/to-join', asked, beforeFilingSchema),
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
  const { items, others } = found.data ?? { items: [], others: { count: 0, likeliest: [] } };
  const ofOthers = others.count > 0 ? t('ticket.others', { count: others.count }) : '';
  const said = items.length > 0 ? t('ticket.same', { count: items.length }) : ofOthers;
  return (
    <>
      {/* Read aloud as it is found, and not again while its words stay: a region that comes with them is passed over. */}
      <span role="status" className="oc-hidden">
        {said}
      </span>
      {items.length > 0 ? (
        <Own items={items} isPending={join.isPending} onJoin={(ticket) => join.mutate(ticket)} />
      ) : (
        others.count > 0 && <OfOthers others={others} />
      )}
    </>
  );
}

/** The citizen's own open tickets about it. */
function Own({
  items,
  isPending,
  onJoin,
}: {
  items: readonly SimilarTicket[];
  isPending: boolean;
  onJoin: (ticket: SimilarTicket) => void;
}) {
  const { t } = useTranslation(['desk', 'tickets']);
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
            <Button size="small" isPending={isPending} onPress={() => onJoin(ticket)}>
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
        {t('ticket.joined', { number: ticket.number })}
      </Notice>
      <Button onPress={onAgain}>{t('ticket.another')}</Button>
    </Stack>
  );
}
