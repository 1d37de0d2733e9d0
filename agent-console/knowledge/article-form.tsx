// Writing an article in both languages. What is typed stays when somebody else has saved in between.
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  byName,
  ComboBox,
  Notice,
  Pane,
  Row,
  Select,
  showToast,
  Skeleton,
  Stack,
  TextArea,
  TextField,
  useLang,
} from '../../design/index.ts';
import { type ArticleView, audienceSchema } from '../../server/knowledge/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useLeaveGuard } from '../../design/leave-guard.ts';
import { useFaults } from '../forms/faults.ts';
import {
  beside,
  doerIn,
  isOvertaken,
  type Line,
  linesTyped,
  OvertakenBy,
  useGoingOn,
} from '../forms/overtaken.tsx';
import { BodyField } from './body-field.tsx';
import { type Draft, draftOf, readArticle, smsParts } from './draft.ts';
import { FilesField } from './files.tsx';
import { forgetDraft, keepDraft, keptDraftOf } from './kept-drafts.ts';
import { useArticle, useEditors, useSaveArticle, useVersions } from './knowledge-data.ts';

function Fields({
  draft,
  change,
  faultAt,
  articleId,
}: {
  draft: Draft;
  /** A file arrives later than it was sent: what it changes is asked of the draft as it stands then. */
  change: (part: Partial<Draft> | ((present: Draft) => Partial<Draft>)) => void;
  faultAt: (field: string) => string | undefined;
  /** Null for a new article. */
  articleId: string | null;
}) {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const lists = useLists().data;
  const editors = useEditors().data;
  const counted = (text: string): string =>
    t('counted', { count: text.length, parts: t('parts', { count: smsParts(text) }) });
  const both = (zh: ReactNode, en: ReactNode): ReactNode => (
    <div className="article-pair">
      {zh}
      {en}
    </div>
  );
  const named = (field: 'title' | 'short' | 'spoken' | 'body', language: 'zh' | 'en'): string =>
    t('inLanguage', { field: t(`field.${field}`), language: t(`lang.${language}`) });
  return (
    <Stack gap={4}>
      {both(
        <TextField
          label={named('title', 'zh')}
          isRequired
          error={faultAt('title.zh')}
          value={draft.titleZh}
          onChange={(titleZh) => change({ titleZh })}
        />,
        <TextField
          label={named('title', 'en')}
          isRequired
          error={faultAt('title.en')}
          value={draft.titleEn}
          onChange={(titleEn) => change({ titleEn })}
        />,
      )}
      {both(
        <TextArea
          label={named('short', 'zh')}
          isRequired
          description={counted(draft.shortZh)}
          error={faultAt('short.zh')}
          value={draft.shortZh}
          onChange={(shortZh) => change({ shortZh })}
        />,
        <TextArea
          label={named('short', 'en')}
          isRequired
          description={counted(draft.shortEn)}
          error={faultAt('short.en')}
          value={draft.shortEn}
          onChange={(shortEn) => change({ shortEn })}
        />,
      )}
      {both(
        <TextArea
          label={named('spoken', 'zh')}
          description={t('spokenNote')}
          maxLength={500}
          error={faultAt('spoken.zh')}
          value={draft.spokenZh}
          onChange={(spokenZh) => change({ spokenZh })}
        />,
        <TextArea
          label={named('spoken', 'en')}
          description={t('spokenNote')}
          maxLength={500}
          error={faultAt('spoken.en')}
          value={draft.spokenEn}
          onChange={(spokenEn) => change({ spokenEn })}
        />,
      )}
      {both(
        <BodyField
          label={named('body', 'zh')}
          lang="zh"
          error={faultAt('body.zh')}
          value={draft.bodyZh}
          onChange={(bodyZh) => change({ bodyZh })}
        />,
        <BodyField
          label={named('body', 'en')}
          lang="en"
          error={faultAt('body.en')}
          value={draft.bodyEn}
          onChange={(bodyEn) => change({ bodyEn })}
        />,
      )}
      {both(
        <TextField
          label={t('field.code')}
          isRequired
          isDisabled={articleId !== null}
          description={t('codeNote')}
          error={faultAt('code')}
          value={draft.code}
          onChange={(code) => change({ code: code.toLowerCase() })}
        />,
        <Select
          label={t('field.audience')}
          options={audienceSchema.options.map((id) => ({ id, label: t(`audience.${id}`) }))}
          value={draft.audience}
          onChange={(id) => {
            const audience = audienceSchema.safeParse(id);
            if (audience.success) change({ audience: audience.data });
          }}
        />,
      )}
      {both(
        <TextField
          label={t('field.keywords')}
          description={t('keywordsNote')}
          error={faultAt('keywords')}
          value={draft.keywords}
          onChange={(keywords) => change({ keywords })}
        />,
        <TextField
          label={t('field.reviewBy')}
          type="date"
          description={t('reviewByNote')}
          error={faultAt('reviewBy')}
          value={draft.reviewBy}
          onChange={(reviewBy) => change({ reviewBy })}
        />,
      )}
      {both(
        <ComboBox
          label={t('field.department')}
          options={departmentOptions(lists?.departments ?? [], lang)}
          value={draft.departmentCode}
          onChange={(departmentCode) => change({ departmentCode })}
        />,
        <ComboBox
          label={t('field.category')}
          options={(lists?.categories ?? []).map((row) => ({ id: row.code, label: row.name[lang] }))}
          value={draft.categoryCode}
          onChange={(categoryCode) => change({ categoryCode })}
        />,
      )}
      {both(
        <Select
          label={t('field.owner')}
          description={t('ownerNote')}
          options={(editors?.items ?? [])
            .toSorted(byName(lang))
            .map(({ id, name }) => ({ id, label: name[lang] }))}
          value={draft.ownerId}
          onChange={(ownerId) => change({ ownerId })}
        />,
        <FilesField
          articleId={articleId}
          files={draft.files}
          onChange={(next) => change(({ files }) => ({ files: next(files) }))}
        />,
      )}
    </Stack>
  );
}

