// A dialog in which something is made or changed: a click beside it loses nothing, and a refusal stands above the fields.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Stack } from '../../design/index.ts';
import { useFailureText } from '../api/failure-view.tsx';

export function EditorDialog({
  title,
  isLarge = false,
  error,
  keepLabel,
  isReady = true,
  isPending,
  onKeep,
  onClose,
  children,
}: {
  title: string;
  isLarge?: boolean;
  error: Error | null;
  keepLabel: string;
  isReady?: boolean;
  isPending: boolean;
  onKeep: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('admin');
  const textOf = useFailureText();
  return (
    <Dialog
      title={title}
      {...(isLarge && { size: 'large' as const })}
      isOpen
      isDismissable={false}
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button variant="primary" isDisabled={!isReady} isPending={isPending} onPress={onKeep}>
            {keepLabel}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        {error && (
          <Notice tone="danger" isLive>
            {textOf(error)}
          </Notice>
        )}
        {children}
      </Stack>
    </Dialog>
  );
}
