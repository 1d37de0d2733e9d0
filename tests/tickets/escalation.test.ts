// Who is told as clocks run out: the rungs of a ladder, and tickets whose real clocks warn and break.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { applyPack } from '../../server/admin/index.ts';
import type { Role } from '../../server/platform/contract.ts';
import type { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { watchClocks } from '../../server/tickets/firing.ts';
import type { Rung } from '../../server/tickets/oversight/contract.ts';
import { climb, markSeen, tellDue, toldTo } from '../../server/tickets/oversight/escalation.ts';
import { isStillDue, rungsFrom } from '../../server/tickets/oversight/ladder.ts';
import { readLadders, writeLadder } from '../../server/tickets/oversight/ladders.ts';
import { testDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

const ladder: Rung[] = [
  { share: 0.5, afterHours: 0, tells: ['officer'] },
  { share: 0.8, afterHours: 0, tells: ['officer', 'lead'] },
  { share: 1, afterHours: 0, tells: ['supervisor'] },
  { share: 1, afterHours: 24, tells: ['mayor'] },
];
const at = new Date('2026-11-02T09:00:00+08:00');

describe('a ladder', () => {
  it('is climbed to the share that fired, also past rungs that were jumped over', () => {
    expect(rungsFrom(ladder, 0.8, at).map(({ share }) => share)).toEqual([0.5, 0.8]);
    expect(rungsFrom(ladder, 0.4, at)).toEqual([]);
  });

  it('counts hours past the end from the breach', () => {
    expect(rungsFrom(ladder, 1, at).at(-1)?.at.toISOString()).toBe('2026-11-03T01:00:00.000Z');
  });

  it.each([
    [0.5, 'running', null, true],
    [0.5, 'paused', null, false],
    [1, 'breached', null, true],
    // New rules took the breach back.
    [1, 'running', null, false],
    [1, 'breached', at, false],
  ] as const)('at %s of a clock that is %s tells: %s', (share, state, endedAt, isDue) => {
    expect(isStillDue(share, { state, endedAt })).toBe(isDue);
  });
});

describe('real clocks', () => {
  let city: Awaited<ReturnType<typeof openCity>>;
  const people: Record<string, string> = {};
  const admin = person(['admin']);
  const firedSchema = z.object({
    clocks: z.array(z.object({ clockId: z.string(), ticketId: z.string(), share: z.number() })),
  });

  beforeAll(async () => {
    city = await openCity(await testDatabase());
    // Without the demo's people: ladders tell those of this test alone.
    await applyPack(city.database, 'prisma/packs/shenzhen');
    const rows: [string, Role, string | null][] = [
      ['officer', 'officer', 'water'],
      ['other', 'officer', 'water'],
      ['lead', 'lead', 'water'],
      ['supervisor', 'supervisor', null],
      ['mayor', 'observer', null],
      ['dispatcher', 'dispatcher', null],
    ];
    for (const [username, role, departmentCode] of rows) {
      const row = { username, nameZh: username, nameEn: username, roles: [role], departmentCode };
      const made = await city.database.change(({ tx }) =>
        tx.user.create({ data: { ...row, passwordHash: '-' } }),
      );
      people[username] = made.id;
    }
    await writeLadder(city.database, admin, {
      departmentCode: 'water',
      rungs: ladder,
      seen: (await ofWater())?.mark ?? null,
    });
    vi.useFakeTimers({ toFake: ['Date'], now: at });
  }, 240_000);
  afterAll(async () => {
    vi.useRealTimers();
    await city?.database.close();
  });

  const ofWater = async () =>
    (await readLadders(city.database)).items.find(({ departmentCode }) => departmentCode === 'water');

  const staff = (username: string, role: Role, departmentCode: string | null = null) => ({
    ...person([role], departmentCode),
    id: people[username] ?? '',
  });
  async function give(by: ReturnType<typeof staff>, id: string, words: object): Promise<void> {
    const { version } = await city.service.summary(id);
    const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
    await city.service.command({ kind: 'staff', actor: by }, id, command);
  }
  async function dispatched(): Promise<string> {
    const id = randomUUID();
    const matter = {
      id,
      kind: 'help',
      title: '漏水',
      text: '门口漏水',
      channel: 'web',
      citizenId: randomUUID(),
    };
    await city.service.create({ kind: 'staff', actor: person(['agent']) }, createTicketSchema.parse(matter));
    await give(staff('dispatcher', 'dispatcher'), id, { command: 'dispatch', departmentCode: 'water' });
    return id;
  }
  /** Moves time on, fires the clocks that are due, and gives what they emitted to the ladders, twice. */
  async function passTo(moment: Date): Promise<void> {
    vi.setSystemTime(moment);
    const watch = watchClocks({
      jobs: { timer: () => ({ set: async () => undefined }), perform: () => undefined } as unknown as Jobs,
      database: city.database,
      log: createLog('silent'),
      metrics: createMetrics(),
    });
    watch.stop();
    await watch.sweep();
    const events = await city.database.read.outbox.findMany({
      where: { type: 'clocks.fired' },
      orderBy: { id: 'asc' },
    });
    for (const { payload } of [...events, ...events]) {
      const { clocks } = firedSchema.parse(payload);
      await city.database.change((change) => climb(change, clocks, moment));
    }
  }
  const toldOf = async (username: string, id: string) =>
    (await toldTo(city.database, people[username] ?? '', new Date(0)))
      .filter(({ ticketId, clock }) => ticketId === id && clock === 'first_contact')
      .map(({ share, afterHours }) => `${share}+${afterHours}`)
      .sort();

  it('tell the officer at half time, the lead later, the supervisor at the end, the mayor’s desk a day after, each once', async () => {
    const id = await dispatched();
    await give(staff('officer', 'officer', 'water'), id, { command: 'accept' });
    const { clocks } = await city.service.view(staff('supervisor', 'supervisor'), id);
    const clock = clocks.find((one) => one.clock === 'first_contact');
    if (!clock) throw new Error('no clock of first contact runs');
    const [start, due] = [Date.parse(clock.startedAt), Date.parse(clock.dueAt)];

    await passTo(new Date(start + 0.6 * (due - start)));
    expect(await toldOf('officer', id)).toEqual(['0.5+0']);
    // It is the officer's who accepted it.
    expect(await toldOf('other', id)).toEqual([]);
    await passTo(new Date(due + 1_000));
    expect(await toldOf('officer', id)).toEqual(['0.5+0', '0.8+0']);
    expect(await toldOf('lead', id)).toEqual(['0.8+0']);
    expect(await toldOf('supervisor', id)).toEqual(['1+0']);
    expect(await toldOf('mayor', id)).toEqual([]);

    const dayLater = new Date(due + 24 * 3_600_000 + 2_000);
    vi.setSystemTime(dayLater);
    await city.database.change((change) => tellDue(change, id, dayLater));
    expect(await toldOf('mayor', id)).toEqual(['1+24']);
    const { timeline } = await city.service.view(staff('supervisor', 'supervisor'), id);
    expect(timeline.filter(({ command }) => command === 'escalate').at(-1)?.payload).toMatchObject({
      share: 1,
      afterHours: 24,
      tells: ['mayor'],
      departmentCode: 'water',
    });
    await markSeen(city.database, people.mayor ?? '', new Date(0));
    const [seen] = await toldTo(city.database, people.mayor ?? '', new Date(0));
    expect(seen?.isSeen).toBe(true);
  }, 60_000);

  it('tell nobody a day after when the matter was seen to in between', async () => {
    vi.setSystemTime(at);
    const id = await dispatched();
    await give(staff('officer', 'officer', 'water'), id, { command: 'accept' });
    const { clocks } = await city.service.view(staff('supervisor', 'supervisor'), id);
    const due = Date.parse(clocks.find((one) => one.clock === 'first_contact')?.dueAt ?? '');
    await passTo(new Date(due + 1_000));
    expect(await toldOf('supervisor', id)).toEqual(['1+0']);
    await give(staff('officer', 'officer', 'water'), id, {
      command: 'contact',
      how: 'phone',
      note: '已联系',
    });
    await city.database.change((change) => tellDue(change, id, new Date(due + 25 * 3_600_000)));
    expect(await toldOf('mayor', id)).toEqual([]);
  }, 60_000);

  it('follow the general ladder where a department has none of its own any more', async () => {
    const own = await ofWater();
    const water = { departmentCode: 'water', rungs: null };
    await expect(writeLadder(city.database, admin, { ...water, seen: null })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    await writeLadder(city.database, admin, { ...water, seen: own?.mark ?? null });
    const { items } = await readLadders(city.database);
    expect(items.map(({ departmentCode }) => departmentCode)).toEqual([null]);
    await expect(
      writeLadder(city.database, admin, { departmentCode: 'nowhere', rungs: ladder, seen: null }),
    ).rejects.toMatchObject({ code: 'bad_request' });
  });
});
