// A telephone or a carrier that speaks SIP: rings and is rung, says a tone, presses keys, and keeps what it hears.
import { decode, encode } from '../../ivr/media/g711.ts';
import type { LegEnd } from '../../ivr/media/leg.ts';
import { frameSamples, joined, type Samples } from '../../ivr/media/sound.ts';
import { Ticker } from '../../ivr/media/ticker.ts';
import { tone } from '../../ivr/media/tone.ts';
import {
  accountAddress,
  type IncomingCall,
  openSip,
  type RtpMedia,
  SipLeg,
  type SipService,
} from '../../ivr/sip/index.ts';

const ticker = new Ticker();

/** One call of such a telephone while it lasts. */
export class SipTalk {
  readonly leg: SipLeg;
  readonly media: RtpMedia;
  readonly renegotiate: () => Promise<void>;
  readonly keys: string[] = [];
  end: LegEnd | undefined;
  #voice: Samples | undefined;
  #at = 0;
  #isHolding = false;
  #heard: Samples[] = [];

  constructor(leg: SipLeg, media: RtpMedia, renegotiate: () => Promise<void>) {
    this.leg = leg;
    this.media = media;
    this.renegotiate = renegotiate;
    const offer = media.offer.bind(media);
    media.offer = async () =>
      (await offer()).replace(/a=(sendrecv|sendonly)/, `a=${this.#isHolding ? 'sendonly' : 'sendrecv'}`);
    leg.onDigit((key) => this.keys.push(key));
    const stop = ticker.add(() => this.#turn());
    leg.onEnd((end) => {
      this.end = end;
      stop();
    });
  }

  say(hz: number): void {
    this.#voice = hz === 0 ? undefined : tone([hz], 1);
  }

  #turn(): void {
    const frame = this.leg.take();
    if (frame) this.#heard.push(decode(this.leg.law, frame));
    if (this.#heard.length > 500) this.#heard.shift();
    let samples: Samples = new Int16Array(frameSamples);
    if (this.#voice) {
      this.#at = (this.#at + frameSamples) % (this.#voice.length - frameSamples);
      samples = this.#voice.subarray(this.#at, this.#at + frameSamples);
    }
    this.leg.send(encode(this.leg.law, samples));
  }

  /** What was heard since it was last asked for, at most 10 s. */
  heard(): Samples {
    const heard = joined(this.#heard);
    this.#heard = [];
    return heard;
  }

  /** Its own hold key: a re-INVITE that only sends. */
  hold(isOn: boolean): Promise<void> {
    this.#isHolding = isOn;
    return this.renegotiate();
  }
}

export class SipPhone {
  readonly #service: SipService;
  readonly #address: { host: string; port: number };
  /** What is done with a call that rings. */
  onRing: (call: IncomingCall) => void = (call) => call.reject(486);

  private constructor(service: SipService, address: { host: string; port: number }) {
    this.#service = service;
    this.#address = address;
  }

  static async open(
    address: { host: string; port: number },
    options: { rtpengine?: { host: string; port: number } } = {},
  ): Promise<SipPhone> {
    const service = await openSip({
      listen: [{ protocol: 'udp', ...address }],
      rtpengine: options.rtpengine,
      door: { domain: 'phone', isPeer: () => true, passwordHash: async () => undefined },
      onCall: (call) => phone.onRing(call),
      onError: (error) => console.error(error),
    });
    const phone: SipPhone = new SipPhone(service, address);
    return phone;
  }

  #contact(user: string): string {
    return `sip:${user}@${this.#address.host}:${this.#address.port}`;
  }

  /** @returns the status that the registrar ended with */
  register(server: string, account: { user: string; password: string }): Promise<number | undefined> {
    return new Promise((resolve) =>
      this.#service.agent.register({
        uri: server,
        account: accountAddress(account.user, 'onecall'),
        credentials: account,
        contact: this.#contact(account.user),
        onState: (_isRegistered, status) => resolve(status),
      }),
    );
  }

  /** Calls a URI as this number. @returns the talk, or how it came to nothing */
  async call(uri: string, number: string): Promise<SipTalk | string> {
    const far = await this.#service.agent.resolve(uri);
    if (!far) throw new Error(`${uri} leads nowhere`);
    const media = await this.#service.openMedia(far);
    const from = accountAddress(number, this.#address.host);
    const placed = this.#service.agent.call({ uri, from, media, contact: this.#contact(number) });
    const session = await placed.answered;
    if (typeof session === 'string') return session;
    return new SipTalk(new SipLeg(session, media), media, () => session.renegotiate());
  }

  async answer(call: IncomingCall): Promise<SipTalk> {
    const media = await this.#service.openMedia(call.source);
    const session = await call.answer(media);
    if (!session) throw new Error('the caller is gone');
    return new SipTalk(new SipLeg(session, media), media, () => session.renegotiate());
  }

  close(): Promise<void> {
    return this.#service.stop();
  }
}
