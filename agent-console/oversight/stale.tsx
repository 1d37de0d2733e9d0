// Data resources that are older than the interval that their department promised.
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '../../design/index.ts';
import { catalogueSchema } from '../../server/catalogue/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { Resources } from '../knowledge/catalogue.tsx';

export function Stale() {
  const query = useQuery({
    queryKey: ['catalogue', 'stale'],
    queryFn: () => api.get('/api/catalogue/stale', catalogueSchema),
  });
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  return <Resources entries={query.data.items} />;
}
