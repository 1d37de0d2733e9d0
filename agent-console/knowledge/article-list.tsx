import { BookOpen, SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  EmptyState,
  MarkedText,
  RelativeTime,
  Row,
  Skeleton,
  Stack,
  useLang,
  VirtualList,
  Why,
} from '../../design/index.ts';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { tellFeedback, useNothingFound } from './feedback.ts';
import { Filters, openFilters } from './search-filters.tsx';
import { type ArticleStatus, useArticles, useSearch } from './knowledge-data.ts';

interface ListProps {
  selected: string | null;
  onSelect: (id: string) => void;
}

/** What the search found, with the words that matched. */
export function Hits({ words, selected, onSelect }: ListProps & { words: string }) {
  const { t } = useTranslation('knowledge');
  const [filters, setFilters] = useState(openFilters);
  const query = useSearch(words, filters);
  const isNarrowed = filters !== openFilters;
  useNothingFound(words, !isNarrowed && query.data?.isFarOff === true && !query.isPlaceholderData);
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  return (
    <>
      <Filters filters={filters} choices={query.data.choices} onChange={setFilters} />
      <VirtualList
        label={t('hits')}
        items={query.data.hits}
        itemKey={(hit) => hit.article.id}
        selected={selected}
        onSelect={(id) => {
          tellFeedback('opened', words, id);
          onSelect(id);
        }}
        rowHeight={104}
        empty={
          <EmptyState
            icon={SearchX}
            title={t('noHits')}
            description={t(isNarrowed ? 'noHitsNarrowed' : 'noHitsNote')}
          />
        }
        render={(hit) => (
          <Stack gap={0} grows>
            <Row justify="between">
              <span className="oc-strong oc-truncate">
                <MarkedText {...hit.title} />
              </span>
              {hit.article.audience !== 'public' && <Badge>{t(`audience.${hit.article.audience}`)}</Badge>}
            </Row>
            {hit.fragments.slice(0, 1).map((fragment) => (
              <p key={fragment.text} className="knowledge-fragment oc-small oc-quiet">
                <MarkedText {...fragment} />
              </p>
            ))}
            <Why reasons={hit.reasons} />
          </Stack>
        )}
      />
    </>
  );
}

function Line({ article }: { article: ArticleView }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  return (
    <Stack gap={0} grows>
      <span className="oc-strong oc-truncate">{article.title[lang]}</span>
      <span className="oc-micro oc-quiet oc-truncate">
        {t(`audience.${article.audience}`)} · {t('version', { version: article.version })} ·{' '}
        <RelativeTime time={article.updatedAt} />
      </span>
    </Stack>
  );
}

/** Articles of one status, the latest change first. */
export function Articles({ status, selected, onSelect }: ListProps & { status: ArticleStatus }) {
  const { t } = useTranslation('knowledge');
  const query = useArticles(status);
  if (!query.data) {
    if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
    return <Skeleton lines={6} />;
  }
  return (
    <VirtualList
      label={t(`status.${status}`)}
      items={query.data.pages.flatMap((page) => page.items)}
      itemKey={(article) => article.id}
      selected={selected}
      onSelect={onSelect}
      rowHeight={52}
      onNearEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
      empty={<EmptyState icon={BookOpen} title={t('none')} description={t(`noneNote.${status}`)} />}
      render={(article) => <Line article={article} />}
    />
  );
}
