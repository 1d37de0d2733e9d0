// What one address was told, what it answered, and what is still to come.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Dialog,
  EmptyState,
  Row,
  Select,
  Stack,
  showToast,
  Table,
  useFormat,
} from '../../design/index.ts';
import {
  type DeliveryState,
  type DeliveryView,
  deliveryStateSchema,
  type WebhookView,
} from '../../server/webhooks/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { eventLabel } from './webhook-words.ts';
import { useDeliveries, useDeliveryDeed, useReplaySince } from './webhooks-data.ts';

const tones = { waiting: 'neutral', retrying: 'warn', delivered: 'ok', skipped: 'neutral' } as const;
const dayMs = 24 * 60 * 60_000;

function Outcome({ one }: { one: DeliveryView }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (one.state === 'delivered' && one.deliveredAt) return format.moment(one.deliveredAt);
  if (one.state !== 'retrying') return '—';
  const fault =
    one.status === null ? t(`hooks.failure.${one.failure ?? 'unreachable'}`) : `HTTP ${one.status}`;
  return t('hooks.again', { fault, count: one.attempts, time: one.nextAt ? format.moment(one.nextAt) : '—' });
}

export function WebhookLog({ webhook, onClose }: { webhook: WebhookView; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'tickets']);
  const format = useFormat();
  const [state, setState] = useState<DeliveryState | undefined>();
  const query = useDeliveries(webhook, state);
  const deed = useDeliveryDeed();
  const replay = useReplaySince();
  const showFailure = useFailureToast();
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const replayDay = (): void =>
    replay.mutate(
      { id: webhook.id, since: new Date(Date.now() - dayMs) },
      {
        onSuccess: ({ count }) => showToast({ tone: 'ok', title: t('hooks.replayed', { count }) }),
        onError: showFailure,
      },
    );
  return (
    <Dialog
      title={t('hooks.logOf', { name: webhook.name })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button isPending={replay.isPending} onPress={replayDay}>
            {t('hooks.replayDay')}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {t('hooks.close')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Select
          label={t('state')}
          options={[
            { id: 'all', label: t('hooks.all') },
            ...deliveryStateSchema.options.map((one) => ({ id: one, label: t(`hooks.state.${one}`) })),
          ]}
          value={state ?? 'all'}
          onChange={(one) => setState(deliveryStateSchema.safeParse(one).data)}
        />
        <div className="admin-log">
          <Table
            label={t('hooks.log')}
            rows={rows}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t('hooks.noneSent')} description={t('hooks.noneSentNote')} />}
            columns={[
              { id: 'at', title: t('hooks.at'), render: ({ createdAt }) => format.moment(createdAt) },
              { id: 'number', title: t('hooks.ticket'), isRowHeader: true, render: ({ number }) => number },
              { id: 'type', title: t('hooks.event'), render: ({ type }) => eventLabel(t, type) },
              {
                id: 'state',
                title: t('state'),
                render: (one) => <Badge tone={tones[one.state]}>{t(`hooks.state.${one.state}`)}</Badge>,
              },
              { id: 'outcome', title: t('hooks.outcome'), render: (one) => <Outcome one={one} /> },
              {
                id: 'deeds',
                title: t('users.actions'),
                align: 'end',
                render: ({ id, state: now }) => (
                  <Row gap={1} justify="end">
                    <Button
                      size="small"
                      onPress={() =>
                        deed.mutate(
                          { id: webhook.id, delivery: id, deed: 'replay' },
                          { onError: showFailure },
                        )
                      }
                    >
                      {t(now === 'retrying' ? 'hooks.now' : 'hooks.replay')}
                    </Button>
                    {(now === 'retrying' || now === 'waiting') && (
                      <Button
                        size="small"
                        onPress={() =>
                          deed.mutate(
                            { id: webhook.id, delivery: id, deed: 'skip' },
                            { onError: showFailure },
                          )
                        }
                      >
                        {t('hooks.skip')}
                      </Button>
                    )}
                  </Row>
                ),
              },
            ]}
          />
        </div>
        {query.hasNextPage && (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('users.more')}
          </Button>
        )}
      </Stack>
    </Dialog>
  );
}
