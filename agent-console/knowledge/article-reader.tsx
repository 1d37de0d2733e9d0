// Reading an article, and moving it along its workflow.
import { ArrowLeft, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Dialog,
  Facts,
  IconButton,
  Pane,
  Prose,
  Row,
  Skeleton,
  Stack,
  showToast,
  Tabs,
  TextArea,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { may, type Permission } from '../../server/platform/auth/roles.ts';
import { useActions } from '../actions/registry.ts';
import { ApiFailure } from '../api/failure.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useUser } from '../session/session.ts';
import { type ArticleCommand, type ArticleStatus, useArticle, useArticleCommand } from './knowledge-data.ts';

type CommandName = ArticleCommand['command'];

/** Which status offers which step to whom; the server decides. */
const steps: readonly { name: CommandName; from: readonly ArticleStatus[]; permission: Permission }[] = [
  { name: 'submit', from: ['draft'], permission: 'knowledge.edit' },
  { name: 'publish', from: ['review', 'expiring', 'withdrawn'], permission: 'knowledge.review' },
  { name: 'reject', from: ['review'], permission: 'knowledge.review' },
  { name: 'withdraw', from: ['published', 'expiring'], permission: 'knowledge.review' },
];
const needsReason: readonly CommandName[] = ['reject', 'withdraw'];

const tones: Record<ArticleStatus, Tone> = {
  draft: 'neutral',
  review: 'accent',
  published: 'ok',
  expiring: 'warn',
  withdrawn: 'danger',
};

function Workflow({ article }: { article: ArticleView }) {
  const { t } = useTranslation('knowledge');
  const { roles } = useUser();
  const command = useArticleCommand(article.id);
  const showFailure = useFailureToast();
  const [asked, setAsked] = useState<CommandName | null>(null);
  const [reason, setReason] = useState('');
  const { refetch } = useArticle(article.id);
  const open = steps.filter((step) => step.from.includes(article.status) && may(roles, step.permission));
  const give = (name: CommandName): void => {
    const words = reason.trim();
    command.mutate(
      { command: name, version: article.version, ...(words && { reason: words }) },
      {
        onSuccess: () => {
          setAsked(null);
          setReason('');
          showToast({ tone: 'ok', title: t(`done.${name}`) });
        },
        onError: (error) => {
          void refetch();
          if (error instanceof ApiFailure && error.code === 'version_conflict') {
            showToast({ tone: 'warn', title: t('overtaken') });
          } else showFailure(error);
        },
      },
    );
  };
  if (open.length === 0) return null;
  return (
    <Row wraps>
      {open.map(({ name }, index) => (
        <Button
          key={name}
          variant={index === 0 && !needsReason.includes(name) ? 'primary' : 'secondary'}
          isPending={command.isPending && command.variables.command === name}
          onPress={() => (needsReason.includes(name) ? setAsked(name) : give(name))}
        >
          {t(`command.${name}`)}
        </Button>
      ))}
      {asked && (
        <Dialog
          title={t(`command.${asked}`)}
          isOpen
          onOpenChange={() => setAsked(null)}
          size="small"
          footer={
            <>
              <Button onPress={() => setAsked(null)}>{t('cancel')}</Button>
              <Button
                variant="primary"
                isDisabled={reason.trim() === ''}
                isPending={command.isPending}
                onPress={() => give(asked)}
              >
                {t(`command.${asked}`)}
              </Button>
            </>
          }
        >
          <TextArea
            label={t('reason')}
            description={t('reasonNote')}
            maxLength={500}
            autoFocus
            value={reason}
            onChange={setReason}
          />
        </Dialog>
      )}
    </Row>
  );
}

function Text({ article, lang }: { article: ArticleView; lang: 'zh' | 'en' }) {
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
      <Prose markdown={article.body[lang]} lang={lang} />
    </Stack>
  );
}

export function ArticleReader({
  id,
  onBack,
  onEdit,
}: {
  id: string;
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
  const mayEdit = may(roles, 'knowledge.edit') && article?.source === 'editor';
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
              <Badge tone={tones[article.status]}>{t(`status.${article.status}`)}</Badge>
              <Badge>{t(`audience.${article.audience}`)}</Badge>
              {article.source !== 'editor' && <Badge>{t(`source.${article.source}`)}</Badge>}
              <span className="oc-micro oc-quiet">{t('version', { version: article.version })}</span>
            </Row>
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
            <Facts
              items={[
                { id: 'code', term: t('field.code'), value: article.code },
                { id: 'department', term: t('field.department'), value: department ?? '—' },
                { id: 'keywords', term: t('field.keywords'), value: article.keywords.join(' · ') || '—' },
                {
                  id: 'review',
                  term: t('field.reviewBy'),
                  value: article.reviewBy ? format.date(article.reviewBy) : '—',
                },
                { id: 'updated', term: t('updated'), value: format.moment(article.updatedAt) },
              ]}
            />
          </Stack>
        </article>
      )}
    </Pane>
  );
}
