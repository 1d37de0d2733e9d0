// A telephone call in hand: who is on the line, how long, and what can be done with it.
import { CircleDot, CirclePause, Grid3x3, Pause, PhoneOff, Play, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  elapsedText,
  IconButton,
  IconToggle,
  Menu,
  Notice,
  Row,
  readNow,
  Stack,
  useLang,
} from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import { useUser } from '../session/session.ts';
import { useAgentPhone } from './phone/agent-phone.ts';
import { DialPad } from './phone/dial-pad.tsx';
import { LineQuality } from './phone/line-quality.tsx';
import { MuteToggle } from './phone/mute-toggle.tsx';
import type { AgentPhone } from './phone/telephone.ts';
import { usePassOnTargets } from './targets.ts';

/** What the telephone says about itself. */
function PhoneNotice({ phone, onRejoin }: { phone: AgentPhone; onRejoin: () => void }) {
  const { t } = useTranslation('phone');
  if (phone.state === 'failed') {
    const { fault } = phone;
    const reason = fault && 'reason' in fault ? t(`fault.${fault.reason}`) : (fault?.words ?? '');
    return (
      <Notice tone="danger">
        {t('failed', { reason })}
        {phone.join && <Button onPress={onRejoin}>{t('rejoin')}</Button>}
      </Notice>
    );
  }
  if (phone.isHeld) return <Notice tone="warn">{t('held')}</Notice>;
  if (phone.isRecordingPaused) return <Notice tone="warn">{t('paused')}</Notice>;
  return <Notice tone={phone.state === 'absent' ? 'warn' : 'ok'}>{t(phone.state)}</Notice>;
}

/** Asks a colleague to join, gives the contact to one who has, or sends the citizen on to another queue. */
function PassOn({ phone }: { phone: AgentPhone }) {
  const { t } = useTranslation('phone');
  const user = useUser();
  const { colleagues, queues } = usePassOnTargets(phone.state === 'talking');
  const lang = useLang();
  const onTheLine = phone.staff.filter(({ userId, role }) => userId !== user.id && role === 'party');
  const others = colleagues.filter(
    ({ userId }) => userId !== user.id && phone.staff.every((one) => one.userId !== userId),
  );
  const deeds: Record<string, ((id: string) => void) | undefined> = {
    hand_over: phone.handOver,
    invite: phone.invite,
    to_queue: phone.toQueue,
  };
  return (
    <Menu
      label={t('passOn')}
      trigger={<IconButton icon={UserPlus} label={t('passOn')} isDisabled={phone.state !== 'talking'} />}
      groups={[
        {
          id: 'hand_over',
          title: t('handOver'),
          items: onTheLine.map(({ userId, name }) => ({ id: userId, label: name[lang] })),
        },
        {
          id: 'invite',
          title: t('invite'),
          items: others.map(({ userId, name }) => ({ id: userId, label: name[lang] })),
        },
        {
          id: 'to_queue',
          title: t('toQueue'),
          items: queues.map(({ code, name, waiting }) => ({
            id: code,
            label: name[lang],
            description: t('waiting', { count: waiting }),
          })),
        },
      ].filter(({ items }) => items.length > 0)}
      onAction={(id, group) => deeds[group]?.(id)}
    />
  );
}

/** Names of the others of ours on the line. */
function OnTheLine({ phone }: { phone: AgentPhone }) {
  const { t } = useTranslation('phone');
  const user = useUser();
  const lang = useLang();
  const others = phone.staff.filter(({ userId, role }) => userId !== user.id && role !== 'monitor');
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name[lang]).join(t('nameSeparator'));
  return <p>{t('onTheLine', { names })}</p>;
}

export function CallPanel({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('phone');
  const line = useLine();
  const phone = useAgentPhone();
  const showFailure = useFailureToast();
  const [elapsed, setElapsed] = useState(0);
  const [isPadOpen, setPadOpen] = useState(false);
  const since = interaction.acceptedAt;
  const isTalking = phone.state === 'talking';
  useEffect(() => {
    const timer = setInterval(() => setElapsed(since ? readNow() - Date.parse(since) : 0), 1_000);
    return () => clearInterval(timer);
  }, [since]);
  // After a reload the call is still there, and this browser is no longer on it.
  const isElsewhere = phone.interactionId !== interaction.id && phone.state !== 'failed';
  const { join } = phone;
  useEffect(() => {
    if (line && isElsewhere) join?.(interaction.id, 'party');
  }, [line, isElsewhere, interaction.id, join]);
  useActions([
    {
      id: 'call.mute',
      labelKey: 'phone:mute',
      shortcut: 'alt+m',
      permission: 'desk.work',
      isEnabled: isTalking,
      run: () => phone.mute(!phone.isMuted),
    },
    {
      id: 'call.hold',
      labelKey: 'phone:hold',
      shortcut: 'alt+h',
      permission: 'desk.work',
      isEnabled: isTalking && phone.hold !== undefined,
      run: () => phone.hold?.(!phone.isHeld),
    },
    {
      id: 'call.pause_recording',
      labelKey: 'phone:pauseRecording',
      shortcut: 'alt+r',
      permission: 'desk.work',
      isEnabled: isTalking && phone.pauseRecording !== undefined,
      run: () => phone.pauseRecording?.(!phone.isRecordingPaused),
    },
    {
      id: 'call.hang_up',
      labelKey: 'phone:hangUp',
      shortcut: 'alt+e',
      permission: 'desk.work',
      run: () => {
        line?.call('interaction:end', { interactionId: interaction.id }).catch(showFailure);
        phone.hangUp();
      },
    },
  ]);
  return (
    <section className="desk-call" aria-label={t('title')}>
      <Stack gap={3}>
        <Row justify="between">
          <Row gap={3}>
            <strong>{t('title')}</strong>
            {phone.quality && <LineQuality quality={phone.quality} />}
          </Row>
          <span className="desk-timer">{elapsedText(elapsed)}</span>
        </Row>
        <PhoneNotice phone={phone} onRejoin={() => phone.join?.(interaction.id, 'party')} />
        <OnTheLine phone={phone} />
        <Row>
          <MuteToggle phone={phone} />
          {phone.hold && (
            <IconToggle
              icon={phone.isHeld ? Play : Pause}
              label={t('hold')}
              isSelected={phone.isHeld}
              onChange={phone.hold}
              isDisabled={!isTalking}
            />
          )}
          {phone.pauseRecording && (
            <IconToggle
              icon={phone.isRecordingPaused ? CirclePause : CircleDot}
              label={t('pauseRecording')}
              isSelected={phone.isRecordingPaused}
              onChange={phone.pauseRecording}
              isDisabled={!isTalking}
            />
          )}
          {phone.digit && (
            <IconToggle
              icon={Grid3x3}
              label={t('pad')}
              isSelected={isPadOpen}
              onChange={setPadOpen}
              isDisabled={!isTalking}
            />
          )}
          {phone.invite && <PassOn phone={phone} />}
          <ActionButton id="call.hang_up" variant="danger" icon={PhoneOff} />
        </Row>
        {isPadOpen && phone.digit && isTalking && <DialPad onKey={phone.digit} />}
      </Stack>
    </section>
  );
}
