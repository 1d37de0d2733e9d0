// Every request under way, by what ties its messages together (RFC 3261 §17.1.3, §17.2.3).
import { randomBytes } from 'node:crypto';
import type { Via } from './address.ts';
import { type ClientListener, ClientTransaction } from './client-transaction.ts';
import { responseTo, type SipMessage, type SipRequest, type SipResponse, tagOf } from './message.ts';
import { ServerTransaction } from './server-transaction.ts';
import type { Remote, Timers, Wire } from './wire.ts';

const magic = 'z9hG4bK';

export interface RequestTaker {
  /** A request that is new. */
  onRequest(transaction: ServerTransaction): void;
  /** The ACK of a 2xx: it belongs to a call, not to a transaction. */
  onAck(request: SipRequest): void;
  /** A 2xx of an INVITE whose transaction is gone. */
  onStrayAnswer(response: SipResponse, from: Remote): void;
}

export class Transactions {
  readonly #wire: Wire;
  readonly #timers: Timers;
  readonly #taker: RequestTaker;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();

  constructor(deps: { wire: Wire; timers: Timers; taker: RequestTaker }) {
    this.#wire = deps.wire;
    this.#timers = deps.timers;
    this.#taker = deps.taker;
  }

  /** Requests that wait for something. */
  get open(): number {
    return this.#clients.size + this.#servers.size;
  }

  receive(message: SipMessage, from: Remote): void {
    if (message.kind === 'response') this.#receiveResponse(message, from);
    else this.#receiveRequest(message, from);
  }

  #receiveResponse(response: SipResponse, from: Remote): void {
    const client = this.#clients.get(clientKey(response));
    if (client) client.receive(response);
    else if (response.method === 'INVITE' && response.status >= 200 && response.status < 300)
      this.#taker.onStrayAnswer(response, from);
  }

  #receiveRequest(request: SipRequest, from: Remote): void {
    const key = serverKey(request);
    const before = this.#servers.get(key);
    if (request.method === 'ACK') {
      if (before?.isAnswered) before.acknowledge();
      // After a 2xx an ACK is a request of its own, but some old clients keep the branch.
      this.#taker.onAck(request);
      return;
    }
    if (before) {
      before.repeat();
      return;
    }
    const transaction = new ServerTransaction(request, from, {
      wire: this.#wire,
      timers: this.#timers,
      onOver: () => this.#servers.delete(key),
    });
    this.#servers.set(key, transaction);
    if (request.method === 'CANCEL') this.#cancel(transaction);
    else this.#taker.onRequest(transaction);
  }

  /** Some tag has to be given; the INVITE's own answer bears the call's. */
  #cancel(transaction: ServerTransaction): void {
    const { request } = transaction;
    const invite = this.#servers.get(serverKey({ ...request, method: 'INVITE' }));
    const tag = randomBytes(8).toString('hex');
    transaction.respond(responseTo(request, invite ? 200 : 481, { tag }));
    invite?.cancel();
  }

  /** A Via for a request of ours to this far end. */
  via(to: Remote): Via {
    const { host, port } = this.#wire.addressTowards(to);
    const branch = `${magic}${randomBytes(12).toString('hex')}`;
    return {
      transport: to.protocol.toUpperCase(),
      host,
      port,
      params: new Map([
        ['branch', branch],
        ['rport', null],
      ]),
    };
  }

  /** Sends a request that bears its Via already, and tells what comes of it. */
  send(request: SipRequest, to: Remote, listener: ClientListener): ClientTransaction {
    const key = clientKey(request);
    const transaction = new ClientTransaction(request, to, listener, {
      wire: this.#wire,
      timers: this.#timers,
      onOver: () => this.#clients.delete(key),
    });
    this.#clients.set(key, transaction);
    transaction.start();
    return transaction;
  }
}

function clientKey({ via, method }: SipMessage): string {
  return `${via[0]?.params.get('branch') ?? ''} ${method}`;
}

function serverKey(request: SipRequest): string {
  const { callId, seq, from, via } = request;
  const method = request.method === 'ACK' ? 'INVITE' : request.method;
  const top = via[0];
  const branch = top?.params.get('branch') ?? '';
  const sentBy = `${top?.host}:${top?.port ?? ''}`;
  if (branch.startsWith(magic) && branch.length > magic.length) return `${branch} ${sentBy} ${method}`;
  // As RFC 2543 had it: a client of that time gives no branch, or the same one always.
  return `${callId} ${seq} ${tagOf(from) ?? ''} ${sentBy} ${branch} ${method}`;
}
