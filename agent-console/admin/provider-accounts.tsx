// Whose accounts a provider's word opens.
import { Unlink, Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Button,
  Dialog,
  EmptyState,
  IconButton,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ProviderView } from '../../server/sign-in/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLinkedAccounts, useUnlink } from './providers-data.ts';

export function ProviderAccounts({ provider, onClose }: { provider: ProviderView; onClose: () => void }) {
  const { t } = useTranslation('providers');
  const lang = useLang();
  const format = useFormat();
  const query = useLinkedAccounts(provider.code);
  const unlink = useUnlink();
  const showFailure = useFailureToast();
  const [left, setLeft] = useState<{ userId: string; name: string } | null>(null);
  const { nameZh, nameEn } = provider.definition;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      title={t('accountsOf', { name: lang === 'zh' ? nameZh : nameEn })}
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
        {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
        {!query.data && !query.error && <Skeleton lines={4} />}
        {query.data && (
          <div className="admin-log">
            <Table
              label={t('linked')}
              rows={items}
              rowKey={({ userId }) => userId}
              empty={<EmptyState icon={Users} title={t('noAccounts')} description={t('noAccountsNote')} />}
              columns={[
                {
                  id: 'user',
                  title: t('user'),
                  isRowHeader: true,
                  render: ({ name, username }) => (
                    <>
                      {name[lang]} <span className="oc-small oc-quiet">{username}</span>
                    </>
                  ),
                },
                {
                  id: 'factor',
                  title: t('factor'),
                  render: ({ hadFactor }) => t(hadFactor ? 'factorThere' : 'factorHere'),
                },
                { id: 'linkedAt', title: t('linkedAt'), render: ({ linkedAt }) => format.moment(linkedAt) },
                {
                  id: 'lastUsedAt',
                  title: t('lastUsedAt'),
                  render: ({ lastUsedAt }) => format.moment(lastUsedAt),
                },
                {
                  id: 'subject',
                  title: t('subject'),
                  render: ({ subject }) => <span className="admin-url">{subject}</span>,
                },
                {
                  id: 'unlink',
                  title: t('actions'),
                  align: 'end',
                  render: ({ userId, name }) => (
                    <IconButton
                      icon={Unlink}
                      label={`${t('unlink')} ${name[lang]}`}
                      onPress={() => setLeft({ userId, name: name[lang] })}
                    />
                  ),
                },
              ]}
            />
          </div>
        )}
        {query.hasNextPage && (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Stack>
      <AlertDialog
        title={t('unlinkTitle', { name: left?.name ?? '' })}
        isOpen={left !== null}
        onOpenChange={() => setLeft(null)}
        confirmLabel={t('unlink')}
        isDanger
        isPending={unlink.isPending}
        onConfirm={() => {
          if (left)
            unlink.mutate(
              { code: provider.code, userId: left.userId },
              { onError: showFailure, onSettled: () => setLeft(null) },
            );
        }}
      >
        {t('unlinkNote')}
      </AlertDialog>
    </Dialog>
  );
}
