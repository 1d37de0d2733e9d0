// The answering side of one request (RFC 3261 §17.2, RFC 6026): a request that comes again gets the same answer.
import { responseTo, type SipRequest, type SipResponse, writeMessage } from './message.ts';
import { again, giveUpMs, type Remote, type Timers, t2, t4, type Wire } from './wire.ts';

interface Around {
  wire: Wire;
  timers: Timers;
  onOver(): void;
}

export class ServerTransaction {
  readonly request: SipRequest;
  /** Where it came from. */
  readonly source: Remote;
  readonly #around: Around;
  readonly #stops: (() => void)[] = [];
  #last: Buffer | undefined;
  #isFinal = false;
  #isAcknowledged = false;
  #cancelled: (() => void) | undefined;

  constructor(request: SipRequest, source: Remote, around: Around) {
    this.request = request;
    this.source = source;
    this.#around = around;
    if (request.method === 'INVITE') this.respond(responseTo(request, 100));
  }

  get isAnswered(): boolean {
    return this.#isFinal;
  }

  /** Called when the asking side takes an INVITE back before its answer. */
  onCancel(listener: () => void): void {
    this.#cancelled = listener;
  }

  /** @returns false when it was answered before */
  cancel(): boolean {
    if (this.#isFinal) return false;
    this.#cancelled?.();
    return true;
  }

  /** Sends an answer. After a final one nothing more is sent. */
  respond(response: SipResponse): void {
    if (this.#isFinal) return;
    this.#last = writeMessage(response);
    this.repeat();
    if (response.status < 200) return;
    this.#isFinal = true;
    const { timers } = this.#around;
    const isRefusedInvite = this.request.method === 'INVITE' && response.status >= 300;
    const isUdp = this.source.protocol === 'udp';
    // A 2xx of INVITE is repeated by the call until its ACK comes; here it only answers repeated INVITEs.
    if (isRefusedInvite && isUdp) this.#stops.push(again(timers, t2, () => this.repeat()));
    const restMs = this.request.method === 'INVITE' || isUdp ? giveUpMs : 0;
    if (restMs === 0) this.#around.onOver();
    else this.#stops.push(timers.after(restMs, () => this.#end()));
  }

  /** The request came again, or its answer has to. */
  repeat(): void {
    if (this.#last && !this.#isAcknowledged)
      this.#around.wire.send(this.#last, replyTo(this.request, this.source)).catch(() => undefined);
  }

  /** The ACK of a refusal: the answer need not be repeated. */
  acknowledge(): void {
    this.#isAcknowledged = true;
    this.#stop();
    this.#stops.push(this.#around.timers.after(this.source.protocol === 'udp' ? t4 : 0, () => this.#end()));
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #end(): void {
    this.#stop();
    this.#around.onOver();
  }
}

/** §18.2.2: the connection it came on; over UDP the source when asked for (rport), else the port it names. */
function replyTo({ via }: SipRequest, source: Remote): Remote {
  if (source.protocol === 'tcp') return source;
  const top = via[0];
  const port = top?.params.has('rport') ? source.port : (top?.port ?? 5060);
  return { ...source, port };
}
