// The browser's end of the embedded line: microphone and loudspeaker on one WebRTC connection with the media server.

import { type Counts, countsOf, type Quality, qualityOf } from './quality.ts';

/** Why there is no microphone: the reader said no, there is none, another program has it, or the page is not secure. */
export type MicrophoneFault = 'refused' | 'none' | 'busy' | 'insecure';

export class MicrophoneError extends Error {
  readonly fault: MicrophoneFault;

  constructor(fault: MicrophoneFault, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'MicrophoneError';
    this.fault = fault;
  }
}

const faultOf: Readonly<Record<string, MicrophoneFault>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Why a browser gave no microphone. */
export function microphoneFaultOf(cause: unknown): MicrophoneFault {
  const name = cause instanceof DOMException ? cause.name : '';
  return faultOf[name] ?? 'none';
}

/** How a voice is to be taken, by the microphone named if it is plugged in. */
export function microphoneWish(deviceId: string | null | undefined): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
  };
}

/**
 * Asks for the microphone: the one named, or whichever there is when that one is not plugged in.
 * @throws MicrophoneError with a reason that can be put into words
 */
export async function openMicrophone(deviceId?: string | null): Promise<MediaStream> {
  // Browsers hide it from pages that are neither HTTPS nor on this machine.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices) throw new MicrophoneError('insecure');
  try {
    return await devices.getUserMedia({ audio: microphoneWish(deviceId) });
  } catch (cause) {
    throw new MicrophoneError(microphoneFaultOf(cause), { cause });
  }
}

/**
 * Speaks through another microphone from now on. One that cannot be had leaves the one before, and so does one that comes
 * when the line is gone: it is let go.
 */
export async function changeMicrophone(
  line: Pick<SoundLine, 'speakInto'>,
  deviceId: string | null,
): Promise<void> {
  const microphone = await openMicrophone(deviceId).catch(() => undefined);
  if (!microphone) return;
  await line.speakInto(microphone).catch(() => {
    for (const track of microphone.getTracks()) track.stop();
  });
}

export interface SoundLine {
  mute(on: boolean): void;
  /** Sends a key (RFC 4733). @returns false when this browser cannot */
  key(key: string): boolean;
  /** How the line has sounded since the last time one asked. Null while nothing has come in. */
  quality(): Promise<Quality | null>;
  /** Speaks through another microphone from now on; the one before is released. */
  speakInto(microphone: MediaStream): Promise<void>;
  /** Is heard through another loudspeaker from now on. */
  hearThrough(loudspeakerId: string | null): Promise<void>;
  close(): void;
}

/** Lets a sound come out of the loudspeaker named, where the browser can choose and it is plugged in. */
export async function speakThrough(sound: HTMLMediaElement, deviceId: string | null): Promise<void> {
  if (deviceId === null || !('setSinkId' in sound)) return;
  await sound.setSinkId(deviceId).catch(() => undefined);
}

/** Ways to reach us are looked for at most so long; those of the local network are there at once. */
const gatherWithinMs = 1_500;
const keyMs = 120;
const telephoneCodecs = new Set(['audio/PCMU', 'audio/PCMA', 'audio/telephone-event']);

/**
 * Opens a line: `exchange` carries our offer to the server and brings its answer.
 * `onLost` is called when the connection broke down by itself.
 * @throws what `exchange` throws; the microphone is then released
 */
export async function openSoundLine(options: {
  microphone: MediaStream;
  loudspeakerId?: string | null;
  iceServers: readonly RTCIceServer[];
  exchange: (offer: string) => Promise<string>;
  onLost: () => void;
  /** A connection that does not answer for so long is lost; without it, when the browser gives it up. */
  lostAfterMs?: number;
}): Promise<SoundLine> {
  const peer = new RTCPeerConnection({ iceServers: [...options.iceServers] });
  let { microphone } = options;
  let isMuted = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const remote = new MediaStream();
  const loudspeaker = new Audio();
  loudspeaker.autoplay = true;
  await speakThrough(loudspeaker, options.loudspeakerId ?? null);
  const release = (): void => {
    clearTimeout(silence);
    peer.close();
    loudspeaker.srcObject = null;
    for (const track of microphone.getTracks()) track.stop();
  };
  const [track] = microphone.getAudioTracks();
  try {
    if (!track) throw new MicrophoneError('none');
    const transceiver = peer.addTransceiver(track, { direction: 'sendrecv', streams: [microphone] });
    const known = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
    transceiver.setCodecPreferences(known.filter((codec) => telephoneCodecs.has(codec.mimeType)));
    peer.addEventListener('track', (event) => {
      remote.addTrack(event.track);
      loudspeaker.srcObject = remote;
    });
    peer.addEventListener('connectionstatechange', () => {
      clearTimeout(silence);
      if (peer.connectionState === 'failed') options.onLost();
      if (peer.connectionState === 'disconnected' && options.lostAfterMs !== undefined)
        silence = setTimeout(options.onLost, options.lostAfterMs);
    });
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await options.exchange(peer.localDescription?.sdp ?? '');
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    const { sender } = transceiver;
    let before: Counts | null = null;
    return {
      quality: async () => {
        const now = await countsOf(peer);
        const quality = now && qualityOf(now, before);
        before = now;
        return quality;
      },
      speakInto: async (next) => {
        const [nextTrack] = next.getAudioTracks();
        if (!nextTrack) throw new MicrophoneError('none');
        nextTrack.enabled = !isMuted;
        await sender.replaceTrack(nextTrack);
        for (const old of microphone.getTracks()) old.stop();
        microphone = next;
      },
      hearThrough: (loudspeakerId) => speakThrough(loudspeaker, loudspeakerId ?? ''),
      mute: (on) => {
        isMuted = on;
        for (const own of microphone.getAudioTracks()) own.enabled = !on;
      },
      key: (key) => {
        if (!sender.dtmf?.canInsertDTMF) return false;
        sender.dtmf.insertDTMF(sender.dtmf.toneBuffer + key, keyMs);
        return true;
      },
      close: release,
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Waits until all our addresses are known, or long enough. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, gatherWithinMs);
    const look = (): void => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    };
    peer.addEventListener('icegatheringstatechange', look);
    look();
  });
}
