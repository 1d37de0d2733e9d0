// A telephone call in hand: who is on the line, how long, and what can be done with it.
import { CircleDot, CirclePause, Grid3x3, LogOut, Pause, PhoneForwarded, PhoneOff, Play } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText, IconToggle, Notice, Row, readNow, Stack, useLang } from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import { useUser } from '../session/session.ts';
import { useAgentPhone } from './phone/agent-phone.ts';
import { DialPad } from './phone/dial-pad.tsx';
import { isAccompaniedWithout, useEndOfCall } from './phone/end-of-call.ts';
import { LineFault } from './phone/line-fault.tsx';
import { LineQuality } from './phone/line-quality.tsx';
import { MuteToggle } from './phone/mute-toggle.tsx';
import { Parties } from './phone/parties.tsx';
import { PassOnDialog } from './phone/pass-on-dialog.tsx';
import type { AgentPhone } from './phone/telephone.ts';
import { type Twice, usePressedTwice } from './pressed-twice.ts';
import { usePhoneBook } from './targets.ts';
import { writtenOfTicket } from './ticket-drafts.ts';

/** What the telephone says about itself. */
function PhoneNotice({
  phone,
  armed,
  isOnLine,
  onRejoin,
}: {
  phone: AgentPhone;
  armed: string | undefined;
  isOnLine: boolean;
  onRejoin: () => void;
}) {
  const { t } = useTranslation('phone');
  if (armed !== undefined) return <Notice tone="danger">{armed}</Notice>;
  if (phone.state === 'failed' || phone.state === 'elsewhere')
    return <LineFault phone={phone} onRejoin={phone.join && onRejoin} />;
  if (phone.isCitizenAway) return <Notice tone="warn">{t('away')}</Notice>;
  if (phone.isHeld) return <Notice tone="warn">{t('held')}</Notice>;
  if (phone.isRecordingPaused) return <Notice tone="warn">{t('paused')}</Notice>;
  if (phone.isOnDesk)
    return <Notice tone="ok">{t(phone.state === 'talking' ? 'desk.talking' : 'desk.rings')}</Notice>;
  // The microphone is open, and the citizen still hears that somebody is there.
  const state = phone.state === 'talking' && !isOnLine ? 'ready' : phone.state;
  return <Notice tone={state === 'absent' ? 'warn' : 'ok'}>{t(state)}</Notice>;
}

/** The numbers for danger: one key each, pressed twice. */
function useEmergency(phone: AgentPhone, isTalking: boolean, { armed, press }: Twice) {
  const { t } = useTranslation('phone');
  const lang = useLang();
  const { entries } = usePhoneBook();
  const numbers = entries.filter(({ kind }) => kind === 'emergency').slice(0, 9);
  const { addNumber } = phone;
  useActions(
    addNumber
      ? numbers.map(({ number, name }, at) => ({
          id: `call.emergency.${number}`,
          labelKey: 'phone:emergency' as const,
          labelName: `${number} ${name[lang]}`,
          shortcut: `alt+${at + 1}`,
          permission: 'desk.work' as const,
          isEnabled: isTalking && phone.outside.every((party) => party.number !== number),
          run: () => press(number, () => addNumber(number)),
        }))
      : [],
  );
  const entry = numbers.find(({ number }) => number === armed);
  return {
    numbers: addNumber ? numbers.map(({ number }) => ({ number, isArmed: number === armed })) : [],
    armed: entry && t('emergencyArmed', { name: `${entry.number} ${entry.name[lang]}` }),
  };
}

