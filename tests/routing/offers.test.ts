import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../server/platform/errors.ts';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.queue('general', { wrapUpS: 30 });
  await house.queue('english', { requiredSkills: { en: 3 } });
  // Quick, and yet long enough to be seen on a busy machine.
  await house.queue('quick', { offerTimeoutS: 3, wrapUpS: 2 });
  await house.queue('tiny', { maxWaiting: 2 });
  await house.queue('calls', { channels: ['voice'] });
});

const stateOf = async (id: string) => (await house.routing.interaction(id)).state;
const takeOut = async (...agents: string[]) => {
  for (const agent of agents) await house.routing.setPresence(agent, 'training');
  await quiet(house);
};
const become = (id: string, state: string) =>
  vi.waitFor(async () => expect(await stateOf(id)).toBe(state), { timeout: 15_000, interval: 30 });

describe('an offer', () => {
  it('goes to the agent who has been idle longest', async () => {
    const first = await house.agent({ queues: ['general'] });
    await quiet(house);
    const second = await house.agent({ queues: ['general'] });
    await quiet(house);
    const one = await offerOf(house, await house.arrive());
    const two = await offerOf(house, await house.arrive());
    expect([one.agentId, two.agentId]).toEqual([first, second]);
    await takeOut(first, second);
    for (const offer of [one, two]) {
      const { interactionId } = (await house.routing.offer(offer.id)).offer;
      await house.routing.endInteraction(interactionId, 'citizen');
    }
  });

  it('goes only to an agent with the required skill at the required level', async () => {
    const low = await house.agent({ queues: ['english'], skills: { en: 2 } });
    const none = await house.agent({ queues: ['english'] });
    const id = await house.arrive({ lang: 'en' });
    expect((await house.routing.interaction(id)).queueCode).toBe('english');
    await quiet(house);
    expect(await stateOf(id)).toBe('waiting');
    const able = await house.agent({ queues: ['english'], skills: { en: 3, yue: 1 } });
    expect((await offerOf(house, id)).agentId).toBe(able);
    await house.routing.endInteraction(id, 'citizen');
    await takeOut(low, none, able);
  });

  it('becomes a contact when accepted, once, and repeated acceptance is the same', async () => {
    const agent = await house.agent({ queues: ['general'] });
    const other = await house.agent({ queues: [] });
    const id = await house.arrive({ queueCode: 'general' });
    const offer = await offerOf(house, id);
    await expect(house.routing.acceptOffer(other, offer.id)).rejects.toMatchObject({ code: 'offer_gone' });
    const [a, b] = await Promise.all([
      house.routing.acceptOffer(agent, offer.id),
      house.routing.acceptOffer(agent, offer.id),
    ]);
    expect([a.state, b.state, a.agentId]).toEqual(['active', 'active', agent]);
    await expect(house.routing.declineOffer(agent, offer.id)).rejects.toBeInstanceOf(AppError);
    await house.routing.endInteraction(id, 'citizen');
    await house.routing.wrapUp(agent, { interactionId: id, disposition: 'answered' });
    await takeOut(agent);
  });

  it('that is not answered in time returns to the head, and its agent is not responding', async () => {
    const idle = await house.agent({ queues: ['quick'] });
    const first = await house.arrive({ queueCode: 'quick' });
    await offerOf(house, first);
    await become(first, 'waiting');
    expect((await house.routing.presence(idle)).state).toBe('not_responding');
    const second = await house.arrive({ queueCode: 'quick' });
    await quiet(house);
    expect(await house.routing.position(first)).toBe(1);
    expect(await house.routing.position(second)).toBe(2);
    const agent = await house.agent({ queues: ['quick'], capacity: 1 });
    expect((await offerOf(house, first)).agentId).toBe(agent);
    await house.routing.setPresence(idle, 'available');
    expect((await offerOf(house, second)).agentId).toBe(idle);
    await house.routing.endInteraction(first, 'citizen');
    await house.routing.endInteraction(second, 'citizen');
    await takeOut(idle, agent);
  });

  it('that is declined goes to the next agent', async () => {
    const agents = [await house.agent({ queues: ['general'] }), await house.agent({ queues: ['general'] })];
    await quiet(house);
    const id = await house.arrive({ queueCode: 'general' });
    const offer = await offerOf(house, id);
    await house.routing.declineOffer(offer.agentId, offer.id);
    const next = await offerOf(house, id);
    expect(agents).toContain(next.agentId);
    expect(next.agentId).not.toBe(offer.agentId);
    await house.routing.declineOffer(next.agentId, next.id);
    expect((await offerOf(house, id)).agentId).toBe(offer.agentId);
    await house.routing.endInteraction(id, 'citizen');
    await takeOut(...agents);
  });

  it('that the only agent declined returns to them after a pause, and lets others pass meanwhile', async () => {
    const agent = await house.agent({ queues: ['general'], capacity: 1 });
    const refused = await house.arrive({ queueCode: 'general' });
    await house.routing.declineOffer(agent, (await offerOf(house, refused)).id);
    await quiet(house);
    expect(await stateOf(refused)).toBe('waiting');
    const other = await house.arrive({ queueCode: 'general' });
    expect((await offerOf(house, other)).agentId).toBe(agent);
    await house.routing.endInteraction(other, 'citizen');
    expect((await offerOf(house, refused)).agentId).toBe(agent);
    await house.routing.endInteraction(refused, 'citizen');
    await takeOut(agent);
  });

  it('is taken back when its agent goes away', async () => {
    const agent = await house.agent({ queues: ['general'] });
    const id = await house.arrive({ queueCode: 'general' });
    const offer = await offerOf(house, id);
    await house.routing.setPresence(agent, 'break', 'lunch');
    expect((await house.routing.offer(offer.id)).offer.outcome).toBe('withdrawn');
    expect(await stateOf(id)).toBe('waiting');
    await house.routing.endInteraction(id, 'citizen');
    expect(await stateOf(id)).toBe('abandoned');
  });
});

