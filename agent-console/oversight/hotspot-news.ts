// Says on every page that many people report one matter. The server tells supervisors only.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { showToast } from '../../design/index.ts';
import { useNews } from '../realtime/line.tsx';

export function useHotspotNews(): void {
  const { t } = useTranslation('shell');
  const client = useQueryClient();
  const [, navigate] = useLocation();
  useNews('hotspot', ({ size, summary }) => {
    void client.invalidateQueries({ queryKey: ['tickets', 'hotspots'] });
    showToast({
      tone: 'warn',
      title: t('hotspot.news', { count: size }),
      description: summary,
      action: { label: t('hotspot.look'), run: () => navigate('/oversight/hotspots') },
    });
  });
}
