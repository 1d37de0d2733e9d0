// SIP over UDP and TCP (RFC 3261 §18): listening, connections that are used again, and the marks on a request that tell
// where it really came from (RFC 3581).
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MessageStream } from './framing.ts';
import { largestMessage, parseMessage, type SipMessage } from './message.ts';
import type { Remote, Wire } from './wire.ts';

export interface Listen {
  protocol: 'udp' | 'tcp';
  /** IPv4; 0.0.0.0 for all. */
  host: string;
  port: number;
}

const connectWithinMs = 5_000;
/** Telephones keep their connection alive at least every 2 minutes (RFC 5626 §4.4.1 has 95…120 s). */
const idleMs = 600_000;
const mostConnections = 2_000;
const pong = Buffer.from('\r\n');

interface Options {
  listen: readonly Listen[];
  /** Under which the outside reaches us, when no network card bears it. */
  address?: string | undefined;
  onMessage(message: SipMessage, from: Remote): void;
  /** Whether to look at what comes from there at all. */
  admits(from: Remote): boolean;
  onFault(fault: string, from: Remote): void;
}

export class Transports implements Wire {
  readonly #options: Options;
  readonly #listeners: { listen: Listen; datagrams?: Datagrams; server?: Server; port: number }[] = [];
  readonly #connections = new Map<string, Promise<Socket>>();
  readonly #sockets = new Set<Socket>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws when an address is taken or not ours */
  async start(): Promise<void> {
    for (const listen of this.#options.listen) {
      if (listen.protocol === 'udp') await this.#listenUdp(listen);
      else await this.#listenTcp(listen);
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(
      this.#listeners.map(
        ({ datagrams, server }) =>
          new Promise<void>((done) => {
            if (datagrams) datagrams.close(() => done());
            else if (server) server.close(() => done());
            else done();
          }),
      ),
    );
    this.#listeners.length = 0;
  }

  async #listenUdp(listen: Listen): Promise<void> {
    const datagrams = createSocket({
      type: 'udp4',
      recvBufferSize: 1 << 20,
      // Only addresses are sent to: nothing is to be looked up.
      lookup: (host, _options, done) => done(null, host, 4),
    });
    datagrams.on('message', (bytes, { address, port }) => {
      const from: Remote = { protocol: 'udp', address, port };
      if (this.#options.admits(from)) this.#datagram(bytes, from);
    });
    await new Promise<void>((done, fail) => {
      datagrams.once('error', fail);
      datagrams.bind(listen.port, listen.host, done);
    });
    datagrams.removeAllListeners('error');
    // A far end that is not there (ICMP) is noticed by its silence.
    datagrams.on('error', () => undefined);
    this.#listeners.push({ listen, datagrams, port: datagrams.address().port });
  }

