// What a provider was before, and the way back.
import { useTranslation } from 'react-i18next';
import { Badge, Button, Dialog, Skeleton, Table, useFormat, useLang } from '../../design/index.ts';
import type { ProviderView } from '../../server/sign-in/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useProviderVersions, useRevertProvider } from './providers-data.ts';

export function ProviderVersions({ provider, onClose }: { provider: ProviderView; onClose: () => void }) {
  const { t } = useTranslation('providers');
  const lang = useLang();
  const format = useFormat();
  const query = useProviderVersions(provider.code);
  const revert = useRevertProvider();
  const showFailure = useFailureToast();
  const { code, version: current, definition } = provider;
  const goBack = (to: number): void =>
    revert.mutate({ code, version: current, to }, { onSuccess: onClose, onError: showFailure });
  return (
    <Dialog
      title={t('versionsOf', { name: lang === 'zh' ? definition.nameZh : definition.nameEn })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          {t('close')}
        </Button>
      }
    >
      {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {!query.data && !query.error && <Skeleton lines={4} />}
      {query.data && (
        <div className="admin-log">
          <Table
            label={t('deed.versions')}
            rows={query.data.items}
            rowKey={({ version }) => String(version)}
            columns={[
              {
                id: 'version',
                title: t('version'),
                isRowHeader: true,
                render: ({ version }) => t('versionNumber', { version }),
              },
              { id: 'at', title: t('at'), render: ({ editedAt }) => format.moment(editedAt) },
              { id: 'by', title: t('by'), render: ({ editedBy }) => editedBy?.[lang] ?? t('unknown') },
              {
                id: 'state',
                title: t('state'),
                render: ({ isActive }) => t(isActive ? 'on' : 'off'),
              },
              {
                id: 'issuer',
                title: t('issuer'),
                render: ({ definition: { issuer } }) => <span className="admin-url">{issuer}</span>,
              },
              {
                id: 'deeds',
                title: t('actions'),
                align: 'end',
                render: ({ version }) =>
                  version === current ? (
                    <Badge>{t('current')}</Badge>
                  ) : (
                    <Button size="small" isPending={revert.isPending} onPress={() => goBack(version)}>
                      {t('revert')}
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
