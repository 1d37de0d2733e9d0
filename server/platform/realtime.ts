// Socket.IO over Redis streams: any number of processes, one protocol (server/protocol.ts).
import type { IncomingHttpHeaders, IncomingMessage, Server as HttpServer } from 'node:http';
import type { Redis } from 'ioredis';
import { type Namespace, Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Answer, Call, CallMap, News, NewsMap } from '../protocol.ts';
import { Allowances } from './allowance.ts';
import type { Permission } from './auth/roles.ts';
import { isUnfitValue } from './database.ts';
import { AppError, errorBody, issueDetails } from './errors.ts';
import type { Log } from './log.ts';
import { newsAdapter } from './news-stream.ts';
import { notNow } from './outage.ts';
import { subjectOf } from './subject.ts';
import { demandStorable } from './text.ts';
import { type TongueCode, tongueCodes } from './tongue.ts';
import { inTongueOf } from './traditional.ts';
import { traced } from './traces.ts';

/** The Socket.IO server, on every process the same. @param redis of its own: what is told in one turn goes out at once */
export function openSockets(http: HttpServer, redis: Redis, allowedOrigin: string): Server {
  // A line that breaks is taken up again by the page, which then asks for what it missed.
  const adapt = newsAdapter(redis, () => {
    for (const { sockets } of io._nsps.values()) for (const { conn } of sockets.values()) conn.close();
  });
  const io = new Server(http, {
    // Called with `new`, which an arrow function cannot be.
    adapter: function adapter(namespace: unknown) {
      return adapt(namespace);
    },
    transports: ['websocket', 'polling'],
    cors: { origin: allowedOrigin, credentials: true },
    // CORS keeps other sites from reading what is polled; nothing keeps them from opening a WebSocket.
    allowRequest: ({ headers }, answer) => answer(null, isOwnPage(headers, allowedOrigin)),
    pingInterval: 5_000,
    pingTimeout: 5_000,
    maxHttpBufferSize: 256 * 1024,
  });
  io.engine.on('flush', gatherWrites);
  return io;
}

/**
 * What one turn of the loop tells a browser goes out in one write: a console hears of many contacts at the same moment.
 * A line that began by polling is left as it is.
 */
function gatherWrites({ request: { socket } }: { request: IncomingMessage }): void {
  if (socket.writableCorked > 0) return;
  socket.cork();
  process.nextTick(() => socket.uncork());
}

