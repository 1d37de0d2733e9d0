// One connection to a carrier's message centre, from bind to its end. It never comes back: client.ts opens the next.
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SmppConfig } from '../../../platform/config.ts';
import { encodePdu, type KnownPdu, type Pdu, PduReader, type Sm, statuses } from './pdu.ts';

/** How long answers may take, and how often a quiet line is tried. */
export interface SessionTimes {
  answerMs: number;
  enquireMs: number;
}

/** No answer came: whether the carrier has taken the request is not known. */
export class Unanswered extends Error {}
/** The carrier's "no". */
export class RefusedByCarrier extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`SMPP status 0x${status.toString(16).padStart(8, '0')}`);
    this.status = status;
  }
}

/** No carrier gives up waiting for an acknowledgement sooner than this (they wait ten seconds and more). */
const soonestRepeatMs = 5_000;

export interface SessionEvents {
  /**
   * A message or a receipt. It is acknowledged once this resolves, and refused for now if it rejects.
   * `settled`: what this line has acknowledged so quickly that it does not come again on it.
   * @returns what to name in `proved`
   */
  deliver(sm: Sm, settled: readonly string[]): Promise<string | null>;
  /** The carrier has read our acknowledgements of these: a round trip after them came back. */
  proved(names: readonly string[]): Promise<void>;
  closed(reason: Error): void;
}

interface Asked {
  resolve: (answer: Pdu) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

export class SmppSession {
  readonly #socket: Socket;
  readonly #times: SessionTimes;
  readonly #events: SessionEvents;
  readonly #reader = new PduReader();
  readonly #asked = new Map<number, Asked>();
  #sequence = 0;
  #quietTimer: NodeJS.Timeout | undefined;
  /** One after the other: messages of one citizen keep their order. */
  #inbox: Promise<void> = Promise.resolve();
  #unproved: string[] = [];
  readonly #settled = new Set<string>();
  #isProving = false;
  #end: Error | undefined;

  private constructor(socket: Socket, times: SessionTimes, events: SessionEvents) {
    this.#socket = socket;
    this.#times = times;
    this.#events = events;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#finish(error));
    socket.on('close', () => this.#finish(new Error('the line was closed')));
  }

  /** Connects and binds as a transceiver. @throws when there is no line or the carrier refuses the bind */
  static async open(config: SmppConfig, times: SessionTimes, events: SessionEvents): Promise<SmppSession> {
    const { host, port, systemId, password } = config;
    const socket = config.isSecure
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
      : connectTcp({ host, port });
    const signal = AbortSignal.timeout(times.answerMs);
    try {
      await once(socket, config.isSecure ? 'secureConnect' : 'connect', { signal });
    } catch (error) {
      socket.destroy();
      throw error;
    }
    const session = new SmppSession(socket, times, events);
    try {
      await session.#ask({ command: 'bind_transceiver', systemId, password });
    } catch (error) {
      session.#finish(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    session.#listenOn();
    return session;
  }

  /** @returns the carrier's message id. @throws RefusedByCarrier, Unanswered */
  async submit(sm: Sm): Promise<string> {
    const answer = await this.#ask({ command: 'submit_sm', sm });
    return answer.command === 'submit_sm_resp' ? answer.messageId : '';
  }

  /** Lets go of the line in order. What has come in and is being stored is acknowledged first. */
  async close(): Promise<void> {
    await this.#inbox;
    if (this.#end) return;
    await this.#ask({ command: 'unbind' }).catch(() => undefined);
    this.#finish(new Error('closed by us'));
  }

  #write(pdu: KnownPdu): void {
    if (!this.#end) this.#socket.write(encodePdu(pdu));
  }

  #ask(
    request:
      | { command: 'submit_sm'; sm: Sm }
      | { command: 'bind_transceiver'; systemId: string; password: string }
      | { command: 'enquire_link' | 'unbind' },
  ): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      this.#sequence = this.#sequence >= 0x7fff_ffff ? 1 : this.#sequence + 1;
      const sequence = this.#sequence;
      const timer = setTimeout(() => {
        this.#asked.delete(sequence);
        reject(new Unanswered(`${request.command} was not answered`));
      }, this.#times.answerMs);
      this.#asked.set(sequence, { resolve, reject, timer });
      this.#write({ ...request, status: statuses.ok, sequence });
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#end) return;
    let units: Pdu[];
    try {
      units = this.#reader.read(chunk);
    } catch (error) {
      this.#finish(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#quietTimer) this.#listenOn();
    for (const pdu of units) this.#take(pdu);
  }

  #take(pdu: Pdu): void {
    const { sequence } = pdu;
    const cameAt = performance.now();
    switch (pdu.command) {
      case 'deliver_sm':
        this.#inbox = this.#inbox.then(() => this.#deliver(pdu.sm, { sequence, cameAt }));
        return;
      case 'enquire_link':
        this.#write({ command: 'enquire_link_resp', status: statuses.ok, sequence });
        return;
      case 'unbind':
        this.#write({ command: 'unbind_resp', status: statuses.ok, sequence });
        this.#finish(new Error('the carrier unbound'));
        return;
      case 'submit_sm':
      case 'bind_transceiver':
        this.#write({ command: 'generic_nack', status: statuses.invalidCommand, sequence });
        return;
      case 'unknown':
        if (!pdu.isResponse)
          this.#write({ command: 'generic_nack', status: statuses.invalidCommand, sequence });
        return;
      default: {
        const asked = this.#asked.get(sequence);
        if (!asked) return;
        this.#asked.delete(sequence);
        clearTimeout(asked.timer);
        if (pdu.status === statuses.ok) asked.resolve(pdu);
        else asked.reject(new RefusedByCarrier(pdu.status));
      }
    }
  }

  async #deliver(sm: Sm, { sequence, cameAt }: { sequence: number; cameAt: number }): Promise<void> {
    let name: string | null;
    try {
      name = await this.#events.deliver(sm, [...this.#settled]);
    } catch {
      this.#write({ command: 'deliver_sm_resp', status: statuses.temporary, sequence, messageId: '' });
      return;
    }
    this.#write({ command: 'deliver_sm_resp', status: statuses.ok, sequence, messageId: '' });
    if (name === null) return;
    if (performance.now() - cameAt < soonestRepeatMs) this.#settled.add(name);
    this.#unproved.push(name);
    if (!this.#isProving) void this.#prove();
  }

  /** What was written before a request that is answered has been read: TCP keeps the order. */
  async #prove(): Promise<void> {
    this.#isProving = true;
    try {
      while (this.#unproved.length > 0) {
        const names = this.#unproved;
        this.#unproved = [];
        await this.#ask({ command: 'enquire_link' });
        await this.#events.proved(names);
        for (const name of names) this.#settled.delete(name);
      }
    } catch {
      // Not proved: what comes again is then taken for the same message.
    } finally {
      this.#isProving = false;
    }
  }

  /** A line on which nothing has come for a while is tried, and given up when it does not answer. */
  #listenOn(): void {
    clearTimeout(this.#quietTimer);
    if (this.#end) return;
    this.#quietTimer = setTimeout(() => {
      this.#ask({ command: 'enquire_link' }).catch((error: Error) => this.#finish(error));
    }, this.#times.enquireMs);
  }

  #finish(reason: Error): void {
    if (this.#end) return;
    this.#end = reason;
    clearTimeout(this.#quietTimer);
    this.#socket.end();
    this.#socket.destroySoon();
    for (const { reject, timer } of this.#asked.values()) {
      clearTimeout(timer);
      reject(new Unanswered(reason.message));
    }
    this.#asked.clear();
    this.#events.closed(reason);
  }
}
