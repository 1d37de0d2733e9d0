// The page that is a telephone: one button to ring, a dial pad, and in words what is going on.
import './call.css';
import { Mic, MicOff, Phone, PhoneOff } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../../design/elapsed.ts';
import { useFormat } from '../../design/i18n/format.ts';
import { useTongue } from '../../design/i18n/lang.ts';
import { keyName, telephoneKeys } from '../../design/keypad.ts';
import { useLeaveGuard } from '../../design/leave-guard.ts';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';
import { AnswersAlways } from '../shell/answers-always.tsx';
import { ChatBeside } from './chat-beside.tsx';
import { Devices } from './devices.tsx';
import { startRinging } from './ring.ts';
import { isOnCall, Telephone, type TelephoneState } from './telephone.ts';
import { useWakeLock } from './wake-lock.ts';

const telephone = new Telephone();

function Duration({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return <span className="call-clock">{elapsedText(now - since)}</span>;
}

/** Keys of the keyboard are keys of the telephone, unless one writes: in the chat beside it a figure is a figure. */
function useKeyboard(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
      if (telephoneKeys.some((key) => key === event.key)) telephone.key(event.key);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}

function Pad({ isDisabled }: { isDisabled: boolean }) {
  const { t } = useTranslation('call');
  return (
    <fieldset className="call-pad" disabled={isDisabled}>
      <legend className="oc-hidden">{t('pad')}</legend>
      {telephoneKeys.map((key) => {
        const name = keyName(key);
        return (
          <button
            key={key}
            type="button"
            aria-label={name ? t(`key.${name}`) : key}
            onClick={() => telephone.key(key)}
          >
            {key}
          </button>
        );
      })}
    </fieldset>
  );
}

function Said({ state }: { state: TelephoneState }) {
  const { t } = useTranslation('call');
  return (
    <div className="call-said" aria-live="polite">
      <p className="call-phase">
        {t(`phase.${state.phase}`)} {state.phase === 'idle' && <AnswersAlways />}
      </p>
      {state.said && <p>{state.said}</p>}
      {(state.phase === 'talking' || state.phase === 'held') && <p className="oc-quiet">{t('recorded')}</p>}
    </div>
  );
}

/** A call of ours: on its way, or ringing now. */
function Expected({ expected }: { expected: NonNullable<TelephoneState['expected']> }) {
  const { t } = useTranslation('call');
  const tongue = useTongue();
  const format = useFormat();
  const isRinging = expected.state === 'ringing';
  useEffect(() => (isRinging ? startRinging() : undefined), [isRinging]);
  if (isRinging)
    return (
      <section className="call-expected" data-rings role="alert">
        <p className="call-phase">{t('expected.ringing')}</p>
        <p>{t('expected.ringingNote')}</p>
        <PlainButton
          variant="primary"
          size="large"
          icon={Phone}
          isWide
          onClick={() => void telephone.ring(tongue, expected.interactionId)}
        >
          {t('expected.answer')}
        </PlainButton>
        <PlainButton isWide onClick={() => telephone.decline()}>
          {t('expected.decline')}
        </PlainButton>
      </section>
    );
  const { position, estimatedWaitS, notBefore } = expected;
  const minutes = Math.max(1, Math.ceil((estimatedWaitS ?? 0) / 60));
  return (
    <section className="call-expected" aria-live="polite">
      <p className="call-phase">{t('expected.waiting')}</p>
      {notBefore && <p>{t('expected.later', { time: format.moment(notBefore) })}</p>}
      {position !== null && (
        <p>
          {estimatedWaitS === null
            ? t('expected.position', { position })
            : t('expected.about', { position, count: minutes })}
        </p>
      )}
      <PlainButton variant="quiet" onClick={() => telephone.cancel()}>
        {t('expected.cancel')}
      </PlainButton>
    </section>
  );
}

function Call() {
  const { t } = useTranslation('call');
  const tongue = useTongue();
  useTitle(t('title'));
  const state = useSyncExternalStore(telephone.subscribe, telephone.read);
  const isOn = isOnCall(state);
  useKeyboard(isOn);
  useWakeLock(isOn);
  useLeaveGuard(isOn);
  const ring = (): void => void telephone.ring(tongue);
  useEffect(() => telephone.open(tongue), [tongue]);
  return (
    <div className="call">
      <h1 className="oc-heading">{t('title')}</h1>
      <section className="call-phone" aria-label={t('phone')}>
        <p className="call-number">
          12345
          {isOn && state.since !== null && <Duration since={state.since} />}
        </p>
        {!isOn && state.expected && <Expected expected={state.expected} />}
        {state.fault && <Notice tone="danger">{t(`fault.${state.fault}`)}</Notice>}
        {!state.fault && (isOn || !state.expected) && <Said state={state} />}
        <output className="call-keys" aria-label={t('pressed')}>
          {state.keys}
        </output>
        <Pad isDisabled={!isOn || state.since === null} />
        <div className="call-buttons">
          {isOn ? (
            <>
              <PlainButton
                size="large"
                icon={state.isMuted ? MicOff : Mic}
                aria-pressed={state.isMuted}
                onClick={() => telephone.mute(!state.isMuted)}
              >
                {state.isMuted ? t('unmute') : t('mute')}
              </PlainButton>
              <PlainButton variant="danger" size="large" icon={PhoneOff} onClick={() => telephone.hangUp()}>
                {t('hangUp')}
              </PlainButton>
            </>
          ) : (
            <PlainButton variant="primary" size="large" icon={Phone} isWide onClick={ring}>
              {state.phase === 'ended' ? t('again') : t('ring')}
            </PlainButton>
          )}
        </div>
        <Devices key={String(state.since !== null)} telephone={telephone} />
        {!isOn && <p className="oc-quiet">{t('note')}</p>}
      </section>
      <p className="call-other">
        <LinkButton href="tel:12345">{t('dial')}</LinkButton>
      </p>
      <ChatBeside isUnderWay={state.isChatting} />
    </div>
  );
}

await mountPage(<Call />, ['call', 'chat']);