/** Whether a page of ours opens the line; a program names no page. @param allowedOrigin `*`: any page (tests) */
export function isOwnPage({ origin, host }: IncomingHttpHeaders, allowedOrigin: string): boolean {
  if (origin === undefined || allowedOrigin === '*' || origin === allowedOrigin) return true;
  // The page was fetched by another of the machine's names.
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Who may make a call: whoever has the permission, or anybody who came in. */
export type CallAccess = Permission | 'anyone';

/** One namespace: who may come in, what they may call, and how to tell them news. */
export class Door<Actor, C extends CallMap, N extends NewsMap> {
  readonly #namespace: Namespace;
  readonly #calls: C;
  readonly #log: Log;
  readonly #handlers = new Map<
    string,
    (actor: Actor, request: unknown, socket: Socket) => Promise<unknown>
  >();
  readonly #allows: (actor: Actor, access: CallAccess) => boolean;
  readonly #access = new Map<string, CallAccess>();
  readonly #personOf: (actor: Actor) => string;
  readonly #allowances = new Allowances();
  readonly #arrivals: ((actor: Actor, socket: Socket) => Promise<void>)[] = [];
  readonly #departures: ((actor: Actor, socketId: string) => Promise<void>)[] = [];

  constructor(options: {
    io: Server;
    name: string;
    calls: C;
    log: Log;
    /** Whether an actor may make calls that say this. */
    allows: (actor: Actor, access: CallAccess) => boolean;
    identify: (socket: Socket) => Promise<Actor>;
    /** In which language a line is answered, now. */
    tongueOf: (actor: Actor, socket: Socket) => TongueCode;
    /** Who shares one allowance of calls. */
    personOf: (actor: Actor) => string;
    roomsOf: (actor: Actor) => readonly string[];
  }) {
    this.#namespace = options.io.of(options.name);
    this.#calls = options.calls;
    this.#log = options.log;
    this.#allows = options.allows;
    this.#personOf = options.personOf;
    const actors = new WeakMap<Socket, Actor>();
    this.#namespace.use((socket, next) => {
      options.identify(socket).then(
        (actor) => {
          actors.set(socket, actor);
          next(
            this.#allowances.hasRoom(options.personOf(actor))
              ? undefined
              : refusal(new AppError('rate_limited')),
          );
        },
        (error: unknown) => next(refusal(error)),
      );
    });
    this.#namespace.on('connection', (socket) => {
      const actor = actors.get(socket);
      // Many that came at one moment all found room.
      if (actor === undefined || !this.#allowances.hasRoom(options.personOf(actor)))
        return void socket.disconnect(true);
      this.#welcome(socket, actor, () => options.tongueOf(actor, socket), options.roomsOf(actor));
    });
  }

  /** The calls that are answered, and who may make them. */
  get access(): ReadonlyMap<string, CallAccess> {
    return this.#access;
  }

  /** Answers one kind of call. Who lacks the permission is refused with `forbidden`. */
  on<K extends keyof C & string>(
    name: K,
    access: CallAccess,
    handler: (actor: Actor, request: Call<C, K>, socket: Socket) => Promise<Answer<C, K>>,
  ): void {
    const call = this.#calls[name];
    if (!call) throw new Error(`the protocol has no call ${name}`);
    this.#access.set(name, access);
    this.#handlers.set(name, async (actor, raw, socket) => {
      if (!this.#allows(actor, access)) throw new AppError('forbidden');
      demandStorable(raw);
      const parsed = call.request.safeParse(raw);
      if (!parsed.success) throw new AppError('bad_request', issueDetails(parsed.error));
      return handler(actor, parsed.data as Call<C, K>, socket);
    });
  }

  onArrival(handler: (actor: Actor, socket: Socket) => Promise<void>): void {
    this.#arrivals.push(handler);
  }

  onDeparture(handler: (actor: Actor, socketId: string) => Promise<void>): void {
    this.#departures.push(handler);
  }

  /**
   * Sends news to everybody in a room, on every process. Only after the commit that made it true.
   * @param except a room whose people were told otherwise
   */
  tell<K extends keyof N & string>(
    room: string | readonly string[],
    name: K,
    news: News<N, K>,
    except?: string,
  ): void {
    const people = this.#namespace.to(typeof room === 'string' ? room : [...room]);
    (except === undefined ? people : people.except(except)).emit(name, news);
  }

  /** As `tell`, but not to the socket that caused it. */
  tellOthers<K extends keyof N & string>(socket: Socket, room: string, name: K, news: News<N, K>): void {
    socket.to(room).emit(name, news);
  }

  /** Number of sockets in a room over all processes. */
  async present(room: string): Promise<number> {
    return (await this.#namespace.in(room).fetchSockets()).length;
  }

  /** Throws every socket of a room out, for example after signing out. */
  expel(room: string): void {
    this.#namespace.in(room).disconnectSockets(true);
  }

  #welcome(socket: Socket, actor: Actor, tongue: () => TongueCode, rooms: readonly string[]): void {
    for (const room of rooms) void socket.join(room);
    const person = this.#personOf(actor);
    const allowed = this.#allowances.open(person);
    socket.onAny((name: string, raw: unknown, answer: unknown) => {
      const reply =
        typeof answer === 'function'
          ? (value: unknown) => Reflect.apply(answer, undefined, [value])
          : undefined;
      const handler = this.#handlers.get(name);
      const run = async (): Promise<unknown> => {
        if (!allowed()) throw new AppError('rate_limited');
        if (!handler) throw new AppError('not_found');
        return traced(`socket ${name}`, async () => handler(actor, raw, socket));
      };
      run().then(
        (value) => reply?.({ ok: true, value: inTongueOf(tongue(), value) }),
        (thrown: unknown) => {
          const error = refusalOf(thrown);
          if (!(error instanceof AppError))
            this.#log.error({ err: error, call: name, ...subjectOf(raw) }, 'socket call failed');
          reply?.({ ok: false, ...errorBody(error, tongue()) });
        },
      );
    });
    socket.on('disconnect', () => {
      this.#allowances.close(person);
      for (const leave of this.#departures) {
        leave(actor, socket.id).catch((error: unknown) =>
          this.#log.error({ err: error }, 'departure failed'),
        );
      }
    });
    for (const arrive of this.#arrivals) {
      arrive(actor, socket).catch((error: unknown) => this.#log.error({ err: error }, 'arrival failed'));
    }
  }
}

/** Handshake `auth` of the citizens' namespace; without a tongue, what the browser asks for. */
export const citizenHandshakeSchema = z.object({
  token: z.string().min(1).max(500),
  tongue: z.enum(tongueCodes).optional(),
});

/** As the library hands it to who is not let in. */
function refusal(error: unknown): Error {
  const body = errorBody(error, 'zh').error;
  return Object.assign(new Error(body.code), { data: body });
}

/** What a failure is to who called. */
function refusalOf(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  return notNow(thrown) ?? (isUnfitValue(thrown) ? new AppError('bad_request') : thrown);
}
