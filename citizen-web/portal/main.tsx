import { useTranslation } from 'react-i18next';
import { mountPage } from '../shell/mount.tsx';

function Portal() {
  const { t } = useTranslation('site');
  return (
    <>
      <h1 className="oc-display">{t('lead')}</h1>
      <p className="oc-lead oc-quiet">{t('leadNote')}</p>
    </>
  );
}

await mountPage(<Portal />);
