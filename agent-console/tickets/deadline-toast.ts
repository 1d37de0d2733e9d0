// A toast about a deadline, wherever the news of it comes from: one pace for all.
import { useTranslation } from 'react-i18next';
import { showToast } from '../../design/index.ts';
import { NewsPace } from './news-pace.ts';

const pace = new NewsPace();

/** @returns shows a deadline that is near (`share` below 1) or missed; in a burst only the first and how many followed */
export function useDeadlineToast(): (share: number, title: string, matter: string) => void {
  const { t } = useTranslation('tickets');
  return (share, title, matter) => {
    const count = pace.take(Date.now());
    if (count === undefined) return;
    showToast({
      tone: share >= 1 ? 'danger' : 'warn',
      title,
      description: count === 1 ? matter : t('alarm.more', { count: count - 1, matter }),
      leaves: true,
    });
  };
}
