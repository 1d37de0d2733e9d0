// The sound of a SIP call: one UDP port, G.711 in and out, keys as events.
import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { DigitReader } from '../media/digits.ts';
import type { Frame, Law } from '../media/g711.ts';
import { JitterBuffer } from '../media/jitter.ts';
import { frameSamples } from '../media/sound.ts';
import type { CallMedia } from './call-session.ts';
import { KeySender } from './key-sender.ts';
import { Reframer, readRtp, writeRtp } from './rtp.ts';
import type { Relay } from './rtpengine.ts';
import { type FarSound, readDescription, writeAnswer, writeOffer } from './sound-offer.ts';

/** Some telephones send nothing while nobody speaks; longer than this nobody is silent on a hotline. */
const lostAfterMs = 20_000;
const watchEveryMs = 1_000;

export interface MediaListener {
  onDigit(key: string): void;
  /** The far end puts us on hold, or takes us back. */
  onHold(isHeld: boolean): void;
  /** Nothing came for too long, though something should. */
  onLost(): void;
}

type Port = Pick<RemoteInfo, 'address' | 'port'>;

export class RtpMedia implements CallMedia {
  readonly #socket: Socket;
  readonly #own: { address: string; port: number; sessionId: number; version: number };
  readonly #jitter = new JitterBuffer();
  readonly #reframer = new Reframer();
  readonly #digits = new DigitReader();
  readonly #keys = new KeySender();
  readonly #ssrc = randomInt(0x1_0000_0000);
  readonly #watch: NodeJS.Timeout;
  readonly #relay: Relay | undefined;
  #listener: MediaListener | undefined;
  #far: FarSound | undefined;
  /** Where the sound really comes from; undefined until some came. */
  #source: Port | undefined;
  #signalling = '';
  #isHeld = false;
  #isClosed = false;
  #lastHeardAt = Date.now();
  #seq = randomInt(0x1_0000);
  #timestamp = randomInt(0x1_0000_0000);
  #isTalking = false;

