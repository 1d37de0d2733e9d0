// Ports for programs that are told theirs before they listen.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

/**
 * Below those that Linux gives out by itself (32768 and up): between the look and the use, which may be seconds apart, no
 * line and no server of the other files is given it. Above 10080, the last that browsers and `fetch` refuse to ask.
 */
const first = 10_081;
const count = 9_900;

/** Numbers that nobody else of the run is given; another run on this machine begins elsewhere. */
async function* candidates(redisUrl: string): AsyncGenerator<number> {
  const redis = new Redis(redisUrl);
  try {
    const begins = Number(new URL(redisUrl).port) * 7;
    // Database 0 keeps the counts.
    for (;;) yield first + ((begins + (await redis.incr('test-ports'))) % count);
  } finally {
    redis.disconnect();
  }
}

/** @returns a port of 127.0.0.1 on which nobody listens, neither by TCP nor by UDP */
export async function freePort(): Promise<number> {
  const redisUrl = process.env.TEST_REDIS_URL;
  if (redisUrl === undefined) return listenOn(0);
  for await (const port of candidates(redisUrl)) if (await isFree(port)) return port;
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  try {
    await listenOn(port);
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    await once(socket, 'listening');
    socket.close();
    return true;
  } catch {
    return false;
  }
}

async function listenOn(port: number): Promise<number> {
  const probe = createServer().listen(port, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
