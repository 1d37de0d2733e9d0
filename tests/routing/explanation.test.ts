// Why a contact went where it went: what a supervisor reads of it, computed from how everybody was then.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AgentThen, askedBy, byNearness, judge } from '../../server/routing/explanation/core.ts';
import { type House, offerOf, openHouse, quiet } from './house.ts';

const nine = new Date('2026-03-02T09:00:00Z');
const agent = (options: Partial<AgentThen> = {}): AgentThen => ({
  agentId: 'a',
  presence: 'available',
  queues: ['general'],
  skills: { tax: 2 },
  capacity: 3,
  limits: {},
  held: [],
  idleSince: nine,
  declinedAt: null,
  ...options,
});

describe('the verdict over an agent', () => {
  const asked = {
    at: nine,
    queues: ['general'],
    requiredSkills: { tax: 2 },
    channel: 'chat',
    chosenId: 'chosen',
  } as const;
  const earlier = (ms: number) => new Date(nine.getTime() - ms);

  it.each([
    [{ agentId: 'chosen' }, 'chosen', null],
    [{}, 'later', null],
    [{ presence: 'offline', skills: {} }, 'offline', null],
    [{ skills: {} }, 'skill_missing', { code: 'tax', has: 0, needs: 2 }],
    [{ skills: { tax: 1 } }, 'skill_too_low', { code: 'tax', has: 1, needs: 2 }],
    [{ presence: 'break' }, 'break', null],
    [{ presence: 'not_responding' }, 'not_responding', null],
    [{ held: ['voice'] }, 'during_call', null],
    [{ held: ['chat', 'sms', 'chat'] }, 'at_capacity', null],
    [{ held: ['chat'], limits: { chat: 1 } }, 'channel_limit', null],
    [{ declinedAt: earlier(1_000) }, 'declined_just_now', null],
    [{ declinedAt: earlier(60_000) }, 'later', null],
  ] as const)('who is %j is %s', (options, verdict, skill) => {
    expect(judge(agent(options), asked)).toEqual({ verdict, skill });
  });

  it('about a call says that one who serves a chat is full', () => {
    expect(judge(agent({ held: ['chat'] }), { ...asked, channel: 'voice' }).verdict).toBe('at_capacity');
  });

  it('puts the nearest first, and the longest idle among equals', () => {
    const list = [
      { verdict: 'offline', idleSince: null },
      { verdict: 'later', idleSince: nine },
      { verdict: 'later', idleSince: earlier(5_000) },
      { verdict: 'chosen', idleSince: nine },
    ] as const;
    expect([...list].sort(byNearness).map((one) => list.indexOf(one))).toEqual([3, 2, 1, 0]);
  });
});

it('a line says what it asks for', () => {
  expect(askedBy('business+general|voice|en:1,tax:2')).toEqual({
    queues: ['business', 'general'],
    requiredSkills: { en: 1, tax: 2 },
  });
  expect(askedBy('general|chat|')).toEqual({ queues: ['general'], requiredSkills: {} });
});

describe('the explanation of a contact', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });

  it('names everybody with what kept them from it, as it was then and not as it is now', async () => {
    // A queue of its own each time: nobody else's agents stand there.
    const queueCode = `general-${randomUUID()}`;
    await house.queue(queueCode, { offerTimeoutS: 60, requiredSkills: { general: 2 } });
    const queues = [queueCode];
    const skills = { general: 3 };
    const busy = await house.agent({ queues, capacity: 1, skills });
    const first = await house.arrive({ queueCode });
    await house.routing.acceptOffer(busy, (await offerOf(house, first)).id);
    const weak = await house.agent({ queues, skills: { general: 1 } });
    const away = await house.agent({ queues, skills });
    await house.routing.setPresence(away, 'break');
    const idle = await house.agent({ queues, skills });
    // Who is idle longer is told in milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const fresh = await house.agent({ queues, skills });
    const contact = await house.arrive({ queueCode });
    const offer = await offerOf(house, contact);
    expect(offer.agentId).toBe(idle);

    // Meanwhile everything changes.
    await house.routing.endInteraction(first, 'agent');
    await house.routing.setPresence(away, 'available');
    await house.database.read.agentSkill.updateMany({ where: { userId: weak }, data: { level: 5 } });

    const { offers, now, names, steps } = await house.routing.explain(contact);
    const verdicts = Object.fromEntries(
      offers[0]?.decision.candidates.map(({ agentId, verdict }) => [agentId, verdict]) ?? [],
    );
    expect(verdicts).toEqual({
      [idle]: 'chosen',
      [fresh]: 'later',
      [busy]: 'at_capacity',
      [away]: 'break',
      [weak]: 'skill_too_low',
    });
    expect(offers[0]).toMatchObject({ reason: 'arrival', outcome: 'pending' });
    expect(offers[0]?.decision.counts).toMatchObject({ chosen: 1, later: 1 });
    expect(steps[0]?.step).toMatchObject({ kind: 'arrived', requiredSkills: { general: 2 } });
    expect(now).toBeNull();
    expect(names.queues[queueCode]).toEqual({ zh: queueCode, en: queueCode });
    await house.routing.endInteraction(contact, 'citizen');
  });

  it('of one that waits says why nobody gets it now', async () => {
    await house.queue('quiet', { requiredSkills: { sign: 1 } });
    const able = await house.agent({ queues: ['quiet'], skills: { sign: 2 }, capacity: 1 });
    await house.routing.setPresence(able, 'training');
    const unable = await house.agent({ queues: ['quiet'] });
    const contact = await house.arrive({ queueCode: 'quiet' });
    await quiet(house);
    const { now, offers } = await house.routing.explain(contact);
    expect(offers).toEqual([]);
    expect(now?.candidates.map(({ agentId, verdict, skill }) => [agentId, verdict, skill])).toEqual([
      [able, 'training', null],
      [unable, 'skill_missing', { code: 'sign', has: 0, needs: 1 }],
    ]);
    await house.routing.endInteraction(contact, 'citizen');
  });

  it('is there for thirty days and no longer', async () => {
    const old = await house.arrive({ queueCode: 'quiet' });
    await house.routing.endInteraction(old, 'citizen');
    const arrivedAt = new Date(Date.now() - 31 * 86_400_000);
    await house.database.read.interaction.update({ where: { id: old }, data: { arrivedAt } });
    await expect(house.routing.explain(old)).rejects.toMatchObject({ code: 'not_found' });
  });
});
