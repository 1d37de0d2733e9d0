import { useTranslation } from 'react-i18next';
import { Button, Dialog, useNow } from '../../design/index.ts';

/** What a press of a key keeps from happening. */
export default function IdleNotice({ endsAt }: { endsAt: string }) {
  const { t } = useTranslation('shell');
  const seconds = Math.max(0, Math.ceil((Date.parse(endsAt) - useNow(1_000)) / 1_000));
  return (
    <Dialog
      title={t('idle.title')}
      size="small"
      isOpen
      onOpenChange={() => undefined}
      isDismissable={false}
      // The press itself is what counts, wherever it lands.
      footer={<Button variant="primary">{t('idle.stay')}</Button>}
    >
      <p className="sign-in-note">{t('idle.note', { count: seconds })}</p>
    </Dialog>
  );
}
