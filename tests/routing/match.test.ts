// The atomic step over random histories, on a real Redis.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matcher } from '../../server/routing/matcher.ts';
import { testRedisClient } from '../harness/redis.ts';
import {
  type AgentShape,
  agentShape,
  type Contact,
  type ContactShape,
  contactShape,
  Model,
} from './match-model.ts';

const redis = await testRedisClient();

async function openMatcher(now?: () => number): Promise<Matcher> {
  await redis.flushdb();
  const matcher = new Matcher(redis, now ? { now } : {});
  await matcher.refill(async () => undefined);
  return matcher;
}

const state = '{routing}:state:';

const happenings = [
  'arrive',
  'arrive',
  'arrive',
  'arrive',
  'available',
  'available',
  'away',
  'decline',
  'time_out',
  'finish',
  'finish',
  'leave',
  'ring',
  'repeat',
  'pause',
] as const;
const historyShape = fc.array(fc.record({ what: fc.constantFrom(...happenings), which: fc.nat(1_000) }), {
  minLength: 20,
  maxLength: 120,
});
type History = readonly { what: (typeof happenings)[number]; which: number }[];

const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];
const refusalMs = 5_000;
const refusalOf = ({ avoids }: Contact) =>
  avoids ? { agentId: avoids.agent, until: new Date(avoids.until) } : undefined;

/** Lets one thing happen to the model and to the real match, and lets the model judge what comes of it. */
async function happen(model: Model, matcher: Matcher, { what, which }: History[number]): Promise<void> {
  model.now += 10;
  const tellAgent = async (available: boolean) => {
    const agent = pick(model.agents, which);
    if (!agent) return;
    agent.available = available;
    model.take((await matcher.agent(model.profileOf(agent))).matches);
  };
  const held = pick(model.in('held'), which);
  const waiting = pick(model.in('waiting'), which);
  switch (what) {
    case 'arrive': {
      const contact = model.in('away')[0];
      if (!contact) return;
      const prefers = which % 3 === 0 ? (pick(model.agents, which)?.id ?? null) : null;
      Object.assign(contact, { state: 'waiting', arrivedAt: model.now, prefers });
      return model.take((await matcher.wait(model.placeOf(contact), null)).matches);
    }
    case 'available':
    case 'away':
      return tellAgent(what === 'available');
    case 'pause':
      model.now += refusalMs;
      return;
    case 'ring':
      if (!waiting) return;
      waiting.isWide = true;
      return model.take((await matcher.wait(model.placeOf(waiting), null, refusalOf(waiting))).matches);
    case 'leave':
      if (!waiting) return;
      waiting.state = 'over';
      return model.take((await matcher.drop(waiting.id)).matches);
    case 'finish':
      if (!held) return;
      Object.assign(held, { state: 'over', offer: null, agent: null });
      return model.take((await matcher.drop(held.id)).matches);
    case 'decline':
    case 'time_out': {
      if (!held) return;
      const { offer, agent } = held;
      const until = model.now + refusalMs;
      const avoids = what === 'decline' && agent ? { agent, until } : null;
      Object.assign(held, { state: 'waiting', offer: null, agent: null, avoids });
      return model.take((await matcher.wait(model.placeOf(held), offer, refusalOf(held))).matches);
    }
    case 'repeat': {
      if (!held) return;
      const again = await matcher.wait(model.placeOf(held), null);
      expect(again.matches).toMatchObject([
        { offerId: held.offer, interactionId: held.id, agentId: held.agent },
      ]);
    }
  }
}

/** What Redis holds is what the model knows: nobody is lost, and everybody has their place. */
async function judgeState(model: Model): Promise<void> {
  for (const contact of model.in('waiting')) {
    const place = model.placeOf(contact);
    const line = await redis.hget(`${state}lines`, place.demand);
    const score = await redis.zscore(`${state}waiting:${line}`, contact.id);
    expect(Number(score), 'who waits stands in the line').toBe(place.score);
  }
  for (const agent of model.agents) {
    const row = await redis.hget(`${state}agents`, agent.id);
    const counts = row?.split(' ').slice(8, 11) ?? [0, 0, 0];
    const held = model.heldBy(agent).map(({ channel }) => channel);
    const known = ['voice', 'chat', 'sms'].map((name) => held.filter((channel) => channel === name).length);
    expect(counts.map(Number), 'shares are counted').toEqual(known);
  }
}

