// Whoever shares a browser clears what they wrote.
import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';

export function ForgetDraft({ onForget }: { onForget: () => void }) {
  const { t } = useTranslation('site');
  return (
    <PlainButton variant="quiet" icon={Trash2} onClick={onForget}>
      {t('forget')}
    </PlainButton>
  );
}
