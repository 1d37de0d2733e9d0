// All lists that one may have as a file, in the order in which an empty city is filled with them.
import './exchange.css';
import { Files } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, EmptyState, Pane, Row, SearchField, Skeleton, Stack, useLang } from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useExchange, useSetUp } from './exchange-data.ts';
import { ListFiles } from './list-files.tsx';
import { SetUpSteps } from './set-up.tsx';

export default function ExchangePage() {
  const { t } = useTranslation('exchange');
  const lang = useLang();
  const [words, setWords] = useState('');
  const query = useExchange();
  const setUp = useSetUp().data;
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  const asked = words.trim().toLowerCase();
  const rows = query.data.items.filter(({ title, name }) =>
    `${title.zh} ${title.en} ${name}`.toLowerCase().includes(asked),
  );
  return (
    <Pane title={t('title')}>
      <Stack gap={3} className="exchange-page">
        {setUp && <SetUpSteps setUp={setUp} />}
        <p className="oc-quiet">{t('note')}</p>
        <SearchField label={t('search')} value={words} onChange={setWords} />
        {rows.length === 0 && <EmptyState icon={Files} title={t('none')} />}
        <ul className="exchange-list" aria-label={t('title')}>
          {rows.map(({ name, title, mayImport, note }) => (
            <li key={name}>
              <Row justify="between" gap={3}>
                <Stack gap={0}>
                  <span>
                    {title[lang]}{' '}
                    <span className="oc-small oc-quiet">· {t(mayImport ? 'both' : 'outOnly')}</span>{' '}
                    {setUp?.emptyLists.includes(name) && <Badge tone="warn">{t('setUp.empty')}</Badge>}
                  </span>
                  {note && <span className="oc-small oc-quiet">{note[lang]}</span>}
                </Stack>
                <ListFiles name={name} />
              </Row>
            </li>
          ))}
        </ul>
      </Stack>
    </Pane>
  );
}
