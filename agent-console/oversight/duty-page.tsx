// The rules of the city that say who: who answers for a matter, who is told when nobody has, whom the centre asks.
import './oversight.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { DutyList } from './duty-list.tsx';
import { FollowUpRules } from './follow-up-rules.tsx';
import { Ladders } from './ladders.tsx';

const tabs = ['escalation', 'sampling'] as const;

export default function DutyPage() {
  const { t } = useTranslation('oversight');
  const [location, navigate] = useLocation();
  return (
    <Tabs
      className="oversight"
      label={t('duty.rules')}
      selected={tabs.find((tab) => location === `/duty/${tab}`) ?? 'duty'}
      onSelect={(id) => navigate(id === 'duty' ? '/duty' : `/duty/${id}`)}
      items={[
        { id: 'duty', label: t('duty.title'), content: <DutyList /> },
        { id: 'escalation', label: t('ladder.title'), content: <Ladders /> },
        { id: 'sampling', label: t('sampling.title'), content: <FollowUpRules /> },
      ]}
    />
  );
}
