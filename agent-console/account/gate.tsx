import './account.css';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Row, Stack } from '../../design/index.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { signOut } from '../session/session.ts';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';

/** What has to be done before anything else of the console is seen; one may sign out instead. */
export function Gate({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation('shell');
  const showFailure = useFailureToast();
  return (
    <main className="account-enrol">
      <Stack gap={4}>
        <Row justify="between" wraps>
          <h1 className="oc-title">{title}</h1>
          <Row gap={1}>
            <LangSwitch />
            <ThemeMenu />
            <Button variant="quiet" onPress={() => void signOut().catch(showFailure)}>
              {t('account.signOut')}
            </Button>
          </Row>
        </Row>
        <p className="oc-quiet">{lead}</p>
        {children}
      </Stack>
    </main>
  );
}
