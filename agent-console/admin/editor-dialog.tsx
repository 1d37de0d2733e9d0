// A dialog in which something is made or changed: a click beside it loses nothing, and a refusal stands above the fields.
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Stack } from '../../design/index.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { isOvertaken, Overtaken } from '../forms/overtaken.tsx';

export function EditorDialog({
  title,
  isLarge = false,
  error,
  overtaken,
  keepLabel,
  isPending,
  onKeep,
  onClose,
  children,
}: {
  title: string;
  isLarge?: boolean;
  error: Error | null;
  /** Of what others may change at the same time. */
  overtaken?: ComponentProps<typeof Overtaken>;
  keepLabel: string;
  isPending: boolean;
  onKeep: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('admin');
  const textOf = useFailureText();
  const refusal = useRef<HTMLDivElement>(null);
  const isSecond = overtaken !== undefined && isOvertaken(error);
  // A long form is at its end when it is kept: the refusal is brought into sight.
  useEffect(() => {
    if (error) refusal.current?.focus();
  }, [error]);
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
          <Button variant="primary" isDisabled={isSecond} isPending={isPending} onPress={onKeep}>
            {keepLabel}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        {isSecond && <Overtaken {...overtaken} />}
        {error && !isSecond && (
          <div ref={refusal} tabIndex={-1}>
            <Notice tone="danger" isLive>
              {textOf(error)}
            </Notice>
          </div>
        )}
        {children}
      </Stack>
    </Dialog>
  );
}
