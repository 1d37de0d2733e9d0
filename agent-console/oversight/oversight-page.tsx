// What runs out within the hour, what many people report at once, and what looks like getting around a clock. From here
// supervisors urge, supervise, name, merge.
import './oversight.css';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Tabs } from '../../design/index.ts';
import { DueBoard } from './due-board.tsx';
import { Hotspots } from './hotspots.tsx';
import { Stale } from './stale.tsx';
import { Tampering } from './tampering.tsx';

export default function OversightPage() {
  const { t } = useTranslation('oversight');
  const [location, navigate] = useLocation();
  const items = [
    { id: 'due', label: t('due.title'), content: <DueBoard /> },
    { id: 'hotspots', label: t('hot.title'), content: <Hotspots /> },
    { id: 'stale', label: t('stale'), content: <Stale /> },
    { id: 'tampering', label: t('tampering.title'), content: <Tampering /> },
  ];
  return (
    <Tabs
      label={t('title')}
      className="oversight"
      selected={items.find(({ id }) => location === `/oversight/${id}`)?.id ?? 'due'}
      onSelect={(id) => navigate(id === 'due' ? '/oversight' : `/oversight/${id}`)}
      items={items}
    />
  );
}
