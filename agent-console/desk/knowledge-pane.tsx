import { useQuery } from '@tanstack/react-query';
import { BookOpen, MessageSquareWarning } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  EmptyState,
  IconButton,
  MarkedText,
  Prose,
  Row,
  SearchField,
  Skeleton,
  Stack,
  showToast,
  useLang,
  Why,
} from '../../design/index.ts';
import {
  type ArticleDetail,
  articleDetailSchema,
  searchAnswerSchema,
} from '../../server/knowledge/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { CorrectionDialog } from '../knowledge/correction-dialog.tsx';
import { ArticleFiles } from '../knowledge/files.tsx';
import { tellFeedback, useNothingFound } from '../knowledge/feedback.ts';

/** Longer questions only slow the search down; the last words say most. */
const askedWords = 120;

/** Knowledge beside the conversation: follows what the citizen says until the agent searches. */
export function KnowledgePane({
  words,
  lang,
  onInsert,
}: {
  words: string;
  /** The citizen's: what is put into the reply is in it. */
  lang: 'zh' | 'en';
  /** Puts it into the reply; without, it is read to the citizen. */
  onInsert?: (text: string) => void;
}) {
  const { t } = useTranslation('desk');
  const reader = useLang();
  const [own, setOwn] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<ArticleDetail | null>(null);
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
  useNothingFound(asked, own !== null && found.data?.isFarOff === true && !found.isPlaceholderData);
  const toggle = (id: string): void => {
    if (open !== id) tellFeedback('opened', asked, id);
    setOpen(open === id ? null : id);
  };
  const insert = (id: string, text: string): void => {
    tellFeedback('used', asked, id);
    if (onInsert) onInsert(text);
    else showToast({ tone: 'ok', title: t('knowledge.notedUseful') });
  };
  const sayUseless = (id: string): void => {
    tellFeedback('not_helped', asked, id);
    setOpen(null);
    showToast({ tone: 'ok', title: t('knowledge.notedUseless') });
  };
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
          <button type="button" className="desk-hit-title" onClick={() => toggle(hit.article.id)}>
            {hit.article.title[reader]}
          </button>
          {open === hit.article.id && article.data ? (
            <>
              <Prose markdown={article.data.body[lang]} lang={lang} />
              <ArticleFiles articleId={article.data.id} files={article.data.files} />
            </>
          ) : (
            <>
              {hit.fragments.map((fragment) => (
                <p key={fragment.text} className="oc-small oc-quiet">
                  <MarkedText {...fragment} />
                </p>
              ))}
              <Why reasons={hit.reasons} />
            </>
          )}
          <Row wraps>
            <Button size="small" onPress={() => insert(hit.article.id, hit.article.short[lang])}>
              {t(onInsert ? 'knowledge.insertShort' : 'knowledge.useful')}
            </Button>
            {open === hit.article.id && article.data && (
              <>
                {onInsert && (
                  <Button
                    size="small"
                    variant="quiet"
                    onPress={() =>
                      insert(hit.article.id, (article.data.body[lang] ?? '').replace(/[*_#`]/g, ''))
                    }
                  >
                    {t('knowledge.insertFull')}
                  </Button>
                )}
                <Button size="small" variant="quiet" onPress={() => sayUseless(hit.article.id)}>
                  {t('knowledge.useless')}
                </Button>
                <IconButton
                  size="small"
                  icon={MessageSquareWarning}
                  label={t('knowledge.wrong')}
                  onPress={() => setCorrecting(article.data)}
                />
              </>
            )}
          </Row>
        </article>
      ))}
      {correcting && <CorrectionDialog article={correcting} onClose={() => setCorrecting(null)} />}
    </Stack>
  );
}
