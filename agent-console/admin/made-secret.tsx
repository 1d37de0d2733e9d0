import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Stack, showToast } from '../../design/index.ts';

/** Shows a secret that was made; it cannot be read again. */
export function MadeSecret({
  title,
  secret,
  onClose,
}: {
  title: string;
  secret: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const copy = (): void => {
    const copied = navigator.clipboard?.writeText(secret) ?? Promise.reject(new Error('no clipboard'));
    copied.then(
      () => showToast({ tone: 'ok', title: t('keys.copied') }),
      () => showToast({ tone: 'warn', title: t('keys.notCopied') }),
    );
  };
  return (
    <Dialog
      title={title}
      isOpen
      isDismissable={false}
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={copy}>{t('keys.copy')}</Button>
          <Button variant="primary" onPress={onClose}>
            {t('keys.kept')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        <Notice tone="warn">{t('keys.once')}</Notice>
        <code className="admin-secret">{secret}</code>
      </Stack>
    </Dialog>
  );
}
