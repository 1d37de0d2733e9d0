// The last question before something that cannot be undone: the administrator's own password.
import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Stack } from '../../design/index.ts';
import type { ErasureDone } from '../../server/erasure/contract.ts';
import { PasswordField } from '../account/password-field.tsx';
import { useFailureText } from '../api/failure-view.tsx';
import { anyTextSchema, useAskedText } from '../forms/asked-text.ts';
import { useErase } from './erasure-data.ts';

export function Confirm({
  phone,
  reason,
  count,
  onDone,
  onClose,
}: {
  phone: string;
  reason: string;
  /** How many people go. */
  count: number;
  onDone: (done: ErasureDone) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('erasure');
  const textOf = useFailureText();
  const erase = useErase();
  const password = useAskedText(anyTextSchema);
  const formId = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!erase.isPending)
      password.give((word) => erase.mutate({ phone, reason, password: word }, { onSuccess: onDone }));
  };
  return (
    <Dialog
      title={t('confirmTitle', { count })}
      size="small"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="danger" isPending={erase.isPending}>
            {t('erase')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Stack gap={3}>
          <p>{t('confirmNote')}</p>
          <PasswordField {...password.field} autoFocus />
          {erase.error && (
            <Notice tone="danger" isLive>
              {textOf(erase.error)}
            </Notice>
          )}
        </Stack>
      </form>
    </Dialog>
  );
}
