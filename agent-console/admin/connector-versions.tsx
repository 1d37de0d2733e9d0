// What a connector was before, and the way back.
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/index.ts';
import type { ConnectorView } from '../../server/connectors/contract.ts';
import { useConnectorVersions, useRevertConnector } from './connectors-data.ts';
import { VersionsDialog } from './versions-dialog.tsx';

export function ConnectorVersions({ connector, onClose }: { connector: ConnectorView; onClose: () => void }) {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const { definition, code } = connector;
  return (
    <VersionsDialog
      of={connector}
      name={lang === 'zh' ? definition.nameZh : definition.nameEn}
      query={useConnectorVersions(code)}
      revert={useRevertConnector()}
      nobody={t('pack')}
      columns={[
        {
          id: 'url',
          title: t('url'),
          render: ({ definition: { request } }) => <span className="admin-url">{request.url}</span>,
        },
      ]}
      onClose={onClose}
    />
  );
}
