// Wrong guesses of a network are counted over all processes, at one moment as one after the other.
import Fastify from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Redis } from 'ioredis';
import { beforeAll, expect, it, vi } from 'vitest';
import { AppError } from '../../server/platform/errors.ts';
import type { Http } from '../../server/platform/http-type.ts';
import { registerLimits } from '../../server/platform/limits.ts';
import { createLog } from '../../server/platform/log.ts';
import { testRedisClient } from '../harness/redis.ts';

let redis: Redis;
let processes: Http[] = [];
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
  return app;
}

beforeAll(async () => {
  redis = await testRedisClient();
  processes = await Promise.all([processOn(redis), processOn(redis)]);
});

async function look(name: string, ip: string, process = 0): Promise<number | undefined> {
  const answer = await processes[process]?.inject({
    url: `/look/${name}`,
    headers: { 'x-forwarded-for': ip },
  });
  return answer?.statusCode;
}

it('thirty of either kind in a quarter of an hour, in whichever process and all at one moment', async () => {
  const met = await Promise.all(
    Array.from({ length: 50 }, (_, index) => look(index % 2 ? 'wrong' : 'unproved', '10.8.0.1', index % 2)),
  );
  expect(met.filter((status) => status !== 429)).toHaveLength(30);
  expect(await look('right', '10.8.0.1')).toBe(429);
  expect(await look('right', '10.8.0.2')).toBe(200);
});

it('right ones do not count', async () => {
  for (let index = 0; index < 40; index += 1) expect(await look('right', '10.8.0.3')).toBe(200);
  expect(await look('wrong', '10.8.0.3')).toBe(404);
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
