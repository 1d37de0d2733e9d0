// Whoever answers from an article can say what is wrong with it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog, Stack, showToast, TextArea, useFormat } from '../../design/index.ts';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useAskForCorrection } from './knowledge-data.ts';

export function CorrectionDialog({
  article,
  onClose,
}: {
  article: Pick<ArticleView, 'id' | 'version'>;
  onClose: () => void;
}) {
  const { t } = useTranslation('knowledge');
  const format = useFormat();
  const showFailure = useFailureToast();
  const [text, setText] = useState('');
  /** The same words sent twice are one request. */
  const [id] = useState(() => crypto.randomUUID());
  const ask = useAskForCorrection(article.id);
  const send = (): void =>
    ask.mutate(
      { id, version: article.version, text: text.trim() },
      {
        onSuccess: ({ dueAt }) => {
          showToast({ tone: 'ok', title: t('correction.sent', { when: format.moment(dueAt) }) });
          onClose();
        },
        onError: showFailure,
      },
    );
  return (
    <AskDialog
      title={t('correction.ask')}
      confirmLabel={t('correction.send')}
      isReady={text.trim().length >= 2}
      isPending={ask.isPending}
      onConfirm={send}
      onClose={onClose}
    >
      <Stack gap={3}>
        <TextArea
          label={t('correction.what')}
          description={t('correction.note')}
          maxLength={1_000}
          rows={4}
          autoFocus
          value={text}
          onChange={setText}
        />
      </Stack>
    </AskDialog>
  );
}