/** From when the agent has had the call. */
function CallTimer({ since }: { since: string | null }) {
  const [now, setNow] = useState(readNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(readNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span className="desk-timer">{elapsedText(since === null ? 0 : now - Date.parse(since))}</span>;
}

/** After a reload the call is still there, and this browser is no longer on it. */
function useOnTheLine(phone: AgentPhone, interactionId: string): void {
  const line = useLine();
  const isElsewhere = phone.interactionId !== interactionId && phone.state !== 'failed';
  const { join } = phone;
  useEffect(() => {
    if (line && isElsewhere) join?.(interactionId, 'party');
  }, [line, isElsewhere, interactionId, join]);
}

/** Tells why the last wish was not done. */
function useToldRefusals({ refusal }: AgentPhone): void {
  const tell = useEffectEvent(useFailureToast());
  useEffect(() => {
    if (refusal) tell(refusal.error);
  }, [refusal]);
}

interface Standing {
  isTalking: boolean;
  /** The flow seats the agent when the citizen has heard that somebody is there; until then the line does nothing for us. */
  isOnLine: boolean;
  /** Somebody stays with the citizen when the agent leaves. */
  isAccompanied: boolean;
}

function standingOf(phone: AgentPhone, userId: string): Standing {
  const isTalking = phone.state === 'talking';
  return {
    isTalking,
    isOnLine: isTalking && phone.staff.some((one) => one.userId === userId),
    isAccompanied: isAccompaniedWithout(phone, userId),
  };
}

function useCallActions(phone: AgentPhone, { isTalking, isOnLine }: Standing, onPassOn: () => void): void {
  useActions([
    {
      id: 'call.pass_on',
      labelKey: 'phone:passOn.title',
      shortcut: 'alt+p',
      permission: 'desk.work',
      isEnabled: isOnLine && phone.invite !== undefined,
      run: onPassOn,
    },
    {
      id: 'call.mute',
      labelKey: phone.isMuted ? 'phone:unmute' : 'phone:mute',
      shortcut: 'alt+m',
      permission: 'desk.work',
      isEnabled: isTalking,
      run: () => phone.mute(!phone.isMuted),
    },
    {
      id: 'call.hold',
      labelKey: phone.isHeld ? 'phone:unhold' : 'phone:hold',
      shortcut: 'alt+h',
      permission: 'desk.work',
      isEnabled: isOnLine && phone.hold !== undefined,
      run: () => phone.hold?.(!phone.isHeld),
    },
    {
      id: 'call.pause_recording',
      labelKey: phone.isRecordingPaused ? 'phone:resumeRecording' : 'phone:pauseRecording',
      shortcut: 'alt+r',
      permission: 'desk.work',
      isEnabled: isOnLine && phone.pauseRecording !== undefined,
      run: () => phone.pauseRecording?.(!phone.isRecordingPaused),
    },
  ]);
}

/** The keys of the telephone that this carrier has. */
function Deeds({
  phone,
  emergencies,
  standing: { isOnLine, isAccompanied },
  isEndArmed,
  isPadOpen,
  onPad,
}: {
  phone: AgentPhone;
  /** What was pressed once is red: the second half of one press would find it changed, and does not count. */
  emergencies: readonly { number: string; isArmed: boolean }[];
  isEndArmed: boolean;
  standing: Standing;
  isPadOpen: boolean;
  onPad: (isOpen: boolean) => void;
}) {
  const { t } = useTranslation('phone');
  return (
    <Row wraps>
      <MuteToggle phone={phone} />
      {phone.hold && (
        <IconToggle
          icon={phone.isHeld ? Play : Pause}
          label={t('hold')}
          shortcut="alt+h"
          isSelected={phone.isHeld}
          onChange={phone.hold}
          isDisabled={!isOnLine}
        />
      )}
      {phone.pauseRecording && (
        <IconToggle
          icon={phone.isRecordingPaused ? CirclePause : CircleDot}
          label={t('pauseRecording')}
          shortcut="alt+r"
          isSelected={phone.isRecordingPaused}
          onChange={phone.pauseRecording}
          isDisabled={!isOnLine}
        />
      )}
      {phone.digit && (
        <IconToggle
          icon={Grid3x3}
          label={t('pad')}
          isSelected={isPadOpen}
          onChange={onPad}
          isDisabled={!isOnLine}
        />
      )}
      {phone.invite && <ActionButton id="call.pass_on" icon={PhoneForwarded} isIconOnly />}
      <span className="desk-emergency">
        {emergencies.map(({ number, isArmed }) => (
          <ActionButton
            key={number}
            id={`call.emergency.${number}`}
            size="small"
            text={number}
            {...(isArmed && { variant: 'danger' })}
          />
        ))}
      </span>
      <ActionButton
        id="call.hang_up"
        variant={isAccompanied ? 'primary' : 'danger'}
        icon={isAccompanied ? LogOut : PhoneOff}
      />
      {isAccompanied && (
        <ActionButton id="call.end_for_all" variant={isEndArmed ? 'danger' : 'quiet'} icon={PhoneOff} />
      )}
    </Row>
  );
}

export function CallPanel({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('phone');
  const phone = useAgentPhone();
  const standing = standingOf(phone, useUser().id);
  const { isTalking, isOnLine } = standing;
  const [isPadOpen, setPadOpen] = useState(false);
  const [isPassing, setPassing] = useState(false);
  useOnTheLine(phone, interaction.id);
  useToldRefusals(phone);
  const twice = usePressedTwice();
  const { numbers, armed } = useEmergency(phone, isOnLine, twice);
  useCallActions(phone, standing, () => setPassing(true));
  const armedEnd = useEndOfCall({
    interactionId: interaction.id,
    phone,
    isAccompanied: standing.isAccompanied,
    twice,
  });
  return (
    <section className="desk-call" aria-label={t('title')}>
      <Stack gap={3}>
        <Row justify="between">
          <Row gap={3}>
            <strong>{t('title')}</strong>
            {phone.quality && <LineQuality quality={phone.quality} />}
          </Row>
          <CallTimer since={interaction.acceptedAt} />
        </Row>
        <PhoneNotice
          phone={phone}
          armed={armed ?? armedEnd}
          isOnLine={isOnLine}
          onRejoin={() => phone.join?.(interaction.id, 'party')}
        />
        <Parties phone={phone} />
        <Deeds
          phone={phone}
          emergencies={numbers}
          isEndArmed={armedEnd !== undefined}
          standing={standing}
          isPadOpen={isPadOpen}
          onPad={setPadOpen}
        />
        <PassOnDialog
          phone={phone}
          isOpen={isPassing && isOnLine}
          written={() => writtenOfTicket(interaction.conversationId)}
          onClose={() => setPassing(false)}
        />
        {isPadOpen && phone.digit && isTalking && <DialPad onKey={phone.digit} />}
      </Stack>
    </section>
  );
}
