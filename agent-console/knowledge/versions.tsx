// Who changed what, and how two versions differ.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Notice, Row, Select, Skeleton, Stack, useFormat, useLang } from '../../design/index.ts';
import {
  type ArticleDetail,
  type ArticleDiff,
  type ArticleVersionLine,
  articleCommandNameSchema,
} from '../../server/knowledge/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ArticleFiles } from './files.tsx';
import { useDiff, useVersions } from './knowledge-data.ts';
import { standingReason } from './standing-reason.ts';

const actionSchema = z.enum(['create', 'edit', ...articleCommandNameSchema.options]);

function Words({ parts }: Pick<ArticleDiff['fields'][number], 'parts'>) {
  return (
    <p className="diff-text">
      {parts.map(({ text, is }, index) => {
        const Element = ({ same: 'span', added: 'ins', removed: 'del' } as const)[is];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
          <Element key={index}>{text}</Element>
        );
      })}
    </p>
  );
}

function Difference({ id, from, to }: { id: string; from: number; to: number }) {
  const { t } = useTranslation('knowledge');
  const query = useDiff(id, from, to);
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={4} />;
  if (query.data.fields.length === 0) return <p className="oc-small oc-quiet">{t('diff.same')}</p>;
  return (
    <Stack gap={3}>
      {query.data.fields.map(({ field, lang, parts }) => (
        <section key={`${field}.${lang}`} lang={lang === 'en' ? 'en' : 'zh-CN'}>
          <h4 className="oc-micro oc-quiet">
            {lang
              ? t('inLanguage', { field: t(`diff.field.${field}`), language: t(`lang.${lang}`) })
              : t(`diff.field.${field}`)}
          </h4>
          <Words parts={parts} />
        </section>
      ))}
    </Stack>
  );
}

/** Why it was sent back or withdrawn, where whoever mends it looks first. */
export function StandingReason({ article }: { article: ArticleDetail }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const isAsked = article.status === 'draft' || article.status === 'withdrawn';
  const query = useVersions(article.id, article.version, isAsked);
  const step = standingReason(article.status, query.data?.items ?? []);
  if (!step) return null;
  const deed = step.action === 'reject' ? t('deed.reject') : t('deed.withdraw');
  return (
    <Notice tone="warn">
      <Stack gap={1}>
        <span>{step.reason}</span>
        <span className="oc-small oc-quiet">
          {[deed, step.by?.[lang], format.moment(step.at)].filter(Boolean).join(' · ')}
        </span>
      </Stack>
    </Notice>
  );
}

/** The versions of an article, and any two of them beside each other. */
export function Versions({ article }: { article: ArticleDetail }) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const [between, setBetween] = useState<{ from: number; to: number } | null>(null);
  const query = useVersions(article.id, article.version, isOpen);
  const lines = query.data?.items ?? [];
  const deedOf = ({ action }: ArticleVersionLine): string => {
    const known = actionSchema.safeParse(action);
    return known.success ? t(`deed.${known.data}`) : t('deed.brought');
  };
  const latest = lines[0]?.version ?? article.version;
  // Steps change no words: what was in force, or what stood before the last edit, says more.
  const lastEdit = lines.findIndex(({ action }) => action === 'edit');
  const beforeEdit = lastEdit < 0 ? undefined : lines[lastEdit + 1]?.version;
  const inForce = article.liveVersion === latest ? null : article.liveVersion;
  const before = inForce ?? beforeEdit ?? lines[1]?.version ?? latest;
  const shown = between ?? { from: before, to: latest };
  const options = lines.map((line) => ({
    id: String(line.version),
    label: `${t('version', { version: line.version })} · ${deedOf(line)}`,
  }));
  const pick = (end: 'from' | 'to') => (id: string | null) => {
    if (id) setBetween({ ...shown, [end]: Number(id) });
  };
  if (!isOpen)
    return (
      <Row>
        <Button size="small" onPress={() => setOpen(true)}>
          {t('diff.open')}
        </Button>
      </Row>
    );
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={4} />;
  return (
    <section className="article-versions" aria-label={t('diff.open')}>
      <Stack gap={4}>
        <h3 className="oc-title">{t('diff.open')}</h3>
        <ol className="version-lines">
          {lines.map((line) => (
            <li key={line.version}>
              <span className="oc-strong">{t('version', { version: line.version })}</span>
              <span>
                {[deedOf(line), line.by?.[lang], format.moment(line.at)].filter(Boolean).join(' · ')}
              </span>
              {line.reason && <q className="oc-small oc-quiet">{line.reason}</q>}
              <ArticleFiles articleId={article.id} files={line.files} />
            </li>
          ))}
        </ol>
        {lines.length > 1 && (
          <>
            <Row wraps>
              <Select
                label={t('diff.from')}
                options={options}
                value={String(shown.from)}
                onChange={pick('from')}
              />
              <Select label={t('diff.to')} options={options} value={String(shown.to)} onChange={pick('to')} />
            </Row>
            <Difference id={article.id} {...shown} />
          </>
        )}
      </Stack>
    </section>
  );
}
