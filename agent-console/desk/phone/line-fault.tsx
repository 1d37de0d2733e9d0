// Why there is no sound on this page's telephone, and what brings it back.
import { useTranslation } from 'react-i18next';
import { Button, Notice } from '../../../design/index.ts';
import type { AgentPhone } from './telephone.ts';

/**
 * What is wrong with the line; null when nothing is.
 * @param isGuest on a colleague's call, where the citizen goes on without this one
 */
export function LineFault({
  phone,
  onRejoin,
  isGuest = false,
}: {
  phone: AgentPhone;
  onRejoin: (() => void) | undefined;
  isGuest?: boolean;
}) {
  const { t } = useTranslation('phone');
  if (phone.state === 'failed') {
    const { fault } = phone;
    const named = fault && 'reason' in fault ? t(`fault.${fault.reason}`, fault) : (fault?.words ?? '');
    const isLost = fault && 'reason' in fault && fault.reason === 'lost';
    const reason = isGuest && isLost ? t('fault.lostAsGuest') : named;
    return (
      <Notice tone="danger">
        {t('failed', { reason })}
        {onRejoin && <Button onPress={onRejoin}>{t('rejoin')}</Button>}
      </Notice>
    );
  }
  if (phone.state !== 'elsewhere') return null;
  return (
    <Notice tone="warn">
      {t('elsewhere')}
      {phone.takeHere && <Button onPress={phone.takeHere}>{t('takeHere')}</Button>}
    </Notice>
  );
}
