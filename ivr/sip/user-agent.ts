// The SIP user agent: lets in who may come, keeps the calls that stand, and asks others.
import { randomBytes } from 'node:crypto';
import { formatUri, type NameAddress, parseNameAddress, parseUri, type Uri } from './address.ts';
import { cancelOf, type ClientTransaction } from './client-transaction.ts';
import { allowed, dialogId } from './dialog.ts';
import {
  answerChallenge,
  challenges,
  type DigestAlgorithm,
  Nonces,
  readChallenge,
  readCredentials,
} from './digest.ts';
import { FloodGuard } from './flood.ts';
import { IncomingCall, unknownExtensions } from './incoming-call.ts';
import {
  HeaderFields,
  responseTo,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  tagOf,
  writeMessage,
} from './message.ts';
import { OutgoingCall, type Placing } from './outgoing-call.ts';
import { type Binding, Registrar } from './registrar.ts';
import { Registration, type RegistrationOptions } from './registration.ts';
import { resolveUri } from './resolve.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { Ask, Asking, Stack, StandingCall } from './stack.ts';
import { Transactions } from './transactions.ts';
import type { Remote, Timers, Wire } from './wire.ts';

/** Who may come in. */
export interface Door {
  /** The realm of passwords, and the host of our accounts. */
  domain: string;
  /** The trunk and its like: known by their address. */
  isPeer(address: string): boolean;
  /** What is kept in place of a telephone's password; undefined: no such account. */
  passwordHash(account: string, algorithm: DigestAlgorithm): Promise<string | undefined>;
}

export interface UserAgentOptions {
  wire: Wire;
  timers: Timers;
  door: Door;
  /** A call that may come in: to be answered or refused. */
  onCall(call: IncomingCall): void;
  /** The telephones of an account came or went. */
  onRegistered?: ((account: string, contacts: readonly Binding[]) => void) | undefined;
  onError(error: unknown): void;
}

const mostTries = 2;
/** How long a BYE may take when all ends. */
const goodByeMs = 1_000;

export class UserAgent implements Stack {
  readonly timers: Timers;
  readonly #options: UserAgentOptions;
  readonly #transactions: Transactions;
  readonly #calls = new Map<string, StandingCall>();
  readonly #registrar = new Registrar();
  readonly #registrations: Registration[] = [];
  readonly #nonces = new Nonces();
  readonly #guard = new FloodGuard();
  /** INVITEs that are being worked on: the same one on another way is a loop. */
  readonly #invites = new Set<string>();
  #asking = 0;

