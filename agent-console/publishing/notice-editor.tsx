// A notice while it is written, and what can be done with it.
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import {
  AlertDialog,
  Button,
  ComboBox,
  Pane,
  Prose,
  Row,
  Skeleton,
  Stack,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type NoticeView, saveNoticeSchema } from '../../server/participation/publications/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { departmentOptions } from '../desk/department-options.ts';
import { useLists } from '../desk/desk-data.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { BodyField } from '../knowledge/body-field.tsx';
import { ArticleFiles, FilesField } from '../knowledge/files.tsx';
import { useUser } from '../session/session.ts';
import { useNotice, useNoticeCommand, useSaveNotice } from './publishing-data.ts';
import { Status, WithdrawDialog } from './status.tsx';

const nothing = { zh: '', en: '' };

function Form({ id, before }: { id: string; before: NoticeView | null }) {
  const { t } = useTranslation('publishing');
  const lang = useLang();
  const [, navigate] = useLocation();
  const { roles } = useUser();
  const lists = useLists().data;
  const showFailure = useFailureToast();
  const save = useSaveNotice(id);
  const command = useNoticeCommand(id);
  const [draft, setDraft] = useState({
    title: before?.title ?? nothing,
    body: before?.body ?? nothing,
    departmentCode: before?.departmentCode ?? null,
    files: before?.files ?? [],
  });
  const [isAsked, setAsked] = useState(false);
  const { files, ...said } = draft;
  const version = before?.version ?? 0;
  const { faultAt, check } = useFaults(
    readWritten(saveNoticeSchema, { ...said, version, fileIds: files.map((file) => file.id) }),
  );
  const put = (part: 'title' | 'body', language: 'zh' | 'en') => (text: string) =>
    setDraft((old) => ({ ...old, [part]: { ...old[part], [language]: text } }));
  const saveAnd = (then: (saved: NoticeView) => void) => (): void => {
    const ready = check();
    if (ready) save.mutate(ready, { onSuccess: then, onError: showFailure });
  };
  const openSaved = ({ id: saved }: NoticeView): void => {
    if (!before) navigate(`/publishing/notices/${saved}`, { replace: true });
  };
  return (
    <Pane
      title={t(before ? 'editNotice' : 'newNotice')}
      actions={
        <Row gap={2} wraps>
          <Button isPending={save.isPending} onPress={saveAnd(openSaved)}>
            {t('save')}
          </Button>
          {before && (
            <Button variant="primary" isPending={save.isPending} onPress={saveAnd(() => setAsked(true))}>
              {t('publish')}
            </Button>
          )}
        </Row>
      }
    >
      <Stack gap={4} className="publishing-page publishing-form">
        <Row gap={3}>
          <Link href="/publishing/notices" className="publishing-back">
            <ArrowLeft aria-hidden />
            {t('notices')}
          </Link>
          <Status status={before?.status ?? 'draft'} />
        </Row>
        <ComboBox
          label={t('department')}
          isRequired
          error={faultAt('departmentCode')}
          options={departmentOptions(lists?.departments ?? [], lang)}
          value={draft.departmentCode}
          onChange={(departmentCode) => setDraft((old) => ({ ...old, departmentCode }))}
        />
        {(['zh', 'en'] as const).map((language) => (
          <Stack key={language} gap={3}>
            <TextField
              label={t(`field.title.${language}`)}
              isRequired={language === 'zh'}
              error={faultAt(`title.${language}`)}
              value={draft.title[language]}
              onChange={put('title', language)}
            />
            <BodyField
              label={t(`field.body.${language}`)}
              lang={language}
              isRequired={language === 'zh'}
              error={faultAt(`body.${language}`)}
              value={draft.body[language]}
              onChange={put('body', language)}
            />
          </Stack>
        ))}
        <p className="oc-small oc-quiet">{t('englishNote')}</p>
        {may(roles, 'knowledge.edit') && (
          <FilesField
            articleId={before?.id ?? null}
            files={files}
            onChange={(change) => setDraft((old) => ({ ...old, files: change(old.files) }))}
          />
        )}
      </Stack>
      {isAsked && (
        <AlertDialog
          title={t('publishNoticeTitle')}
          isOpen
          onOpenChange={() => setAsked(false)}
          confirmLabel={t('publish')}
          isPending={command.isPending}
          onConfirm={() =>
            command.mutate(
              { command: 'publish', version, isChecked: true },
              { onSuccess: () => setAsked(false), onError: showFailure },
            )
          }
        >
          {t('publishNoticeNote')}
        </AlertDialog>
      )}
    </Pane>
  );
}

function Published({ view }: { view: NoticeView }) {
  const { t } = useTranslation('publishing');
  const lang = useLang();
  const format = useFormat();
  const showFailure = useFailureToast();
  const command = useNoticeCommand(view.id);
  const [isAsked, setAsked] = useState(false);
  return (
    <Pane title={view.title[lang]} actions={<Button onPress={() => setAsked(true)}>{t('withdraw')}</Button>}>
      <Stack gap={4} className="publishing-page publishing-form">
        <Row gap={3} wraps>
          <Link href="/publishing/notices" className="publishing-back">
            <ArrowLeft aria-hidden />
            {t('notices')}
          </Link>
          <Status status={view.status} />
          <span className="oc-small oc-quiet">
            {[view.department?.[lang], view.publishedAt && format.moment(view.publishedAt)]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <a className="publishing-back" href={`/news?id=${view.id}`}>
            {t('onPortal')}
          </a>
        </Row>
        <Prose markdown={view.body[lang]} />
        <ArticleFiles articleId={view.id} files={view.files} />
      </Stack>
      {isAsked && (
        <WithdrawDialog
          isPending={command.isPending}
          onWithdraw={(reason) =>
            command.mutate(
              { command: 'withdraw', version: view.version, reason },
              { onSuccess: () => setAsked(false), onError: showFailure },
            )
          }
          onClose={() => setAsked(false)}
        />
      )}
    </Pane>
  );
}

export function NoticeEditor({ id, isNew = false }: { id: string; isNew?: boolean }) {
  const query = useNotice(id, isNew);
  if (isNew) return <Form id={id} before={null} />;
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={8} />;
  return query.data.status === 'published' ? (
    <Published view={query.data} />
  ) : (
    <Form id={id} before={query.data} />
  );
}
