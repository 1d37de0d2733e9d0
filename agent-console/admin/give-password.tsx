// A temporary password for somebody who has lost theirs: asked first, then shown once.
import { useTranslation } from 'react-i18next';
import { AlertDialog, useFormat, useLang } from '../../design/index.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { type UserRow, useGivePassword } from './admin-data.ts';
import { MadeSecret } from './made-secret.tsx';

export function GivePassword({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const format = useFormat();
  const give = useGivePassword();
  const showFailure = useFailureToast();
  const name = user.displayName[lang];
  if (give.data) {
    const title = t('users.passwordOf', { name, time: format.moment(give.data.until) });
    return <MadeSecret title={title} secret={give.data.password} onClose={onClose} />;
  }
  return (
    <AlertDialog
      title={`${t('users.givePassword')}: ${name}`}
      isOpen
      onOpenChange={onClose}
      confirmLabel={t('users.givePassword')}
      isDanger
      isPending={give.isPending}
      onConfirm={() => give.mutate(user.id, { onError: showFailure })}
    >
      {t('users.passwordNote')}
    </AlertDialog>
  );
}
