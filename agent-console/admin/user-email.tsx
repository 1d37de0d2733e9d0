// Where somebody of the staff is sent reports.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, showToast, TextField, useLang } from '../../design/index.ts';
import { userEmailSchema } from '../../server/admin/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { type UserRow, useSetEmail } from './admin-data.ts';

export function UserEmail({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const [email, setEmail] = useState(user.email ?? '');
  const set = useSetEmail();
  const showFailure = useFailureToast();
  const ready = userEmailSchema.safeParse({ email: email.trim() || null }).data;
  return (
    <Dialog
      title={t('users.emailOf', { name: user.displayName[lang] })}
      size="small"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('users.cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={!ready}
            isPending={set.isPending}
            onPress={() =>
              ready &&
              set.mutate(
                { id: user.id, ...ready },
                {
                  onSuccess: () => {
                    showToast({ tone: 'ok', title: t('users.done') });
                    onClose();
                  },
                  onError: showFailure,
                },
              )
            }
          >
            {t('users.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('users.email')}
        description={t('users.emailNote')}
        type="email"
        autoFocus
        maxLength={200}
        value={email}
        onChange={setEmail}
      />
    </Dialog>
  );
}
