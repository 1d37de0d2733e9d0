// Matters that many people report at once, found in real tickets.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mergeable, possibleMains } from '../../agent-console/oversight/hotspot-merge.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { openByDistrict } from '../../server/tickets/oversight/districts.ts';
import {
  HotspotWatch,
  hotspotNews,
  hotspots,
  hotspotTickets,
} from '../../server/tickets/oversight/hotspots.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

let city: Awaited<ReturnType<typeof openCity>>;
beforeAll(async () => {
  city = await openCity(await demoDatabase());
}, 240_000);
afterAll(() => city?.database.close());

async function report(title: string, text: string, districtCode?: string): Promise<string> {
  const id = randomUUID();
  const citizenId = randomUUID();
  const ticket = createTicketSchema.parse({
    id,
    kind: 'complaint',
    title,
    text,
    channel: 'web',
    citizenId,
    place: { districtCode },
  });
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, ticket);
  return id;
}

const times = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
/** Near the border: every third is counted in the district beyond it. */
const noise = (time: number) =>
  report(
    `宝安区沙井工地夜间施工${time}`,
    `沙井街道后亭地铁站旁的工地第${time}次凌晨两点还在打桩，噪声扰民`,
    time % 3 === 0 ? '440311' : '440306',
  );

const behind = async (id = '') => (await hotspotTickets(city.database, id, { limit: 200 })).items;

it('are told when five people report one, again when it has doubled, and once however many look', async () => {
  const watch = new HotspotWatch(city.database);
  await report('小区门口水管漏水', '罗湖区翠竹苑三栋门口的水管一直漏水');
  await report('学位申请需要什么材料', '孩子今年上小学一年级，请问准备哪些材料');
  for (const time of times.slice(0, 4)) await noise(time);
  expect(await watch.look(new Date())).toBe(0);
  const early = await hotspots(city.database);
  expect(early[0]).toMatchObject({ size: 4, recent: 4, alarmedAt: null });

  await noise(5);
  const other = new HotspotWatch(city.database);
  const told = await Promise.all([watch.look(new Date()), other.look(new Date())]);
  expect(told.sort()).toEqual([0, 1]);
  for (const time of times.slice(5, 9)) await noise(time);
  expect(await watch.look(new Date())).toBe(0);
  await noise(10);
  expect(await other.look(new Date())).toBe(1);
  expect(await watch.look(new Date())).toBe(0);

  const [hot] = await hotspots(city.database);
  expect(hot).toMatchObject({ id: early[0]?.id, size: 10, place: expect.stringContaining('沙井') });
  expect(JSON.stringify(hot).length, 'the list is asked for on every page').toBeLessThan(1_000);
  const all = await behind(hot?.id);
  expect(all).toHaveLength(10);
  // In pages, the latest first, none twice.
  let cursor: string | undefined;
  const paged: string[] = [];
  do {
    const page = await hotspotTickets(city.database, hot?.id ?? '', { limit: 4, cursor });
    expect(page.items.length).toBeLessThanOrEqual(4);
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(paged).toEqual(all.map(({ id }) => id));
  expect(all.map(({ createdAt }) => createdAt)).toEqual(
    all.map(({ createdAt }) => createdAt).toSorted((one, other) => other.localeCompare(one)),
  );
  await expect(hotspotTickets(city.database, randomUUID(), { limit: 4 })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(hot?.districts).toEqual([
    { code: '440306', count: 7 },
    { code: '440311', count: 3 },
  ]);
  expect(await hotspotNews(city.database, hot?.id ?? '')).toMatchObject({ size: 10 });
  const events = await city.database.read.outbox.findMany({ where: { type: 'hotspot.grew' } });
  expect(events).toHaveLength(2);
});

it('stand among what each district has in hand; a ticket that is over is in nobody’s', async () => {
  const before = await openByDistrict(city.database);
  const nanshan = ({ items }: typeof before) =>
    items.find(({ code }) => code === '440305') ?? { code: '440305', open: 0, late: 0 };
  await report('路灯不亮', '南山区蛇口路灯不亮', '440305');
  const late = await report('井盖松动', '南山区粤海井盖松动', '440305');
  const over = await report('占道经营', '南山区沙河占道经营', '440305');
  await report('不知道在哪里', '路上有一块牌子掉了');
  await city.database.read.ticketHead.update({ where: { ticketId: late }, data: { alarm: 1 } });
  await city.database.read.ticket.update({ where: { id: over }, data: { state: 'closed' } });
  const after = await openByDistrict(city.database);
  expect(nanshan(after)).toEqual({
    code: '440305',
    open: nanshan(before).open + 2,
    late: nanshan(before).late + 1,
  });
  expect(after.without.open).toBe(before.without.open + 1);
});

it('cool down where nothing more comes', async () => {
  const watch = new HotspotWatch(city.database);
  await watch.look(new Date());
  const [hot] = await hotspots(city.database);
  expect(hot?.recent).toBe(10);
  expect(await watch.look(new Date(Date.now() + 3 * 86_400_000))).toBe(0);
  const [cool] = await hotspots(city.database);
  expect(cool).toMatchObject({ id: hot?.id, size: 10, recent: 0 });
});

it('are merged under the ticket that is in hand, else the earliest', async () => {
  const [hot] = await hotspots(city.database);
  const tickets = (await behind(hot?.id)).toReversed();
  const third = tickets[2]?.id ?? '';
  for (const words of [{ command: 'dispatch', departmentCode: 'urban' }, { command: 'accept' }]) {
    const actor = words.command === 'accept' ? person(['officer'], 'urban') : person(['dispatcher']);
    const { version } = await city.service.summary(third);
    const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
    await city.service.command({ kind: 'staff', actor }, third, command);
  }
  const [again] = await hotspots(city.database);
  const later = await behind(again?.id);
  const [main, next] = possibleMains(later);
  expect([main?.id, next?.id]).toEqual([third, tickets[0]?.id]);
  const others = mergeable(later, third);
  expect(others).toHaveLength(9);
  for (const { id, version } of others) {
    const merge = { command: 'merge', mainTicketId: third, commandId: randomUUID(), version };
    await city.service.command(
      { kind: 'staff', actor: person(['supervisor']) },
      id,
      ticketCommandSchema.parse(merge),
    );
  }
  const { relatives } = await city.service.view(person(['supervisor']), third);
  expect(relatives.filter(({ relation }) => relation === 'merged')).toHaveLength(9);
});

it('cool down after thirty days', async () => {
  const later = new Date(Date.now() + 31 * 86_400_000);
  const watch = new HotspotWatch(city.database);
  await watch.look(new Date());
  expect(await watch.look(later)).toBe(0);
  expect(await hotspots(city.database)).toEqual([]);
});
