// Callbacks that keep the place: who is called when, how often, and never twice.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { lostAfterS, nextAttemptAt } from '../../server/routing/callback/core.ts';
import { type House, offerOf, openHouse, quiet, tomorrow } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ absenceGraceMs: 300 });
  await house.queue('general', { offerTimeoutS: 60 });
  await house.queue('night', { calendarCode: 'tomorrow' });
});

it('is tried again after 5 and then after 30 minutes, and not a fourth time', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  expect([1, 2, 3].map((attempts) => nextAttemptAt(attempts, now))).toEqual([later(5), later(30), null]);
});

const number = () => `+86139${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
const call = { queueCode: 'general', channel: 'voice' } as const;
const rowOf = (id: string) => house.database.read.interaction.findUniqueOrThrow({ where: { id } });
const callbackOf = (interactionId: string) =>
  house.database.read.callback.findUniqueOrThrow({ where: { interactionId } });
const kindsOf = async (id: string) => (await house.routing.explain(id)).steps.map(({ step }) => step.kind);

async function promise(id: string, to: string): Promise<boolean> {
  return house.database.change((change) => house.routing.promiseCallback(change, id, to));
}

/** A contact whose caller hung up, with an agent who is to call back. */
async function withAgent(): Promise<{ id: string; agent: string; to: string }> {
  const id = await house.arrive(call);
  const to = number();
  await promise(id, to);
  const agent = await house.agent({ queues: ['general'] });
  const offer = await offerOf(house, id);
  await house.routing.acceptOffer(agent, offer.id);
  return { id, agent, to };
}

const goHome = (agent: string) => house.routing.setPresence(agent, 'offline');

describe('the place', () => {
  it('is kept while nobody holds the line, and nobody is counted as gone', async () => {
    const [first, second] = [await house.arrive(call), await house.arrive(call)];
    expect(await promise(first, number())).toBe(true);
    await quiet(house);
    expect([await house.routing.position(first), await house.routing.position(second)]).toEqual([1, 2]);
    const { queues } = await house.routing.board();
    const general = queues.find(({ code }) => code === 'general');
    expect(general).toMatchObject({ waiting: 1, callbacks: 1 });
    for (const id of [first, second]) await house.routing.endInteraction(id, 'citizen');
    expect(await callbackOf(first)).toMatchObject({ outcome: 'withdrawn' });
  });

  it('is that of the first promise: one number is promised one call', async () => {
    const [first, second] = [await house.arrive(call), await house.arrive(call)];
    const to = number();
    expect(await promise(first, to)).toBe(true);
    expect(await promise(second, to)).toBe(false);
    expect((await rowOf(second)).isCallback).toBe(false);
    for (const id of [first, second]) await house.routing.endInteraction(id, 'citizen');
  });

  it('goes on with the citizen on the line when they call again before we did', async () => {
    const id = await house.arrive(call);
    const to = number();
    await promise(id, to);
    const resumed = await house.database.change((change) => house.routing.resumeCallback(change, to));
    expect(resumed).toMatchObject({ id, state: 'waiting', isCallback: false });
    expect(await house.database.change((change) => house.routing.resumeCallback(change, to))).toBeNull();
    expect(await kindsOf(id)).toEqual(['arrived', 'callback_promised', 'callback_resumed']);
    await house.routing.endInteraction(id, 'citizen');
  });
});

describe('a call', () => {
  it('is begun once, however often it is asked for, by however many', async () => {
    const { id, agent, to } = await withAgent();
    const begun = await Promise.all(Array.from({ length: 12 }, () => house.routing.beginCall(id)));
    expect(begun.filter((one) => one !== null)).toEqual([
      expect.objectContaining({ number: to, attempt: 1 }),
    ]);
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('that nobody takes frees the agent at once and is tried again later, at the old place', async () => {
    const { id, agent } = await withAgent();
    await house.routing.beginCall(id);
    await house.routing.missCall(id, 1, 'busy');
    await quiet(house);
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'waiting', agentId: null });
    expect(Number(row.notBefore) - Date.now()).toBeGreaterThan(4.5 * 60_000);
    expect((await house.routing.presence(agent)).load).toBe(0);
    // News of the same attempt that come again, or late, change nothing.
    await house.routing.missCall(id, 1, 'no_answer');
    expect((await callbackOf(id)).attempts).toBe(1);

    await house.database.read.interaction.update({ where: { id }, data: { notBefore: new Date() } });
    expect((await offerOf(house, id)).agentId).toBe(agent);
    await house.routing.endInteraction(id, 'citizen');
    await goHome(agent);
  });

  it('of which nothing is heard is missed in the end, and after the third there is no other', async () => {
    const { id, agent } = await withAgent();
    await house.routing.beginCall(id);
    const longAgo = new Date(Date.now() - (lostAfterS + 10) * 1_000);
    await house.database.read.callback.update({
      where: { interactionId: id },
      data: { attempts: 3, dialledAt: longAgo },
    });
    await vi.waitFor(async () => expect((await callbackOf(id)).outcome).toBe('unreachable'), {
      timeout: 15_000,
    });
    expect(await rowOf(id)).toMatchObject({ state: 'abandoned' });
    const events = await house.database.read.outbox.findMany({ where: { type: 'callback.missed' } });
    expect(events.map(({ payload }) => payload)).toContainEqual(
      expect.objectContaining({ interactionId: id, isLast: true }),
    );
    await goHome(agent);
  });

  it('that the citizen takes makes it an ordinary call with the agent', async () => {
    const { id, agent } = await withAgent();
    await house.routing.beginCall(id);
    const reach = () => house.database.change((change) => house.routing.reachCitizen(change, id));
    expect(await reach()).toMatchObject({ id, state: 'active', agentId: agent, isCallback: false });
    expect(await reach()).toBeNull();
    await house.routing.missCall(id, 1, 'no_answer');
    expect((await rowOf(id)).state).toBe('active');
    expect(await kindsOf(id)).toEqual([
      'arrived',
      'callback_promised',
      'callback_dialled',
      'callback_reached',
    ]);
    await house.routing.endInteraction(id, 'agent');
    await goHome(agent);
  });

  it('waits for another agent when the browser of the first one dies before anybody answered', async () => {
    const { id, agent } = await withAgent();
    const socket = randomUUID();
    await house.routing.arrived(agent, socket);
    await house.routing.left(agent, socket);
    await vi.waitFor(
      async () => expect(await rowOf(id)).toMatchObject({ state: 'waiting', isCallback: true }),
      {
        timeout: 15_000,
      },
    );
    const other = await house.agent({ queues: ['general'] });
    expect((await offerOf(house, id)).agentId).toBe(other);
    await house.routing.endInteraction(id, 'citizen');
    await goHome(other);
  });
});

describe('a callback out of hours', () => {
  const wish = () => ({
    conversationId: randomUUID(),
    citizenId: randomUUID(),
    lang: 'zh' as const,
    number: number(),
    queueCode: 'night',
  });
  const open = (about: ReturnType<typeof wish> & { window?: { from: Date; until: Date } }) =>
    house.database.change((change) => house.routing.openCallback(change, about));

  it('begins at the next opening, and nobody is offered it before, also when Redis forgets everything', async () => {
    const agent = await house.agent({ queues: ['night'] });
    await house.routing.arrived(agent, randomUUID());
    const interaction = await open(wish());
    expect(interaction.notBefore).toBe(`${tomorrow}T09:00:00.000Z`);
    await quiet(house);
    await house.redis.flushdb();
    await vi.waitFor(async () => expect(await house.redis.exists('{routing}:epoch')).toBe(1), {
      timeout: 20_000,
    });
    expect(await house.routing.pendingOffers(agent)).toEqual([]);
    expect((await rowOf(interaction.id)).state).toBe('waiting');
    await house.routing.endInteraction(interaction.id, 'citizen');
    await goHome(agent);
  });

  it('asked for again is the one that waits already', async () => {
    const about = wish();
    const first = await open(about);
    expect((await open({ ...about, conversationId: randomUUID() })).id).toBe(first.id);
    await house.routing.endInteraction(first.id, 'citizen');
  });

  it('is not made after the time that was asked for: then something else has to be found', async () => {
    const { id, agent } = await withAgent();
    const until = new Date(Date.now() - 1_000);
    await house.database.read.callback.update({ where: { interactionId: id }, data: { until } });
    expect(await house.routing.beginCall(id)).toBeNull();
    expect(await callbackOf(id)).toMatchObject({ outcome: 'unreachable' });
    expect(await kindsOf(id)).toEqual(['arrived', 'callback_promised', 'callback_missed']);
    await goHome(agent);
  });

  it('is refused when the time that was asked for is one at which nobody is there', async () => {
    const from = new Date(Date.now() + 3_600_000);
    const window = { from, until: new Date(from.getTime() + 60_000) };
    await expect(open({ ...wish(), window })).rejects.toMatchObject({ code: 'closed_hours' });
  });
});
