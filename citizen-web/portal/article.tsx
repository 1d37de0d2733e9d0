// One published answer at an address of its own: what text messages and the chat point to.
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FileLinks } from '../../design/file-links.tsx';
import { useFormat } from '../../design/i18n/format.ts';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Prose } from '../../design/prose.tsx';
import { Notice, Skeleton } from '../../design/states.tsx';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { ask, RequestFailure } from '../api/client.ts';

const articleShape = async () => (await import('../../server/knowledge/contract.ts')).articleViewSchema;
const parameter = 'article';

/** The files of a published answer; everybody may have them. */
export function PublicFiles({ article }: { article: Pick<ArticleView, 'id' | 'files'> }) {
  const { t } = useTranslation('portal');
  if (article.files.length === 0) return null;
  const hrefOf = (fileId: string): string => `/api/citizen/articles/${article.id}/files/${fileId}`;
  return (
    <FileLinks label={t('files')} files={article.files.map((file) => ({ ...file, href: hrefOf(file.id) }))} />
  );
}

/** The article that the address names, if it names one. */
export function articleInAddress(): string | null {
  return new URLSearchParams(window.location.search).get(parameter);
}

/** @param onClose back to the front page */
export function ArticlePage({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('portal');
  const lang = useLang();
  const format = useFormat();
  const [article, setArticle] = useState<ArticleView | null>(null);
  const [failure, setFailure] = useState<'gone' | 'lost' | null>(null);
  useEffect(() => {
    ask(`/api/citizen/articles/${encodeURIComponent(id)}`, articleShape)
      .then(setArticle)
      .catch((error: unknown) => {
        const isLost = error instanceof RequestFailure && error.code === 'offline';
        setFailure(isLost ? 'lost' : 'gone');
      });
  }, [id]);
  return (
    <article className="portal-article">
      <PlainButton variant="quiet" icon={ArrowLeft} onClick={onClose}>
        {t('back')}
      </PlainButton>
      {failure && <Notice tone="warn">{t(failure === 'gone' ? 'articleGone' : 'searchFailed')}</Notice>}
      {!article && !failure && <Skeleton lines={6} />}
      {article && (
        <>
          <h2>{article.title[lang] || article.title.zh}</h2>
          <Prose markdown={article.body[lang] || article.body.zh} />
          <PublicFiles article={article} />
          <p className="oc-quiet">
            {t('asOf', { date: format.date(article.publishedAt ?? article.updatedAt) })}
          </p>
        </>
      )}
    </article>
  );
}
