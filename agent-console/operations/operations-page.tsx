// How the machinery is, and what failed in it.
import './operations.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { useActions } from '../actions/registry.ts';
import { Letters } from './letters.tsx';
import { Model } from './model.tsx';
import { useOperations } from './operations-data.ts';
import { State } from './state.tsx';

const tabs = ['failed', 'model'] as const;

export default function OperationsPage() {
  const { t } = useTranslation(['operations', 'shell']);
  const [location, navigate] = useLocation();
  const dead = useOperations().data?.queues.reduce((sum, queue) => sum + queue.dead, 0) ?? 0;
  const title = dead > 0 ? t('letters.titleCount', { count: dead }) : t('letters.title');
  useActions([
    {
      id: 'operations.state',
      labelKey: 'operations:state.title',
      shortcut: '1',
      run: () => navigate('/operations'),
    },
    {
      id: 'operations.letters',
      labelKey: 'operations:letters.title',
      shortcut: '2',
      run: () => navigate('/operations/failed'),
    },
    {
      id: 'operations.model',
      labelKey: 'operations:model.title',
      shortcut: '3',
      run: () => navigate('/operations/model'),
    },
  ]);
  return (
    <Tabs
      className="operations"
      label={t('shell:rail.operations')}
      selected={tabs.find((tab) => location === `/operations/${tab}`) ?? 'state'}
      onSelect={(id) => navigate(id === 'state' ? '/operations' : `/operations/${id}`)}
      items={[
        { id: 'state', label: t('state.title'), content: <State /> },
        { id: 'failed', label: title, content: <Letters /> },
        { id: 'model', label: t('model.title'), content: <Model /> },
      ]}
    />
  );
}
