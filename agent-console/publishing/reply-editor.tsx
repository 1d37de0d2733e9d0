// A matter and its answer as they came, beside what is published of them.
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  AlertDialog,
  Button,
  Notice,
  Pane,
  Row,
  Skeleton,
  Stack,
  TextArea,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type ReplyView, saveReplySchema } from '../../server/participation/publications/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useReply, useReplyCommand, useSaveReply } from './publishing-data.ts';
import { Status, WithdrawDialog } from './status.tsx';

type Draft = ReplyView['draft'];

function Original({ view }: { view: ReplyView }) {
  const { t } = useTranslation('publishing');
  const { title, question, reply } = view.original;
  return (
    <section className="publishing-original" aria-label={t('original')}>
      <h2 className="oc-title">{t('original')}</h2>
      <h3>{title}</h3>
      <h4 className="oc-small oc-quiet">{t('question')}</h4>
      <p>{question}</p>
      <h4 className="oc-small oc-quiet">{t('reply')}</h4>
      <p>{reply}</p>
    </section>
  );
}

function Fields({
  draft,
  onChange,
  isFixed,
  faultAt,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  isFixed: boolean;
  faultAt: (field: string) => string | undefined;
}) {
  const { t } = useTranslation('publishing');
  const put = (part: keyof Draft, lang: 'zh' | 'en') => (text: string) =>
    onChange({ ...draft, [part]: { ...draft[part], [lang]: text } });
  return (
    <section aria-label={t('published')}>
      <Stack gap={3}>
        <h2 className="oc-title">{t('published')}</h2>
        {(['zh', 'en'] as const).map((lang) => (
          <Stack key={lang} gap={3}>
            <TextField
              label={t(`field.title.${lang}`)}
              isRequired={lang === 'zh'}
              error={faultAt(`title.${lang}`)}
              value={draft.title[lang]}
              onChange={put('title', lang)}
              isReadOnly={isFixed}
            />
            <TextArea
              label={t(`field.question.${lang}`)}
              isRequired={lang === 'zh'}
              rows={lang === 'zh' ? 6 : 3}
              error={faultAt(`question.${lang}`)}
              value={draft.question[lang]}
              onChange={put('question', lang)}
              isReadOnly={isFixed}
            />
            <TextArea
              label={t(`field.reply.${lang}`)}
              isRequired={lang === 'zh'}
              rows={lang === 'zh' ? 6 : 3}
              error={faultAt(`reply.${lang}`)}
              value={draft.reply[lang]}
              onChange={put('reply', lang)}
              isReadOnly={isFixed}
              {...(lang === 'en' && { description: t('englishNote') })}
            />
          </Stack>
        ))}
      </Stack>
    </section>
  );
}

function Editor({ view }: { view: ReplyView }) {
  const { t } = useTranslation('publishing');
  const lang = useLang();
  const format = useFormat();
  const showFailure = useFailureToast();
  const save = useSaveReply(view.ticketId);
  const command = useReplyCommand(view.ticketId);
  const [draft, setDraft] = useState<Draft>(view.draft);
  const [asked, setAsked] = useState<'publish' | 'withdraw' | null>(null);
  const version = view.publication?.version ?? 0;
  const isPublished = view.publication?.status === 'published';
  const { faultAt, check } = useFaults(readWritten(saveReplySchema, { ...draft, version }));
  const close = (): void => setAsked(null);
  // What is published is what was saved: the question whether it may be shows what the machine still finds in it.
  const saveAnd = (then?: () => void): void => {
    const ready = check();
    if (ready) save.mutate(ready, { ...(then && { onSuccess: then }), onError: showFailure });
  };
  return (
    <Pane
      title={t('replyTitle', { number: view.number })}
      actions={
        isPublished ? (
          <Button onPress={() => setAsked('withdraw')}>{t('withdraw')}</Button>
        ) : (
          <Row gap={2} wraps>
            <Button isPending={save.isPending} onPress={() => saveAnd()}>
              {t('save')}
            </Button>
            <Button
              variant="primary"
              isPending={save.isPending}
              onPress={() => saveAnd(() => setAsked('publish'))}
            >
              {t('publish')}
            </Button>
          </Row>
        )
      }
    >
      <Stack gap={4} className="publishing-page">
        <Row gap={3} wraps>
          <Link href="/publishing" className="publishing-back">
            <ArrowLeft aria-hidden />
            {t('replies')}
          </Link>
          <Status status={view.publication?.status ?? null} />
          <span className="oc-small oc-quiet">
            {[
              view.department?.[lang],
              view.category?.[lang],
              t('closedOn', { date: format.date(view.closedAt) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {isPublished && (
            <a className="publishing-back" href={`/replies?id=${view.publication?.id}`}>
              {t('onPortal')}
            </a>
          )}
        </Row>
        {!view.publication && <Notice>{t('proposalNote')}</Notice>}
        <div className="publishing-beside">
          <Original view={view} />
          <Fields draft={draft} onChange={setDraft} isFixed={isPublished} faultAt={faultAt} />
        </div>
      </Stack>
      {asked === 'publish' && (
        <AlertDialog
          title={t('publishTitle')}
          isOpen
          onOpenChange={close}
          confirmLabel={t('publish')}
          isPending={command.isPending}
          onConfirm={() =>
            command.mutate(
              { command: 'publish', version, isChecked: true },
              { onSuccess: close, onError: showFailure },
            )
          }
        >
          {view.left.length === 0 ? t('publishNote') : t('leftNote', { words: format.list(view.left) })}
        </AlertDialog>
      )}
      {asked === 'withdraw' && (
        <WithdrawDialog
          isPending={command.isPending}
          onWithdraw={(reason) =>
            command.mutate(
              { command: 'withdraw', version, reason },
              { onSuccess: close, onError: showFailure },
            )
          }
          onClose={close}
        />
      )}
    </Pane>
  );
}

export function ReplyEditor({ ticketId }: { ticketId: string }) {
  const query = useReply(ticketId);
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <Editor view={query.data} /> : <Skeleton lines={8} />;
}
