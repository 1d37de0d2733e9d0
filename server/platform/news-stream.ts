// News from process to process: Socket.IO's stream in Redis, in which what is told in one turn is one entry.
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Redis } from 'ioredis';
import { MessageType } from 'socket.io-adapter';
import { Audience } from './audience.ts';
import { watchForMissed } from './missed-news.ts';

const stream = 'onecall:sockets';
/** So many entries are kept for processes that read late: at 500 a second 10 s of it, 50 MB at most. */
const mostEntries = 5_000;
/** An entry is never larger than so many pieces of news. */
const mostPieces = 16;
/** Between the pieces of an entry: JSON has no bare line break. */
const separator = '\n';
/** An entry without news: its sender left some out, so whoever reads this has to ask. The adapter knows no such type. */
const leftOut = 'left-out';

type Adapter = ReturnType<ReturnType<typeof createAdapter>>;
type Sent = Parameters<Adapter['doPublish']>[0];
type Broadcast = Extract<Sent, { type: MessageType.BROADCAST }>;

/**
 * Makes the adapters of the namespaces. A process's own sockets are told at once, also while Redis is away.
 * @param onMissed this process could not read for so long that news has passed it by
 */
export function newsAdapter(redis: Redis, onMissed: () => void): (namespace: unknown) => Adapter {
  const { db = 0 } = redis.options;
  const adapt = createAdapter(redis, {
    streamName: stream,
    // Keys are of a database, channels of the whole server: installations that share one would be each other's processes.
    channelPrefix: db === 0 ? 'socket.io' : `socket.io:${db}`,
    maxLen: mostEntries,
    // News is JSON.
    onlyPlaintext: true,
  });
  const noteRead = watchForMissed(redis, stream, onMissed);
  const write: Write = (entry) => {
    redis
      .xadd(stream, 'MAXLEN', '~', mostEntries, '*', ...Object.entries(entry).flat())
      // As the adapter does: its news is lost to other processes, whose pages see what they missed when they ask next.
      .catch(() => undefined);
  };
  let audience: Audience | undefined;
  return (namespace) => {
    const adapter = adapt(namespace);
    // One for the process: every process has the first of its namespaces.
    audience ??= audienceOf(adapter, write);
    return gathering(adapter, { write, audience, noteRead, onMissed });
  };
}

type Write = (entry: Record<string, string | number>) => void;
const uidOf = (adapter: Adapter): string => String(Reflect.get(adapter, 'uid'));

/** Who hears this process, until the adapter closes. */
function audienceOf(adapter: Adapter, write: Write): Audience {
  const audience = new Audience(
    async () => adapter.serverCount(),
    () => write({ uid: uidOf(adapter), nsp: adapter.nsp.name, type: leftOut }),
  );
  const close = adapter.close.bind(adapter);
  adapter.close = () => {
    audience.close();
    return close();
  };
  return audience;
}

function gathering(
  adapter: Adapter,
  deps: { write: Write; audience: Audience; noteRead: (id: string) => void; onMissed: () => void },
): Adapter {
  const { write, audience, noteRead, onMissed } = deps;
  const publish = adapter.doPublish.bind(adapter);
  const told: Broadcast[] = [];
  const flush = (): void => {
    for (let pieces = told.splice(0, mostPieces); pieces[0]; pieces = told.splice(0, mostPieces)) {
      const { uid, nsp, type } = pieces[0];
      const data = pieces.map((piece) => JSON.stringify(piece.data)).join(separator);
      write({ uid, nsp, type, data });
    }
  };
  adapter.doPublish = (message) => {
    if (message.type !== MessageType.BROADCAST || message.data.requestId !== undefined) {
      // Who is thrown out, or joins, is so after what was told before.
      flush();
      return publish(message);
    }
    if (audience.leavesOut()) return Promise.resolve('');
    if (told.push(message) === 1) setImmediate(flush);
    return Promise.resolve('');
  };

  // Most of a citizen's news is for other pages of theirs, and there is none.
  const broadcast = adapter.broadcast.bind(adapter);
  adapter.broadcast = async (packet, options) => {
    if (isHeardHere(adapter, options) || !audience.leavesOut()) await broadcast(packet, options);
  };

  const own = uidOf(adapter);
  const hear = adapter.onRawMessage.bind(adapter);
  adapter.onRawMessage = (raw, offset) => {
    noteRead(offset);
    // What a process tells the others comes back to it: dropped before it is taken apart.
    if (raw.uid === own) return;
    if (raw.type === leftOut) return onMissed();
    const { data } = raw;
    if (data?.includes(separator))
      for (const piece of data.split(separator)) hear({ ...raw, data: piece }, offset);
    else hear(raw, offset);
  };
  return adapter;
}

/** Whether a socket of this process is told. */
function isHeardHere(
  { rooms }: Adapter,
  { rooms: told, except }: Parameters<Adapter['broadcast']>[1],
): boolean {
  if (told.size === 0) return true;
  const isExcepted = (id: string): boolean => {
    for (const room of except ?? []) if (room === id || rooms.get(room)?.has(id)) return true;
    return false;
  };
  for (const room of told) for (const id of rooms.get(room) ?? []) if (!isExcepted(id)) return true;
  return false;
}
