import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isLang, storedTongue } from '../../design/i18n/texts.ts';
import { Button, IconToggle, Notice, Row, Stack, TextField } from '../../design/index.ts';
import { keepsNothing } from '../../design/storage.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { methodsOf } from './methods.ts';
import { ProviderButtons } from './provider-buttons.tsx';
import { signIn, signInByPasskey } from './session.ts';

/** User name and password. On success the session store changes, and the gate with it. */
export function SignInForm({ username: known = '' }: { username?: string }) {
  const { t, i18n } = useTranslation('shell');
  const failureText = useFailureText();
  const [username, setUsername] = useState(known);
  const [password, setPassword] = useState('');
  /** Asked for once the server says that there is one. */
  const [code, setCode] = useState<string>();
  const [isShown, setShown] = useState(false);
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  /** The password was right, and a passkey is the second step. */
  const [isNext, setNext] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (username.trim() === '' || password === '') return setFault(t('signIn.missing'));
    if (code !== undefined && code.trim().length < 6) return setFault(t('signIn.codeNote'));
    setPending(true);
    setFault(undefined);
    try {
      const user = await signIn(username.trim(), password, code);
      if (!storedTongue() && isLang(user.locale)) await i18n.changeLanguage(user.locale);
    } catch (error) {
      const methods = methodsOf(error);
      // Nobody is asked for digits that they do not have.
      if (methods?.passkey && !methods.code) return setNext(true);
      const isAsked = error instanceof ApiFailure && error.code === 'second_factor_required';
      const isCode = isAsked || (error instanceof ApiFailure && error.code === 'wrong_code');
      setCode(isCode ? '' : undefined);
      if (!isCode) setPassword('');
      setFault(isAsked ? undefined : failureText(error));
    } finally {
      setPending(false);
    }
  };
  const byPasskey = async (): Promise<void> => {
    setPending(true);
    setFault(undefined);
    try {
      const user = await signInByPasskey();
      if (!storedTongue() && isLang(user.locale)) await i18n.changeLanguage(user.locale);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'NotAllowedError' || name === 'AbortError') setFault(t('signIn.passkeyLeft'));
      else if (name === 'SecurityError') setFault(t('signIn.passkeyElsewhere'));
      else setFault(failureText(error));
    } finally {
      setPending(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap={4}>
        {(keepsNothing || !navigator.cookieEnabled) && <Notice tone="warn">{t('signIn.cookies')}</Notice>}
        <TextField
          label={t('signIn.username')}
          name="username"
          autoComplete="username"
          value={username}
          onChange={setUsername}
          isReadOnly={known !== ''}
          autoFocus={known === ''}
        />
        <Row gap={1} align="end">
          <TextField
            label={t('signIn.password')}
            name="password"
            type={isShown ? 'text' : 'password'}
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            autoFocus={known !== ''}
            className="sign-in-password"
          />
          <IconToggle
            icon={isShown ? EyeOff : Eye}
            label={isShown ? t('signIn.hidePassword') : t('signIn.showPassword')}
            isSelected={isShown}
            onChange={setShown}
          />
        </Row>
        {code !== undefined && (
          <TextField
            label={t('signIn.code')}
            description={t('signIn.codeNote')}
            name="code"
            autoComplete="one-time-code"
            maxLength={20}
            value={code}
            onChange={setCode}
            autoFocus
          />
        )}
        {isNext && !fault && (
          <Notice tone="accent" isLive>
            {t('signIn.passkeyNext')}
          </Notice>
        )}
        {fault && (
          <Notice tone="danger" isLive>
            {fault}
          </Notice>
        )}
        <Button type="submit" variant={isNext ? 'secondary' : 'primary'} isWide isPending={isPending}>
          {t('signIn.submit')}
        </Button>
        {'PublicKeyCredential' in window && (
          <Button
            variant={isNext ? 'primary' : 'secondary'}
            isWide
            isDisabled={isPending}
            onPress={() => void byPasskey()}
          >
            {t('signIn.passkey')}
          </Button>
        )}
        <ProviderButtons isDisabled={isPending} onFault={(error) => setFault(failureText(error))} />
      </Stack>
    </form>
  );
}
