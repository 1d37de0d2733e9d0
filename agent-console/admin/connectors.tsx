// Systems of others that are asked how a matter stands: which there are, whether they answer.
import { PlugZap, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  EmptyState,
  Menu,
  Row,
  Skeleton,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ConnectorView } from '../../server/connectors/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { ConnectorEditor } from './connector-editor.tsx';
import { ConnectorLog } from './connector-log.tsx';
import { ConnectorTry } from './connector-try.tsx';
import { ConnectorVersions } from './connector-versions.tsx';
import { useConnectors } from './connectors-data.ts';

function Health({ connector }: { connector: ConnectorView }) {
  const { t } = useTranslation('connectors');
  const format = useFormat();
  if (!connector.isActive) return <Badge>{t('off')}</Badge>;
  if (connector.brokenSince)
    return (
      <Badge tone={connector.breaker === 'open' ? 'danger' : 'warn'}>
        {t(`breaker.${connector.breaker}`, { time: format.moment(connector.brokenSince) })}
      </Badge>
    );
  return <Badge tone="ok">{t('breaker.closed')}</Badge>;
}

const deeds = ['try', 'log', 'change', 'versions'] as const;
type Deed = (typeof deeds)[number];
const isDeed = (id: unknown): id is Deed => deeds.some((deed) => deed === id);

export function Connectors() {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const query = useConnectors();
  const [shown, setShown] = useState<{ deed: Deed; code: string | null } | null>(null);
  useActions([
    {
      id: 'admin.new_connector',
      labelKey: 'connectors:new',
      shortcut: 'n',
      permission: 'admin.connectors',
      run: () => setShown({ deed: 'change', code: null }),
    },
  ]);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  const { items } = query.data;
  const nameOf = ({ definition }: ConnectorView): string => definition[lang === 'zh' ? 'nameZh' : 'nameEn'];
  const close = (): void => setShown(null);
  const chosen = items.find(({ code }) => code === shown?.code);
  return (
    <div className="admin-part">
      <Row className="admin-bar" justify="between">
        <span className="oc-small oc-quiet">{t('note')}</span>
        <Row gap={2} wraps>
          <ListFiles name="connectors" />
          <ActionButton id="admin.new_connector" icon={Plus} variant="primary" />
        </Row>
      </Row>
      <Table
        label={t('title')}
        rows={items}
        rowKey={({ code }) => code}
        onOpen={(code) => setShown({ deed: 'log', code })}
        empty={<EmptyState icon={PlugZap} title={t('none')} description={t('noneNote')} />}
        columns={[
          {
            id: 'name',
            title: t('name'),
            isRowHeader: true,
            render: (connector) => (
              <Row gap={1} wraps>
                {nameOf(connector)}
                {connector.isDemo && <Badge tone="neutral">{t('demo')}</Badge>}
              </Row>
            ),
          },
          {
            id: 'url',
            title: t('url'),
            render: ({ definition }) => <span className="admin-url">{definition.request.url}</span>,
          },
          { id: 'state', title: t('state'), render: (connector) => <Health connector={connector} /> },
          {
            id: 'day',
            title: t('day'),
            align: 'end',
            render: ({ asked, failed }) => (failed > 0 ? t('askedFailed', { asked, failed }) : asked),
          },
          {
            id: 'deeds',
            title: t('actions'),
            align: 'end',
            render: (connector) => (
              <Menu
                label={t('actionsOf', { name: nameOf(connector) })}
                trigger={<Button size="small">{t('actions')}</Button>}
                groups={[{ id: 'deeds', items: deeds.map((id) => ({ id, label: t(`deed.${id}`) })) }]}
                onAction={(id) => isDeed(id) && setShown({ deed: id, code: connector.code })}
              />
            ),
          },
        ]}
      />
      {shown?.deed === 'change' && <ConnectorEditor connector={chosen ?? null} onClose={close} />}
      {chosen && shown?.deed === 'try' && <ConnectorTry connector={chosen} onClose={close} />}
      {chosen && shown?.deed === 'log' && <ConnectorLog connector={chosen} onClose={close} />}
      {chosen && shown?.deed === 'versions' && <ConnectorVersions connector={chosen} onClose={close} />}
    </div>
  );
}
