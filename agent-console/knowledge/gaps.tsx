// What was asked without a good answer: the list that an editor works off.
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import {
  AskDialog,
  Button,
  EmptyState,
  RelativeTime,
  Row,
  Skeleton,
  showToast,
  Table,
  TextArea,
  useLang,
} from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useUser } from '../session/session.ts';
import { useCloseGap, useGaps } from './knowledge-data.ts';

function Close({ words, onClose }: { words: string; onClose: () => void }) {
  const { t } = useTranslation('knowledge');
  const note = useAskedText();
  const close = useCloseGap();
  const showFailure = useFailureToast();
  const send = (said: string): void =>
    close.mutate(
      { words, note: said },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('gap.closed') });
          onClose();
        },
        onError: showFailure,
      },
    );
  return (
    <AskDialog
      title={words}
      confirmLabel={t('gap.close')}
      isPending={close.isPending}
      onConfirm={() => note.give(send)}
      onClose={onClose}
    >
      <TextArea
        label={t('gap.note')}
        description={t('gap.noteNote')}
        maxLength={500}
        autoFocus
        {...note.field}
      />
    </AskDialog>
  );
}

export function Gaps() {
  const { t } = useTranslation('knowledge');
  const lang = useLang();
  const { roles } = useUser();
  const query = useGaps();
  const [closing, setClosing] = useState<string | null>(null);
  const mayClose = may(roles, 'knowledge.edit');
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  return (
    <>
      <Row className="editing-bar" justify="end">
        <ListFiles name="gaps" />
      </Row>
      <Table
        label={t('day.gaps')}
        rows={query.data.items}
        rowKey={({ words }) => words}
        empty={<EmptyState icon={SearchX} title={t('gap.none')} description={t('gap.noneNote')} />}
        columns={[
          { id: 'words', title: t('gap.words'), isRowHeader: true, render: ({ words }) => words },
          { id: 'nothing', title: t('gap.nothing'), align: 'end', render: ({ nothing }) => nothing },
          { id: 'notHelped', title: t('gap.notHelped'), align: 'end', render: ({ notHelped }) => notHelped },
          {
            id: 'article',
            title: t('gap.article'),
            render: ({ articleId, articleTitle }) =>
              articleId && articleTitle ? (
                <Link href={`/knowledge/${articleId}`}>{articleTitle[lang]}</Link>
              ) : (
                '—'
              ),
          },
          { id: 'last', title: t('gap.last'), render: ({ lastAt }) => <RelativeTime time={lastAt} /> },
          {
            id: 'do',
            title: t('gap.do'),
            render: ({ words }) =>
              mayClose && (
                <Row>
                  <Button size="small" onPress={() => setClosing(words)}>
                    {t('gap.close')}
                  </Button>
                </Row>
              ),
          },
        ]}
      />
      {closing !== null && <Close words={closing} onClose={() => setClosing(null)} />}
    </>
  );
}
