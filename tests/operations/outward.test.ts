// Others answer as they like, or not at all: whoever asks them is never held for ever, and reads no more than is of use.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Line } from '../../server/connectors/line.ts';
import type { Call } from '../../server/connectors/core.ts';
import { pull } from '../../server/imports/pull.ts';
import { outwardFetch } from '../../server/sign-in/line.ts';
import { Sender } from '../../server/webhooks/send.ts';

/** A private address that may be reached, and the machine itself, which may not. */
const networks = ['127.0.0.2/32'];
const within = { timeout: 20_000, interval: 20 };
const piece = Buffer.alloc(16_384);
let outside: Server;
let inside: Server;
let base = '';
let insideBase = '';
let askedInside = 0;
/** Answers that have no end, until whoever asked has gone. */
const endless = new Set<ServerResponse>();

function goOn(answer: ServerResponse): void {
  endless.add(answer);
  answer.once('close', () => endless.delete(answer));
  const write = (): void => {
    while (!answer.destroyed && answer.write(piece));
  };
  answer.on('drain', write);
  write();
}

const listen = (server: Server, host: string): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${host}:${port}`);
    });
  });

beforeAll(async () => {
  inside = createServer((_request, answer) => {
    askedInside += 1;
    answer.end('secret');
  });
  insideBase = await listen(inside, '127.0.0.1');
  outside = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '', base);
    const location = searchParams.get('to');
    if (location) answer.writeHead(302, { location });
    if (pathname === '/protocol')
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
    else if (pathname === '/endless') goOn(answer);
    else answer.end('a,b\n1,2\n');
  });
  base = await listen(outside, '127.0.0.2');
});
afterAll(() => {
  for (const server of [outside, inside]) {
    server?.closeAllConnections();
    server?.close();
  }
});

const unknown = { etag: null, lastModified: null };
const call = (path: string): Call => ({ method: 'GET', url: `${base}${path}`, headers: {}, body: null });
const lookUp = async (path: string) => {
  const line = new Line(networks);
  const reply = await line.ask(call(path), { withinMs: 8_000 });
  line.close();
  return reply;
};
const send = async (path: string) => {
  const sender = new Sender(networks);
  const answer = await sender.post(`${base}${path}`, {}, '{}');
  return { answer, close: () => sender.close() };
};

it('another protocol instead of an answer is no answer, and nobody waits on', async () => {
  await expect(pull(`${base}/protocol`, unknown, networks)).rejects.toMatchObject({ failure: 'unreachable' });
  expect(await lookUp('/protocol')).toEqual({ failure: 'unreachable' });
  expect((await send('/protocol')).answer).toEqual({ failure: 'unreachable' });
  const ask = outwardFetch(networks)(`${base}/protocol`, {
    method: 'GET',
    headers: {},
    redirect: 'manual',
    body: undefined,
  });
  await expect(ask).rejects.toThrow('without an answer');
});

it('what comes with a redirect is not read', async () => {
  const pulled = await pull(`${base}/endless?to=${encodeURIComponent('/file')}`, unknown, networks);
  expect(pulled?.bytes.toString()).toBe('a,b\n1,2\n');
  await expect.poll(() => endless.size, within).toBe(0);
  expect(await lookUp(`/endless?to=${encodeURIComponent('/file')}`)).toEqual({ failure: 'redirected' });
  await expect.poll(() => endless.size, within).toBe(0);
});

it('a redirect leads to nothing inside, however it is written', async () => {
  const { port } = new URL(insideBase);
  const hosts = ['127.0.0.1', 'localhost', '2130706433', '0177.1', '[::ffff:127.0.0.1]', '[::1]', '0'];
  for (const host of hosts) {
    const to = encodeURIComponent(`http://${host}:${port}/`);
    await expect(pull(`${base}/?to=${to}`, unknown, networks)).rejects.toMatchObject({
      failure: 'address_forbidden',
    });
  }
  for (const to of ['file:///etc/passwd', 'gopher://127.0.0.1/', 'data:text/plain,a'])
    await expect(pull(`${base}/?to=${encodeURIComponent(to)}`, unknown, networks)).rejects.toMatchObject({
      failure: 'address_forbidden',
    });
  expect(askedInside).toBe(0);
});

it('who was told and goes on talking has been told, and is read no further', async () => {
  const { answer, close } = await send('/endless');
  expect(answer).toEqual({ status: 200 });
  await expect.poll(() => endless.size, within).toBe(0);
  close();
});
