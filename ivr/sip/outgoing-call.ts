// A call that we make: rings, is answered, or comes to nothing.
import { randomBytes, randomInt } from 'node:crypto';
import type { DialOutcome } from '../event.ts';
import type { NameAddress } from './address.ts';
import { type CallMedia, CallSession } from './call-session.ts';
import type { Credentials } from './digest.ts';
import { allowed, Dialog } from './dialog.ts';
import { HeaderFields, type SipRequest, type SipResponse, tagOf } from './message.ts';
import type { Asking, Stack } from './stack.ts';
import { giveUpMs, type Remote } from './wire.ts';

export type Unanswered = Exclude<DialOutcome, 'answered'>;

export interface Placing {
  /** The URI that is called. */
  uri: string;
  from: NameAddress;
  media: CallMedia;
  credentials?: Credentials | undefined;
  /** The way to a telephone that registered; undefined: where the URI leads. */
  flow?: Remote | undefined;
  contact: string;
}

const busy: ReadonlySet<number> = new Set([486, 600, 603]);
/** Nobody there, or nobody took it in the time that the network gives. */
const unanswered: ReadonlySet<number> = new Set([408, 480, 487]);

function outcomeOf(status: number): Unanswered {
  if (busy.has(status)) return 'busy';
  return unanswered.has(status) ? 'no_answer' : 'failed';
}

export class OutgoingCall {
  readonly answered: Promise<CallSession | Unanswered>;
  readonly #stack: Stack;
  readonly #placing: Placing;
  readonly #sessions = new Map<string, CallSession>();
  #settle: (end: CallSession | Unanswered) => void = () => undefined;
  #isSettled = false;
  #isTakenBack = false;
  #asking: Asking | undefined;
  #isHeardOf = false;

  constructor(stack: Stack, placing: Placing) {
    this.#stack = stack;
    this.#placing = placing;
    this.answered = new Promise((resolve) => {
      this.#settle = (end) => {
        this.#isSettled = true;
        resolve(end);
      };
    });
    this.#place().catch(() => this.#fail('failed'));
  }

  async #place(): Promise<void> {
    const { uri, from, media, credentials, flow, contact } = this.#placing;
    const body = await media.offer();
    if (this.#isSettled) return;
    let seq = randomInt(1, 10_000);
    const request: SipRequest = {
      kind: 'request',
      method: 'INVITE',
      uri,
      via: [],
      from: { ...from, params: new Map([['tag', randomBytes(8).toString('hex')]]) },
      to: { name: null, uri, params: new Map() },
      callId: randomBytes(16).toString('hex'),
      seq,
      headers: new HeaderFields([
        ['max-forwards', '70'],
        ['contact', `<${contact}>`],
        ['allow', allowed],
        ['content-type', 'application/sdp'],
      ]),
      body,
    };
    this.#asking = this.#stack.ask({
      request,
      to: flow,
      credentials,
      nextSeq: () => {
        seq += 1;
        return seq;
      },
      onResponse: (response, asked, by) => this.#receive(response, asked, by),
      onSilence: () => this.#fail('failed'),
    });
  }

  #receive(response: SipResponse, request: SipRequest, from: Remote): void {
    const { status } = response;
    if (status < 200) {
      this.#isHeardOf = true;
      if (this.#isTakenBack) this.#asking?.cancel();
      return;
    }
    if (status >= 300) this.#fail(outcomeOf(status));
    else this.#answer(response, request, from);
  }

  #answer(response: SipResponse, request: SipRequest, from: Remote): void {
    const tag = tagOf(response.to) ?? '';
    // A 2xx that comes again wants its ACK again; one with another tag is a second telephone that picked up.
    const before = this.#sessions.get(tag);
    if (before) {
      before.acknowledge(request);
      return;
    }
    const { media, flow, credentials } = this.#placing;
    const isFirst = this.#sessions.size === 0 && !this.#isSettled;
    const session = new CallSession({
      stack: this.#stack,
      dialog: Dialog.asking(request, response),
      media: isFirst ? media : noMedia,
      flow,
      peer: from,
      credentials,
    });
    this.#sessions.set(tag, session);
    session.acknowledge(request);
    if (!isFirst) {
      session.hangUp();
      return;
    }
    media.noteSignalling(from.address);
    void media.take(response.body).then((isTaken) => {
      if (this.#isSettled || !isTaken) session.hangUp();
      if (!this.#isSettled) this.#settle(isTaken ? session : 'failed');
    });
  }

  /** Stops ringing. An answer that crosses it is hung up. */
  cancel(): void {
    if (this.#isSettled) return;
    this.#isTakenBack = true;
    // Before anything came back there is nothing yet to take back (§9.1).
    if (this.#isHeardOf) this.#asking?.cancel();
    this.#fail('canceled');
  }

  #fail(outcome: Unanswered): void {
    if (this.#isSettled) return;
    this.#settle(outcome);
    this.#placing.media.close();
    this.#stack.timers.after(giveUpMs, () => this.#sessions.clear());
  }
}

/** For calls that are ended as soon as they are answered. */
const noMedia: CallMedia = {
  offer: () => Promise.resolve(''),
  answer: () => Promise.resolve(undefined),
  take: () => Promise.resolve(false),
  noteSignalling: () => undefined,
  close: () => undefined,
};
