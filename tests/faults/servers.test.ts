// Two servers match on one Redis, one of them killed again and again: of all contacts none is given to two agents.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, afterEach, expect, it } from 'vitest';
import { Matcher } from '../../server/routing/matcher.ts';
import { testRedis } from '../harness/redis.ts';
import { contactId, type Happening, hands, keys } from './match-history.ts';

const contacts = Number(process.env.CONTACTS ?? 8_000);
const atOnce = 2_000;
/** Longer than from the reading of a contact to the step that follows from it, as talks are. */
const talkMs = 80;
/** By what was served, not by the clock: a fast machine would be done before the servers were killed often enough. */
const kills = 5;
const killEvery = contacts / (kills + 1);
const profiles = [
  { queues: ['general'], skills: '' },
  { queues: ['business'], skills: 'en:2' },
  { queues: ['general', 'business'], skills: 'en:1' },
];
const agents = Array.from({ length: 600 }, (_, index) => ({
  agentId: `agent-${index}`,
  presence: 'available',
  version: '1',
  capacity: 1 + (index % 3),
  limits: {},
  ...(profiles[index % profiles.length] ?? { queues: [], skills: '' }),
}));

const redisUrl = await testRedis();
const redis = new Redis(redisUrl);
const servers = new Map<string, ChildProcess>();

function startServer(name: string): void {
  const file = fileURLToPath(new URL('./match-server.ts', import.meta.url));
  const env = { ...process.env, REDIS_URL: redisUrl };
  const child = spawn(process.execPath, ['--import', 'tsx', file, name], { env, stdio: 'inherit' });
  servers.set(name, child);
}

/** Kills a server, gives what it had in hand to the others, and starts another in its place. */
async function replace(name: string, successor: string): Promise<void> {
  const child = servers.get(name);
  if (!child) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
  servers.delete(name);
  for (let hand = 0; hand < hands; hand += 1) {
    await redis.lmove(keys.inHand(name, hand), keys.happenings, 'RIGHT', 'LEFT');
  }
  startServer(successor);
}

// Also a second try begins with nothing.
afterEach(async () => {
  const ends = [...servers.values()].map((child) => once(child, 'exit'));
  for (const child of servers.values()) child.kill('SIGKILL');
  await Promise.all(ends);
  servers.clear();
  await redis.flushdb();
});
afterAll(() => redis.disconnect());

it('no contact has two agents, no agent has more than its capacity, and every contact is served', async () => {
  const matcher = new Matcher(redis);
  await matcher.refill(async (loader) => {
    for (const agent of agents) await loader.agent(agent);
  });
  for (const name of ['server-0', 'server-1']) startServer(name);

  const offerOf = new Map<string, string>();
  const held = new Map<string, number>(agents.map(({ agentId }) => [agentId, 0]));
  const capacityOf = new Map(agents.map(({ agentId, capacity }) => [agentId, capacity]));
  const doubles: string[] = [];
  const overloads: string[] = [];
  let arrived = 0;
  let killed = 0;

  const talks: { id: string; agentId: string; until: number }[] = [];
  let over = 0;
  const happen = (happenings: readonly Happening[]) =>
    happenings.length > 0 && redis.rpush(keys.happenings, ...happenings.map((one) => JSON.stringify(one)));
  while (over < contacts) {
    const happenings: Happening[] = [];
    for (const upTo = Math.min(contacts, over + atOnce); arrived < upTo; arrived += 1)
      happenings.push({ what: 'arrive', id: contactId(arrived) });

    const told = (await redis.lpop(keys.told, 500)) ?? [];
    for (const text of told) {
      const [id = '', offer = '', agentId = ''] = text.split(' ');
      const before = offerOf.get(id);
      // A server that died told it, and the one that finished its work told it again.
      if (before === offer) continue;
      if (before !== undefined) doubles.push(text);
      offerOf.set(id, offer);
      held.set(agentId, (held.get(agentId) ?? 0) + 1);
      if ((held.get(agentId) ?? 0) > (capacityOf.get(agentId) ?? 0)) overloads.push(text);
      talks.push({ id, agentId, until: Date.now() + talkMs });
    }
    for (let talk = talks[0]; talk && talk.until < Date.now(); talk = talks[0]) {
      talks.shift();
      over += 1;
      held.set(talk.agentId, (held.get(talk.agentId) ?? 0) - 1);
      happenings.push({ what: 'finish', id: talk.id });
    }
    await happen(happenings);
    if (told.length === 0) await pause(1);
    if (killed < kills && over >= (killed + 1) * killEvery) {
      const [victim = ''] = [...servers.keys()].slice(Math.round(Math.random()));
      killed += 1;
      await replace(victim, `server-${1 + killed}`);
    }
  }
  expect(offerOf.size).toBe(contacts);
  expect(doubles).toEqual([]);
  expect(overloads).toEqual([]);
  expect(killed, 'servers killed meanwhile').toBe(kills);
}, 120_000);
