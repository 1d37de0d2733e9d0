// A telephone without a browser: it rings and answers like one, says a tone, presses keys, and keeps what it hears.
import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { digitPayload } from '../../ivr/media/digits.ts';
import { decode, encode } from '../../ivr/media/g711.ts';
import { frameMs, frameSamples, joined, type Samples } from '../../ivr/media/sound.ts';
import { tone } from '../../ivr/media/tone.ts';

const payloadType = 0;
const keyType = 101;
const keyCodec = new RTCRtpCodecParameters({
  mimeType: 'audio/telephone-event',
  clockRate: 8_000,
  payloadType: keyType,
});
/** A key is held for so many packets; the last three say that it ended (RFC 4733 §2.5.1.4). */
const packetsOfKey = 8;
const pauseAfterKey = 4;
type Sender = ReturnType<RTCPeerConnection['addTransceiver']>['sender'];

export class TestPhone {
  readonly #peer: RTCPeerConnection;
  readonly #sender: Sender;
  readonly #clock: NodeJS.Timeout;
  #voice: Samples | undefined;
  #at = 0;
  #seq = 0;
  #heard: Samples[] = [];
  #isMarking = false;
  #keys: string[] = [];
  #keyPackets = 0;
  #keyTimestamp = 0;
  readonly #listeners: ((samples: Samples) => void)[] = [];
  packetsHeard = 0;

  private constructor(peer: RTCPeerConnection, sender: Sender) {
    this.#peer = peer;
    this.#sender = sender;
    this.#clock = setInterval(() => this.#speak(), frameMs);
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType !== payloadType) return;
        this.packetsHeard += 1;
        const samples = decode('mulaw', payload);
        for (const listener of this.#listeners) listener(samples);
        this.#heard.push(samples);
        if (this.#heard.length > 500) this.#heard.shift();
      });
    });
  }

  /** @param exchange carries the offer to the server and brings its answer */
  static async open(exchange: (offer: string) => Promise<string>): Promise<TestPhone> {
    const peer = new RTCPeerConnection({
      codecs: {
        audio: [
          new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8_000, payloadType }),
          keyCodec,
        ],
      },
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceUseIpv6: false,
    });
    const { sender } = peer.addTransceiver('audio', { direction: 'sendrecv' });
    const phone = new TestPhone(peer, sender);
    try {
      await peer.setLocalDescription(await peer.createOffer());
      const answer = await exchange(peer.localDescription?.sdp ?? '');
      await peer.setRemoteDescription({ type: 'answer', sdp: answer });
      return phone;
    } catch (error) {
      await phone.close();
      throw error;
    }
  }

  /** What it offered the server. */
  get offer(): string {
    return this.#peer.localDescription?.sdp ?? '';
  }

  say(hz: number): void {
    this.#voice = hz === 0 ? undefined : tone([hz], 1);
  }

  /** Presses keys one after the other, as events on the line. */
  press(keys: string): void {
    this.#keys.push(...keys);
  }

  /** Its network is gone: nothing goes out any more. */
  fallSilent(): void {
    clearInterval(this.#clock);
  }

  /** The next frame is loud. */
  mark(): void {
    this.#isMarking = true;
  }

  /** Told of each packet of sound as it comes. */
  onSound(listener: (samples: Samples) => void): void {
    this.#listeners.push(listener);
  }

  /** @returns what goes out in this turn in place of sound */
  #keyPacket(): Uint8Array | undefined {
    const [key] = this.#keys;
    if (key === undefined) return undefined;
    this.#keyPackets += 1;
    if (this.#keyPackets === 1) this.#keyTimestamp = (this.#seq * frameSamples) >>> 0;
    if (this.#keyPackets > packetsOfKey + pauseAfterKey) {
      this.#keys.shift();
      this.#keyPackets = 0;
      return undefined;
    }
    if (this.#keyPackets > packetsOfKey) return undefined;
    const isEnd = this.#keyPackets > packetsOfKey - 3;
    return digitPayload(key, Math.min(this.#keyPackets, packetsOfKey - 2) * frameSamples, isEnd);
  }

  #send(header: ConstructorParameters<typeof RtpHeader>[0], payload: Uint8Array): void {
    this.#sender.sendRtp(new RtpPacket(new RtpHeader(header), Buffer.from(payload))).catch(() => undefined);
  }

  #speak(): void {
    this.#seq = (this.#seq + 1) & 0xffff;
    const key = this.#keyPacket();
    if (key) {
      // werift writes the type of its sender's codec into each packet.
      const { codec } = this.#sender;
      this.#sender.codec = keyCodec;
      this.#send({ sequenceNumber: this.#seq, timestamp: this.#keyTimestamp, payloadType: keyType }, key);
      if (codec) this.#sender.codec = codec;
      return;
    }
    const samples = new Int16Array(frameSamples);
    if (this.#isMarking) samples.fill(12_000);
    this.#isMarking = false;
    if (this.#voice) {
      this.#at = (this.#at + frameSamples) % (this.#voice.length - frameSamples);
      samples.set(this.#voice.subarray(this.#at, this.#at + frameSamples));
    }
    const timestamp = (this.#seq * frameSamples) >>> 0;
    this.#send({ sequenceNumber: this.#seq, timestamp, payloadType }, encode('mulaw', samples));
  }

  /** What was heard since it was last asked for, at most 10 s. */
  heard(): Samples {
    const heard = joined(this.#heard);
    this.#heard = [];
    return heard;
  }

  async close(): Promise<void> {
    clearInterval(this.#clock);
    await this.#peer.close();
  }
}
