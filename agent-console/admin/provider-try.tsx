// What a provider says of itself just now, and what it is to be told of us.
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Skeleton, Stack, useLang } from '../../design/index.ts';
import type { ProviderView } from '../../server/sign-in/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useTriedProvider } from './providers-data.ts';

/** What is to be copied to the other side. */
export function ProviderAddresses({ addresses }: { addresses: ProviderView['addresses'] }) {
  const { t } = useTranslation('providers');
  return (
    <Facts
      label={t('addresses')}
      rows={[
        [t('address.signIn'), addresses.signIn],
        [t('address.signOut'), addresses.signOut],
        [t('address.backChannel'), addresses.backChannel],
      ]}
    />
  );
}

function Facts({ label, rows }: { label: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <dl className="admin-facts" aria-label={label}>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt className="oc-small oc-quiet">{term}</dt>
          <dd className="admin-url">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ProviderTry({ provider, onClose }: { provider: ProviderView; onClose: () => void }) {
  const { t } = useTranslation(['providers', 'shell']);
  const lang = useLang();
  const query = useTriedProvider(provider.code);
  const { nameZh, nameEn } = provider.definition;
  const told = query.data;
  const found = told?.found;
  const said = (value: string | null): string => value ?? t('unknown');
  return (
    <Dialog
      title={t('tryOf', { name: lang === 'zh' ? nameZh : nameEn })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button variant="primary" isPending={query.isFetching} onPress={() => void query.refetch()}>
            {t('tryAgain')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        {query.error && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
        {!told && !query.error && <Skeleton lines={8} />}
        {told && (
          <Notice tone={told.fault === null ? 'accent' : 'danger'} isLive>
            {told.fault === null
              ? t('fine', { ms: told.ms })
              : t('notFine', { fault: t(`shell:signIn.provider.fault.${told.fault}`) })}
          </Notice>
        )}
        {found?.hints.map((hint) => (
          <Notice key={hint} tone="warn">
            {t(`hint.${hint}`)}
          </Notice>
        ))}
        {found && (
          <Facts
            label={t('deed.try')}
            rows={[
              [t('found.issuer'), found.issuer],
              [t('found.authorization'), said(found.authorization)],
              [t('found.token'), said(found.token)],
              [t('found.userinfo'), said(found.userinfo)],
              [t('found.endSession'), said(found.endSession)],
              [t('found.backChannel'), t(found.backChannel ? 'yes' : 'no')],
              [t('found.keys'), String(found.keys)],
              [t('found.algorithms'), said(found.algorithms.join(' ') || null)],
            ]}
          />
        )}
        <h3 className="oc-label">{t('addresses')}</h3>
        <ProviderAddresses addresses={provider.addresses} />
      </Stack>
    </Dialog>
  );
}
