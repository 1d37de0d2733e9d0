// What somebody sees whose role wants a second factor that they do not have yet: nothing else.
import './account.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Row, Stack } from '../../design/index.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { askSession, signOut } from '../session/session.ts';
import { LangSwitch, ThemeMenu } from '../shell/preferences.tsx';
import { Enrol } from './enrol.tsx';
import { usePasskeys } from './passkey-data.ts';
import { MakePasskey } from './passkeys.tsx';

export default function EnrolPage() {
  const { t } = useTranslation(['account', 'shell']);
  const showFailure = useFailureToast();
  const passkeys = usePasskeys();
  /** Where passkeys work, once one is to be made. */
  const [origin, setOrigin] = useState<string>();
  const done = (): void => void askSession().catch(showFailure);
  return (
    <main className="account-enrol">
      <Stack gap={4}>
        <Row justify="between" wraps>
          <h1 className="oc-title">{t('factor.title')}</h1>
          <Row gap={1}>
            <LangSwitch />
            <ThemeMenu />
            <Button variant="quiet" onPress={() => void signOut().catch(showFailure)}>
              {t('shell:account.signOut')}
            </Button>
          </Row>
        </Row>
        <p className="oc-quiet">{t('factor.must')}</p>
        {origin === undefined ? <Enrol onDone={done} /> : <MakePasskey origin={origin} onDone={done} />}
        {passkeys.data && (
          <Row>
            <Button
              variant="quiet"
              onPress={() => setOrigin(origin === undefined ? passkeys.data.origin : undefined)}
            >
              {t(origin === undefined ? 'passkeys.instead' : 'passkeys.codesInstead')}
            </Button>
          </Row>
        )}
      </Stack>
    </main>
  );
}
