// A call that stands: changed by re-INVITE from either side, ended by BYE from either side (RFC 3261 §14, §15).
import { randomInt } from 'node:crypto';
import type { LegEnd } from '../media/leg.ts';
import type { Credentials } from './digest.ts';
import { allowed, type Dialog } from './dialog.ts';
import { responseTo, type SipRequest, type SipResponse } from './message.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { Ask, Stack, StandingCall } from './stack.ts';
import { again, giveUpMs, type Remote, t2 } from './wire.ts';

/** The sound of a call, as its signalling sees it: session descriptions out and in (RFC 3264). */
export interface CallMedia {
  offer(): Promise<string>;
  /** Undefined when nothing that is offered can be taken; what was agreed on before then stands. */
  answer(offer: string): Promise<string | undefined>;
  /** @returns false when the answer makes no sense */
  take(answer: string): Promise<boolean>;
  /** Where the signalling of the far end comes from. */
  noteSignalling(address: string): void;
  close(): void;
}

const sdp = 'application/sdp';

export class CallSession implements StandingCall {
  readonly dialog: Dialog;
  readonly #stack: Stack;
  readonly #media: CallMedia;
  readonly #flow: Remote | undefined;
  readonly #peer: Remote;
  readonly #credentials: Credentials | undefined;
  readonly #ends = new Set<(end: LegEnd) => void>();
  readonly #digits = new Set<(key: string) => void>();
  #end: LegEnd | undefined;
  /** Our 2xx that waits for its ACK. */
  #unacknowledged: { seq: number; stop: () => void; isOffer: boolean } | undefined;
  #isAsking = false;
  /** The media changed while an offer or an answer was on its way: offered again once that is settled. */
  #isToAskAgain = false;
  #onAcknowledged: (() => void) | undefined;

