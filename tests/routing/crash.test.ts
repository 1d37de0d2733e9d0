import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Matcher } from '../../server/routing/matcher.ts';
import { placeOf, readInteraction } from '../../server/routing/store.ts';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
let matcher: Matcher;
beforeAll(async () => {
  house = await openHouse({ absenceGraceMs: 1_500 });
  matcher = new Matcher(house.redis);
  await house.queue('general', { offerTimeoutS: 60 });
  await house.queue('left-alone', { offerTimeoutS: 60 });
});

/** The atomic step without what follows it: the process died in between. */
async function matchAndDie(interactionId: string) {
  const row = await readInteraction(house.database.sql, interactionId);
  return (await matcher.wait(placeOf(row, [], new Date()), null)).matches[0];
}

describe('a process that dies between the match and its row', () => {
  it('leaves a match that the repeated job finds again and completes', async () => {
    const agent = await house.agent({ queues: ['general'] });
    await quiet(house);
    const id = await house.silentRow('general');
    const match = await matchAndDie(id);
    expect(match?.agentId).toBe(agent);
    await house.database.change(async ({ emit }) => emit('interaction.waiting', { interactionId: id }));
    expect(await offerOf(house, id)).toEqual({ id: match?.offerId, agentId: agent });
    await quiet(house);
    expect(await house.database.read.offer.count({ where: { interactionId: id } })).toBe(1);
    await house.routing.endInteraction(id, 'citizen');
    await house.routing.setPresence(agent, 'training');
    await quiet(house);
  });

  it('leaves a match that is completed even when no job ever comes back', async () => {
    const agent = await house.agent({ queues: ['left-alone'] });
    await quiet(house);
    const id = await house.silentRow('left-alone');
    const match = await matchAndDie(id);
    expect(await offerOf(house, id)).toEqual({ id: match?.offerId, agentId: agent });
    await house.routing.endInteraction(id, 'citizen');
    await house.routing.setPresence(agent, 'training');
    await quiet(house);
  });

  it('gives nobody an interaction that was over by then, and frees the agent', async () => {
    const agent = await house.agent({ queues: ['general'], capacity: 1 });
    await quiet(house);
    const gone = await house.silentRow('general');
    await matchAndDie(gone);
    await house.routing.endInteraction(gone, 'citizen');
    const next = await house.arrive({ queueCode: 'general' });
    expect((await offerOf(house, next)).agentId).toBe(agent);
    expect(await house.database.read.offer.count({ where: { interactionId: gone } })).toBe(0);
    await house.routing.endInteraction(next, 'citizen');
    await house.routing.setPresence(agent, 'training');
    await quiet(house);
  });

  it('cannot overload an agent with a present that forgot what the agent has', async () => {
    const agent = await house.agent({ queues: ['general'], capacity: 1 });
    const first = await house.arrive({ queueCode: 'general' });
    await house.routing.acceptOffer(agent, (await offerOf(house, first)).id);
    await quiet(house);
    await matcher.drop(first);
    const second = await house.arrive({ queueCode: 'general' });
    await quiet(house);
    expect((await house.routing.interaction(second)).state).toBe('waiting');
    await house.routing.endInteraction(first, 'citizen');
    await house.routing.wrapUp(agent, { interactionId: first, disposition: 'answered' });
    expect((await offerOf(house, second)).agentId).toBe(agent);
    await house.routing.endInteraction(second, 'citizen');
    await house.routing.setPresence(agent, 'training');
    await quiet(house);
  });
});

describe('flushing Redis', () => {
  it('loses nothing: places, loads, offers and presence come back from Postgres', async () => {
    const busy = await house.agent({ queues: ['general'], capacity: 2 });
    await house.routing.arrived(busy, 'socket-1');
    const ghost = await house.agent({ queues: ['general'], capacity: 1 });
    const ghosts = await house.arrive({ queueCode: 'general' });
    const [active, ringing] = [
      await house.arrive({ queueCode: 'general' }),
      await house.arrive({ queueCode: 'general' }),
    ];
    const offers = await Promise.all([ghosts, active, ringing].map((id) => offerOf(house, id)));
    const mine = offers.filter((offer) => offer.agentId === busy);
    expect(mine).toHaveLength(2);
    const [accepted, pending] = mine;
    await house.routing.acceptOffer(busy, accepted?.id ?? '');
    const waiting: string[] = [];
    for (let n = 0; n < 20; n += 1) waiting.push(await house.arrive({ queueCode: 'general' }));
    await quiet(house);

    await house.redis.flushdb();
    await vi.waitFor(async () => expect(await matcher.isComplete()).toBe(true), { timeout: 15_000 });
    expect((await house.routing.offer(pending?.id ?? '')).offer.outcome).toBe('pending');
    // The agent without a connection goes, and what rang there is first in the line.
    await vi.waitFor(async () => expect((await house.routing.presence(ghost)).state).toBe('offline'), {
      timeout: 20_000,
    });
    const returned = offers.find((offer) => offer.agentId === ghost)?.id ?? '';
    const head = (await house.routing.offer(returned)).offer.interactionId;
    await vi.waitFor(async () => expect(await house.routing.position(head)).toBe(1), 15_000);
    const places = await Promise.all(waiting.map((id) => house.routing.position(id)));
    expect(places).toEqual(waiting.map((_, index) => index + 2));
    expect(await house.routing.presence(busy)).toMatchObject({ state: 'available', load: 2 });

    const first = (await house.routing.acceptOffer(busy, pending?.id ?? '')).id;
    await house.routing.endInteraction(first, 'agent');
    await house.routing.wrapUp(busy, { interactionId: first, disposition: 'answered' });
    expect((await offerOf(house, head)).agentId).toBe(busy);
    for (const id of [head, ...waiting]) await house.routing.endInteraction(id, 'citizen');
    await house.routing.setPresence(busy, 'training');
    await quiet(house);
  }, 40_000);
});

