// The rules of the city that say who: who answers for a matter, and who is told when nobody has.
import './oversight.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { DutyList } from './duty-list.tsx';
import { Ladders } from './ladders.tsx';

export default function DutyPage() {
  const { t } = useTranslation('oversight');
  const [location, navigate] = useLocation();
  return (
    <Tabs
      className="oversight"
      label={t('duty.rules')}
      selected={location === '/duty/escalation' ? 'escalation' : 'duty'}
      onSelect={(id) => navigate(id === 'escalation' ? '/duty/escalation' : '/duty')}
      items={[
        { id: 'duty', label: t('duty.title'), content: <DutyList /> },
        { id: 'escalation', label: t('ladder.title'), content: <Ladders /> },
      ]}
    />
  );
}
