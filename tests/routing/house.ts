// A running routing room on real servers, and builders for what it needs.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, expect, vi } from 'vitest';
import type { Channel } from '#database';
import { makeAgent } from '../../server/admin/store.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { type Arrival, createRouting, type Routing } from '../../server/routing/index.ts';
import type { ReplyTimes } from '../../server/routing/replies.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';
import { testRedis } from '../harness/redis.ts';

type Skills = Record<string, number>;

export interface House {
  database: Database;
  redis: Redis;
  routing: Routing;
  /** Another process on the same servers. */
  openSecond(): Promise<Routing>;
  /** Rows of interactions of which nobody was told: what a crash leaves behind. */
  silentRow(queueCode: string): Promise<string>;
  queue(code: string, options?: Partial<QueueOptions>): Promise<void>;
  /** An agent who serves all queues, available unless said otherwise. */
  agent(options?: Partial<AgentOptions>): Promise<string>;
  arrive(options?: Partial<Arrival>): Promise<string>;
}

interface QueueOptions {
  channels: Channel[];
  requiredSkills: Skills;
  priority: number;
  offerTimeoutS: number;
  wrapUpS: number;
  maxWaiting: number;
  stickyS: number;
  rings: { afterS: number; dropSkills: string[]; addQueues: string[] }[];
  calendarCode: string;
}

interface AgentOptions {
  capacity: number;
  limits: Record<string, number>;
  skills: Skills;
  queues: string[];
  available: boolean;
}

/** The day of `tomorrow`, which is open for an hour then, and never again. Midnight may pass between two files. */
export const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const calendars = {
  always: {
    timezone: 'Asia/Shanghai',
    hours: Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['00:00', '24:00']]]),
    ),
  },
  tomorrow: {
    timezone: 'UTC',
    hours: {},
    shifts: { [tomorrow]: [['09:00', '10:00']] },
  },
};

export async function openHouse(
  settings: { absenceGraceMs?: number; replyTimes?: ReplyTimes } = {},
): Promise<House> {
  const [databaseUrl, redisUrl] = [await testDatabase(), await testRedis()];
  const log = createLog('silent');
  const redis = new Redis(redisUrl);
  const closers: (() => Promise<void>)[] = [];

  async function open(): Promise<{ database: Database; routing: Routing }> {
    const jobs = new Jobs(redisUrl, log);
    const database = openDatabase(databaseUrl, jobs.relay, testFields);
    const metrics = createMetrics();
    const routing = createRouting({ database, redis, jobs, log, metrics, ...settings });
    jobs.start(database);
    await routing.rebuild();
    closers.push(async () => {
      await routing.stop();
      await jobs.stop();
      await database.close();
    });
    return { database, routing };
  }
  const { database, routing } = await open();
  for (const [code, definition] of Object.entries(calendars)) {
    await database.read.calendar.create({ data: { code, nameZh: code, nameEn: code, definition } });
  }
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
    redis.disconnect();
  });

  return {
    database,
    redis,
    routing,
    openSecond: async () => (await open()).routing,
    async queue(code, options = {}) {
      await database.read.queue.create({
        data: {
          code,
          nameZh: code,
          nameEn: code,
          calendarCode: 'always',
          channels: ['voice', 'chat', 'sms'],
          ...options,
          requiredSkills: { ...options.requiredSkills },
        },
      });
    },
    async silentRow(queueCode) {
      const row = await database.read.interaction.create({
        data: {
          conversationId: randomUUID(),
          citizenId: randomUUID(),
          channel: 'chat',
          queueCode,
          arrivedAt: new Date(),
        },
      });
      return row.id;
    },
    async agent({ capacity = 3, limits = {}, skills = {}, queues, available = true } = {}) {
      const userId = randomUUID();
      const codes = queues ?? (await database.read.queue.findMany()).map((queue) => queue.code);
      await database.change(async ({ tx }) => {
        await makeAgent(tx, userId, { capacity, queues: codes, skills });
        await tx.agent.update({ where: { userId }, data: { limits } });
      });
      if (available) await routing.setPresence(userId, 'available');
      return userId;
    },
    async arrive(options = {}) {
      const interaction = await database.change((change) =>
        routing.openInteraction(change, {
          conversationId: randomUUID(),
          citizenId: randomUUID(),
          channel: 'chat',
          lang: 'zh',
          ...options,
        }),
      );
      return interaction.id;
    },
  };
}

/** Waits until an agent is offered an interaction. @returns the offer's id and agent */
export async function offerOf(house: House, interactionId: string): Promise<{ id: string; agentId: string }> {
  return vi.waitFor(
    async () => {
      const offer = await house.database.read.offer.findFirst({
        where: { interactionId, outcome: 'pending' },
      });
      expect(offer, `an offer of ${interactionId}`).not.toBeNull();
      return { id: offer?.id ?? '', agentId: offer?.agentId ?? '' };
    },
    { timeout: 15_000, interval: 20 },
  );
}

/** Waits until all events have been acted on by routing. */
export async function quiet(house: House): Promise<void> {
  await vi.waitFor(
    async () => {
      const pending = await house.database.read.outbox.count({ where: { pending: { has: 'routing' } } });
      expect(pending, 'events that routing has not acted on').toBe(0);
    },
    { timeout: 15_000, interval: 20 },
  );
}
