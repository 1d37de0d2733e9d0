// A text as a person speaks it: recorded here or taken from a file, listened to as callers will hear it, then kept.
import { Check, CheckCheck, Mic, Play, Square, Trash2, Upload, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText, IconButton, Row, readNow, useNow } from '../../design/index.ts';
import { placeholdersOf } from '../../ivr/flow/graph.ts';
import type { Recording } from '../../ivr/flow/schema.ts';
import { MicrophoneError } from '../../ivr/media/browser/sound-line.ts';
import { recordedSchema, soundPath } from '../../server/intake/voice/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import {
  longestS,
  mostBytes,
  playSound,
  recordTake,
  type Take,
  telephoneWav,
  UndecodableError,
} from './telephone-sound.ts';

const secondMs = 1_000;

/** What is being made. */
type Making =
  | { step: 'nothing' }
  | { step: 'recording'; take: Take; since: number }
  | { step: 'working' }
  | { step: 'heard'; wav: Blob; url: string; seconds: number };

type Fault = 'tooBig' | 'tooLong' | 'undecodable' | 'refused' | 'none' | 'busy' | 'insecure';

function faultOf(error: unknown): Fault | null {
  if (error instanceof MicrophoneError) return error.fault;
  return error instanceof UndecodableError ? 'undecodable' : null;
}

function Elapsed({ since }: { since: number }) {
  return <span className="oc-small">{elapsedText(Math.max(0, useNow(1_000) - since))}</span>;
}

/** @param name what the buttons belong to, for those who only hear them */
export function RecordingField({
  name,
  text,
  recording,
  onChange,
}: {
  name: string;
  text: string;
  recording: Recording | undefined;
  onChange: (recording: Recording | undefined) => void;
}) {
  const { t } = useTranslation('flows');
  const { t: tPhone } = useTranslation('phone');
  const [making, setMaking] = useState<Making>({ step: 'nothing' });
  const [fault, setFault] = useState<Fault | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const last = useRef(making);
  last.current = making;
  const showFailure = useFailureToast();
  useEffect(
    () => () => {
      if (last.current.step === 'recording') last.current.take.cancel();
      if (last.current.step === 'heard') URL.revokeObjectURL(last.current.url);
    },
    [],
  );
  if (text.trim() === '') return null;
  if (placeholdersOf(text).length > 0 && !recording) {
    return <p className="oc-micro oc-quiet">{t('recording.withValues')}</p>;
  }
  const forget = (): void => {
    if (making.step === 'heard') URL.revokeObjectURL(making.url);
    setMaking({ step: 'nothing' });
  };
  const fail = (error: unknown): void => {
    forget();
    const known = faultOf(error);
    if (known) setFault(known);
    else showFailure(error);
  };
  const make = async (sound: Promise<Blob>): Promise<void> => {
    setMaking({ step: 'working' });
    const { wav, seconds } = await telephoneWav(await sound);
    if (seconds > longestS) {
      forget();
      return setFault('tooLong');
    }
    const url = URL.createObjectURL(wav);
    setMaking({ step: 'heard', wav, seconds, url });
    await playSound(url);
  };
  const takeFile = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFault(null);
    if (chosen.size > mostBytes) setFault('tooBig');
    else make(Promise.resolve(chosen)).catch(fail);
  };
  const record = (): void => {
    setFault(null);
    const onFull = (): void => {
      if (last.current.step === 'recording') make(last.current.take.stop()).catch(fail);
    };
    recordTake(onFull).then((take) => setMaking({ step: 'recording', take, since: readNow() }), fail);
  };
  const keep = async (wav: Blob): Promise<void> => {
    const form = new FormData();
    form.append('file', wav, 'prompt.wav');
    setMaking({ step: 'working' });
    const kept = await api.post('/api/flows/recordings', form, recordedSchema);
    forget();
    onChange({ ...kept, words: text });
  };
  const button = (icon: typeof Mic, label: string, onPress: () => void, isDisabled = false) => (
    <IconButton
      size="small"
      icon={icon}
      label={t('recording.of', { label, name })}
      isDisabled={isDisabled}
      onPress={onPress}
    />
  );
  return (
    <div className="flow-recording">
      {making.step === 'recording' && (
        <Row gap={1}>
          {button(Square, t('recording.stop'), () => make(making.take.stop()).catch(fail))}
          <Elapsed since={making.since} />
        </Row>
      )}
      {making.step === 'heard' && (
        <Row gap={1} wraps>
          {button(Play, t('recording.listen'), () => void playSound(making.url))}
          {button(Check, t('recording.keep'), () => keep(making.wav).catch(fail))}
          {button(X, t('recording.drop'), forget)}
          <span className="oc-micro">{t('recording.seconds', { seconds: making.seconds.toFixed(1) })}</span>
        </Row>
      )}
      {(making.step === 'nothing' || making.step === 'working') && (
        <Row gap={1} wraps>
          {recording &&
            button(Play, t('recording.play'), () => void playSound(`${soundPath}/${recording.sound}.wav`))}
          {button(Mic, t('recording.record'), record, making.step === 'working')}
          {button(Upload, t('recording.upload'), () => file.current?.click(), making.step === 'working')}
          {recording && button(Trash2, t('recording.remove'), () => onChange(undefined))}
          {recording && (
            <span className="oc-micro">
              {t('recording.seconds', { seconds: (recording.durationMs / secondMs).toFixed(1) })}
            </span>
          )}
        </Row>
      )}
      <input
        ref={file}
        type="file"
        className="oc-hidden"
        tabIndex={-1}
        aria-label={t('recording.of', { label: t('recording.upload'), name })}
        accept="audio/*"
        onChange={(event) => {
          takeFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {recording && recording.words !== text && (
        <Row gap={1}>
          <span className="oc-micro flow-outdated">{t('recording.outdated')}</span>
          {button(CheckCheck, t('recording.stillFits'), () => onChange({ ...recording, words: text }))}
        </Row>
      )}
      {fault && (
        <p className="oc-micro flow-outdated" role="alert">
          {fault === 'tooBig' || fault === 'tooLong' || fault === 'undecodable'
            ? t(`recording.fault.${fault}`)
            : tPhone(`fault.${fault}`)}
        </p>
      )}
    </div>
  );
}