/** What a draft says, line by line. */
function useLines(): (draft: Draft) => Line[] {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const { departments = [], categories = [] } = useLists().data ?? {};
  const editors = useEditors().data?.items ?? [];
  const inBoth = (field: 'title' | 'short' | 'spoken' | 'body') =>
    (['zh', 'en'] as const).map(
      (language) =>
        [
          `${field}${language === 'zh' ? 'Zh' : 'En'}`,
          t('inLanguage', { field: t(`field.${field}`), language: t(`lang.${language}`) }),
        ] as const,
    );
  const nameIn = (
    rows: readonly { code: string; name: { zh: string; en: string } }[],
    wanted: string | null,
  ): string => rows.find(({ code }) => code === wanted)?.name[lang] ?? '';
  return (draft) => [
    ...linesTyped(draft, [
      ...inBoth('title'),
      ...inBoth('short'),
      ...inBoth('spoken'),
      ...inBoth('body'),
      ['keywords', t('field.keywords')],
      ['reviewBy', t('field.reviewBy')],
    ]),
    { id: 'audience', term: t('field.audience'), value: t(`audience.${draft.audience}`) },
    { id: 'department', term: t('field.department'), value: nameIn(departments, draft.departmentCode) },
    { id: 'category', term: t('field.category'), value: nameIn(categories, draft.categoryCode) },
    {
      id: 'owner',
      term: t('field.owner'),
      value: editors.find(({ id }) => id === draft.ownerId)?.name[lang] ?? '',
    },
    { id: 'files', term: t('field.files'), value: draft.files.map(({ name }) => name).join(' · ') },
  ];
}

function Form({
  article,
  onDone,
  onCancel,
}: {
  article: ArticleView | null;
  onDone: (id: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('knowledge');
  const id = article?.id ?? null;
  const [kept] = useState(() => keptDraftOf(id));
  const [draft, setDraft] = useState(() => kept?.draft ?? draftOf(article));
  const [isDirty, setDirty] = useState(kept !== undefined);
  const save = useSaveArticle();
  const latest = useArticle(id);
  const showFailure = useFailureToast();
  const going = useGoingOn({ version: kept?.seen ?? article?.version ?? 0 }, latest.data, {
    attempts: [save],
    take: (theirs) => setDraft(draftOf(theirs)),
    onClose: onCancel,
  });
  const seen = going.seen?.version ?? 0;
  useLeaveGuard(isDirty);
  useEffect(() => {
    if (isDirty) keepDraft(id, { draft, seen });
  }, [isDirty, id, draft, seen]);
  // What was kept may be older than what others have saved since.
  const theirs = going.error || (kept && !save.isPending) ? latest.data : undefined;
  const isNewer = theirs !== undefined && theirs.version !== seen;
  const lastVersion = useVersions(id ?? '', theirs?.version ?? 0, isNewer).data?.items[0];
  const linesOf = useLines();
  const { faultAt, check, refuseTaken } = useFaults(readArticle(draft, seen));
  const submit = (): void => {
    const request = check();
    if (!request) return;
    save.mutate(request, {
      onSuccess: (saved) => {
        setDirty(false);
        forgetDraft(id);
        showToast({ tone: 'ok', title: t('saved') });
        onDone(saved.id);
      },
      onError: (error) => {
        if (isOvertaken(error)) void latest.refetch();
        else if (error instanceof ApiFailure && error.details?.field === 'code') refuseTaken('code');
        else showFailure(error);
      },
    });
  };
  return (
    <Pane
      title={t(article ? 'editing' : 'writing')}
      footer={
        <Row justify="between" wraps>
          <span className="oc-small oc-quiet">{t('goesToDraft')}</span>
          <Row>
            <Button
              onPress={() => {
                setDirty(false);
                forgetDraft(id);
                onCancel();
              }}
            >
              {t('cancel')}
            </Button>
            <Button
              variant="primary"
              isDisabled={going.error !== null}
              isPending={save.isPending}
              onPress={submit}
            >
              {t('save')}
            </Button>
          </Row>
        </Row>
      }
    >
      <div className="article-form">
        <Stack gap={4}>
          {isNewer || draft !== kept?.draft || <Notice isLive>{t('keptDraft')}</Notice>}
          {theirs && isNewer && (
            <OvertakenBy
              {...going}
              doer={doerIn(going.error) ?? lastVersion}
              isRefusal={going.error !== null}
              standing={beside(linesOf(draftOf(theirs)), linesOf(draft))}
            />
          )}
          <Fields
            draft={draft}
            articleId={article?.id ?? null}
            faultAt={faultAt}
            change={(part) => {
              setDirty(true);
              setDraft((present) => ({ ...present, ...(typeof part === 'function' ? part(present) : part) }));
            }}
          />
        </Stack>
      </div>
    </Pane>
  );
}

/** @param id the article to change; null writes a new one */
export function ArticleForm({
  id,
  onDone,
  onCancel,
}: {
  id: string | null;
  onDone: (id: string) => void;
  onCancel: () => void;
}) {
  const query = useArticle(id);
  if (id === null) return <Form article={null} onDone={onDone} onCancel={onCancel} />;
  if (query.data) return <Form key={id} article={query.data} onDone={onDone} onCancel={onCancel} />;
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton lines={8} />;
}
