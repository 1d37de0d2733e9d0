import { useTranslation } from 'react-i18next';
import { SignInCard } from './sign-in-card.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** What nobody signed in sees. */
export default function SignInPage() {
  const { t } = useTranslation('shell');
  return (
    <SignInCard>
      <p className="oc-quiet">{t('signIn.lead')}</p>
      <h1 className="oc-hidden">{t('signIn.title')}</h1>
      <SignInForm />
    </SignInCard>
  );
}
