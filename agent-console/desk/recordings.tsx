// Recordings of a conversation's calls, or the message that became a ticket: a waveform of both sides, and any place in
// it at a click.
import './recordings.css';
import { useQuery } from '@tanstack/react-query';
import { Download, MessageSquarePlus, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, elapsedText, IconButton, Row, Stack, useFormat } from '../../design/index.ts';
import {
  type RecordingItem,
  recordingListSchema,
  type TranscriptLine,
  transcriptSchema,
} from '../../server/intake/hotline/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { peaksOf, type Waveform } from './waveform.ts';

const bars = 240;

/** Where recordings are asked for: those of a conversation's calls, or the message that became a ticket. */
const listOf = {
  conversation: (id: string) => ({
    queryKey: ['desk', 'conversation', id, 'recordings'],
    path: `/api/desk/conversations/${id}/recordings`,
  }),
  ticket: (id: string) => ({
    queryKey: ['tickets', id, 'recordings'],
    path: `/api/tickets/${id}/recordings`,
  }),
} as const;

const beingMadeMs = 3_000;

function useRecordings(of: keyof typeof listOf, id: string) {
  const { queryKey, path } = listOf[of](id);
  return useQuery({
    queryKey,
    queryFn: () => api.get(path, recordingListSchema),
    // One that is being made is whole moments after the call.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ durationS }) => durationS === null) ? beingMadeMs : false,
  });
}

interface Sound {
  url: string;
  waveform: Waveform;
  lines: readonly TranscriptLine[];
}

/** The citizen above the line, ours below. */
function Wave({ waveform, share }: { waveform: Waveform; share: number }) {
  const { t } = useTranslation('phone');
  return (
    <svg
      className="recordings-wave"
      viewBox={`0 0 ${bars} 40`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('wave')}
    >
      {waveform.map(([citizen, ours], index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: bars never move
          key={index}
          x={index}
          y={20 - citizen * 20}
          width={0.7}
          height={Math.max(0.5, (citizen + ours) * 20)}
          data-played={index / bars < share || undefined}
        />
      ))}
    </svg>
  );
}

/** What was said; each line leads to its place. */
function Transcript({ lines, onSeek }: { lines: readonly TranscriptLine[]; onSeek: (ms: number) => void }) {
  const { t } = useTranslation('phone');
  if (lines.length === 0) return null;
  return (
    <ol className="recordings-transcript" aria-label={t('transcript')}>
      {lines.map(({ side, text, fromMs }) => (
        <li key={`${side} ${fromMs} ${text}`} data-side={side}>
          <Button size="small" variant="quiet" onPress={() => onSeek(fromMs)}>
            {elapsedText(fromMs)}
          </Button>
          <span>
            <span className="oc-micro oc-quiet">{t(`side.${side}`)}</span> {text}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A moment of a recording. */
export interface Moment {
  recordingId: string;
  atMs: number;
}
interface Marking {
  /** Where to go; a new object goes there again. */
  cue?: Moment | null;
  onMark?: ((moment: Moment) => void) | undefined;
}

function Player({ sound, recordingId, cue, onMark }: { sound: Sound; recordingId: string } & Marking) {
  const { t } = useTranslation('phone');
  const audio = useRef<HTMLAudioElement>(null);
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const duration = audio.current?.duration ?? 0;
  const length = Number.isFinite(duration) ? duration : 0;
  useEffect(() => {
    if (audio.current && cue?.recordingId === recordingId) audio.current.currentTime = cue.atMs / 1_000;
  }, [cue, recordingId]);
  return (
    <Stack gap={1}>
      {/* biome-ignore lint/a11y/useMediaCaption: what was said stands below, where it was understood */}
      <audio
        ref={audio}
        src={sound.url}
        autoPlay
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => setAt(event.currentTarget.currentTime)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
      />
      <Wave waveform={sound.waveform} share={length > 0 ? at / length : 0} />
      <Row>
        <IconButton
          icon={isPlaying ? Pause : Play}
          label={isPlaying ? t('pause') : t('play')}
          onPress={() => (isPlaying ? audio.current?.pause() : void audio.current?.play())}
        />
        <input
          className="recordings-seek"
          type="range"
          aria-label={t('seek')}
          aria-valuetext={elapsedText(at * 1_000)}
          min={0}
          max={length}
          step={0.1}
          value={at}
          onChange={(event) => {
            if (audio.current) audio.current.currentTime = Number(event.target.value);
          }}
        />
        {onMark && (
          <IconButton
            icon={MessageSquarePlus}
            label={t('mark')}
            onPress={() => onMark({ recordingId, atMs: Math.round(at * 1_000) })}
          />
        )}
        <span className="recordings-time">{`${elapsedText(at * 1_000)} / ${elapsedText(length * 1_000)}`}</span>
      </Row>
      <Transcript
        lines={sound.lines}
        onSeek={(ms) => {
          if (audio.current) audio.current.currentTime = ms / 1_000;
        }}
      />
    </Stack>
  );
}

function Recording({ item, ...marking }: { item: RecordingItem } & Marking) {
  const { t } = useTranslation('phone');
  const format = useFormat();
  const showFailure = useFailureToast();
  const [sound, setSound] = useState<Sound | null>(null);
  const [isLoading, setLoading] = useState(false);
  const url = sound?.url;
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  const load = (): void => {
    setLoading(true);
    Promise.all([
      api.bytes(`/api/recordings/${item.id}`),
      api.get(`/api/recordings/${item.id}/transcript`, transcriptSchema),
    ])
      .then(([wav, { lines }]) => {
        const blob = new Blob([wav], { type: 'audio/wav' });
        setSound({ url: URL.createObjectURL(blob), waveform: peaksOf(wav, bars), lines });
      })
      .catch(showFailure)
      .finally(() => setLoading(false));
  };
  return (
    <li className="recordings-item">
      <Row justify="between">
        <span>
          {format.moment(item.at)}
          {item.durationS !== null && ` · ${elapsedText(item.durationS * 1_000)}`}
        </span>
        {item.mayListen ? (
          !sound && (
            <Button size="small" icon={Download} isPending={isLoading} onPress={load}>
              {t('listen')}
            </Button>
          )
        ) : (
          <span className="oc-quiet">{t('noListen')}</span>
        )}
      </Row>
      {sound && <Player sound={sound} recordingId={item.id} {...marking} />}
    </li>
  );
}

/** Nothing where there is no recording. `interactionId`: only those of one contact. */
export function Recordings({
  of,
  id,
  interactionId,
  ...marking
}: { of: keyof typeof listOf; id: string; interactionId?: string } & Marking) {
  const { t } = useTranslation('phone');
  const all = useRecordings(of, id).data?.items ?? [];
  const items = all.filter((item) => interactionId === undefined || item.interactionId === interactionId);
  if (items.length === 0) return null;
  return (
    <section className="recordings" aria-label={t('recordings')}>
      <h3 className="recordings-heading">{t('recordings')}</h3>
      <ul>
        {items.map((item) => (
          <Recording key={item.id} item={item} {...marking} />
        ))}
      </ul>
      <p className="oc-micro oc-quiet">{t('listenNote')}</p>
    </section>
  );
}