  /** `flow`: the way on which the far end reached us, when it is the only one back; `peer`: who signals. */
  constructor(options: {
    stack: Stack;
    dialog: Dialog;
    media: CallMedia;
    flow: Remote | undefined;
    peer: Remote;
    credentials?: Credentials | undefined;
  }) {
    this.#stack = options.stack;
    this.dialog = options.dialog;
    this.#media = options.media;
    this.#flow = options.flow;
    this.#peer = options.peer;
    this.#credentials = options.credentials;
    this.#stack.keep(this);
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** Called once, also when it is over already. */
  onEnd(listener: (end: LegEnd) => void): void {
    if (this.#end !== undefined) listener(this.#end);
    else this.#ends.add(listener);
  }

  /** Keys that come as messages (INFO). */
  onDigit(listener: (key: string) => void): void {
    this.#digits.add(listener);
  }

  get #contact(): [string, string] {
    return ['contact', `<${this.#stack.contactFor(this.#peer)}>`];
  }

  // ── answering ──

  /** Says yes to an INVITE with our description, and repeats it until the far end has it. */
  accept(transaction: ServerTransaction, body: string, isOffer: boolean): void {
    const response = responseTo(transaction.request, 200, {
      tag: this.dialog.local.params.get('tag') ?? '',
      headers: [this.#contact, ['allow', allowed], ['content-type', sdp]],
      body,
    });
    transaction.respond(response);
    const { timers } = this.#stack;
    const stops = [
      again(timers, t2, () => transaction.repeat()),
      timers.after(giveUpMs, () => this.#neverAcknowledged()),
    ];
    const stop = (): void => {
      for (const each of stops) each();
    };
    this.#unacknowledged = { seq: transaction.request.seq, stop, isOffer };
  }

  #neverAcknowledged(): void {
    this.#settleAnswer();
    this.#bye();
    this.#finish('lost');
  }

  #settleAnswer(): void {
    this.#unacknowledged?.stop();
    this.#unacknowledged = undefined;
    this.#onAcknowledged?.();
    this.#onAcknowledged = undefined;
  }

  async receiveAck(request: SipRequest): Promise<void> {
    const answer = this.#unacknowledged;
    if (!answer || answer.seq !== request.seq) return;
    this.#settleAnswer();
    if (answer.isOffer && !this.isOver && !(await this.#media.take(request.body))) this.hangUp();
    this.#askAgain();
  }

  // ── what the far end asks for ──

  async receive(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    const answer = (status: number, headers: [string, string][] = []): void =>
      transaction.respond(responseTo(request, status, { headers }));
    if (!this.dialog.accepts(request)) return answer(500);
    switch (request.method) {
      case 'BYE':
        answer(200);
        this.#settleAnswer();
        return this.#finish('hangup');
      case 'INVITE':
        return this.#renegotiated(transaction, answer);
      case 'INFO':
        answer(200);
        return this.#readInfo(request);
      case 'OPTIONS':
        return answer(200, [
          ['allow', allowed],
          ['accept', sdp],
        ]);
      default:
        return answer(405, [['allow', allowed]]);
    }
  }

  async #renegotiated(
    transaction: ServerTransaction,
    answer: (status: number, headers?: [string, string][]) => void,
  ): Promise<void> {
    const { request } = transaction;
    if (this.isOver) return answer(481);
    if (this.#isAsking) return answer(491);
    if (this.#unacknowledged) return answer(500, [['retry-after', String(randomInt(0, 11))]]);
    const isOffer = request.body === '';
    const body = isOffer ? await this.#media.offer() : await this.#media.answer(request.body);
    if (body === undefined) return answer(488);
    if (this.isOver) return answer(487);
    this.dialog.refreshTarget(request);
    this.accept(transaction, body, isOffer);
  }

  #readInfo({ headers, body }: SipRequest): void {
    const type = headers.get('content-type')?.toLowerCase() ?? '';
    const key = type.startsWith('application/dtmf-relay')
      ? /^\s*Signal\s*=\s*([0-9*#A-D])\s*$/im.exec(body)?.[1]
      : type.startsWith('application/dtmf')
        ? /^\s*([0-9*#A-D])\s*$/i.exec(body)?.[1]
        : undefined;
    if (key !== undefined) for (const listener of [...this.#digits]) listener(key.toUpperCase());
  }

  // ── what we ask for ──

  #ask(request: SipRequest, on: Pick<Ask, 'onResponse' | 'onSilence'>): void {
    this.#stack.ask({
      request,
      to: this.dialog.hasRoutes ? undefined : this.#flow,
      credentials: this.#credentials,
      nextSeq: () => this.dialog.nextSeq(),
      ...on,
    });
  }

  /** The answer to an INVITE of ours is acknowledged, each time that it comes. */
  acknowledge(request: SipRequest): void {
    const ack = this.dialog.request('ACK', { seq: request.seq });
    this.#stack.acknowledge(ack, this.dialog.hasRoutes ? undefined : this.#flow);
  }

  /**
   * Offers the media as it is now: another address, another direction, or only to see that the far end is there. One
   * offer at a time (RFC 3264 §4): asked for while another is on its way, it follows that one.
   */
  async renegotiate(): Promise<void> {
    if (this.isOver) return;
    if (this.#isAsking || this.#unacknowledged) {
      this.#isToAskAgain = true;
      return;
    }
    this.#isAsking = true;
    this.#isToAskAgain = false;
    const offer = await this.#media.offer();
    if (this.isOver) return;
    const invite = this.dialog.request('INVITE', {
      headers: [this.#contact, ['allow', allowed], ['content-type', sdp]],
      body: offer,
    });
    this.#ask(invite, {
      onResponse: (response, request) => {
        if (response.status < 200) return;
        if (response.status < 300) this.acknowledge(request);
        if (!this.#isAsking) return;
        this.#isAsking = false;
        this.#renegotiatedByUs(response);
        if (response.status !== 491) this.#askAgain();
      },
      onSilence: () => this.#finish('lost'),
    });
  }

  #askAgain(): void {
    if (this.#isToAskAgain) void this.renegotiate();
  }

  #renegotiatedByUs(response: SipResponse): void {
    if (this.isOver) return;
    const { status } = response;
    if (status < 300) {
      this.dialog.refreshTarget(response);
      void this.#media.take(response.body).then((isTaken) => isTaken || this.hangUp());
    } else if (status === 491) {
      // Both asked at once: the one who made the call waits longer (§14.1).
      this.#stack.timers.after(randomInt(0, 2_000), () => void this.renegotiate());
    } else if (status === 481 || status === 408) this.#finish('lost');
  }

  /** Ends the call from our side. */
  hangUp(): void {
    if (this.isOver) return;
    // A callee may not say BYE before the ACK (§15).
    if (this.#unacknowledged) this.#onAcknowledged = () => this.#bye();
    else this.#bye();
    this.#finish('local');
  }

  #bye(): void {
    this.#ask(this.dialog.request('BYE'), { onResponse: () => undefined, onSilence: () => undefined });
  }

  #finish(end: LegEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#media.close();
    // Repeated requests of a call that is over are still answered for a while.
    this.#stack.timers.after(giveUpMs, () => this.#stack.drop(this));
    for (const listener of [...this.#ends]) listener(end);
    this.#ends.clear();
    this.#digits.clear();
  }
}
