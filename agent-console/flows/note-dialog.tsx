import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Stack, TextArea } from '../../design/index.ts';

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
    <Dialog
      title={title}
      isOpen
      onOpenChange={onClose}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={note.trim() === ''}
            isPending={isPending}
            onPress={() => onConfirm(note)}
          >
            {confirmLabel}
          </Button>
        </>
      }
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
    </Dialog>
  );
}
