import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { estimateWaitS } from '../../server/routing/estimate.ts';
import { type House, openHouse, quiet } from './house.ts';

describe('the estimated wait', () => {
  it('grows with the place, and shrinks with who is there', () => {
    expect(estimateWaitS(1, { servers: 10, serviceS: 300 })).toBe(30);
    expect(estimateWaitS(4, { servers: 10, serviceS: 300 })).toBe(120);
    expect(estimateWaitS(4, { servers: 5, serviceS: 300 })).toBe(240);
  });

  it('is not told when nobody is there, or nothing is known', () => {
    expect(estimateWaitS(1, { servers: 0, serviceS: 300 })).toBeNull();
    expect(estimateWaitS(1, { servers: 3, serviceS: null })).toBeNull();
  });
});

describe('the turn of a contact', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });

  /** A queue with one agent, busy with a call, and so many contacts of four minutes behind it. */
  async function busyQueue(contacts: number): Promise<string> {
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

  it('is a place without a time as long as too few contacts are known', async () => {
    const queueCode = await busyQueue(4);
    await quiet(house);
    const waiting = await house.arrive({ queueCode, channel: 'voice' });
    await quiet(house);
    expect(await turnOf(waiting)).toEqual({ position: 1, estimatedWaitS: null });
  });
});
