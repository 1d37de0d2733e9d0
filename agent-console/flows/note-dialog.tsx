import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog, Stack, TextArea } from '../../design/index.ts';

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
  const [note, setNote] = useState('');
  return (
    <AskDialog
      title={title}
      confirmLabel={confirmLabel}
      isReady={note.trim() !== ''}
      isPending={isPending}
      onConfirm={() => onConfirm(note)}
      onClose={onClose}
    >
      <Stack gap={3}>
        <p>{explanation}</p>
        <TextArea
          label={t('note')}
          description={t('noteHint')}
          maxLength={300}
          autoFocus
          value={note}
          onChange={setNote}
        />
      </Stack>
    </AskDialog>
  );
}
