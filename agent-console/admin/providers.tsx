// Identity providers whose word opens the door to staff: which there are, and who is linked.
import { KeySquare, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, EmptyState, Menu, Row, Skeleton, Table, useLang } from '../../design/index.ts';
import type { ProviderView } from '../../server/sign-in/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ProviderAccounts } from './provider-accounts.tsx';
import { ProviderEditor } from './provider-editor.tsx';
import { ProviderTry } from './provider-try.tsx';
import { ProviderVersions } from './provider-versions.tsx';
import { useProviders } from './providers-data.ts';

const deeds = ['try', 'accounts', 'change', 'versions'] as const;
type Deed = (typeof deeds)[number];
const isDeed = (id: unknown): id is Deed => deeds.some((deed) => deed === id);

export function Providers() {
  const { t } = useTranslation('providers');
  const lang = useLang();
  const query = useProviders();
  const [shown, setShown] = useState<{ deed: Deed; code: string | null } | null>(null);
  useActions([
    {
      id: 'admin.new_provider',
      labelKey: 'providers:new',
      shortcut: 'n',
      permission: 'admin.sign_in',
      run: () => setShown({ deed: 'change', code: null }),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  const { items } = query.data;
  const nameOf = ({ definition }: ProviderView): string => definition[lang === 'zh' ? 'nameZh' : 'nameEn'];
  const close = (): void => setShown(null);
  const chosen = items.find(({ code }) => code === shown?.code);
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <span className="oc-small oc-quiet">{t('note')}</span>
        <ActionButton id="admin.new_provider" icon={Plus} variant="primary" />
      </Row>
      <Table
        label={t('title')}
        rows={items}
        rowKey={({ code }) => code}
        onOpen={(code) => setShown({ deed: 'change', code })}
        empty={<EmptyState icon={KeySquare} title={t('none')} description={t('noneNote')} />}
        columns={[
          { id: 'name', title: t('name'), isRowHeader: true, render: nameOf },
          {
            id: 'issuer',
            title: t('issuer'),
            render: ({ definition }) => <span className="admin-url">{definition.issuer}</span>,
          },
          {
            id: 'state',
            title: t('state'),
            render: ({ isActive }) => (
              <Badge tone={isActive ? 'ok' : 'neutral'}>{t(isActive ? 'on' : 'off')}</Badge>
            ),
          },
          { id: 'linked', title: t('linked'), align: 'end', render: ({ linked }) => linked },
          {
            id: 'deeds',
            title: t('actions'),
            align: 'end',
            render: (provider) => (
              <Menu
                label={t('actionsOf', { name: nameOf(provider) })}
                trigger={<Button size="small">{t('actions')}</Button>}
                groups={[{ id: 'deeds', items: deeds.map((id) => ({ id, label: t(`deed.${id}`) })) }]}
                onAction={(id) => isDeed(id) && setShown({ deed: id, code: provider.code })}
              />
            ),
          },
        ]}
      />
      {shown?.deed === 'change' && (
        <ProviderEditor
          provider={chosen ?? null}
          onClose={close}
          onSaved={(code) => setShown({ deed: 'try', code })}
        />
      )}
      {chosen && shown?.deed === 'try' && <ProviderTry provider={chosen} onClose={close} />}
      {chosen && shown?.deed === 'accounts' && <ProviderAccounts provider={chosen} onClose={close} />}
      {chosen && shown?.deed === 'versions' && <ProviderVersions provider={chosen} onClose={close} />}
    </div>
  );
}
