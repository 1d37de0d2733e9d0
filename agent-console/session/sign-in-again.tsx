// The session has ended under a page: the page stays, and whoever was at work signs in again above it.
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../design/index.ts';
import { SignInForm } from './sign-in-form.tsx';

export default function SignInAgain({ username }: { username: string }) {
  const { t } = useTranslation('shell');
  return (
    <Dialog
      title={t('signIn.again')}
      size="small"
      isOpen
      onOpenChange={() => undefined}
      isDismissable={false}
    >
      <p className="oc-quiet sign-in-note session-ended">{t('signIn.againNote')}</p>
      <SignInForm username={username} />
    </Dialog>
  );
}
