// Rules of a queue that time and memory bring: rings, and the agent who served the citizen lately.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});

type QueueOptions = NonNullable<Parameters<House['queue']>[1]>;

/** A queue that no other test knows. */
async function queue(options: QueueOptions = {}): Promise<string> {
  const code = `q-${randomUUID()}`;
  await house.queue(code, { offerTimeoutS: 60, ...options });
  return code;
}

const decisionOf = async (offerId: string) =>
  (await house.database.read.offer.findUnique({ where: { id: offerId } }))?.decision;

describe('a ring', () => {
  it('drops a skill when its time has come, and an agent without it gets who waited', async () => {
    const rings = [{ afterS: 1, dropSkills: ['tax'], addQueues: [] }];
    const queueCode = await queue({ requiredSkills: { tax: 2 }, rings });
    const agent = await house.agent({ queues: [queueCode], skills: { tax: 1 } });
    const contact = await house.arrive({ queueCode });
    await quiet(house);
    expect(await house.routing.position(contact)).toBe(1);
    const offer = await offerOf(house, contact);
    expect(offer.agentId).toBe(agent);
    const decision = { kind: 'arrival', ring: 1, demand: `${queueCode}|chat|` };
    expect(await decisionOf(offer.id)).toMatchObject(decision);
  });

  it('brings the agents of another queue in, and not before its time', async () => {
    const other = await queue();
    const queueCode = await queue({ rings: [{ afterS: 1, dropSkills: [], addQueues: [other] }] });
    const neighbour = await house.agent({ queues: [other] });
    const contact = await house.arrive({ queueCode });
    expect((await offerOf(house, contact)).agentId).toBe(neighbour);
    const row = await house.database.read.interaction.findUniqueOrThrow({ where: { id: contact } });
    expect(Number(row.offeredAt) - Number(row.arrivedAt)).toBeGreaterThanOrEqual(1_000);
  });

  it('is reached in its time though Redis forgot everything meanwhile', async () => {
    const other = await queue();
    const queueCode = await queue({ rings: [{ afterS: 2, dropSkills: [], addQueues: [other] }] });
    const neighbour = await house.agent({ queues: [other] });
    await house.routing.arrived(neighbour, randomUUID());
    const contact = await house.arrive({ queueCode });
    await quiet(house);
    await house.redis.flushdb();
    expect((await offerOf(house, contact)).agentId).toBe(neighbour);
  });
});

describe('whoever served a citizen lately', () => {
  async function serve(queueCode: string, citizenId: string, agentId: string): Promise<void> {
    const contact = await house.arrive({ queueCode, citizenId });
    const offer = await offerOf(house, contact);
    expect(offer.agentId).toBe(agentId);
    await house.routing.acceptOffer(agentId, offer.id);
    await house.routing.endInteraction(contact, 'agent');
    await house.routing.wrapUp(agentId, { interactionId: contact, disposition: 'answered' });
    await quiet(house);
  }

  it('gets them again when free, though another has been idle for longer', async () => {
    const [queueCode, citizenId] = [await queue(), randomUUID()];
    const known = await house.agent({ queues: [queueCode] });
    const idle = await house.agent({ queues: [queueCode], available: false });
    await serve(queueCode, citizenId, known);
    await house.routing.setPresence(idle, 'available');
    await house.routing.setPresence(known, 'break');
    await house.routing.setPresence(known, 'available');
    await quiet(house);
    const again = await offerOf(house, await house.arrive({ queueCode, citizenId }));
    expect(again.agentId).toBe(known);
    expect(await decisionOf(again.id)).toMatchObject({ kind: 'preferred' });
  });

  it('is not waited for when away', async () => {
    const [queueCode, citizenId] = [await queue(), randomUUID()];
    const known = await house.agent({ queues: [queueCode] });
    await serve(queueCode, citizenId, known);
    const other = await house.agent({ queues: [queueCode] });
    await house.routing.setPresence(known, 'break');
    await quiet(house);
    expect((await offerOf(house, await house.arrive({ queueCode, citizenId }))).agentId).toBe(other);
  });

  it('is forgotten after the queue’s time', async () => {
    const [queueCode, citizenId] = [await queue({ stickyS: 0 }), randomUUID()];
    const agent = await house.agent({ queues: [queueCode] });
    await serve(queueCode, citizenId, agent);
    const contact = await house.arrive({ citizenId, queueCode });
    const row = await house.database.read.interaction.findUniqueOrThrow({ where: { id: contact } });
    expect(row.preferredAgentId).toBeNull();
  });
});

it('an agent has no more of a channel than its limit, and gets the next when one ends', async () => {
  const queueCode = await queue();
  const agent = await house.agent({ queues: [queueCode], limits: { chat: 1 } });
  const first = await house.arrive({ queueCode });
  const offer = await offerOf(house, first);
  const second = await house.arrive({ queueCode });
  await offerOf(house, await house.arrive({ queueCode, channel: 'sms' }));
  await quiet(house);
  expect((await house.routing.interaction(second)).state).toBe('waiting');
  await house.routing.acceptOffer(agent, offer.id);
  await house.routing.endInteraction(first, 'agent');
  await house.routing.wrapUp(agent, { interactionId: first, disposition: 'answered' });
  expect((await offerOf(house, second)).agentId).toBe(agent);
});
