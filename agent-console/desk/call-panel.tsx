// A telephone call in hand: who is on the line, how long, and the agent's telephone.
import { Mic, MicOff, PhoneOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconToggle, Notice, Row, readNow, Stack } from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { useLine } from '../realtime/line.tsx';
import { type PhoneState, useAgentPhone } from './phone/agent-phone.ts';

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

export function CallPanel({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('desk');
  const line = useLine();
  const phone = useAgentPhone();
  const [elapsed, setElapsed] = useState(0);
  const since = interaction.acceptedAt;
  useEffect(() => {
    const timer = setInterval(() => setElapsed(since ? readNow() - Date.parse(since) : 0), 1_000);
    return () => clearInterval(timer);
  }, [since]);
  const words: Record<PhoneState, string> = {
    absent: t('call.absent'),
    connecting: t('call.connecting'),
    ready: t('call.ready'),
    talking: t('call.talking'),
    failed: t('call.failed', { reason: phone.failure ?? '' }),
  };
  return (
    <div className="desk-call">
      <Stack gap={3}>
        <Row justify="between">
          <strong>{t('call.title')}</strong>
          <span className="desk-timer">{clockText(elapsed)}</span>
        </Row>
        <Notice tone={phone.state === 'failed' ? 'danger' : phone.state === 'absent' ? 'warn' : 'ok'}>
          {words[phone.state]}
        </Notice>
        <Row>
          <IconToggle
            icon={phone.isMuted ? MicOff : Mic}
            label={t('call.mute')}
            isSelected={phone.isMuted}
            onChange={phone.mute}
            isDisabled={phone.state !== 'talking'}
          />
          <Button
            variant="danger"
            icon={PhoneOff}
            onPress={() => {
              phone.hangUp();
              void line?.call('interaction:end', { interactionId: interaction.id });
            }}
          >
            {t('call.hangUp')}
          </Button>
        </Row>
      </Stack>
    </div>
  );
}
