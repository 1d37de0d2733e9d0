// The browser's end of the embedded line: microphone and loudspeaker on one WebRTC connection with the media server.

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

/** Asks for the microphone. @throws MicrophoneError with a reason that can be put into words */
export async function openMicrophone(deviceId?: string): Promise<MediaStream> {
  // Browsers hide it from pages that are neither HTTPS nor on this machine.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (!devices) throw new MicrophoneError('insecure');
  try {
    return await devices.getUserMedia({
      audio: {
        echoCancellation: true,
        noiseSuppression: true,
        autoGainControl: true,
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
      },
    });
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : '';
    throw new MicrophoneError(faultOf[name] ?? 'none', { cause });
  }
}

export interface SoundLine {
  /** What the other side says. */
  readonly remote: MediaStream;
  mute(on: boolean): void;
  /** Sends a key (RFC 4733). @returns false when this browser cannot */
  key(key: string): boolean;
  /** Another microphone, without a new connection. */
  use(microphone: MediaStream): Promise<void>;
  quality(): Promise<LineQuality>;
  close(): void;
}

export interface LineQuality {
  roundTripMs: number | null;
  /** Variation of the packets' delay. */
  jitterMs: number;
  /** Share of packets that never came, 0…1. */
  lost: number;
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
  iceServers: readonly RTCIceServer[];
  exchange: (offer: string) => Promise<string>;
  onLost: () => void;
}): Promise<SoundLine> {
  const peer = new RTCPeerConnection({ iceServers: [...options.iceServers] });
  let { microphone } = options;
  let isMuted = false;
  const remote = new MediaStream();
  const loudspeaker = new Audio();
  loudspeaker.autoplay = true;
  const release = (): void => {
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
      if (peer.connectionState === 'failed') options.onLost();
    });
    await peer.setLocalDescription();
    await gathered(peer);
    const answer = await options.exchange(peer.localDescription?.sdp ?? '');
    await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    const { sender } = transceiver;
    return {
      remote,
      mute: (on) => {
        isMuted = on;
        for (const own of microphone.getAudioTracks()) own.enabled = !on;
      },
      key: (key) => {
        if (!sender.dtmf?.canInsertDTMF) return false;
        sender.dtmf.insertDTMF(sender.dtmf.toneBuffer + key, keyMs);
        return true;
      },
      use: async (other) => {
        const [next] = other.getAudioTracks();
        if (!next) throw new MicrophoneError('none');
        next.enabled = !isMuted;
        await sender.replaceTrack(next);
        for (const old of microphone.getTracks()) old.stop();
        microphone = other;
      },
      quality: () => qualityOf(peer),
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

async function qualityOf(peer: RTCPeerConnection): Promise<LineQuality> {
  const quality: LineQuality = { roundTripMs: null, jitterMs: 0, lost: 0 };
  const numberIn = (report: object, name: string): number | undefined => {
    const value: unknown = Reflect.get(report, name);
    return typeof value === 'number' ? value : undefined;
  };
  for (const report of (await peer.getStats()).values()) {
    if (typeof report !== 'object' || report === null) continue;
    const type: unknown = Reflect.get(report, 'type');
    if (type === 'inbound-rtp') {
      const lost = Math.max(0, numberIn(report, 'packetsLost') ?? 0);
      const received = numberIn(report, 'packetsReceived') ?? 0;
      quality.jitterMs = Math.round((numberIn(report, 'jitter') ?? 0) * 1_000);
      quality.lost = lost + received > 0 ? lost / (lost + received) : 0;
    }
    const roundTripS = numberIn(report, 'currentRoundTripTime');
    if (type === 'candidate-pair' && roundTripS !== undefined)
      quality.roundTripMs = Math.round(roundTripS * 1_000);
  }
  return quality;
}