  async #listenTcp(listen: Listen): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => {
      const from = this.#remoteOf(socket);
      if (!from || this.#sockets.size >= mostConnections || !this.#options.admits(from)) {
        socket.destroy();
        return;
      }
      this.#connections.set(keyOf(from), Promise.resolve(socket));
      this.#read(socket, from);
    });
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(listen.port, listen.host, done);
    });
    const address = server.address();
    this.#listeners.push({
      listen,
      server,
      port: typeof address === 'object' && address ? address.port : listen.port,
    });
  }

  #remoteOf({ remoteAddress, remotePort }: Socket): Remote | undefined {
    if (remoteAddress === undefined || remotePort === undefined) return undefined;
    return { protocol: 'tcp', address: remoteAddress.replace(/^::ffff:/, ''), port: remotePort };
  }

  /** Whitespace alone keeps a way through a NAT open. */
  #datagram(bytes: Buffer, from: Remote): void {
    if (bytes.length < 8 && /^[\s\0]*$/.test(bytes.toString('latin1'))) return;
    this.#deliver(bytes, from);
  }

  #read(socket: Socket, from: Remote): void {
    const stream = new MessageStream();
    this.#sockets.add(socket);
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(keyOf(from));
    });
    socket.on('data', (chunk) => {
      for (const framed of stream.push(chunk)) {
        if (framed === 'ping') socket.write(pong);
        else if (framed === 'fault') {
          this.#options.onFault('a stream that is not SIP', from);
          socket.destroy();
        } else if (this.#options.admits(from)) this.#deliver(framed.message, from);
      }
    });
  }

  #deliver(bytes: Buffer, from: Remote): void {
    const parsed = parseMessage(bytes);
    if ('fault' in parsed) {
      this.#options.onFault(parsed.fault, from);
      if (parsed.refusal !== undefined) this.send(Buffer.from(parsed.refusal), from).catch(() => undefined);
      return;
    }
    const { message } = parsed;
    if (message.kind === 'request') markSource(message.via[0], from);
    this.#options.onMessage(message, from);
  }

  async send(bytes: Buffer, to: Remote): Promise<void> {
    if (bytes.length > largestMessage) throw new RangeError('too large to be sent');
    if (to.protocol === 'tcp') {
      const socket = await this.#connection(to);
      await new Promise<void>((done, fail) => socket.write(bytes, (error) => (error ? fail(error) : done())));
      return;
    }
    const socket = this.#listenerFor(to)?.datagrams;
    if (!socket) throw new Error('no UDP here');
    await new Promise<void>((done, fail) =>
      socket.send(bytes, to.port, to.address, (error) => (error ? fail(error) : done())),
    );
  }

  #connection(to: Remote): Promise<Socket> {
    const key = keyOf(to);
    const before = this.#connections.get(key);
    if (before) return before;
    const opening = new Promise<Socket>((done, fail) => {
      const socket = connect({ host: to.address, port: to.port, noDelay: true });
      const tooLong = setTimeout(() => socket.destroy(new Error('no connection in time')), connectWithinMs);
      socket.once('error', fail);
      socket.once('close', () => clearTimeout(tooLong));
      this.#read(socket, to);
      socket.once('connect', () => {
        clearTimeout(tooLong);
        done(socket);
      });
    });
    this.#connections.set(key, opening);
    opening.catch(() => this.#connections.delete(key));
    return opening;
  }

  #listenerFor({ protocol, address }: Remote) {
    const isLocal = address.startsWith('127.');
    const fitting = this.#listeners.filter(({ listen }) => listen.protocol === protocol);
    // A socket that is bound to the loopback reaches nobody else, and the other way round.
    return fitting.find(({ listen }) => listen.host.startsWith('127.') === isLocal) ?? fitting[0];
  }

  addressTowards(to: Remote): { host: string; port: number } {
    const listener = this.#listenerFor(to) ?? this.#listeners[0];
    const host = listener?.listen.host ?? '127.0.0.1';
    return { host: this.#hostTowards(to.address, host), port: listener?.port ?? 5060 };
  }

  #hostTowards(far: string, bound: string): string {
    if (far.startsWith('127.')) return bound.startsWith('127.') ? bound : '127.0.0.1';
    return this.#options.address ?? (bound === '0.0.0.0' ? cardTowards(far) : bound);
  }
}

/** The address of the network card in whose network the far end is; else of the first one. */
function cardTowards(far: string): string {
  const cards = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  const near = cards.find(({ address, netmask }) => masked(address, netmask) === masked(far, netmask));
  return near?.address ?? cards[0]?.address ?? '127.0.0.1';
}

function masked(address: string, netmask: string): number {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return (number(address) & number(netmask)) >>> 0;
}

function keyOf({ address, port }: Remote): string {
  return `${address}:${port}`;
}

/** §18.2.1 and RFC 3581 §4: the answer goes to where the request came from. */
function markSource(via: SipMessage['via'][number] | undefined, { address, port }: Remote): void {
  if (!via) return;
  const asksForPort = via.params.has('rport');
  if (asksForPort) via.params.set('rport', String(port));
  if (asksForPort || via.host !== address) via.params.set('received', address);
  else via.params.delete('received');
}
