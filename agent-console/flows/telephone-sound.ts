// Sound as the telephone carries it, made of whatever this browser can decode or its microphone gives.

import { chosenDevice } from '../../ivr/media/browser/devices.ts';
import { openMicrophone, speakThrough } from '../../ivr/media/browser/sound-line.ts';
import { wavOf } from '../../ivr/media/browser/wav.ts';

const sampleRate = 8_000;
/** Longer than the server takes: nothing is decoded for nothing. */
export const longestS = 120;
export const mostBytes = 20_000_000;

/** The browser could make no sound of a file. */
export class UndecodableError extends Error {}

/**
 * A WAV file at 8 kHz in one channel, of any sound file that this browser knows (WAV, MP3, M4A, Ogg, WebM).
 * @throws UndecodableError
 */
export async function telephoneWav(file: Blob): Promise<{ wav: Blob; seconds: number }> {
  const context = new OfflineAudioContext(1, 1, sampleRate);
  // Decoding brings it to the rate of the context, whatever the file had.
  const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => {
    throw new UndecodableError();
  });
  const channels = Array.from({ length: sound.numberOfChannels }, (_none, index) =>
    sound.getChannelData(index),
  );
  const mono = Float32Array.from({ length: sound.length }, (_none, at) =>
    channels.reduce((sum, channel) => sum + (channel[at] ?? 0) / channels.length, 0),
  );
  return { wav: wavOf(mono, sampleRate), seconds: sound.duration };
}

export interface Take {
  /** Ends it and gives what was said. */
  stop(): Promise<Blob>;
  /** Ends it; nothing is kept. */
  cancel(): void;
}

/** Records from the microphone that the agent chose. @throws MicrophoneError */
export async function recordTake(onFull: () => void): Promise<Take> {
  const microphone = await openMicrophone(chosenDevice('microphone'));
  const recorder = new MediaRecorder(microphone);
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  const full = setTimeout(onFull, longestS * 1_000);
  const end = (): void => {
    clearTimeout(full);
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of microphone.getTracks()) track.stop();
  };
  recorder.start();
  return {
    stop: async () => {
      end();
      await stopped;
      return new Blob(parts, { type: recorder.mimeType });
    },
    cancel: end,
  };
}

let playing: HTMLAudioElement | undefined;

/** Plays a sound on the loudspeaker that the agent chose; another one that plays stops. */
export async function playSound(url: string): Promise<void> {
  playing?.pause();
  const sound = new Audio(url);
  playing = sound;
  await speakThrough(sound, chosenDevice('loudspeaker'));
  await sound.play();
}
