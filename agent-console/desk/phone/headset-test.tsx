// The headset before the shift: choose the devices, see that one is heard, hear oneself.
import { Mic, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, Notice, Row, Select, Stack } from '../../../design/index.ts';
import {
  chooseDevice,
  chosenDevice,
  type DeviceKind,
  devicesOf,
} from '../../../ivr/media/browser/devices.ts';
import {
  MicrophoneError,
  type MicrophoneFault,
  openMicrophone,
  speakThrough,
} from '../../../ivr/media/browser/sound-line.ts';

const sampleMs = 4_000;
/** Below this nobody has spoken: the noise of a quiet room. */
const heardFrom = 0.02;
const whateverThereIs = 'default-device';

/** Loudness from 0 to 1, about ten times a second. @returns what stops it */
function meter(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1_024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const watch = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length;
    onLevel(Math.min(1, Math.sqrt(power) * 4));
  }, 100);
  return () => {
    clearInterval(watch);
    void context.close();
  };
}

/** Records for a few seconds, then plays it on the loudspeaker chosen. */
async function recordAndPlay(stream: MediaStream, loudspeakerId: string | null): Promise<void> {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
  const isStopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
  recorder.start();
  setTimeout(() => recorder.state === 'recording' && recorder.stop(), sampleMs);
  await isStopped;
  const url = URL.createObjectURL(new Blob(parts));
  const sound = new Audio(url);
  await speakThrough(sound, loudspeakerId);
  const isOver = new Promise((resolve) => sound.addEventListener('ended', resolve));
  await sound.play();
  await isOver;
  URL.revokeObjectURL(url);
}

function DeviceSelect({
  kind,
  devices,
  value,
  onChange,
}: {
  kind: DeviceKind;
  devices: readonly MediaDeviceInfo[];
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const { t } = useTranslation('phone');
  return (
    <Select
      label={t(`headset.${kind}`)}
      options={[
        { id: whateverThereIs, label: t('headset.automatic') },
        ...devices
          .filter(({ deviceId }) => deviceId !== 'default')
          .map(({ deviceId, label }) => ({ id: deviceId, label: label || t(`headset.${kind}`) })),
      ]}
      value={devices.some(({ deviceId }) => deviceId === value) ? value : whateverThereIs}
      onChange={(key) => onChange(key === whateverThereIs || key === null ? null : String(key))}
    />
  );
}

export default function HeadsetTest({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['phone', 'desk']);
  const [microphoneId, setMicrophoneId] = useState(() => chosenDevice('microphone'));
  const [loudspeakerId, setLoudspeakerId] = useState(() => chosenDevice('loudspeaker'));
  const [devices, setDevices] = useState<Record<DeviceKind, MediaDeviceInfo[]>>({
    microphone: [],
    loudspeaker: [],
  });
  const [fault, setFault] = useState<MicrophoneFault | null>(null);
  const [level, setLevel] = useState(0);
  const [wasHeard, setHeard] = useState(false);
  const [phase, setPhase] = useState<'idle' | 'recording'>('idle');
  const stream = useRef<MediaStream>(undefined);
  useEffect(() => {
    let isStill = true;
    let stopMeter = (): void => undefined;
    setFault(null);
    setHeard(false);
    openMicrophone(microphoneId).then(
      async (opened) => {
        if (!isStill) return release(opened);
        stream.current = opened;
        stopMeter = meter(opened, (loudness) => {
          setLevel(loudness);
          if (loudness > heardFrom) setHeard(true);
        });
        const [microphone, loudspeaker] = await Promise.all([
          devicesOf('microphone'),
          devicesOf('loudspeaker'),
        ]);
        if (isStill) setDevices({ microphone, loudspeaker });
      },
      (error: unknown) => isStill && setFault(error instanceof MicrophoneError ? error.fault : 'none'),
    );
    return () => {
      isStill = false;
      stopMeter();
      if (stream.current) release(stream.current);
      stream.current = undefined;
    };
  }, [microphoneId]);
  const listen = (): void => {
    if (!stream.current) return;
    setPhase('recording');
    recordAndPlay(stream.current, loudspeakerId)
      .catch(() => undefined)
      .finally(() => setPhase('idle'));
  };
  return (
    <Dialog
      title={t('desk:presence.headsetTest')}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      footer={<Button onPress={onClose}>{t('headset.done')}</Button>}
    >
      <Stack gap={4}>
        {fault && <Notice tone="danger">{t(`fault.${fault}`)}</Notice>}
        <DeviceSelect
          kind="microphone"
          devices={devices.microphone}
          value={microphoneId}
          onChange={(id) => {
            chooseDevice('microphone', id);
            setMicrophoneId(id);
          }}
        />
        <Row gap={2}>
          <Mic aria-hidden />
          <meter className="desk-level" min={0} max={1} value={level} aria-label={t('headset.level')} />
        </Row>
        <p className="oc-small oc-quiet" aria-live="polite">
          {t(wasHeard ? 'headset.heard' : 'headset.speak')}
        </p>
        {devices.loudspeaker.length > 0 && (
          <DeviceSelect
            kind="loudspeaker"
            devices={devices.loudspeaker}
            value={loudspeakerId}
            onChange={(id) => {
              chooseDevice('loudspeaker', id);
              setLoudspeakerId(id);
            }}
          />
        )}
        <Button icon={Play} isPending={phase === 'recording'} isDisabled={fault !== null} onPress={listen}>
          {t('headset.listen')}
        </Button>
      </Stack>
    </Dialog>
  );
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
