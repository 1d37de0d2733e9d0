// Who asked a system, for whose matter (starred out), and what came of it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Checkbox,
  Dialog,
  EmptyState,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ConnectorView } from '../../server/connectors/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLookupLog } from './connectors-data.ts';

const tones = { found: 'ok', not_found: 'neutral', unavailable: 'danger' } as const;

export function ConnectorLog({ connector, onClose }: { connector: ConnectorView; onClose: () => void }) {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const format = useFormat();
  const [isFailedOnly, setFailedOnly] = useState(false);
  const query = useLookupLog(connector.code, isFailedOnly);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Dialog
      title={t('logOf', { name: connector.definition[lang === 'zh' ? 'nameZh' : 'nameEn'] })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('close')}
        </Button>
      }
    >
      <Stack gap={3}>
        <Checkbox isSelected={isFailedOnly} onChange={setFailedOnly}>
          {t('failedOnly')}
        </Checkbox>
        {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
        <div className="admin-log">
          <Table
            label={t('deed.log')}
            rows={rows}
            rowKey={({ id }) => id}
            empty={<EmptyState title={t('noneAsked')} description={t('noneAskedNote')} />}
            columns={[
              { id: 'at', title: t('at'), render: ({ at }) => format.moment(at) },
              {
                id: 'by',
                title: t('by'),
                render: ({ by, channel }) => by?.[lang] ?? t(`asker.${channel as 'desk'}`),
              },
              { id: 'subject', title: t('subject'), isRowHeader: true, render: ({ subject }) => subject },
              {
                id: 'outcome',
                title: t('result'),
                render: ({ outcome, failure, status }) => (
                  <>
                    <Badge tone={tones[outcome]}>{t(`outcome.${outcome}`)}</Badge>{' '}
                    <span className="oc-small oc-quiet">
                      {[failure && t(`failure.${failure}`), failure && status !== null && `HTTP ${status}`]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </>
                ),
              },
              {
                id: 'ms',
                title: t('took'),
                align: 'end',
                render: ({ ms, isCached }) => (isCached ? t('cached') : t('ms', { ms })),
              },
            ]}
          />
        </div>
        {query.hasNextPage && (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Stack>
    </Dialog>
  );
}
