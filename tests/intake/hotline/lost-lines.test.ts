// Which process is dead: not one that was held up, nor one that an emptied Redis has forgotten.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { LostLines } from '../../../server/intake/hotline/lost-lines.ts';
import type { MediaNode } from '../../../server/intake/hotline/media-calls.ts';
import { MediaLink } from '../../../server/intake/hotline/media-link.ts';
import { createLog } from '../../../server/platform/log.ts';
import { testRedis } from '../../harness/redis.ts';

const log = createLog('silent');
const key = '{media}:processes';
let redis: Redis;
let media: MediaLink;
let worker: MediaLink;
const lost: string[] = [];

beforeAll(async () => {
  redis = new Redis(await testRedis());
  media = new MediaLink({ redis, log });
  worker = new MediaLink({ redis, log });
  await media.open({ node: {} as MediaNode, countCalls: () => 1 });
  await worker.open();
});
afterAll(async () => {
  await media.close();
  await worker.close();
  redis.disconnect();
});

/** A watch of the worker over one call of each process. */
function watchOver(...processIds: string[]): LostLines {
  const rows = processIds.map((id) => ({ callRef: `web-${id}-1` }));
  return new LostLines({
    database: { read: { callSession: { findMany: async () => rows } } } as never,
    link: worker,
    calls: {
      loseLine: async (callRef) => {
        lost.push(callRef);
        return undefined;
      },
    },
    staff: {} as never,
    log,
  });
}

it('is taken for dead at the second look, and then all its calls are lost', async () => {
  const watch = watchOver('dead', media.processId);
  await watch.look();
  expect(lost).toEqual([]);
  await watch.look();
  expect(lost.splice(0)).toEqual(['web-dead-1']);
});

it('lives on when Redis has forgotten it for a moment', async () => {
  const watch = watchOver(media.processId);
  await redis.del(key);
  await watch.look();
  // It says so again, every two seconds.
  await redis.hset(key, media.processId, JSON.stringify({ until: Date.now() + 10_000, calls: 1 }));
  await watch.look();
  await redis.del(key);
  await watch.look();
  expect(lost).toEqual([]);
});

it('knows of itself that it lives, however long it was held up', async () => {
  // It says so again every two seconds, perhaps between these lines.
  await vi.waitFor(async () => {
    await redis.hset(key, media.processId, JSON.stringify({ until: Date.now() - 60_000, calls: 1 }));
    expect(await media.processes()).toEqual([media.processId]);
    expect(await worker.processes()).toEqual([]);
  }, 10_000);
});
