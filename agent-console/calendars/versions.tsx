// Who changed a rule, when and why.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Skeleton, Stack, useFormat, useLang } from '../../design/index.ts';
import { versionListSchema } from '../../server/tickets/clock-rules/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';

export function Versions({ rule }: { rule: string }) {
  const { t } = useTranslation('calendars');
  const lang = useLang();
  const format = useFormat();
  const query = useQuery({
    queryKey: ['clock-rules', 'versions', rule],
    queryFn: () => api.get('/api/clock-rules/versions', versionListSchema, { query: { rule } }),
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={3} />;
  return (
    <Stack gap={2}>
      <h2 className="oc-strong">{t('versions.title')}</h2>
      {query.data.items.length === 0 && <p className="oc-small oc-quiet">{t('versions.none')}</p>}
      <ol className="calendar-facts">
        {query.data.items.map(({ version, at, by, note }) => (
          <li key={version}>
            <span className="oc-strong">{t('versions.number', { version })}</span>{' '}
            <span className="oc-small oc-quiet">
              {by ? `${by[lang]} · ${format.moment(at)}` : t('versions.shipped')}
            </span>
            {note && <p className="oc-small">{note}</p>}
          </li>
        ))}
      </ol>
    </Stack>
  );
}