describe('the match', () => {
  it('never gives one contact to two agents, never overloads, loses nobody, keeps the place, leaves nobody idle beside a queue', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contactShape, { minLength: 10, maxLength: 40 }),
        fc.array(agentShape, { minLength: 1, maxLength: 5 }),
        historyShape,
        async (contacts, agents, history) => {
          const model = new Model(contacts, agents);
          const matcher = await openMatcher(() => model.now);
          for (const happening of history) {
            await happen(model, matcher, happening);
            model.judgeIdle();
          }
          await judgeState(model);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  const chat: ContactShape = { queue: 'general', channel: 'chat', level: 0, priority: 0 };
  const agent: AgentShape = { capacity: 3, limits: {}, skill: 0, queues: ['general'] };
  const arrive = (which = 1) => ({ what: 'arrive', which }) as const;

  it('keeps one agent free of texts for a call that waits, and lets texts come again when the call is gone', async () => {
    const model = new Model([chat, { ...chat, channel: 'voice' }, chat, chat], [agent]);
    const matcher = await openMatcher(() => model.now);
    for (const happening of [{ what: 'available', which: 0 }, arrive(), arrive(), arrive()] as const)
      await happen(model, matcher, happening);
    const [first, call, later] = model.contacts;
    expect([first?.state, call?.state, later?.state]).toEqual(['held', 'waiting', 'waiting']);
    await happen(model, matcher, { what: 'leave', which: 0 });
    expect([call?.state, later?.state]).toEqual(['over', 'held']);
  });

  it('gives the call to who has run free of texts for it', async () => {
    const model = new Model([chat, { ...chat, channel: 'voice' }, chat], [agent]);
    const matcher = await openMatcher(() => model.now);
    for (const happening of [{ what: 'available', which: 0 }, arrive(), arrive(), arrive()] as const)
      await happen(model, matcher, happening);
    await happen(model, matcher, { what: 'finish', which: 0 });
    expect(model.contacts.map(({ state: is }) => is)).toEqual(['over', 'held', 'waiting']);
  });

  it('brings a citizen to who served them lately, if free, and to anybody else if not', async () => {
    const model = new Model([chat, chat, chat], [agent, { ...agent, capacity: 1 }]);
    const matcher = await openMatcher(() => model.now);
    for (const which of [0, 1]) await happen(model, matcher, { what: 'available', which });
    const [first, second, third] = model.contacts;
    const sticky = model.agents[1]?.id ?? null;
    for (const contact of [second, third]) {
      if (!contact) continue;
      Object.assign(contact, { state: 'waiting', prefers: sticky });
      model.take((await matcher.wait(model.placeOf(contact), null)).matches);
    }
    expect([second?.agent, third?.agent]).toEqual([sticky, model.agents[0]?.id]);
    expect(first?.state).toBe('away');
  });

  it('lets nobody starve: whoever has waited longer than a class is ahead goes before it', async () => {
    const high = Array.from({ length: 400 }, () => ({ ...chat, priority: 2 }));
    const model = new Model([...high.slice(0, 6), chat, ...high], [{ ...agent, capacity: 1 }]);
    const matcher = await openMatcher(() => model.now);
    await happen(model, matcher, { what: 'available', which: 0 });
    for (let count = 0; count < 7; count += 1) await happen(model, matcher, arrive());
    const waiter = model.contacts[6];
    // From now on as many of the highest class arrive as the agent can serve.
    let served = 0;
    for (; waiter?.state === 'waiting' && served < high.length - 10; served += 1) {
      model.now += 60_000;
      await happen(model, matcher, arrive());
      await happen(model, matcher, { what: 'finish', which: 0 });
    }
    expect(waiter?.state).toBe('held');
    expect(served, 'others of a higher class went before it').toBeGreaterThan(6);
  });

  it('ignores an older presence that arrives late', async () => {
    const matcher = await openMatcher();
    const profile = { agentId: randomUUID(), capacity: 1, limits: {}, queues: ['general'], skills: '' };
    await matcher.agent({ ...profile, presence: 'away', version: '2' });
    expect((await matcher.agent({ ...profile, presence: 'available', version: '1' })).status).toBe('older');
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 1 };
    expect((await matcher.wait(place, null)).matches).toEqual([]);
  });

  it('acts again after Redis has forgotten its scripts', async () => {
    const matcher = await openMatcher();
    await redis.script('FLUSH');
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 2 };
    expect((await matcher.wait(place, null)).status).toBe('ok');
  });

  it('matches nobody before a rebuild is complete', async () => {
    const matcher = new Matcher(redis);
    await redis.flushdb();
    const place = { interactionId: randomUUID(), demand: 'general|chat|', score: 1 };
    const profile = { agentId: randomUUID(), capacity: 1, limits: {}, queues: ['general'], skills: '' };
    await matcher.refill(async (loader) => {
      await loader.agent({ ...profile, presence: 'available', version: '1' });
      expect((await loader.wait(place, null)).matches).toEqual([]);
      expect(await matcher.refill(async () => undefined)).toBe(false);
    });
    const { matches } = await matcher.match();
    expect(matches).toMatchObject([{ interactionId: place.interactionId, agentId: profile.agentId }]);
  });
});
