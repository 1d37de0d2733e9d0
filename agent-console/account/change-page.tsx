// What somebody sees whose password was given by somebody else: nothing else before they have their own.
import './account.css';
import { useTranslation } from 'react-i18next';
import { Button, Row, Stack } from '../../design/index.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { askSession, signOut } from '../session/session.ts';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';
import { ChangeForm } from './own-password.tsx';

export default function ChangePage() {
  const { t } = useTranslation(['account', 'shell']);
  const showFailure = useFailureToast();
  return (
    <main className="account-enrol">
      <Stack gap={4}>
        <Row justify="between" wraps>
          <h1 className="oc-title">{t('change.title')}</h1>
          <Row gap={1}>
            <LangSwitch />
            <ThemeMenu />
            <Button variant="quiet" onPress={() => void signOut().catch(showFailure)}>
              {t('shell:account.signOut')}
            </Button>
          </Row>
        </Row>
        <p className="oc-quiet">{t('change.must')}</p>
        <ChangeForm onDone={() => void askSession().catch(showFailure)} />
      </Stack>
    </main>
  );
}
