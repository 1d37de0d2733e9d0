import '../shell/shell.css';
import { useTranslation } from 'react-i18next';
import { Row } from '../../design/index.ts';
import { Brand } from '../shell/brand.tsx';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** What nobody signed in sees. */
export default function SignInPage() {
  const { t } = useTranslation('shell');
  return (
    <div className="sign-in">
      <header className="sign-in-bar">
        <Row gap={1} justify="end">
          <LangSwitch />
          <ThemeMenu />
        </Row>
      </header>
      <main className="sign-in-card">
        <Brand isLong />
        <p className="oc-quiet">{t('signIn.lead')}</p>
        <h1 className="oc-hidden">{t('signIn.title')}</h1>
        <SignInForm />
      </main>
    </div>
  );
}
