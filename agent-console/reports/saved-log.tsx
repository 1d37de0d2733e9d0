// What became of each letter of a saved report.
import { Mail } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Badge, Dialog, EmptyState, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import type { ReportDelivery, SavedReport } from '../../server/reports/saved/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useDeliveries } from './saved-data.ts';

const tones = { waiting: 'neutral', sent: 'ok', failed: 'danger', withheld: 'warn' } as const;

function State({ one }: { one: ReportDelivery }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  return (
    <Stack gap={1}>
      <Badge tone={tones[one.state]}>{t(`saved.state.${one.state}`)}</Badge>
      {one.withheld && <span className="oc-small">{t(`saved.withheld.${one.withheld}`)}</span>}
      {one.state !== 'sent' && one.error && <span className="oc-small oc-quiet">{one.error}</span>}
      {one.nextAt && one.attempts > 0 && (
        <span className="oc-small">{t('saved.again', { time: format.moment(one.nextAt) })}</span>
      )}
    </Stack>
  );
}

export function SavedLog({ report, onClose }: { report: SavedReport; onClose: () => void }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  const query = useDeliveries(report.id);
  return (
    <Dialog title={t('saved.logOf', { name: report.name })} size="large" isOpen onOpenChange={onClose}>
      {query.isLoading && <Skeleton lines={4} />}
      {query.error && !query.data && (
        <FailureState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <Table
          label={t('saved.log')}
          rows={query.data.items}
          rowKey={({ id }) => id}
          empty={<EmptyState icon={Mail} title={t('saved.noLetters')} />}
          columns={[
            { id: 'due', title: t('saved.due'), render: ({ dueAt }) => format.moment(dueAt) },
            { id: 'to', title: t('saved.to'), isRowHeader: true, render: ({ name }) => name[lang] },
            { id: 'state', title: t('saved.became'), render: (one) => <State one={one} /> },
            {
              id: 'sent',
              title: t('saved.sentAt'),
              render: ({ sentAt }) => (sentAt ? format.moment(sentAt) : '—'),
            },
          ]}
        />
      )}
    </Dialog>
  );
}
