// The call flows: what the hotline says and where its keys lead, drawn, edited, tried and published.
import './flows.css';
import { Workflow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Badge, EmptyState, Row, Skeleton, SplitPane, Stack, VirtualList } from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useFlows } from './flow-data.ts';
import { FlowEditor } from './flow-editor.tsx';
import { useFlowWords } from './words.ts';

function FlowList({ selected, onSelect }: { selected: string | null; onSelect: (code: string) => void }) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const query = useFlows();
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={5} />;
  return (
    <VirtualList
      label={t('flows')}
      items={query.data.items}
      itemKey={({ code }) => code}
      selected={selected}
      onSelect={onSelect}
      rowHeight={56}
      render={(flow) => (
        <Stack gap={0} grows>
          <Row justify="between">
            <span className="oc-strong oc-truncate">{words.nameOf(flow.code)}</span>
            {flow.hasDraft && <Badge tone="warn">{t('hasDraft')}</Badge>}
            {flow.hasOffer && <Badge tone="accent">{t('hasOffer')}</Badge>}
          </Row>
          <span className="oc-micro oc-quiet oc-truncate">
            {t('version', { version: flow.version })} · {flow.isShipped ? t('shipped') : flow.note}
          </span>
        </Stack>
      )}
    />
  );
}

export default function FlowsPage() {
  const { t } = useTranslation('flows');
  const [location, navigate] = useLocation();
  const code = location.split('/')[2] || null;
  return (
    <SplitPane
      storageKey="flows"
      initial={240}
      min={200}
      narrowShows={code ? 'main' : 'side'}
      side={
        <div className="flow-side">
          <Row justify="end" className="flow-side-head">
            <ListFiles name="flows" />
          </Row>
          <FlowList selected={code} onSelect={(chosen) => navigate(`/flows/${chosen}`)} />
        </div>
      }
      main={
        code ? (
          <FlowEditor key={code} code={code} onBack={() => navigate('/flows')} />
        ) : (
          <EmptyState icon={Workflow} title={t('pick')} description={t('pickNote')} />
        )
      }
    />
  );
}
