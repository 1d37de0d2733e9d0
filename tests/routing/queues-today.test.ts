// A supervisor puts an agent into a queue or takes them out of one for the shift: matched at once, and over by itself.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { makeAgent } from '../../server/admin/store.ts';
import { endAgentQueues } from '../../server/routing/queues-today.ts';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  for (const code of ['general', 'tax', 'labour']) await house.queue(code, { offerTimeoutS: 60 });
  await house.queue('english', { offerTimeoutS: 60, requiredSkills: { en: 2 } });
});

const by = { id: randomUUID(), ip: '127.0.0.1' };
const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
const servedBy = async (agentId: string) =>
  (await house.routing.agentQueues(agentId)).items.filter(({ isIn }) => isIn).map(({ code }) => code);
const loggedLast = async (userId: string) =>
  (await house.database.read.agentLog.findFirst({ where: { userId }, orderBy: { id: 'desc' } }))?.queues;

it('brings who waits there to the agent at once, and nobody from a queue that they were taken out of', async () => {
  const agentId = await house.agent({ queues: ['general'], capacity: 1 });
  const waiting = await house.arrive({ queueCode: 'tax' });
  await quiet(house);
  expect(await house.routing.position(waiting)).toBe(1);
  const put = await house.routing.setAgentQueue({ agentId, queueCode: 'tax', isIn: true }, by);
  const tax = put.items.find(({ code }) => code === 'tax');
  expect(tax).toMatchObject({ isIn: true, missing: {} });
  expect(Date.parse(tax?.until ?? '')).toBeGreaterThan(hours(11.9).getTime());
  expect((await offerOf(house, waiting)).agentId).toBe(agentId);
  expect(await loggedLast(agentId)).toEqual(['general', 'tax']);
  await house.routing.endInteraction(waiting, 'citizen');

  await house.routing.setAgentQueue({ agentId, queueCode: 'general', isIn: false }, by);
  expect(await servedBy(agentId)).toEqual(['tax']);
  await quiet(house);
  const left = await house.arrive({ queueCode: 'general' });
  await quiet(house);
  expect(await house.routing.position(left)).toBe(1);
  const trail = await house.database.read.auditEntry.findMany({
    where: { subjectId: agentId, action: 'routing.agent_queue' },
    orderBy: { id: 'asc' },
  });
  expect(trail.map(({ actorId, detail }) => [actorId, detail])).toEqual([
    [by.id, { to: 'tax', isOn: true }],
    [by.id, { to: 'general', isOn: false }],
  ]);

  await house.routing.setAgentQueue({ agentId, queueCode: 'general', isIn: true }, by);
  expect((await offerOf(house, left)).agentId).toBe(agentId);
  await house.routing.endInteraction(left, 'citizen');
  await house.routing.setPresence(agentId, 'offline');
});

it('ends with the shift, and then what the list says is matched', async () => {
  const agentId = await house.agent({ queues: ['labour'], capacity: 1 });
  await house.routing.setAgentQueue({ agentId, queueCode: 'labour', isIn: false }, by);
  const waiting = await house.arrive({ queueCode: 'labour' });
  await endAgentQueues(house.database, hours(11));
  await quiet(house);
  expect(await house.routing.position(waiting)).toBe(1);
  await endAgentQueues(house.database, hours(13));
  expect((await offerOf(house, waiting)).agentId).toBe(agentId);
  expect(await loggedLast(agentId)).toEqual(['labour']);
  await house.routing.endInteraction(waiting, 'citizen');
  await house.routing.setPresence(agentId, 'offline');
});

it('says which skills a queue asks for beyond the agent’s', async () => {
  const agentId = await house.agent({ queues: ['general'], skills: { en: 1 }, available: false });
  const { items } = await house.routing.setAgentQueue({ agentId, queueCode: 'english', isIn: true }, by);
  expect(items.find(({ code }) => code === 'english')).toMatchObject({ isIn: true, missing: { en: 2 } });
});

it('as the list has it, is not a change; and a list that is written anew has the last word', async () => {
  const agentId = await house.agent({ queues: ['general'], available: false });
  const own = await house.routing.setAgentQueue({ agentId, queueCode: 'general', isIn: true }, by);
  expect(own.items.every(({ until }) => until === null)).toBe(true);
  await house.routing.setAgentQueue({ agentId, queueCode: 'tax', isIn: true }, by);
  await house.database.change(({ tx }) =>
    makeAgent(tx, agentId, { capacity: 1, queues: ['labour'], skills: {} }),
  );
  expect(await servedBy(agentId)).toEqual(['labour']);
});

it('is refused for somebody who is no agent, and for a queue that is not there', async () => {
  const agentId = await house.agent({ available: false });
  const to = { agentId: randomUUID(), queueCode: 'tax', isIn: true };
  await expect(house.routing.setAgentQueue(to, by)).rejects.toThrow('not_found');
  await expect(house.routing.setAgentQueue({ ...to, agentId, queueCode: 'none' }, by)).rejects.toThrow(
    'not_found',
  );
  await expect(house.routing.agentQueues(to.agentId)).rejects.toThrow('not_found');
});
