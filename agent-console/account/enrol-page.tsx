// What somebody sees whose role wants a second factor that they do not have yet: nothing else.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Row } from '../../design/index.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { askSession } from '../session/session.ts';
import { Enrol } from './enrol.tsx';
import { Gate } from './gate.tsx';
import { usePasskeys } from './passkey-data.ts';
import { MakePasskey } from './passkeys.tsx';

export default function EnrolPage() {
  const { t } = useTranslation('account');
  const showFailure = useFailureToast();
  const passkeys = usePasskeys();
  /** Where passkeys work, once one is to be made. */
  const [origin, setOrigin] = useState<string>();
  const done = (): void => void askSession().catch(showFailure);
  return (
    <Gate title={t('factor.title')} lead={t('factor.must')}>
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
    </Gate>
  );
}
