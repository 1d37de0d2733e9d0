// What keeps a citizen's data where they are.
import { useTranslation } from 'react-i18next';
import { Notice } from '../../design/index.ts';
import type { Standing } from '../../server/erasure/contract.ts';

export function StandingNotice({ standing }: { standing: Standing }) {
  const { t } = useTranslation('erasure');
  const { openTickets, heldTickets, isTalking } = standing;
  return (
    <Notice tone="warn">
      <p>{t('kept')}</p>
      <ul>
        {openTickets.length > 0 && <li>{t('open', { numbers: openTickets.join(t('comma')) })}</li>}
        {heldTickets.length > 0 && <li>{t('held', { numbers: heldTickets.join(t('comma')) })}</li>}
        {isTalking && <li>{t('talking')}</li>}
      </ul>
    </Notice>
  );
}
