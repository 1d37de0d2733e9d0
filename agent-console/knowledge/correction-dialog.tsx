// Whoever answers from an article can say what is wrong with it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog, Stack, showToast, TextArea, useFormat } from '../../design/index.ts';
import type { ArticleView } from '../../server/knowledge/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useAskedText } from '../forms/asked-text.ts';
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
  const text = useAskedText();
  /** The same words sent twice are one request. */
  const [id] = useState(() => crypto.randomUUID());
  const ask = useAskForCorrection(article.id);
  const send = (words: string): void =>
    ask.mutate(
      { id, version: article.version, text: words },
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
      isPending={ask.isPending}
      onConfirm={() => text.give(send)}
      onClose={onClose}
    >
      <Stack gap={3}>
        <TextArea
          label={t('correction.what')}
          description={t('correction.note')}
          maxLength={1_000}
          rows={4}
          autoFocus
          {...text.field}
        />
      </Stack>
    </AskDialog>
  );
}
