// What something was before, and the way back.
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Dialog, Skeleton, Table, useFormat, useLang } from '../../design/index.ts';
import type { Bilingual } from '../../server/platform/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';

interface Version {
  version: number;
  editedBy: Bilingual | null;
  editedAt: string;
}
type Columns<V extends Version> = ComponentProps<typeof Table<V>>['columns'];

/** @param nobody who it was when no person did it; `columns`: what tells one version from another */
export function VersionsDialog<V extends Version>({
  of,
  name,
  query,
  revert,
  nobody,
  columns,
  onClose,
}: {
  of: { code: string; version: number };
  name: string;
  query: UseQueryResult<{ items: readonly V[] }>;
  revert: UseMutationResult<unknown, Error, { code: string; version: number; to: number }>;
  nobody: string;
  columns: Columns<V>;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const format = useFormat();
  const showFailure = useFailureToast();
  const { code, version: current } = of;
  const goBack = (to: number): void =>
    revert.mutate({ code, version: current, to }, { onSuccess: onClose, onError: showFailure });
  return (
    <Dialog
      title={t('versions.of', { name })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('versions.close')}
        </Button>
      }
    >
      {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {!query.data && !query.error && <Skeleton lines={4} />}
      {query.data && (
        <div className="admin-log">
          <Table
            label={t('versions.title')}
            rows={query.data.items}
            rowKey={({ version }) => String(version)}
            columns={[
              {
                id: 'version',
                title: t('versions.version'),
                isRowHeader: true,
                render: ({ version }) => t('versions.number', { version }),
              },
              { id: 'at', title: t('versions.at'), render: ({ editedAt }) => format.moment(editedAt) },
              { id: 'by', title: t('versions.by'), render: ({ editedBy }) => editedBy?.[lang] ?? nobody },
              ...columns,
              {
                id: 'deeds',
                title: t('versions.actions'),
                align: 'end',
                render: ({ version }) =>
                  version === current ? (
                    <Badge>{t('versions.current')}</Badge>
                  ) : (
                    <Button size="small" isPending={revert.isPending} onPress={() => goBack(version)}>
                      {t('versions.revert')}
                    </Button>
                  ),
              },
            ]}
          />
        </div>
      )}
    </Dialog>
  );
}