  private constructor(socket: Socket, address: string, relay: Relay | undefined) {
    this.#socket = socket;
    this.#relay = relay;
    this.#own = { address, port: socket.address().port, sessionId: randomInt(1, 2 ** 31), version: 0 };
    socket.on('message', (bytes, from) => this.#receive(bytes, from));
    // A far end that is gone is noticed by its silence.
    socket.on('error', () => undefined);
    this.#watch = setInterval(() => this.#look(), watchEveryMs);
    this.#watch.unref();
  }

  /**
   * @param address ours, as the far end can reach it
   * @param range UDP ports to use, for firewalls
   * @param relay what stands between the far end and us, where something does
   * @throws when no port is free
   */
  static async open(address: string, range?: readonly [number, number], relay?: Relay): Promise<RtpMedia> {
    // On the loopback the address is part of who we are; elsewhere it may be one that no network card bears.
    const host = address.startsWith('127.') ? address : '0.0.0.0';
    return new RtpMedia(await boundSocket(host, range), address, relay);
  }

  get law(): Law {
    return this.#far?.law ?? 'alaw';
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  listen(listener: MediaListener): void {
    this.#listener = listener;
  }

  // ── descriptions ──

  noteSignalling(address: string): void {
    this.#signalling = address;
  }

  async offer(): Promise<string> {
    this.#own.version += 1;
    const offer = writeOffer(this.#own, this.#far);
    return this.#relay ? this.#relay.pass('offer', 'ours', offer) : offer;
  }

  async answer(offer: string): Promise<string | undefined> {
    const description = readDescription(this.#relay ? await this.#relay.pass('offer', 'far', offer) : offer);
    if (!description || this.#isClosed) return undefined;
    this.#agree(description.sound);
    this.#own.version += 1;
    const answer = writeAnswer(this.#own, description);
    return this.#relay ? this.#relay.pass('answer', 'ours', answer) : answer;
  }

  async take(answer: string): Promise<boolean> {
    const description = readDescription(
      this.#relay ? await this.#relay.pass('answer', 'far', answer) : answer,
    );
    if (description) this.#agree(description.sound);
    return description !== undefined;
  }

  #agree(far: FarSound): void {
    const before = this.#far;
    this.#far = far;
    // Another address: the source is learnt anew. A hold alone moves nothing.
    if (far.address !== '0.0.0.0' && (before?.address !== far.address || before.port !== far.port))
      this.#source = undefined;
    this.#lastHeardAt = Date.now();
    const isHeld = far.direction === 'sendonly' || far.direction === 'inactive';
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    this.#listener?.onHold(isHeld);
  }

  // ── in ──

  /**
   * Behind a NAT sound comes from another port than the description says, so the source is learnt: once, and only from
   * the address that was described or that signals. Whoever sprays packets on our ports takes no call over (RTP bleed),
   * and once learnt the line is deaf to everybody else.
   */
  #isFrom(from: Port, far: FarSound): boolean {
    if (this.#source) {
      if (from.port === this.#source.port && from.address === this.#source.address) return true;
      // What was described is believed over what was guessed.
      if (from.address !== far.address || from.port !== far.port) return false;
    } else if (from.address !== far.address && from.address !== this.#signalling) return false;
    this.#source = { address: from.address, port: from.port };
    return true;
  }

  #receive(bytes: Buffer, from: Port): void {
    const far = this.#far;
    const packet = far && readRtp(bytes);
    if (!packet) return;
    const { payloadType, seq, timestamp, payload } = packet;
    const isSound = payloadType === far.payloadType;
    const isKnown = isSound || payloadType === far.eventType || payloadType === comfortNoise;
    if (!isKnown || !this.#isFrom(from, far)) return;
    this.#lastHeardAt = Date.now();
    if (isSound) {
      for (const { number, frame } of this.#reframer.read(seq, payload)) this.#jitter.put(number, frame);
    } else if (payloadType === far.eventType) {
      const key = this.#digits.read(timestamp, payload);
      if (key !== undefined) this.#listener?.onDigit(key);
    }
  }

  #look(): void {
    const far = this.#far;
    const isToSend = far?.direction === 'sendrecv';
    if (!isToSend) this.#lastHeardAt = Date.now();
    else if (Date.now() - this.#lastHeardAt > lostAfterMs) this.#listener?.onLost();
  }

  takeFrame(): Frame | undefined {
    return this.#jitter.take();
  }

  // ── out ──

  /** @returns false when the far end does not take keys as events */
  press(key: string): boolean {
    if (this.#far?.eventType === null || !this.#far) return false;
    this.#keys.press(key);
    return true;
  }

  /** One frame, or in its place a part of a key that is pressed. To be called every 20 ms. */
  send(frame: Frame): void {
    const far = this.#far;
    this.#timestamp = (this.#timestamp + frameSamples) >>> 0;
    if (this.#isClosed || !far || far.direction === 'sendonly' || far.direction === 'inactive') {
      this.#isTalking = false;
      return;
    }
    const key = this.#keys.next();
    this.#seq = (this.#seq + 1) & 0xffff;
    const bytes = writeRtp(
      key
        ? {
            payloadType: far.eventType ?? far.payloadType,
            seq: this.#seq,
            timestamp: (this.#timestamp - key.turnsAgo * frameSamples) >>> 0,
            payload: key.payload,
            isMarked: key.isFirst,
          }
        : {
            payloadType: far.payloadType,
            seq: this.#seq,
            timestamp: this.#timestamp,
            payload: frame,
            isMarked: !this.#isTalking,
          },
      this.#ssrc,
    );
    this.#isTalking = true;
    const to = this.#source ?? far;
    this.#socket.send(bytes, to.port, to.address, ignore);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#watch);
    this.#socket.close();
    // A relay that was not told forgets a silent call by itself.
    this.#relay?.end().catch(() => undefined);
  }
}

const comfortNoise = 13;
/** What cannot be sent now fails again on the next turn, and in the end as a line that is lost. */
const ignore = (): void => undefined;

function bind(host: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  return new Promise((done, fail) => {
    socket.once('error', (error) => {
      socket.close();
      fail(error);
    });
    socket.bind(port, host, () => {
      socket.removeAllListeners('error');
      done(socket);
    });
  });
}

/** An even port, so that nobody's RTCP, one above, falls into another call (RFC 3550 §11). */
async function boundSocket(host: string, range: readonly [number, number] | undefined): Promise<Socket> {
  const [from, to] = range ?? [16_384, 32_766];
  const first = Math.ceil(from / 2);
  const pairs = Math.max(1, Math.floor(to / 2) - first + 1);
  const start = randomInt(pairs);
  let failure: unknown;
  for (let tried = 0; tried < Math.min(pairs, 500); tried += 1) {
    try {
      return await bind(host, (first + ((start + tried) % pairs)) * 2);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
