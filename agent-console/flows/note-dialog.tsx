import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { AskDialog, Stack, TextArea } from '../../design/index.ts';
import { useAskedText } from '../forms/asked-text.ts';

/** Asks for the note that a new version bears. */
export function NoteDialog({
  title,
  explanation,
  confirmLabel,
  isPending,
  onConfirm,
  onClose,
}: {
  title: string;
  explanation: string;
  confirmLabel: string;
  isPending: boolean;
  onConfirm: (note: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('flows');
  const note = useAskedText(z.string().trim().min(1));
  return (
    <AskDialog
      title={title}
      confirmLabel={confirmLabel}
      isPending={isPending}
      onConfirm={() => note.give(onConfirm)}
      onClose={onClose}
    >
      <Stack gap={3}>
        <p>{explanation}</p>
        <TextArea label={t('note')} description={t('noteHint')} maxLength={300} autoFocus {...note.field} />
      </Stack>
    </AskDialog>
  );
}
