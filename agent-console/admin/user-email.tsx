// Where somebody of the staff is sent reports.
import { useTranslation } from 'react-i18next';
import { showToast, TextField, useLang } from '../../design/index.ts';
import { userEmailSchema } from '../../server/admin/contract.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { type UserRow, useSetEmail } from './admin-data.ts';
import { EditorDialog } from './editor-dialog.tsx';

export function UserEmail({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const lang = useLang();
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => ({ email: user.email ?? '' }),
    ({ email }) => readWritten(userEmailSchema, { email: email.trim() || null }),
  );
  const set = useSetEmail();
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    set.mutate(
      { id: user.id, ...ready },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('users.done') });
          onClose();
        },
      },
    );
  };
  return (
    <EditorDialog
      title={t('users.emailOf', { name: user.displayName[lang] })}
      error={set.error}
      keepLabel={t('users.save')}
      isPending={set.isPending}
      onKeep={keep}
      onClose={onClose}
    >
      <TextField
        label={t('users.email')}
        description={t('users.emailNote')}
        type="email"
        autoFocus
        error={faultAt('email')}
        maxLength={200}
        value={draft.email}
        onChange={(email) => change({ email })}
      />
    </EditorDialog>
  );
}
