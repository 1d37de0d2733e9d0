// A network of SIP user agents without sockets: datagrams get lost when told to, and time passes only when told to.
import { setImmediate as turn } from 'node:timers/promises';
import type { CallMedia } from '../../../ivr/sip/call-session.ts';
import type { IncomingCall } from '../../../ivr/sip/incoming-call.ts';
import { parseMessage, type SipMessage } from '../../../ivr/sip/message.ts';
import { type Door, UserAgent } from '../../../ivr/sip/user-agent.ts';
import type { Remote, Timers, Wire } from '../../../ivr/sip/wire.ts';

export class FakeTimers implements Timers {
  #now = Date.parse('2026-03-02T09:00:00+08:00');
  #due: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((one) => one !== entry);
    };
  }

  /** Lets what is under way arrive, without time passing. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 20; turns += 1) await turn();
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await this.settle();
    }
    this.#now = end;
  }
}

/** What travelled, as `INVITE` or `200 INVITE`, with who sent it. */
export interface Travelled {
  from: string;
  what: string;
  message: SipMessage;
  isLost: boolean;
}

export class Network {
  readonly timers = new FakeTimers();
  readonly travelled: Travelled[] = [];
  readonly #ends = new Map<string, (message: SipMessage, from: Remote) => void>();
  /** Decides the fate of each datagram. */
  loses: (travelled: Travelled) => boolean = () => false;

  wire(address: string, receive: (message: SipMessage, from: Remote) => void): Wire {
    this.#ends.set(address, receive);
    return {
      addressTowards: () => ({ host: address, port: 5060 }),
      send: async (bytes, to) => {
        const parsed = parseMessage(bytes);
        if ('fault' in parsed) throw new Error(`we wrote what we cannot read: ${parsed.fault}\n${bytes}`);
        const { message } = parsed;
        const what = message.kind === 'request' ? message.method : `${message.status} ${message.method}`;
        const travelled = { from: address, what, message, isLost: false };
        travelled.isLost = this.loses(travelled);
        this.travelled.push(travelled);
        if (travelled.isLost) return;
        const from: Remote = { protocol: to.protocol, address, port: 5060 };
        setImmediate(() => this.#ends.get(to.address)?.(message, from));
      },
    };
  }

  whatOf(address: string): string[] {
    return this.travelled.filter(({ from }) => from === address).map(({ what }) => what);
  }

  userAgent(address: string, options: { door?: Partial<Door>; onCall?: (call: IncomingCall) => void } = {}) {
    const wire = this.wire(address, (message, from) => {
      if (agent.admits(from)) agent.receive(message, from);
    });
    const agent: UserAgent = new UserAgent({
      wire,
      timers: this.timers,
      door: {
        domain: 'city.example',
        isPeer: () => true,
        passwordHash: async () => undefined,
        ...options.door,
      },
      onCall: (call) => options.onCall?.(call),
      onError: (error) => {
        throw error;
      },
    });
    return agent;
  }
}

/** Descriptions without sound: a word each way. */
export class TestMedia implements CallMedia {
  readonly offers: string[] = [];
  readonly answers: string[] = [];
  description = 'sound';
  takes = true;
  isClosed = false;

  offer(): Promise<string> {
    return Promise.resolve(`offer of ${this.description}`);
  }

  answer(offer: string): Promise<string | undefined> {
    this.offers.push(offer);
    return Promise.resolve(this.takes ? `answer with ${this.description}` : undefined);
  }

  take(answer: string): Promise<boolean> {
    this.answers.push(answer);
    return Promise.resolve(this.takes);
  }

  noteSignalling(): void {}

  close(): void {
    this.isClosed = true;
  }
}
