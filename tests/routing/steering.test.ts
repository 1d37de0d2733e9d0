// A contact is moved by somebody's hand: a supervisor pulls, pushes, moves, puts before others; an agent passes on.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { shiftContacts } from '../../server/routing/index.ts';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const code of ['general', 'tax']) await house.queue(code, { offerTimeoutS: 60 });
  await house.queue('closed', { calendarCode: 'tomorrow' });
});

const supervisor = { id: randomUUID(), maySteer: true, ip: '127.0.0.1' };
const agentHand = (id: string) => ({ id, maySteer: false });

/** A contact in talk with an agent of the queue. */
async function inTalk(queueCode: string, capacity = 1): Promise<{ id: string; agent: string }> {
  const agent = await house.agent({ queues: [queueCode], capacity });
  const id = await house.arrive({ queueCode });
  const offer = await offerOf(house, id);
  expect(offer.agentId).toBe(agent);
  await house.routing.acceptOffer(agent, offer.id);
  return { id, agent };
}

async function goHome(...agents: string[]): Promise<void> {
  for (const agent of agents) await house.routing.setPresence(agent, 'offline');
}

const auditOf = async (id: string) =>
  (await house.database.read.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  );

describe('a supervisor', () => {
  it('puts a contact before others without touching when it came', async () => {
    const [first, second] = [
      await house.arrive({ queueCode: 'tax' }),
      await house.arrive({ queueCode: 'tax' }),
    ];
    await house.routing.prioritise(second, supervisor, 3);
    await quiet(house);
    expect([await house.routing.position(second), await house.routing.position(first)]).toEqual([1, 2]);
    const agent = await house.agent({ queues: ['tax'], capacity: 1 });
    expect((await offerOf(house, second)).agentId).toBe(agent);
    expect(await auditOf(second)).toEqual(['routing.prioritised']);
    for (const id of [first, second]) await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('pushes a contact to an agent who does not even serve the queue; declined, it has its old place', async () => {
    const first = await house.arrive({ queueCode: 'tax' });
    const second = await house.arrive({ queueCode: 'tax' });
    const expert = await house.agent({ queues: ['general'] });
    await house.routing.push(first, supervisor, expert);
    const offer = await offerOf(house, first);
    expect(offer.agentId).toBe(expert);
    await quiet(house);
    expect(await house.routing.position(second)).toBe(1);
    await house.routing.declineOffer(expert, offer.id);
    await quiet(house);
    expect([await house.routing.position(first), await house.routing.position(second)]).toEqual([1, 2]);
    for (const id of [first, second]) await house.routing.endInteraction(id, 'citizen');
    await goHome(expert);
  });

  it('cannot push beyond what an agent can take, nor to who is away', async () => {
    const { id, agent } = await inTalk('tax');
    const other = await house.arrive({ queueCode: 'general' });
    await expect(house.routing.push(other, supervisor, agent)).rejects.toMatchObject({ code: 'at_capacity' });
    const away = await house.agent({ queues: ['tax'], available: false });
    await expect(house.routing.push(other, supervisor, away)).rejects.toMatchObject({ code: 'at_capacity' });
    for (const one of [id, other]) await house.routing.endInteraction(one, 'citizen');
    await goHome(agent);
  });

  it('takes over what another agent has, and that agent is free at once', async () => {
    const { id, agent } = await inTalk('tax');
    const own = await house.agent({ queues: ['general'] });
    const taken = await house.routing.take(id, { ...supervisor, id: own });
    expect(taken).toMatchObject({ state: 'active', agentId: own });
    const next = await house.arrive({ queueCode: 'tax' });
    expect((await offerOf(house, next)).agentId).toBe(agent);
    expect((await house.routing.explain(id)).steps.at(-1)?.step).toEqual({ kind: 'taken', from: agent });
    await expect(house.routing.take(id, { ...supervisor, id: randomUUID() })).rejects.toMatchObject({
      code: 'forbidden',
    });
    for (const one of [id, next]) await house.routing.endInteraction(one, 'citizen');
    await goHome(agent, own);
  });

  it('moves what rings to another queue: the ringing stops, the place is that of its arrival', async () => {
    const agent = await house.agent({ queues: ['tax'], capacity: 1 });
    const early = await house.arrive({ queueCode: 'tax' });
    await offerOf(house, early);
    const late = await house.arrive({ queueCode: 'general' });
    await house.routing.moveToQueue(early, supervisor, 'general');
    await quiet(house);
    expect(await house.routing.pendingOffers(agent)).toEqual([]);
    expect([await house.routing.position(early), await house.routing.position(late)]).toEqual([1, 2]);
    for (const id of [early, late]) await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('leaves a call on the line to the telephone, and what is over to itself', async () => {
    const agent = await house.agent({ queues: ['general'] });
    const call = await house.arrive({ queueCode: 'general', channel: 'voice' });
    const offer = await offerOf(house, call);
    await house.routing.acceptOffer(agent, offer.id);
    const moved = house.routing.moveToQueue(call, supervisor, 'tax');
    await expect(moved).rejects.toMatchObject({ code: 'wrong_state' });
    await house.routing.endInteraction(call, 'citizen');
    await expect(house.routing.take(call, supervisor)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(house.routing.prioritise(call, supervisor, 5)).rejects.toMatchObject({
      code: 'wrong_state',
    });
    await goHome(agent);
  });
});

describe('a caller who waits', () => {
  const change = (id: string, queueCode: string, lang: 'zh' | 'en' = 'zh') =>
    house.database.change((within) => house.routing.changeQueue(within, id, { queueCode, lang }));

  it('goes over to another queue by a key, at the time of arrival, and an offer under way ends', async () => {
    const agent = await house.agent({ queues: ['tax'], capacity: 1 });
    const early = await house.arrive({ queueCode: 'tax' });
    await offerOf(house, early);
    const late = await house.arrive({ queueCode: 'general' });
    expect(await change(early, 'general', 'en')).toBeNull();
    expect(await change(early, 'general', 'en'), 'again').toBeNull();
    await quiet(house);
    expect(await house.routing.pendingOffers(agent)).toEqual([]);
    expect(await house.routing.interaction(early)).toMatchObject({ queueCode: 'general', lang: 'en' });
    expect([await house.routing.position(early), await house.routing.position(late)]).toEqual([1, 2]);
    for (const id of [early, late]) await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('stays where they are when that queue lets nobody in, or an agent has them by now', async () => {
    const { id, agent } = await inTalk('tax');
    expect(await change(id, 'general')).toBeNull();
    const waits = await house.arrive({ queueCode: 'general' });
    expect(await change(waits, 'closed')).toBe('closed');
    const queueOf = async (one: string) => (await house.routing.interaction(one)).queueCode;
    expect([await queueOf(id), await queueOf(waits)]).toEqual(['tax', 'general']);
    for (const one of [id, waits]) await house.routing.endInteraction(one, 'citizen');
    await goHome(agent);
  });
});

describe('an agent', () => {
  it('passes a chat to a colleague, who is asked; the citizen waits at the old place if not wanted', async () => {
    const { id, agent } = await inTalk('tax');
    const colleague = await house.agent({ queues: ['general'] });
    await house.routing.push(id, agentHand(agent), colleague);
    const offer = await offerOf(house, id);
    expect(offer.agentId).toBe(colleague);
    expect(await house.routing.offer(offer.id)).toMatchObject({ passedOnBy: agent });
    const accepted = await house.routing.acceptOffer(colleague, offer.id);
    expect(accepted).toMatchObject({ state: 'active', agentId: colleague });
    expect(await auditOf(id)).toEqual([]);
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent, colleague);
  });

  it('counts for each agent as long as they had it: for the first until it was passed on, then for the next', async () => {
    const { id, agent } = await inTalk('general');
    await pause(1_500);
    const next = await house.agent({ queues: ['tax'], capacity: 1 });
    await house.routing.moveToQueue(id, agentHand(agent), 'tax');
    const offer = await offerOf(house, id);
    expect(offer.agentId).toBe(next);
    await house.routing.acceptOffer(next, offer.id);
    await house.routing.endInteraction(id, 'citizen');
    const now = new Date();
    const times = { from: new Date(now.getTime() - 60_000), until: now, now };
    const partOf = async (who: string) => (await shiftContacts(house.database, who, times)).channels[0];
    const first = await partOf(agent);
    expect(first).toMatchObject({ taken: 1, finished: 1, wrapUpS: 0 });
    expect(first?.contactS).toBeGreaterThanOrEqual(1.5);
    const second = await partOf(next);
    expect(second).toMatchObject({ taken: 1, finished: 1 });
    expect(second?.contactS).toBeLessThan(1.5);
    await goHome(agent, next);
  });

  it('tells the next one what it is about, until they take it back', async () => {
    const { id, agent } = await inTalk('tax');
    await house.routing.notePassOn(id, randomUUID(), 'nobody’s word');
    expect(await house.routing.passOnNote(id)).toBeNull();
    await house.routing.notePassOn(id, agent, '路灯坏了');
    const colleague = await house.agent({ queues: ['general'] });
    await house.routing.push(id, agentHand(agent), colleague);
    const offer = await offerOf(house, id);
    expect(await house.routing.offer(offer.id)).toMatchObject({ passOnNote: '路灯坏了' });
    await house.routing.acceptOffer(colleague, offer.id);
    expect(await house.routing.passOnNote(id)).toEqual({ byId: agent, note: '路灯坏了' });
    await house.routing.notePassOn(id, colleague, null);
    expect(await house.routing.passOnNote(id)).toBeNull();
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent, colleague);
  });

  it('sends nobody into a queue that is closed', async () => {
    const { id, agent } = await inTalk('tax');
    const moved = house.routing.moveToQueue(id, agentHand(agent), 'closed');
    await expect(moved).rejects.toMatchObject({ code: 'closed_hours' });
    expect(await house.routing.interaction(id)).toMatchObject({ state: 'active', queueCode: 'tax' });
    const { queues } = await house.routing.targets();
    expect(queues.find(({ code }) => code === 'closed')).toMatchObject({ isOpen: false, isStaffed: false });
    expect(queues.find(({ code }) => code === 'tax')).toMatchObject({
      isOpen: true,
      isStaffed: true,
      takesCalls: true,
    });
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('moves only what is theirs', async () => {
    const { id, agent } = await inTalk('tax');
    const stranger = agentHand(randomUUID());
    await expect(house.routing.moveToQueue(id, stranger, 'general')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(house.routing.prioritise(id, agentHand(agent), 9)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });
});
