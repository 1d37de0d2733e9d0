// A browser as a leg. The browser offers, we answer with every way to reach us: one exchange, no trickle.
import { randomInt } from 'node:crypto';
import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { DigitReader } from './digits.ts';
import type { Frame, Law } from './g711.ts';
import { JitterBuffer } from './jitter.ts';
import { type Leg, type LegEnd, LegNews } from './leg.ts';
import { frameSamples } from './sound.ts';

/** Static payload types (RFC 3551): the same in every session. */
const lawByPayloadType: Readonly<Record<number, Law>> = { 0: 'mulaw', 8: 'alaw' };

const codecs = [
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8_000, channels: 1, payloadType: 0 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8_000, channels: 1, payloadType: 8 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate: 8_000, payloadType: 126 }),
];

/** A browser sends a packet every 20 ms, also while its microphone is off. */
const silentAfterMs = 2_000;
const lostAfterMs = 8_000;
/** ICE and the keys are agreed on within a second; a phone on a bad network takes longer. */
const connectWithinMs = 15_000;

export interface WebRtcOptions {
  /** STUN and TURN servers for networks that hide us. */
  iceServers?: readonly { urls: string; username?: string; credential?: string }[];
  /** UDP ports to use, for firewalls. */
  portRange?: readonly [number, number] | undefined;
  /** Addresses of ours to offer besides those of the machine's network cards. */
  addresses?: readonly string[];
}

/**
 * Answers a browser's offer. The leg is there at once; sound flows when the browser has the answer.
 * @throws Error when the offer has no audio that we speak (G.711)
 */
export async function answerWebRtc(
  offer: string,
  options: WebRtcOptions = {},
): Promise<{ leg: Leg; answer: string }> {
  const peer = new RTCPeerConnection({
    codecs: { audio: codecs, video: [] },
    iceServers: [...(options.iceServers ?? [])],
    icePortRange: options.portRange ? [...options.portRange] : undefined,
    iceAdditionalHostAddresses: [...(options.addresses ?? [])],
    iceUseIpv6: false,
  });
  try {
    const leg = new WebRtcLeg(peer);
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    await peer.setLocalDescription(await peer.createAnswer());
    const answer = peer.localDescription?.sdp;
    if (answer === undefined) throw new Error('no answer was made');
    return { leg, answer };
  } catch (error) {
    await peer.close();
    throw error;
  }
}

class WebRtcLeg implements Leg {
  readonly #peer: RTCPeerConnection;
  readonly #sender: ReturnType<RTCPeerConnection['addTransceiver']>['sender'];
  readonly #jitter = new JitterBuffer();
  readonly #digits = new DigitReader();
  readonly #news = new LegNews();
  readonly #watch: NodeJS.Timeout;
  #law: Law = 'mulaw';
  #lastHeardAt = Date.now() + connectWithinMs - lostAfterMs;
  #seq = randomInt(0x1_0000);
  #timestamp = randomInt(0x1_0000_0000);

  constructor(peer: RTCPeerConnection) {
    this.#peer = peer;
    this.#sender = peer.addTransceiver('audio', { direction: 'sendrecv' }).sender;
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#receive(packet));
    });
    peer.connectionStateChange.subscribe((state) => {
      if (state === 'closed') this.#end('hangup');
      if (state === 'failed') this.#end('lost');
    });
    this.#watch = setInterval(() => {
      if (Date.now() - this.#lastHeardAt > lostAfterMs) this.#end('lost');
    }, 1_000);
    this.#watch.unref();
  }

  get law(): Law {
    return this.#law;
  }

  get isOver(): boolean {
    return this.#news.isOver;
  }

  get isSilent(): boolean {
    return Date.now() - this.#lastHeardAt > silentAfterMs;
  }

  #receive({ header, payload }: RtpPacket): void {
    this.#lastHeardAt = Date.now();
    const law = lawByPayloadType[header.payloadType];
    if (law === undefined) {
      const key = this.#digits.read(header.timestamp, payload);
      if (key !== undefined) this.#news.digit(key);
      return;
    }
    // Both ends speak the law that the browser chose.
    if (law !== this.#law && this.#sender.codec?.payloadType === header.payloadType) this.#law = law;
    for (let at = 0, part = 0; at + frameSamples <= payload.length; at += frameSamples, part += 1) {
      this.#jitter.put((header.sequenceNumber + part) & 0xffff, payload.subarray(at, at + frameSamples));
    }
  }

  take(): Frame | undefined {
    return this.#jitter.take();
  }

  send(frame: Frame): void {
    if (this.isOver) return;
    this.#seq = (this.#seq + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
    const header = new RtpHeader({ sequenceNumber: this.#seq, timestamp: this.#timestamp });
    // What fails here fails again on the next turn, and in the end as a line that is lost.
    this.#sender.sendRtp(new RtpPacket(header, Buffer.from(frame))).catch(() => undefined);
  }

  /** Nothing listens for events in a browser; somebody hears tones. */
  sendDigit(): boolean {
    return false;
  }

  onDigit(listener: (key: string) => void): () => void {
    return this.#news.onDigit(listener);
  }

  onEnd(listener: (end: LegEnd) => void): () => void {
    return this.#news.onEnd(listener);
  }

  hangUp(): void {
    this.#end('local');
  }

  #end(end: LegEnd): void {
    if (!this.#news.end(end)) return;
    clearInterval(this.#watch);
    this.#peer.close().catch(() => undefined);
  }
}
