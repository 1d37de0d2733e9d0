import { useQuery } from '@tanstack/react-query';
import { BookOpen } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  EmptyState,
  MarkedText,
  Prose,
  Row,
  SearchField,
  Skeleton,
  Stack,
} from '../../design/index.ts';
import { articleDetailSchema, searchAnswerSchema } from '../../server/knowledge/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';

/** Longer questions only slow the search down; the last words say most. */
const askedWords = 120;

/** Knowledge beside the conversation: follows what the citizen says until the agent searches. */
export function KnowledgePane({
  words,
  lang,
  onInsert,
}: {
  words: string;
  lang: 'zh' | 'en';
  onInsert: (text: string) => void;
}) {
  const { t } = useTranslation('desk');
  const [own, setOwn] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const asked = useDeferredValue((own ?? words).trim().slice(-askedWords));
  const found = useQuery({
    queryKey: ['knowledge', 'search', asked],
    queryFn: () => api.get('/api/knowledge/search', searchAnswerSchema, { query: { q: asked, limit: 6 } }),
    enabled: asked !== '',
    placeholderData: (before) => before,
  });
  const article = useQuery({
    queryKey: ['knowledge', 'article', open],
    queryFn: () => api.get(`/api/knowledge/articles/${open}`, articleDetailSchema),
    enabled: open !== null,
  });
  return (
    <Stack gap={3} className="desk-tab">
      <SearchField
        label={t('knowledge.search')}
        placeholder={t('knowledge.placeholder')}
        value={own ?? words.slice(-askedWords)}
        onChange={setOwn}
      />
      {found.error && <FailureState error={found.error} onRetry={() => void found.refetch()} />}
      {found.isLoading && <Skeleton lines={4} />}
      {found.data?.hits.length === 0 && (
        <EmptyState icon={BookOpen} title={t('knowledge.none')} description={t('knowledge.noneNote')} />
      )}
      {found.data?.hits.map((hit) => (
        <article key={hit.article.id} className="desk-hit">
          <button
            type="button"
            className="desk-hit-title"
            onClick={() => setOpen(open === hit.article.id ? null : hit.article.id)}
          >
            {hit.article.title[lang]}
          </button>
          {open === hit.article.id && article.data ? (
            <Prose markdown={article.data.body[lang]} lang={lang} />
          ) : (
            hit.fragments.map((fragment) => (
              <p key={fragment.text} className="oc-small oc-quiet">
                <MarkedText {...fragment} />
              </p>
            ))
          )}
          <Row>
            <Button size="small" onPress={() => onInsert(hit.article.short[lang])}>
              {t('knowledge.insertShort')}
            </Button>
            {open === hit.article.id && article.data && (
              <Button
                size="small"
                variant="quiet"
                onPress={() => onInsert((article.data.body[lang] ?? '').replace(/[*_#`]/g, ''))}
              >
                {t('knowledge.insertFull')}
              </Button>
            )}
          </Row>
        </article>
      ))}
    </Stack>
  );
}
