// Our own registration with a trunk that wants one: kept fresh while we run, taken back when we stop.
import { randomBytes, randomInt } from 'node:crypto';
import type { NameAddress } from './address.ts';
import { parseNameAddress } from './address.ts';
import type { Credentials } from './digest.ts';
import { HeaderFields, type SipRequest, type SipResponse } from './message.ts';
import type { Stack } from './stack.ts';

const wishedS = 600;
const againAfterMs = 30_000;

export interface RegistrationOptions {
  /** The registrar: `sip:host`. */
  uri: string;
  account: NameAddress;
  credentials: Credentials;
  contact: string;
  onState(isRegistered: boolean, status: number | undefined): void;
}

export class Registration {
  readonly #stack: Stack;
  readonly #options: RegistrationOptions;
  readonly #callId = randomBytes(16).toString('hex');
  readonly #tag = randomBytes(8).toString('hex');
  #seq = randomInt(1, 10_000);
  #wishedS = wishedS;
  #isStopped = false;
  #stopTimer = (): void => undefined;

  constructor(stack: Stack, options: RegistrationOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  start(): void {
    this.#register(this.#wishedS, (response) => this.#settle(response));
  }

  /** Resolves when the trunk has forgotten us, or does not answer. */
  stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopTimer();
    return new Promise((done) => this.#register(0, () => done()));
  }

  #register(seconds: number, done: (response: SipResponse | undefined) => void): void {
    this.#stack.ask({
      request: this.#request(seconds),
      credentials: this.#options.credentials,
      nextSeq: () => this.#nextSeq(),
      onResponse: (response) => {
        if (response.status >= 200) done(response);
      },
      onSilence: () => done(undefined),
    });
  }

  #nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  #request(seconds: number): SipRequest {
    const { uri, account, contact } = this.#options;
    return {
      kind: 'request',
      method: 'REGISTER',
      uri,
      via: [],
      from: { ...account, params: new Map([['tag', this.#tag]]) },
      to: account,
      callId: this.#callId,
      seq: this.#nextSeq(),
      headers: new HeaderFields([
        ['max-forwards', '70'],
        ['contact', `<${contact}>`],
        ['expires', String(seconds)],
      ]),
      body: '',
    };
  }

  #settle(response: SipResponse | undefined): void {
    if (this.#isStopped) return;
    const status = response?.status;
    const least = Number(response?.headers.get('min-expires'));
    if (status === 423 && least > this.#wishedS && least <= 86_400) {
      this.#wishedS = least;
      this.start();
      return;
    }
    const isRegistered = status !== undefined && status < 300;
    this.#options.onState(isRegistered, status);
    // Anew well before it ends: a lost answer leaves time for another try.
    const nextMs = isRegistered && response ? this.#grantedS(response) * 500 : againAfterMs;
    this.#stopTimer = this.#stack.timers.after(nextMs, () => this.start());
  }

  #grantedS({ headers }: SipResponse): number {
    const own = headers
      .list('contact')
      .map(parseNameAddress)
      .find((contact) => contact?.uri.split(';')[0] === this.#options.contact.split(';')[0]);
    const told = Number(own?.params.get('expires') ?? headers.get('expires') ?? this.#wishedS);
    return told >= 20 ? told : this.#wishedS;
  }
}
