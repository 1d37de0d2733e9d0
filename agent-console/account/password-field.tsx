// One's own password, asked for once more: at an open session, somebody else may sit.
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../design/index.ts';
import { useUser } from '../session/session.ts';

export function PasswordField(
  field: Pick<ComponentProps<typeof TextField>, 'value' | 'onChange' | 'autoFocus' | 'error'>,
) {
  const { t } = useTranslation('account');
  const { username } = useUser();
  return (
    <>
      {/* For the keeper of passwords in the browser: whose it is. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <TextField label={t('password')} type="password" autoComplete="current-password" {...field} />
    </>
  );
}
