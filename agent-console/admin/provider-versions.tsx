// What a provider was before, and the way back.
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/index.ts';
import type { ProviderView } from '../../server/sign-in/contract.ts';
import { useProviderVersions, useRevertProvider } from './providers-data.ts';
import { VersionsDialog } from './versions-dialog.tsx';

export function ProviderVersions({ provider, onClose }: { provider: ProviderView; onClose: () => void }) {
  const { t } = useTranslation('providers');
  const lang = useLang();
  const { definition, code } = provider;
  return (
    <VersionsDialog
      of={provider}
      name={lang === 'zh' ? definition.nameZh : definition.nameEn}
      query={useProviderVersions(code)}
      revert={useRevertProvider()}
      nobody={t('unknown')}
      columns={[
        { id: 'state', title: t('state'), render: ({ isActive }) => t(isActive ? 'on' : 'off') },
        {
          id: 'issuer',
          title: t('issuer'),
          render: ({ definition: { issuer } }) => <span className="admin-url">{issuer}</span>,
        },
      ]}
      onClose={onClose}
    />
  );
}
