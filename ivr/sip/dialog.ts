// What two ends of a call know of each other (RFC 3261 §12): tags, route set, sequence numbers, where the other is now.
import { randomInt } from 'node:crypto';
import { type NameAddress, parseNameAddress, parseUri } from './address.ts';
import { HeaderFields, type SipRequest, type SipResponse, tagOf } from './message.ts';

/** The methods that a call of ours takes. */
export const allowed = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO';

export class Dialog {
  readonly callId: string;
  readonly local: NameAddress;
  readonly remote: NameAddress;
  readonly #routes: readonly string[];
  #target: string;
  #localSeq: number;
  #remoteSeq: number | undefined;

  private constructor(of: {
    callId: string;
    local: NameAddress;
    remote: NameAddress;
    routes: readonly string[];
    target: string;
    localSeq: number;
    remoteSeq: number | undefined;
  }) {
    this.callId = of.callId;
    this.local = of.local;
    this.remote = of.remote;
    this.#routes = of.routes;
    this.#target = of.target;
    this.#localSeq = of.localSeq;
    this.#remoteSeq = of.remoteSeq;
  }

  /** Of a request that we answer with `tag`. */
  static answering(request: SipRequest, tag: string): Dialog {
    return new Dialog({
      callId: request.callId,
      local: { ...request.to, params: new Map([...request.to.params, ['tag', tag]]) },
      remote: request.from,
      routes: request.headers.list('record-route'),
      target: contactOf(request) ?? request.from.uri,
      localSeq: randomInt(1, 10_000),
      remoteSeq: request.seq,
    });
  }

  /** Of a request of ours that was answered. */
  static asking(request: SipRequest, response: SipResponse): Dialog {
    return new Dialog({
      callId: request.callId,
      local: request.from,
      remote: response.to,
      routes: response.headers.list('record-route').reverse(),
      target: contactOf(response) ?? request.uri,
      localSeq: request.seq,
      remoteSeq: undefined,
    });
  }

  get id(): string {
    return dialogId(this.callId, tagOf(this.local), tagOf(this.remote));
  }

  get hasRoutes(): boolean {
    return this.#routes.length > 0;
  }

  /** Where requests of this dialog are sent first. */
  get nextHop(): string {
    const first = this.#routes[0];
    return (first && parseNameAddress(first)?.uri) ?? this.#target;
  }

  nextSeq(): number {
    this.#localSeq += 1;
    return this.#localSeq;
  }

  /** Whether a request of the far end comes in order (§12.2.2). */
  accepts({ seq }: SipRequest): boolean {
    if (this.#remoteSeq !== undefined && seq < this.#remoteSeq) return false;
    this.#remoteSeq = seq;
    return true;
  }

  /** The far end may have moved: a (re-)INVITE and its answer say where to. */
  refreshTarget(message: SipRequest | SipResponse): void {
    this.#target = contactOf(message) ?? this.#target;
  }

  /** A request of ours, without its Via. @param seq of the INVITE, for its ACK; else the next one */
  request(
    method: string,
    options: { seq?: number; headers?: Iterable<readonly [string, string]>; body?: string } = {},
  ): SipRequest {
    const first = this.#routes[0];
    const firstUri = first && parseNameAddress(first)?.uri;
    // A strict router of RFC 2543 wants itself as the Request-URI (§12.2.1.1).
    const isStrict = firstUri !== undefined && !parseUri(firstUri)?.params.has('lr');
    const routes = isStrict ? [...this.#routes.slice(1), `<${this.#target}>`] : this.#routes;
    return {
      kind: 'request',
      method,
      uri: isStrict ? firstUri : this.#target,
      via: [],
      from: this.local,
      to: this.remote,
      callId: this.callId,
      seq: options.seq ?? this.nextSeq(),
      headers: new HeaderFields([
        ['max-forwards', '70'],
        ...routes.map((route): [string, string] => ['route', route]),
        ...(options.headers ?? []),
      ]),
      body: options.body ?? '',
    };
  }
}

export function dialogId(callId: string, localTag = '', remoteTag = ''): string {
  return `${callId} ${localTag} ${remoteTag}`;
}

function contactOf({ headers }: SipRequest | SipResponse): string | undefined {
  const uri = parseNameAddress(headers.list('contact')[0] ?? '')?.uri;
  return uri !== undefined && parseUri(uri) ? uri : undefined;
}
