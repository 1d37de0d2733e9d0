// The asking side of one request (RFC 3261 §17.1, RFC 6026): repeats it over UDP until something comes back.
import { HeaderFields, type SipRequest, type SipResponse, writeMessage } from './message.ts';
import { again, giveUpMs, type Remote, type Timers, t2, t4, type Wire } from './wire.ts';

export interface ClientListener {
  /** Provisional ones, then the final one; of INVITE every 2xx, also those that come again. */
  onResponse(response: SipResponse): void;
  /** Nobody answered, or the request could not be sent. */
  onSilence(): void;
}

interface Around {
  wire: Wire;
  timers: Timers;
  onOver(): void;
}

export class ClientTransaction {
  readonly request: SipRequest;
  readonly to: Remote;
  readonly #listener: ClientListener;
  readonly #around: Around;
  readonly #stops: (() => void)[] = [];
  #state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'over' = 'calling';
  #ack: Buffer | undefined;

  constructor(request: SipRequest, to: Remote, listener: ClientListener, around: Around) {
    this.request = request;
    this.to = to;
    this.#listener = listener;
    this.#around = around;
  }

  get #isInvite(): boolean {
    return this.request.method === 'INVITE';
  }

  /** Sends the request. Apart from the making, so that what comes back finds the transaction in the table. */
  start(): void {
    const bytes = writeMessage(this.request);
    const { timers } = this.#around;
    const send = (): void => this.#send(bytes);
    send();
    if (this.to.protocol === 'udp') this.#stops.push(again(timers, this.#isInvite ? giveUpMs : t2, send));
    this.#stops.push(timers.after(giveUpMs, () => this.#fail()));
  }

  receive(response: SipResponse): void {
    if (this.#state === 'over') return;
    if (this.#state === 'completed') {
      if (this.#ack && response.status >= 300) this.#send(this.#ack);
      return;
    }
    if (this.#state === 'accepted') {
      if (response.status >= 200 && response.status < 300) this.#listener.onResponse(response);
      return;
    }
    if (response.status < 200) {
      this.#proceed();
      this.#listener.onResponse(response);
      return;
    }
    this.#stop();
    if (!this.#isInvite) this.#rest('completed', this.to.protocol === 'udp' ? t4 : 0);
    else if (response.status < 300) this.#rest('accepted', giveUpMs);
    else {
      this.#ack = writeMessage(ackOf(this.request, response));
      this.#send(this.#ack);
      this.#rest('completed', this.to.protocol === 'udp' ? giveUpMs : 0);
    }
    this.#listener.onResponse(response);
  }

  /** An INVITE is not repeated once somebody works on it; any other request is, slowly (§17.1.2.2). */
  #proceed(): void {
    if (this.#state !== 'calling') return;
    this.#state = 'proceeding';
    if (this.#isInvite) this.#stop();
  }

  #rest(state: 'accepted' | 'completed', ms: number): void {
    this.#state = state;
    if (ms === 0) this.#end();
    else this.#stops.push(this.#around.timers.after(ms, () => this.#end()));
  }

  #send(bytes: Buffer): void {
    this.#around.wire.send(bytes, this.to).catch(() => this.#fail());
  }

  #fail(): void {
    if (this.#state !== 'calling' && this.#state !== 'proceeding') return;
    this.#end();
    this.#listener.onSilence();
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Forgets the request, whatever becomes of it. */
  #end(): void {
    this.#stop();
    this.#state = 'over';
    this.#around.onOver();
  }
}

/** The ACK of an answer that is no 2xx belongs to the same transaction (§17.1.1.3). */
function ackOf(request: SipRequest, response: SipResponse): SipRequest {
  return {
    ...request,
    method: 'ACK',
    via: request.via.slice(0, 1),
    to: response.to,
    headers: new HeaderFields([
      ...request.headers.all('route').map((route): [string, string] => ['route', route]),
      ['max-forwards', '70'],
    ]),
    body: '',
  };
}

/** Takes back an INVITE that has not been answered (§9.1). */
export function cancelOf(request: SipRequest): SipRequest {
  return { ...ackOf(request, { ...request, kind: 'response', status: 0, reason: '' }), method: 'CANCEL' };
}
