// What runs out within the hour, and what looks like getting around a clock. From here supervisors urge, supervise, name.
import './oversight.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tabs } from '../../design/index.ts';
import { DueBoard } from './due-board.tsx';
import { Tampering } from './tampering.tsx';

export default function OversightPage() {
  const { t } = useTranslation('oversight');
  const [tab, setTab] = useState('due');
  return (
    <Tabs
      label={t('title')}
      className="oversight"
      selected={tab}
      onSelect={setTab}
      items={[
        { id: 'due', label: t('due.title'), content: <DueBoard /> },
        { id: 'tampering', label: t('tampering.title'), content: <Tampering /> },
      ]}
    />
  );
}
