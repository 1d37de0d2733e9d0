// The atomic step over random histories, on a real Redis.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '#database';
import { demandOf, hasRoom, skillString, waitingScore } from '../../server/routing/core.ts';
import { type Match, Matcher } from '../../server/routing/matcher.ts';
import { testRedis } from '../harness/redis.ts';

let redis: Redis;
let matcher: Matcher;
beforeAll(async () => {
  redis = new Redis(await testRedis());
  matcher = new Matcher(redis);
});
afterAll(() => redis.disconnect());

const queues = ['general', 'english'] as const;

interface Contact {
  id: string;
  queue: string;
  channel: Channel;
  level: number;
  priority: number;
  state: 'away' | 'waiting' | 'held' | 'over';
  offer: string | null;
  agent: string | null;
}
interface Agent {
  id: string;
  capacity: number;
  skill: number;
  queues: readonly string[];
  available: boolean;
}

const contactArbitrary = fc.record({
  queue: fc.constantFrom(...queues),
  channel: fc.constantFrom('voice', 'chat', 'chat', 'sms') satisfies fc.Arbitrary<Channel>,
  level: fc.constantFrom(0, 0, 2),
  priority: fc.integer({ min: 0, max: 2 }),
});
const agentArbitrary = fc.record({
  capacity: fc.integer({ min: 1, max: 3 }),
  skill: fc.integer({ min: 0, max: 3 }),
  queues: fc.constantFrom(['general'], ['english'], ['general', 'english']),
});
const stepArbitrary = fc.record({
  what: fc.constantFrom('arrive', 'arrive', 'arrive', 'available', 'away', 'return', 'finish', 'repeat'),
  which: fc.nat(1_000),
});

const requirement = (contact: Contact) => (contact.level > 0 ? { en: contact.level } : {});
const placeOf = (contact: Contact, at: number) => ({
  interactionId: contact.id,
  demand: demandOf({
    queueCode: contact.queue,
    channel: contact.channel,
    requiredSkills: requirement(contact),
  }),
  score: waitingScore(contact.priority, new Date(at)),
});
const canServe = (agent: Agent, contact: Contact) =>
  agent.queues.includes(contact.queue) && (contact.level === 0 || agent.skill >= contact.level);

