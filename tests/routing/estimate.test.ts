import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { estimateWaitS, paceOf } from '../../server/routing/estimate.ts';
import { type House, openHouse, quiet } from './house.ts';

const crew = (places: number, ...queues: string[]) => ({ places, queues });
const pace = { crews: [crew(10, 'general')], serviceS: 300, leavingPerS: 0 };
const ahead = (counts: Record<string, number>) => new Map(Object.entries(counts));

describe('the estimated wait', () => {
  it('grows with the place, and shrinks with who is there', () => {
    expect(estimateWaitS('general', ahead({}), pace)).toBe(30);
    expect(estimateWaitS('general', ahead({ general: 3 }), pace)).toBe(120);
    const few = { ...pace, crews: [crew(5, 'general')] };
    expect(estimateWaitS('general', ahead({ general: 3 }), few)).toBe(240);
  });

  it('shrinks with who gives up before', () => {
    // The first of two leaves after 30 s as a rule; before that, while there are two, each leaves within 60 s.
    const leaving = { ...pace, leavingPerS: 1 / 60 };
    expect(estimateWaitS('general', ahead({}), leaving)).toBe(30);
    expect(estimateWaitS('general', ahead({ general: 1 }), leaving)).toBeCloseTo(30 + 20);
  });

  it('shares agents of two queues by who is before in both', () => {
    const crews = [crew(4, 'general'), crew(6, 'business', 'general')];
    const shared = { ...pace, crews };
    expect(estimateWaitS('general', ahead({ general: 2 }), shared)).toBe(90);
    // Three of six turns are of this queue: its share of the six agents is three.
    expect(estimateWaitS('general', ahead({ general: 2, business: 3 }), shared)).toBeCloseTo((3 * 300) / 7);
  });

  it('is not told when nobody is there, or nothing is known', () => {
    expect(estimateWaitS('general', ahead({}), { ...pace, crews: [] })).toBeNull();
    expect(estimateWaitS('general', ahead({}), { ...pace, serviceS: null })).toBeNull();
  });

  it('looks back on enough contacts or on none', () => {
    const four = { served: 4, servedS: 1_200, gaveUp: 1, waitedS: 60 };
    expect(paceOf([], four).serviceS).toBeNull();
    const five = paceOf([], { ...four, served: 5, servedS: 1_500 });
    expect(five).toEqual({ crews: [], serviceS: 300, leavingPerS: 1 / 60 });
  });
});

describe('the turn of a contact', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });

  /** A queue with one agent, busy with a call. Before it came contacts of four minutes, and some who gave up after as long. */
  async function busyQueue(contacts: number, gaveUp = 0): Promise<string> {
    const code = `q-${randomUUID()}`;
    await house.queue(code, { offerTimeoutS: 60 });
    await house.agent({ queues: [code] });
    const closedAt = new Date();
    const acceptedAt = new Date(closedAt.getTime() - 240_000);
    await house.database.read.interaction.createMany({
      data: Array.from({ length: contacts }, () => ({
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        channel: 'voice' as const,
        queueCode: code,
        state: 'closed' as const,
        arrivedAt: acceptedAt,
        acceptedAt,
        closedAt,
      })),
    });
    await house.database.read.interaction.createMany({
      data: Array.from({ length: gaveUp }, () => ({
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        channel: 'voice' as const,
        queueCode: code,
        state: 'abandoned' as const,
        arrivedAt: acceptedAt,
        closedAt,
      })),
    });
    await house.arrive({ queueCode: code, channel: 'voice' });
    return code;
  }
  const turnOf = async (id: string) => house.routing.turnOf(await house.routing.interaction(id));

  it('is its place times how long contacts take, by who serves the queue', async () => {
    const queueCode = await busyQueue(6);
    await quiet(house);
    const first = await house.arrive({ queueCode, channel: 'voice' });
    const second = await house.arrive({ queueCode, channel: 'voice' });
    await quiet(house);
    expect(await turnOf(first)).toEqual({ position: 1, estimatedWaitS: 240 });
    expect(await turnOf(second)).toEqual({ position: 2, estimatedWaitS: 480 });
  });

  it('comes sooner the more of those before give up', async () => {
    const queueCode = await busyQueue(6, 2);
    await quiet(house);
    const first = await house.arrive({ queueCode, channel: 'voice' });
    const second = await house.arrive({ queueCode, channel: 'voice' });
    await quiet(house);
    expect(await turnOf(first)).toEqual({ position: 1, estimatedWaitS: 240 });
    expect(await turnOf(second)).toEqual({ position: 2, estimatedWaitS: 360 });
  });

  it('is a place without a time as long as too few contacts are known', async () => {
    const queueCode = await busyQueue(4);
    await quiet(house);
    const waiting = await house.arrive({ queueCode, channel: 'voice' });
    await quiet(house);
    expect(await turnOf(waiting)).toEqual({ position: 1, estimatedWaitS: null });
  });
});
