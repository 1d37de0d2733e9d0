// Says on every page that the emergency command has not confirmed a case. The server tells supervisors only.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showToast, useLang } from '../../design/index.ts';
import { useNews } from '../realtime/line.tsx';

export const unconfirmedKey = ['emergency', 'unconfirmed'] as const;

/** Says it at once, whatever the supervisor has before them; it stays until it is closed. */
export function useUnconfirmedNews(): void {
  const { t } = useTranslation('shell');
  const lang = useLang();
  const client = useQueryClient();
  useNews('hand_off_overdue', ({ number, centre, phone }) => {
    void client.invalidateQueries({ queryKey: unconfirmedKey });
    showToast({
      tone: 'danger',
      title: t('handOff.overdue', { number }),
      description: t('handOff.ring', { name: centre[lang], phone }),
    });
  });
}