describe('a call', () => {
  it('takes the whole agent, and waits for one who is wholly free', async () => {
    const agent = await house.agent({ queues: ['calls'], capacity: 3 });
    const chat = await house.arrive({ queueCode: 'calls' });
    await house.routing.acceptOffer(agent, (await offerOf(house, chat)).id);
    const call = await house.arrive({ queueCode: 'calls', channel: 'voice', callRef: 'CA-1' });
    await quiet(house);
    expect(await stateOf(call)).toBe('waiting');
    await house.routing.endInteraction(chat, 'agent');
    await house.routing.wrapUp(agent, { interactionId: chat, disposition: 'answered' });
    await house.routing.acceptOffer(agent, (await offerOf(house, call)).id);
    const presence = await house.routing.presence(agent);
    expect([presence.load, presence.capacity]).toEqual([3, 3]);
    const later = await house.arrive({ queueCode: 'calls' });
    await quiet(house);
    expect(await stateOf(later)).toBe('waiting');
    expect((await house.routing.interactionByCall('CA-1'))?.id).toBe(call);
    await house.routing.endInteraction(call, 'citizen');
    await house.routing.wrapUp(agent, { interactionId: call, disposition: 'answered' });
    expect((await offerOf(house, later)).agentId).toBe(agent);
    await house.routing.endInteraction(later, 'citizen');
    await takeOut(agent);
  });

  it('that rings again with the same reference is the same contact', async () => {
    const [one, two] = [
      await house.arrive({ channel: 'voice', callRef: 'CA-2' }),
      await house.arrive({ channel: 'voice', callRef: 'CA-2' }),
    ];
    expect(one).toBe(two);
    await house.routing.endInteraction(one, 'citizen');
  });
});

describe('wrap-up', () => {
  it('ends by itself after the queue’s time, and the share is free again', async () => {
    const agent = await house.agent({ queues: ['quick'], capacity: 1 });
    const first = await house.arrive({ queueCode: 'quick' });
    await house.routing.acceptOffer(agent, (await offerOf(house, first)).id);
    const second = await house.arrive({ queueCode: 'quick' });
    expect((await house.routing.endInteraction(first, 'agent')).state).toBe('wrap_up');
    expect((await house.routing.endInteraction(first, 'citizen')).state).toBe('wrap_up');
    await become(first, 'closed');
    expect((await offerOf(house, second)).agentId).toBe(agent);
    const late = await house.routing.wrapUp(agent, { interactionId: first, disposition: 'answered' });
    expect(late.disposition).toBe('answered');
    const more = { interactionId: first, disposition: 'ticket_created', note: 'all said' };
    expect((await house.routing.wrapUp(agent, more)).disposition).toBe('ticket_created');
    await house.routing.endInteraction(second, 'citizen');
    await takeOut(agent);
  });

  it('is written only by the agent who served', async () => {
    const agent = await house.agent({ queues: ['general'] });
    const id = await house.arrive({ queueCode: 'general' });
    await house.routing.acceptOffer(agent, (await offerOf(house, id)).id);
    await expect(
      house.routing.wrapUp(agent, { interactionId: id, disposition: 'early' }),
    ).rejects.toMatchObject({ code: 'wrong_state' });
    await house.routing.endInteraction(id, 'agent');
    await expect(
      house.routing.wrapUp(randomUUID(), { interactionId: id, disposition: 'x' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await house.routing.wrapUp(agent, { interactionId: id, disposition: 'answered' });
    await takeOut(agent);
  });
});

describe('a queue', () => {
  it('refuses politely when it is full', async () => {
    const kept = [await house.arrive({ queueCode: 'tiny' }), await house.arrive({ queueCode: 'tiny' })];
    const turnedAway = await house.routing.interaction(await house.arrive({ queueCode: 'tiny' }));
    expect(turnedAway).toMatchObject({ state: 'refused', refusal: 'full' });
    const danger = await house.arrive({ queueCode: 'tiny', isEmergency: true });
    expect(await house.routing.position(danger)).toBe(1);
    kept.push(danger);
    for (const id of kept) await house.routing.endInteraction(id, 'citizen');
    await quiet(house);
  });

  it('lets a higher priority go first and counts honest positions', async () => {
    const [plain, urgent] = [
      await house.arrive({ queueCode: 'general' }),
      await house.arrive({ queueCode: 'general', channel: 'sms', priority: 5 }),
    ];
    await quiet(house);
    expect([await house.routing.position(urgent), await house.routing.position(plain)]).toEqual([1, 2]);
    const agent = await house.agent({ queues: ['general'], capacity: 1 });
    expect((await offerOf(house, urgent)).agentId).toBe(agent);
    expect(await house.routing.position(urgent)).toBeNull();
    for (const id of [plain, urgent]) await house.routing.endInteraction(id, 'citizen');
    await takeOut(agent);
  });

  it('shows the supervisor what waits, who works and the two figures', async () => {
    const board = await house.routing.board();
    expect(board.queues.map((queue) => queue.code)).toEqual(['calls', 'english', 'general', 'quick', 'tiny']);
    expect(board.arrived24h).toBeGreaterThan(10);
    expect(board.connectionRate).toBeGreaterThan(0);
    expect(board.connectionRate).toBeLessThan(1);
    expect(board.serviceLevel15s).toBeGreaterThan(0);
  });
});
