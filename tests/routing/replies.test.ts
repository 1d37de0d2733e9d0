// A text message is answered within three minutes, here of seconds: warned before, up after, once. Between the two a
// busy machine has time to look.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { priorityOfLate } from '../../server/routing/core.ts';
import { type House, openHouse, quiet } from './house.ts';

const replyTimes = { warnMs: 1_500, escalateMs: 6_000 };
let house: House;

beforeAll(async () => {
  house = await openHouse({ replyTimes });
  await house.queue('general');
  // A second process with the same alarms and sweep: what happens once, happens once in all.
  await house.openSecond();
}, 120_000);

async function smsArrives(): Promise<{ id: string; conversationId: string }> {
  const id = await house.arrive({ channel: 'sms' });
  const { conversationId } = await house.routing.interaction(id);
  await came(id);
  return { id, conversationId };
}
const came = (id: string) => house.database.change((change) => house.routing.smsCame(change, id));
const answered = (conversationId: string) =>
  house.database.change((change) => house.routing.smsAnswered(change, conversationId));
const replyOf = (interactionId: string) =>
  house.database.read.smsReply.findFirstOrThrow({ where: { interactionId } });
const raises = (interactionId: string) =>
  house.database.read.routingStep.count({ where: { interactionId, kind: 'prioritised' } });

const soon = { timeout: 20_000, interval: 20 };

describe('a text message that nobody answers', () => {
  it('is warned of, then goes up, each once, and stands on the board', async () => {
    const { id } = await smsArrives();
    await vi.waitFor(async () => expect((await replyOf(id)).warnedAt).not.toBeNull(), soon);
    const warned = await replyOf(id);
    expect(warned.escalatedAt).toBeNull();
    expect((await house.routing.board()).lateSms).toMatchObject([{ interactionId: id, isEscalated: false }]);
    expect(await raises(id)).toBe(0);
    await vi.waitFor(async () => expect((await replyOf(id)).escalatedAt).not.toBeNull(), soon);
    const late = await replyOf(id);
    const waitedMs = (late.escalatedAt?.getTime() ?? 0) - late.askedAt.getTime();
    expect(waitedMs).toBeGreaterThanOrEqual(replyTimes.escalateMs);
    expect(late.warnedAt).toEqual(warned.warnedAt);
    expect((await house.routing.interaction(id)).priority).toBe(2);
    expect((await house.routing.board()).lateSms).toMatchObject([{ interactionId: id, isEscalated: true }]);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await quiet(house);
    expect(await raises(id)).toBe(1);
    expect(late.nextAt).toBeNull();
    await house.routing.endInteraction(id, 'system');
    expect((await house.routing.board()).lateSms).toEqual([]);
  }, 60_000);

  it('is found by the sweep when its alarm is lost', async () => {
    const id = await house.arrive({ channel: 'sms' });
    const askedAt = new Date(Date.now() - 60_000);
    await house.database.read.smsReply.create({ data: { interactionId: id, askedAt, nextAt: askedAt } });
    await vi.waitFor(async () => expect((await replyOf(id)).escalatedAt).not.toBeNull(), soon);
    await quiet(house);
    expect(await raises(id)).toBe(1);
  }, 40_000);

  it('goes before what came earlier and is not late', async () => {
    const chat = await house.arrive({ channel: 'chat' });
    const { id } = await smsArrives();
    await vi.waitFor(
      async () =>
        expect(await house.routing.position(id)).toBeLessThan((await house.routing.position(chat)) ?? 0),
      soon,
    );
  }, 40_000);
});

describe('a text message that is answered', () => {
  it('is not warned of; further words before the answer start no second clock', async () => {
    const { id, conversationId } = await smsArrives();
    await came(id);
    await answered(conversationId);
    await new Promise((resolve) => setTimeout(resolve, replyTimes.escalateMs + 400));
    const rows = await house.database.read.smsReply.findMany({ where: { interactionId: id } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ warnedAt: null, escalatedAt: null, nextAt: null });
    await came(id);
    expect(await house.database.read.smsReply.count({ where: { interactionId: id } })).toBe(2);
    await answered(conversationId);
  });

  it('counts when it was answered within three minutes of its coming', async () => {
    await house.database.read.smsReply.deleteMany();
    expect((await house.routing.board()).smsAnswered3min).toBeNull();
    const interactionId = await house.arrive({ channel: 'sms' });
    const now = Date.now();
    const row = (askedAgoS: number, answeredAfterS: number | null) => ({
      interactionId,
      askedAt: new Date(now - askedAgoS * 1_000),
      answeredAt: answeredAfterS === null ? null : new Date(now + (answeredAfterS - askedAgoS) * 1_000),
    });
    const data = [
      row(600, 179),
      row(600, 180),
      row(600, 181),
      row(400, null),
      row(20, null),
      row(90_000, 500),
    ];
    await house.database.read.smsReply.createMany({ data });
    expect((await house.routing.board()).smsAnswered3min).toBe(2 / 4);
  });
});

describe('the class of a late contact', () => {
  it.each([
    [0, 2],
    [3, 5],
    [7, 8],
    [8, 8],
    [9, 9],
  ])('%i → %i: never danger, never lower', (before, after) => {
    expect(priorityOfLate(before)).toBe(after);
  });
});
