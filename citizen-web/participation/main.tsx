// What the city asks its citizens: the list, or the one that stands in the address.
import '../shell/column.css';
import './participation.css';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { PublicConsultation } from '../../server/participation/contract.ts';
import { ask } from '../api/client.ts';
import { idInAddress } from '../published/pages.ts';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';
import { Consultation } from './consultation.tsx';

const shape = async () => (await import('../../server/participation/contract.ts')).publicConsultationsSchema;

function Row({ one }: { one: PublicConsultation }) {
  const { t } = useTranslation('participation');
  const lang = useLang();
  const format = useFormat();
  return (
    <li>
      <a href={`/participation?id=${one.id}`}>{one.title[lang]}</a>
      <p>
        <span className="participation-kind">{t(`kind.${one.kind}`)}</span>
        <span data-phase={one.phase}>{t(`phase.${one.phase}`)}</span>
      </p>
      <p className="oc-quiet">
        {one.department[lang]} ·{' '}
        {t('period', { from: format.date(one.opensAt), until: format.date(one.closesAt) })}
      </p>
    </li>
  );
}

function List() {
  const { t } = useTranslation('participation');
  useTitle(t('title'));
  const [items, setItems] = useState<readonly PublicConsultation[] | 'failed' | null>(null);
  useEffect(() => {
    ask('/api/public/consultations', shape)
      .then((found) => setItems(found.items))
      .catch(() => setItems('failed'));
  }, []);
  return (
    <div className="citizen-column participation">
      <h1 className="oc-heading">{t('title')}</h1>
      <p className="oc-quiet">{t('lead')}</p>
      {items === null && <Skeleton lines={5} />}
      {items === 'failed' && <Notice tone="danger">{t('failed')}</Notice>}
      {Array.isArray(items) && items.length === 0 && <p>{t('none')}</p>}
      {Array.isArray(items) && (
        <ul className="citizen-list">
          {items.map((one: PublicConsultation) => (
            <Row key={one.id} one={one} />
          ))}
        </ul>
      )}
    </div>
  );
}

const id = idInAddress();
await mountPage(id === null ? <List /> : <Consultation id={id} />, ['participation']);