  constructor(options: UserAgentOptions) {
    this.#options = options;
    this.timers = options.timers;
    this.#transactions = new Transactions({
      wire: options.wire,
      timers: options.timers,
      taker: {
        onRequest: (transaction) => this.#take(transaction),
        onAck: (request) => this.#acknowledged(request),
        onStrayAnswer: () => undefined,
      },
    });
  }

  /** Whether to look at what comes from there. */
  admits({ address }: Remote): boolean {
    return this.#options.door.isPeer(address) || this.#guard.admits(address, this.timers.now());
  }

  receive(message: SipMessage, from: Remote): void {
    this.#transactions.receive(message, from);
  }

  /** Ends all calls, and takes our registrations back. */
  async stop(): Promise<void> {
    for (const call of this.#calls.values()) call.hangUp();
    const gone = Promise.all(this.#registrations.map((registration) => registration.stop()));
    const isQuiet = async (): Promise<void> => {
      await gone;
      while (this.#asking > 0) await this.#pause(20);
    };
    await Promise.race([isQuiet(), this.#pause(goodByeMs)]);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((done) => this.timers.after(ms, done));
  }

  // ── what we ask ──

  /** Rings a far end. */
  call(placing: Placing): OutgoingCall {
    return new OutgoingCall(this, placing);
  }

  /** Registers with a trunk, until `stop`. */
  register(options: RegistrationOptions): void {
    const registration = new Registration(this, options);
    this.#registrations.push(registration);
    registration.start();
  }

  /** Where the telephones of an account are. */
  bindings(account: string): Binding[] {
    return this.#registrar.bindings(account, this.timers.now());
  }

  ask(ask: Ask): Asking {
    let transaction: ClientTransaction | undefined;
    let isCancelled = false;
    const settle = (): void => {
      this.#asking -= 1;
    };
    const send = async (request: SipRequest, tried: number): Promise<void> => {
      const to = ask.to ?? (await this.#nextHop(request));
      if (!to) {
        settle();
        return ask.onSilence();
      }
      const sent = { ...request, via: [this.#transactions.via(to)] };
      transaction = this.#transactions.send(sent, to, {
        onResponse: (response) => {
          const proof = tried < mostTries && !isCancelled ? this.#proofFor(ask, sent, response) : undefined;
          if (proof) return void send(proof, tried + 1);
          if (response.status >= 200) settle();
          ask.onResponse(response, sent, to);
        },
        onSilence: () => {
          settle();
          ask.onSilence();
        },
      });
    };
    this.#asking += 1;
    void send(ask.request, 1);
    return {
      cancel: () => {
        if (isCancelled || !transaction) return;
        isCancelled = true;
        const ignore = { onResponse: () => undefined, onSilence: () => undefined };
        this.#transactions.send(cancelOf(transaction.request), transaction.to, ignore);
      },
    };
  }

  /** The request once more, with what the far end asked for; undefined when it did not ask, or we have nothing. */
  #proofFor(
    ask: Ask,
    { uri, method, ...request }: SipRequest,
    response: SipResponse,
  ): SipRequest | undefined {
    const isProxy = response.status === 407;
    if (!ask.credentials || (response.status !== 401 && !isProxy)) return undefined;
    const asked = response.headers.all(isProxy ? 'proxy-authenticate' : 'www-authenticate');
    const challenge = readChallenge(asked);
    const name = isProxy ? 'proxy-authorization' : 'authorization';
    const wasShown = [...request.headers].some(([own]) => own === name);
    // The same password again would be wrong again, unless only the nonce was too old.
    if (!challenge || (wasShown && !challenge.isStale)) return undefined;
    const others = [...request.headers].filter(([own]) => own !== name);
    const proof = answerChallenge(challenge, ask.credentials, { method, uri });
    return {
      ...request,
      uri,
      method,
      seq: ask.nextSeq(),
      headers: new HeaderFields([...others, [name, proof]]),
    };
  }

  async #nextHop({ uri, headers }: SipRequest): Promise<Remote | undefined> {
    const route = headers.list('route')[0];
    const first = parseUri((route && parseNameAddress(route)?.uri) ?? uri);
    return first && (await resolveUri(first));
  }

  acknowledge(request: SipRequest, to: Remote | undefined): void {
    const send = async (): Promise<void> => {
      const hop = to ?? (await this.#nextHop(request));
      if (!hop) return;
      const bytes = writeMessage({ ...request, via: [this.#transactions.via(hop)] });
      await this.#options.wire.send(bytes, hop);
    };
    // A lost ACK is asked for by the 2xx that comes again.
    send().catch(() => undefined);
  }

  contactFor(remote: Remote): string {
    const { host, port } = this.#options.wire.addressTowards(remote);
    return `sip:onecall@${host}:${port}${remote.protocol === 'tcp' ? ';transport=tcp' : ''}`;
  }

  /** Where a URI leads; undefined: nowhere. */
  async resolve(text: string): Promise<Remote | undefined> {
    const uri = parseUri(text);
    return uri && (await resolveUri(uri));
  }

  keep(call: StandingCall): void {
    this.#calls.set(call.dialog.id, call);
  }

  drop(call: StandingCall): void {
    this.#calls.delete(call.dialog.id);
  }

  // ── what others ask ──

  #callOf(request: SipRequest): StandingCall | undefined {
    return this.#calls.get(dialogId(request.callId, tagOf(request.to), tagOf(request.from)));
  }

  #acknowledged(request: SipRequest): void {
    this.#callOf(request)
      ?.receiveAck(request)
      .catch((error: unknown) => this.#options.onError(error));
  }

  #take(transaction: ServerTransaction): void {
    this.#serve(transaction).catch((error: unknown) => {
      this.#options.onError(error);
      this.#answer(transaction, 500);
    });
  }

  #answer(transaction: ServerTransaction, status: number, headers: [string, string][] = []): void {
    const tag = randomBytes(8).toString('hex');
    transaction.respond(responseTo(transaction.request, status, { tag, headers }));
  }

  async #serve(transaction: ServerTransaction): Promise<void> {
    const { request } = transaction;
    if (tagOf(request.to) !== undefined) {
      const call = this.#callOf(request);
      return call ? call.receive(transaction) : this.#answer(transaction, 481);
    }
    const unknown = unknownExtensions(request);
    if (unknown.length > 0) return this.#answer(transaction, 420, unknown);
    switch (request.method) {
      case 'INVITE':
        return this.#invited(transaction);
      case 'REGISTER':
        return this.#registered(transaction);
      case 'OPTIONS':
        return this.#answer(transaction, 200, [
          ['allow', allowed],
          ['accept', 'application/sdp'],
        ]);
      case 'BYE':
      case 'INFO':
        return this.#answer(transaction, 481);
      default:
        return this.#answer(transaction, 405, [['allow', allowed]]);
    }
  }

  async #invited(transaction: ServerTransaction): Promise<void> {
    const { request, source } = transaction;
    const isPeer = this.#options.door.isPeer(source.address);
    const account = isPeer ? null : await this.#accountCalling(transaction);
    if (account === undefined) return;
    if (!parseUri(request.uri)) return this.#answer(transaction, 416);
    const type = request.headers.get('content-type') ?? 'application/sdp';
    if (request.body !== '' && !/^application\/sdp\s*(;|$)/i.test(type))
      return this.#answer(transaction, 415, [['accept', 'application/sdp']]);
    const key = `${request.callId} ${tagOf(request.from) ?? ''} ${request.seq}`;
    if (this.#invites.has(key)) return this.#answer(transaction, 482);
    this.#invites.add(key);
    this.timers.after(32_000, () => this.#invites.delete(key));
    this.#options.onCall(new IncomingCall({ stack: this, transaction, account }));
  }

  /** The account of a registered telephone that calls. Undefined: it was asked for a proof, or refused. */
  async #accountCalling(transaction: ServerTransaction): Promise<string | undefined> {
    const user = parseUri(transaction.request.from.uri)?.user ?? '';
    // Who is not registered is not even asked for a password.
    if (this.bindings(user).length === 0) {
      this.#answer(transaction, 403);
      return undefined;
    }
    return this.#proven(transaction, user);
  }

  /** The account that a request proves to come from. Undefined: it was asked for a proof, or refused. */
  async #proven(transaction: ServerTransaction, account: string): Promise<string | undefined> {
    const { request, source } = transaction;
    const { door } = this.#options;
    const now = this.timers.now();
    const given = request.headers
      .all('authorization')
      .map(readCredentials)
      .find((one) => one?.realm === door.domain);
    const challenge = (isStale: boolean): void =>
      this.#answer(
        transaction,
        401,
        challenges(door.domain, this.#nonces.issue(now), isStale).map((value) => ['www-authenticate', value]),
      );
    if (!given) {
      challenge(false);
      return undefined;
    }
    const known = await door.passwordHash(given.user, given.algorithm);
    if (known === undefined || given.user !== account || !given.isProofFor(known, request.method)) {
      this.#guard.noteWrong(source.address, now);
      this.#answer(transaction, 403);
      return undefined;
    }
    if (this.#nonces.use(given.nonce, given.count, now) === 'good') return account;
    challenge(true);
    return undefined;
  }

  async #registered(transaction: ServerTransaction): Promise<void> {
    const { request, source } = transaction;
    const user = parseUri(request.to.uri)?.user;
    if (user === null || user === undefined) return this.#answer(transaction, 404);
    const account = await this.#proven(transaction, user);
    if (account === undefined) return;
    const now = this.timers.now();
    const outcome = this.#registrar.register(account, request, source, now);
    if (outcome.status !== 200) return this.#answer(transaction, outcome.status, outcome.headers);
    this.#options.onRegistered?.(account, outcome.contacts);
    this.#answer(
      transaction,
      200,
      outcome.contacts.map(({ uri, expiresAt }) => [
        'contact',
        `<${uri}>;expires=${Math.round((expiresAt - now) / 1_000)}`,
      ]),
    );
  }
}

/** `sip:account@domain`, as the From of our calls. */
export function accountAddress(user: string, domain: string): NameAddress {
  const uri: Uri = { scheme: 'sip', user, password: null, host: domain, port: null, params: new Map() };
  return { name: null, uri: formatUri(uri), params: new Map() };
}
