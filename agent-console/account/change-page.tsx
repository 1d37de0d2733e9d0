// What somebody sees whose password was given by somebody else: nothing else before they have their own.
import { useTranslation } from 'react-i18next';
import { useFailureToast } from '../api/failure-view.tsx';
import { askSession } from '../session/session.ts';
import { Gate } from './gate.tsx';
import { ChangeForm } from './own-password.tsx';

export default function ChangePage() {
  const { t } = useTranslation('account');
  const showFailure = useFailureToast();
  return (
    <Gate title={t('change.title')} lead={t('change.must')}>
      <ChangeForm onDone={() => void askSession().catch(showFailure)} />
    </Gate>
  );
}
