// Data resources that are older than the interval that their department promised.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '../../design/index.ts';
import { staleSchema } from '../../server/catalogue/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { Resources } from '../knowledge/catalogue.tsx';

export function Stale() {
  const { t } = useTranslation('knowledge');
  const query = useQuery({
    queryKey: ['catalogue', 'stale'],
    queryFn: () => api.get('/api/catalogue/stale', staleSchema),
  });
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  const { items, isCut } = query.data;
  return (
    <>
      {isCut && <p className="oc-small oc-quiet">{t('catalogue.oldest', { count: items.length })}</p>}
      <Resources entries={items} />
    </>
  );
}