it('a rebuild whose process died is taken over', async () => {
  await house.redis.flushdb();
  await house.redis.set('{routing}:rebuild', 'somebody who died', 'PX', 700);
  await vi.waitFor(async () => expect(await matcher.isComplete()).toBe(true), { timeout: 20_000 });
  const agent = await house.agent({ queues: ['general'] });
  const id = await house.arrive({ queueCode: 'general' });
  expect((await offerOf(house, id)).agentId).toBe(agent);
  await house.routing.endInteraction(id, 'citizen');
  await house.routing.setPresence(agent, 'training');
  await quiet(house);
});

describe('an agent whose browser is gone', () => {
  it('holds nothing hostage: after the grace, what it had is back at its place', async () => {
    const agent = await house.agent({ queues: ['general'], available: false });
    await house.routing.arrived(agent, 'a');
    expect((await house.routing.presence(agent)).state).toBe('away');
    await house.routing.setPresence(agent, 'available');
    const chat = await house.arrive({ queueCode: 'general' });
    await house.routing.acceptOffer(agent, (await offerOf(house, chat)).id);
    const ringing = await house.arrive({ queueCode: 'general' });
    const offer = await offerOf(house, ringing);
    await house.routing.left(agent, 'a');
    await vi.waitFor(async () => expect((await house.routing.presence(agent)).state).toBe('offline'), {
      timeout: 20_000,
    });
    expect(await house.routing.interaction(chat)).toMatchObject({ state: 'waiting', agentId: null });
    expect((await house.routing.offer(offer.id)).offer.outcome).toBe('withdrawn');
    await quiet(house);
    expect(await house.routing.position(chat)).toBe(1);
    const other = await house.agent({ queues: ['general'], capacity: 1 });
    expect((await offerOf(house, chat)).agentId).toBe(other);
    for (const id of [chat, ringing]) await house.routing.endInteraction(id, 'citizen');
    await house.routing.setPresence(other, 'training');
    await quiet(house);
  });

  it('stays when it comes back within the grace, or has another window open', async () => {
    const agent = await house.agent({ queues: ['general'] });
    await house.routing.arrived(agent, 'a');
    await house.routing.arrived(agent, 'b');
    await house.routing.left(agent, 'a');
    await house.routing.left(agent, 'b');
    await house.routing.arrived(agent, 'c');
    const gone = await house.agent({ queues: ['general'] });
    await house.routing.arrived(gone, 'd');
    await house.routing.left(gone, 'd');
    // When the one who left later is gone, the grace of the other has passed as well.
    await vi.waitFor(async () => expect((await house.routing.presence(gone)).state).toBe('offline'), {
      timeout: 20_000,
    });
    expect((await house.routing.presence(agent)).state).toBe('available');
    await house.routing.setPresence(agent, 'training');
  });

  it('is noticed even when its server process was killed', async () => {
    const second = await house.openSecond();
    const agent = await house.agent({ queues: ['general'] });
    await second.arrived(agent, 'far');
    await second.stop();
    await vi.waitFor(async () => expect((await house.routing.presence(agent)).state).toBe('offline'), {
      timeout: 18_000,
      interval: 200,
    });
  }, 30_000);
});

it('while Redis is away nobody waits to be told their place', async () => {
  const interaction = await house.routing.interaction(await house.arrive());
  let comeBack: (error: Error) => void = () => undefined;
  const away = new Promise<never>((_resolve, reject) => {
    comeBack = reject;
  });
  const asked = vi.spyOn(house.redis, 'evalsha').mockImplementation(() => away);
  try {
    expect(await house.routing.turnOf(interaction)).toEqual({ position: null, estimatedWaitS: null });
  } finally {
    asked.mockRestore();
    comeBack(new Error('the connection broke off'));
  }
  expect((await house.routing.turnOf(interaction)).position).not.toBeNull();
});
