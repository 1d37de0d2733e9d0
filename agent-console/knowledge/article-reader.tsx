// Reading an article: in both languages, as text message and as it is spoken, with its facts and its history.
import { ArrowLeft, MessageSquareWarning, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Facts,
  IconButton,
  Notice,
  Pane,
  Prose,
  Row,
  Skeleton,
  Stack,
  showToast,
  Tabs,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ArticleDetail } from '../../server/knowledge/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUser } from '../session/session.ts';
import { CorrectionDialog } from './correction-dialog.tsx';
import { ArticleFiles } from './files.tsx';
import { tellFeedback } from './feedback.ts';
import { useArticle } from './knowledge-data.ts';
import { StandingReason, Versions } from './versions.tsx';
import { statusTones, Workflow } from './workflow.tsx';

function Text({ article, lang }: { article: ArticleDetail; lang: 'zh' | 'en' }) {
  const { t } = useTranslation('knowledge');
  return (
    <Stack gap={4}>
      <h2 className="article-title" lang={lang === 'zh' ? 'zh-CN' : 'en'}>
        {article.title[lang]}
      </h2>
      <section className="article-short">
        <h3 className="oc-micro oc-quiet">{t('field.short')}</h3>
        <p lang={lang === 'zh' ? 'zh-CN' : 'en'}>{article.short[lang]}</p>
      </section>
      {article.spoken[lang] !== article.short[lang] && (
        <section className="article-short">
          <h3 className="oc-micro oc-quiet">{t('field.spoken')}</h3>
          <p lang={lang === 'zh' ? 'zh-CN' : 'en'}>{article.spoken[lang]}</p>
        </section>
      )}
      <Prose markdown={article.body[lang]} lang={lang} />
    </Stack>
  );
}

export function ArticleReader({
  id,
  asked,
  onBack,
  onEdit,
}: {
  id: string;
  /** What was searched when it was opened; empty where nothing was. */
  asked: string;
  onBack: () => void;
  onEdit: () => void;
}) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const { roles } = useUser();
  const query = useArticle(id);
  const departments = useLists().data?.departments;
  const article = query.data;
  const mayEdit = article?.mayEdit ?? false;
  const works = may(roles, 'knowledge.work');
  const [isCorrecting, setCorrecting] = useState(false);
  /** The words that it was said not to help with. */
  const [useless, setUseless] = useState<string | null>(null);
  const sayUseless = (): void => {
    tellFeedback('not_helped', asked, id);
    setUseless(asked);
    showToast({ tone: 'ok', title: t('notedUseless') });
  };
  useActions([
    {
      id: 'knowledge.edit',
      labelKey: 'knowledge:edit',
      shortcut: 'e',
      permission: 'knowledge.edit',
      isEnabled: mayEdit,
      run: onEdit,
    },
  ]);
  const department = departments?.find(({ code }) => code === article?.departmentCode)?.name[lang];
  return (
    <Pane
      title={t('reading')}
      actions={
        <>
          {article && asked !== '' && (
            <Button size="small" variant="quiet" isDisabled={useless === asked} onPress={sayUseless}>
              {t('useless')}
            </Button>
          )}
          {article && (
            <Button size="small" icon={MessageSquareWarning} onPress={() => setCorrecting(true)}>
              {t('correction.ask')}
            </Button>
          )}
          {mayEdit && (
            <Button size="small" icon={Pencil} onPress={onEdit}>
              {t('edit')}
            </Button>
          )}
          <IconButton className="knowledge-back" icon={ArrowLeft} label={t('back')} onPress={onBack} />
        </>
      }
    >
      {query.error && !article && <FailureState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Skeleton lines={8} />}
      {article && (
        <article className="article" aria-label={article.title[lang]}>
          <Stack gap={4}>
            <Row wraps gap={1}>
              <Badge tone={statusTones[article.status]}>{t(`status.${article.status}`)}</Badge>
              <Badge>{t(`audience.${article.audience}`)}</Badge>
              {article.source !== 'editor' && <Badge>{t(`source.${article.source}`)}</Badge>}
              <span className="oc-micro oc-quiet">{t('version', { version: article.version })}</span>
            </Row>
            {article.liveVersion !== null && article.liveVersion !== article.version && (
              <Notice tone="neutral">{t('stillInForce', { version: article.liveVersion })}</Notice>
            )}
            {article.openCorrections > 0 && works && (
              <Notice tone="warn">{t('correction.open', { count: article.openCorrections })}</Notice>
            )}
            {works && <StandingReason article={article} />}
            <Workflow article={article} />
            <Tabs
              key={lang}
              label={t('language')}
              items={(lang === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)).map((each) => ({
                id: each,
                label: t(`lang.${each}`),
                content: <Text article={article} lang={each} />,
              }))}
            />
            <ArticleFiles articleId={article.id} files={article.files} />
            <Facts
              items={[
                { id: 'code', term: t('field.code'), value: article.code },
                { id: 'department', term: t('field.department'), value: department ?? '—' },
                { id: 'keywords', term: t('field.keywords'), value: article.keywords.join(' · ') || '—' },
                { id: 'owner', term: t('field.owner'), value: article.ownerName?.[lang] ?? '—' },
                {
                  id: 'review',
                  term: t('field.reviewBy'),
                  value: article.reviewBy ? format.date(article.reviewBy) : '—',
                },
                { id: 'updated', term: t('updated'), value: format.moment(article.updatedAt) },
              ]}
            />
            {works && <Versions article={article} />}
          </Stack>
          {isCorrecting && <CorrectionDialog article={article} onClose={() => setCorrecting(false)} />}
        </article>
      )}
    </Pane>
  );
}
