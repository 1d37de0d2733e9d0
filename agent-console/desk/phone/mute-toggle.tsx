import { Mic, MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconToggle } from '../../../design/index.ts';
import type { AgentPhone } from './telephone.ts';

export function MuteToggle({ phone }: { phone: AgentPhone }) {
  const { t } = useTranslation('phone');
  return (
    <IconToggle
      icon={phone.isMuted ? MicOff : Mic}
      label={t('mute')}
      shortcut="alt+m"
      isSelected={phone.isMuted}
      onChange={phone.mute}
      isDisabled={phone.state !== 'talking' || phone.isOnDesk}
    />
  );
}
