// Wrong guesses of a network are counted over all processes, at one moment as one after the other.
import { createConnection, createServer, type Socket } from 'node:net';
import Fastify from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AppError } from '../../server/platform/errors.ts';
import type { Http } from '../../server/platform/http-type.ts';
import { registerLimits } from '../../server/platform/limits.ts';
import { createLog } from '../../server/platform/log.ts';
import { testRedis, testRedisClient } from '../harness/redis.ts';

let redis: Redis;
let processes: Http[] = [];
let broken: Awaited<ReturnType<typeof wire>>;
/** What is asked for under `slow` waits there until it is let go on. */
const underWay = new Set<() => void>();

async function processOn(client: Redis): Promise<Http> {
  const app: Http = Fastify({
    loggerInstance: createLog('silent'),
    trustProxy: true,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setErrorHandler((error, _request, reply) =>
    reply.status(error instanceof AppError ? error.status : 500).send({}),
  );
  await registerLimits(app, client);
  app.get<{ Params: { name: string } }>(
    '/look/:name',
    { config: { access: 'public', isGuess: true } },
    async ({ params }) => {
      if (params.name === 'slow') await new Promise<void>((goOn) => underWay.add(goOn));
      if (params.name === 'wrong') throw new AppError('not_found');
      if (params.name === 'unproved') throw new AppError('phone_code');
      return {};
    },
  );
  const limited = { config: { access: 'public', rateLimit: { max: 2, timeWindow: 60_000 } } } as const;
  app.get('/few', limited, async () => ({}));
  app.get('/others', limited, async () => ({}));
  return app;
}

beforeAll(async () => {
  redis = await testRedisClient();
  await redis.ping();
  processes = await Promise.all([processOn(redis), processOn(redis)]);
  broken = await wire();
});

async function look(
  name: string,
  ip: string,
  process: Http | undefined = processes[0],
): Promise<number | undefined> {
  return ask(`/look/${name}`, ip, process);
}

async function ask(
  url: string,
  ip: string,
  process: Http | undefined = processes[0],
): Promise<number | undefined> {
  const answer = await process?.inject({
    url,
    headers: { 'x-forwarded-for': ip },
  });
  return answer?.statusCode;
}

it('thirty of either kind in a quarter of an hour, in whichever process and all at one moment', async () => {
  const met = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      look(index % 2 ? 'wrong' : 'unproved', '10.8.0.1', processes[index % 2]),
    ),
  );
  expect(met.filter((status) => status !== 429)).toHaveLength(30);
  expect(await look('right', '10.8.0.1')).toBe(429);
  expect(await look('right', '10.8.0.2')).toBe(200);
});

it('right ones do not count', async () => {
  for (let index = 0; index < 40; index += 1) expect(await look('right', '10.8.0.3')).toBe(200);
  expect(await look('wrong', '10.8.0.3')).toBe(404);
});

it('every route counts for itself, over all processes', async () => {
  const met = [await ask('/few', '10.8.0.7'), await ask('/few', '10.8.0.7', processes[1])];
  expect([...met, await ask('/few', '10.8.0.7')]).toEqual([200, 200, 429]);
  expect(await ask('/others', '10.8.0.7')).toBe(200);
  expect(await ask('/few', '10.8.0.8')).toBe(200);
});

it('what was under way when a quarter of an hour ended gives nothing to the next', async () => {
  const asked = Array.from({ length: 20 }, () => look('slow', '10.8.0.4'));
  await vi.waitFor(() => expect(underWay.size).toBe(20), 30_000);
  const keys = await redis.keys('onecall:guess*10.8.0.4');
  expect(keys).toHaveLength(1);
  await redis.del(keys);
  for (const goOn of underWay) goOn();
  expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
  const met = await Promise.all(Array.from({ length: 45 }, () => look('wrong', '10.8.0.4')));
  expect(met.filter((status) => status === 404)).toHaveLength(30);
});

/** A way to Redis on which nothing goes any more once it is cut; nobody is told. */
async function wire() {
  const url = new URL(await testRedis());
  const port = Number(url.port);
  const sockets: Socket[] = [];
  let isCut = false;
  const server = createServer((near) => {
    const far = createConnection(port, url.hostname);
    sockets.push(near, far);
    near.on('data', (part) => !isCut && far.write(part)).on('error', () => undefined);
    far.on('data', (part) => !isCut && near.write(part)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url.port = String(typeof address === 'object' ? address?.port : '');
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const client = new Redis(url.href, { maxRetriesPerRequest: null });
  await client.ping();
  afterAll(() => client.disconnect());
  return {
    client,
    cut: () => {
      isCut = true;
    },
  };
}

it('where Redis is away nobody waits for it, and each process counts alone', async () => {
  const process = await processOn(broken.client);
  expect(await look('wrong', '10.8.0.5', process)).toBe(404);
  broken.cut();
  expect(await look('right', '10.8.0.6', process)).toBe(200);
  const met = await Promise.all(Array.from({ length: 45 }, () => look('wrong', '10.8.0.5', process)));
  expect(met.filter((status) => status === 404)).toHaveLength(30);
  expect(await look('right', '10.8.0.5', process)).toBe(429);
  for (let index = 0; index < 40; index += 1) expect(await look('right', '10.8.0.6', process)).toBe(200);
});
