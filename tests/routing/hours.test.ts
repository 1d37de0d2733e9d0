// Who is let in: opening hours of queues, the supervisor's switches, and who goes before others.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type House, offerOf, openHouse, quiet } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.queue('general');
  await house.queue('night', { calendarCode: 'tomorrow' });
});

const stepsOf = async (interactionId: string) =>
  (await house.routing.explain(interactionId)).steps.map(({ step }) => step);

describe('a closed queue', () => {
  it('turns a contact away with the reason, offers it to nobody, and writes down why', async () => {
    const agent = await house.agent({ queues: ['night'] });
    const id = await house.arrive({ queueCode: 'night' });
    await quiet(house);
    const view = await house.routing.interaction(id);
    expect(view).toMatchObject({ state: 'refused', refusal: 'closed' });
    expect(view.closedAt).not.toBeNull();
    expect(await house.routing.pendingOffers(agent)).toEqual([]);
    expect(await stepsOf(id)).toMatchObject([
      { kind: 'arrived', queueCode: 'night', choice: 'asked' },
      { kind: 'refused', queueCode: 'night', refusal: 'closed' },
    ]);
  });

  it('lets danger in', async () => {
    const id = await house.arrive({ queueCode: 'night', isEmergency: true });
    expect((await house.routing.interaction(id)).priority).toBe(9);
    await offerOf(house, id);
    await house.routing.endInteraction(id, 'citizen');
  });

  it('is shown as closed on the board', async () => {
    const { queues } = await house.routing.board();
    expect(queues.map(({ code, isOpen }) => [code, isOpen])).toEqual([
      ['general', true],
      ['night', false],
    ]);
  });
});

describe('a switch', () => {
  it('is a fact for the next call, and bears the name of who turned it', async () => {
    expect(await house.routing.facts()).toEqual({ afterHours: false, surge: false, emergency: false });
    const by = { id: randomUUID(), ip: '127.0.0.1' };
    await house.routing.setSwitch('surge', true, by);
    expect(await house.routing.facts()).toEqual({ afterHours: false, surge: true, emergency: false });
    await house.routing.setSwitch('surge', false, by);
    expect((await house.routing.facts()).surge).toBe(false);
    const entries = await house.database.read.auditEntry.findMany({ where: { actorId: by.id } });
    expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
      ['routing.switch', { isOn: true }],
      ['routing.switch', { isOn: false }],
    ]);
  });
});

it('a citizen in hardship goes before others of the same minute', async () => {
  const plain = await house.arrive({ queueCode: 'general' });
  const hardship = await house.arrive({ queueCode: 'general', isHardship: true });
  const danger = await house.arrive({ queueCode: 'general', isEmergency: true });
  await quiet(house);
  const places = await Promise.all([plain, hardship, danger].map((id) => house.routing.position(id)));
  expect(places).toEqual([3, 2, 1]);
  for (const id of [plain, hardship, danger]) await house.routing.endInteraction(id, 'citizen');
});