describe('the match', () => {
  it('never gives one contact to two agents, never overloads, loses nobody, keeps the place, leaves nobody idle beside a queue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contactArbitrary, { minLength: 10, maxLength: 40 }),
        fc.array(agentArbitrary, { minLength: 1, maxLength: 5 }),
        fc.array(stepArbitrary, { minLength: 20, maxLength: 120 }),
        async (contactShapes, agentShapes, steps) => {
          await redis.flushdb();
          await matcher.refill(async () => undefined);
          const contacts: Contact[] = contactShapes.map((shape) => ({
            ...shape,
            id: randomUUID(),
            state: 'away',
            offer: null,
            agent: null,
          }));
          const agents: Agent[] = agentShapes.map((shape) => ({
            ...shape,
            id: randomUUID(),
            available: false,
          }));
          const held = (agent: Agent) => contacts.filter((contact) => contact.agent === agent.id);
          const placeIn = (contact: Contact) => placeOf(contact, contacts.indexOf(contact) * 10);
          let version = 0;

          function take(matches: readonly Match[]): void {
            for (const match of matches) {
              const contact = contacts.find(({ id }) => id === match.interactionId);
              const agent = agents.find(({ id }) => id === match.agentId);
              if (!contact || !agent) throw new Error('a match of somebody unknown');
              expect(contact.state, 'only who waits is matched').toBe('waiting');
              expect(agent.available && canServe(agent, contact)).toBe(true);
              const before = held(agent).map((other) => other.channel);
              expect(hasRoom(before, agent.capacity, contact.channel)).toBe(true);
              Object.assign(contact, { state: 'held', offer: match.offerId, agent: agent.id });
            }
            for (const { interactionId } of matches) {
              const matched = contacts.find(({ id }) => id === interactionId);
              if (!matched) continue;
              const { demand, score } = placeIn(matched);
              const passedOver = contacts.filter(
                (other) =>
                  other.state === 'waiting' &&
                  placeIn(other).demand === demand &&
                  placeIn(other).score < score,
              );
              expect(passedOver, 'nobody is passed over in a line').toEqual([]);
            }
          }
          const tell = (agent: Agent) => {
            version += 1;
            return matcher.agent({
              agentId: agent.id,
              presence: agent.available ? 'available' : 'away',
              version: String(version),
              capacity: agent.capacity,
              queues: agent.queues,
              skills: skillString({ en: agent.skill }),
            });
          };
          const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

          for (const { what, which } of steps) {
            if (what === 'arrive') {
              const contact = contacts.find(({ state }) => state === 'away');
              if (!contact) continue;
              contact.state = 'waiting';
              take((await matcher.wait(placeIn(contact), null)).matches);
            } else if (what === 'available' || what === 'away') {
              const agent = pick(agents, which);
              if (!agent) continue;
              agent.available = what === 'available';
              take((await tell(agent)).matches);
            } else {
              const contact = pick(
                contacts.filter(({ state }) => state === 'held'),
                which,
              );
              if (!contact) continue;
              if (what === 'repeat') {
                const again = await matcher.wait(placeIn(contact), null);
                expect(again.matches).toEqual([
                  { offerId: contact.offer, interactionId: contact.id, agentId: contact.agent },
                ]);
                continue;
              }
              const over = contact.offer;
              Object.assign(contact, {
                state: what === 'finish' ? 'over' : 'waiting',
                offer: null,
                agent: null,
              });
              const step =
                what === 'finish' ? matcher.drop(contact.id) : matcher.wait(placeIn(contact), over);
              take((await step).matches);
            }
            for (const contact of contacts.filter(({ state }) => state === 'waiting')) {
              const idle = agents.filter(
                (agent) =>
                  agent.available &&
                  canServe(agent, contact) &&
                  hasRoom(
                    held(agent).map((other) => other.channel),
                    agent.capacity,
                    contact.channel,
                  ),
              );
              expect(idle, 'nobody is idle beside a queue').toEqual([]);
              const rank = await redis.zscore(
                `{routing}:state:waiting:${placeIn(contact).demand}`,
                contact.id,
              );
              expect(Number(rank), 'who waits stands in the line').toBe(placeIn(contact).score);
            }
          }
          for (const agent of agents) {
            const known = await redis.hkeys(`{routing}:state:held:${agent.id}`);
            expect(known.sort()).toEqual(
              held(agent)
                .map(({ id }) => id)
                .sort(),
            );
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);

  it('ignores an older presence that arrives late', async () => {
    await redis.flushdb();
    await matcher.refill(async () => undefined);
    const profile = { agentId: randomUUID(), capacity: 1, queues: ['general'], skills: '' };
    await matcher.agent({ ...profile, presence: 'away', version: '2' });
    expect((await matcher.agent({ ...profile, presence: 'available', version: '1' })).status).toBe('older');
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 1 };
    expect((await matcher.wait(place, null)).matches).toEqual([]);
  });

  it('acts again after Redis has forgotten its scripts', async () => {
    await redis.script('FLUSH');
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 2 };
    expect((await matcher.wait(place, null)).status).toBe('ok');
  });

  it('matches nobody before a rebuild is complete', async () => {
    await redis.flushdb();
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 1 };
    const agentId = randomUUID();
    await matcher.refill(async (loader) => {
      const profile = { agentId, presence: 'available', version: '1', capacity: 1, queues: ['general'] };
      await loader.agent({ ...profile, skills: '' });
      expect((await loader.wait(place, null)).matches).toEqual([]);
      expect(await matcher.refill(async () => undefined)).toBe(false);
    });
    expect((await matcher.match()).matches).toMatchObject([{ interactionId: place.interactionId, agentId }]);
  });
});
