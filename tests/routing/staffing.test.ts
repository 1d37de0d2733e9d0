import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../server/platform/database.ts';
import { scenarioSchema, simulate } from '../../server/routing/simulation/index.ts';
import { Dice } from '../../server/routing/simulation/random.ts';
import { staffScenario } from '../../server/routing/staffing/scenario.ts';
import { readHistory } from '../../server/routing/staffing/store.ts';
import { agentsFor, meanPatienceS, outcomeOf, staffHour } from '../../server/routing/staffing/table.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedisClient } from '../harness/redis.ts';

const target = { share: 0.8, withinS: 15 };

describe('the table', () => {
  /** Share answered in time by Erlang's C, the textbook way (Cooper 1981): B by recursion, C from B. */
  function erlangC(load: number, agents: number, serviceS: number): number {
    let blocked = 1;
    for (let n = 1; n <= agents; n += 1) blocked = (load * blocked) / (n + load * blocked);
    const waits = blocked / (1 - (load / agents) * (1 - blocked));
    return 1 - waits * Math.exp((-(agents - load) * target.withinS) / serviceS);
  }

  it.each([
    ['Monday 10:00, 360 calls of four minutes', 360, 240, 29],
    ['Monday 03:00, 12 calls of four minutes', 12, 240, 3],
    ['Friday 15:00, 100 calls of three and a half minutes', 100, 210, 9],
  ])('%s, nobody gives up: the fewest agents by the textbook', (_, contactsPerHour, serviceS, agents) => {
    const load = { contactsPerHour, serviceS, patienceS: null };
    const offered = (contactsPerHour * serviceS) / 3_600;
    expect(erlangC(offered, agents, serviceS)).toBeGreaterThanOrEqual(0.8);
    expect(erlangC(offered, agents - 1, serviceS)).toBeLessThan(0.8);
    expect(agentsFor(load, target)).toBe(agents);
    expect(outcomeOf(load, agents, 15)?.serviceLevel).toBeCloseTo(erlangC(offered, agents, serviceS), 9);
  });

  it('needs fewer agents where some give up, and says how many do', () => {
    const pace = { serviceS: 240, patienceS: 120 };
    const busy = staffHour({ weekday: 1, hour: 10, contacts: 360 }, pace, target);
    const quiet = staffHour({ weekday: 1, hour: 3, contacts: 0 }, pace, target);
    expect(busy).toMatchObject({ weekday: 1, hour: 10, contacts: 360, agents: 27 });
    // Who gives up is who waits: the mean wait is the share that gives up times the patience.
    expect(busy.outcome?.meanWaitS).toBeCloseTo(120 * (busy.outcome?.abandonment ?? 0), 6);
    expect(quiet).toEqual({ weekday: 1, hour: 3, contacts: 0, agents: 0, outcome: null });
  });

  it('says nothing of a line that grows for ever, nor of a centre without agents', () => {
    const load = { contactsPerHour: 360, serviceS: 240, patienceS: null };
    expect(outcomeOf(load, 24, 15)).toBeNull();
    expect(outcomeOf({ ...load, patienceS: 60 }, 24, 15)).not.toBeNull();
    expect(outcomeOf({ ...load, patienceS: 60 }, 0, 15)).toBeNull();
  });
});

describe('the mean patience', () => {
  it('is found behind waits that service cut short', () => {
    const dice = new Dice(11);
    const calls = Array.from({ length: 200_000 }, () => ({
      patienceS: dice.exponential(150),
      offeredS: dice.uniform() < 0.5 ? 0 : dice.exponential(40),
    }));
    const abandoned = calls.filter(({ patienceS, offeredS }) => patienceS < offeredS);
    const waitedS = calls.reduce((sum, call) => sum + Math.min(call.patienceS, call.offeredS), 0);
    const found = meanPatienceS(waitedS, abandoned.length);
    // Its relative error is 1/√abandoned; 2.6 of them is 99 %.
    const spread = (2.6 * 150) / Math.sqrt(abandoned.length);
    expect(Math.abs((found ?? 0) - 150)).toBeLessThan(spread);
    const naive = abandoned.reduce((sum, { patienceS }) => sum + patienceS, 0) / abandoned.length;
    expect(naive, 'the mean of those who gave up is no estimate').toBeLessThan(60);
  });

  it('is unknown while nobody gives up', () => {
    expect(meanPatienceS(4_000, 0)).toBeNull();
  });
});

describe('a scenario', () => {
  const seconds = (meanS: number) => ({ kind: 'exponential', meanS });
  const calls = { queue: 'general', channel: 'voice', service: seconds(200), patience: seconds(100) };
  const scenario = (streams: object[], hours: number) =>
    scenarioSchema.parse({
      name: '',
      nameEn: '',
      hours,
      streams,
      teams: [{ name: 'all', count: 1, queues: ['general'] }],
    });

  it('has calls of one queue merged: rates add, lengths are means by rate; texts are left out', () => {
    const streams = [
      { ...calls, name: 'a', perHour: [60, 120] },
      { ...calls, name: 'b', perHour: [30], service: seconds(320), patience: seconds(400) },
      { ...calls, name: 'c', perHour: [500], channel: 'chat' },
    ];
    const [first, second, ...rest] = staffScenario(scenario(streams, 2), target);
    expect(rest).toEqual([]);
    const load = { contactsPerHour: 90, serviceS: 240, patienceS: 200 };
    const agents = agentsFor(load, target);
    expect(first).toMatchObject({ queue: 'general', hour: 0, contacts: 90, agents });
    expect(first?.outcome).toEqual(outcomeOf(load, agents, 15));
    expect(second).toMatchObject({ hour: 1, contacts: 150 });
  });

  it('has the mean of an hour in which rates change, and nobody where nobody calls', () => {
    const streams = [{ ...calls, name: 'a', perHour: [120, 60, 0, 0] }];
    expect(staffScenario(scenario(streams, 2), target)).toMatchObject([
      { hour: 0, contacts: 90 },
      { hour: 1, contacts: 0, agents: 0, outcome: null },
    ]);
  });

  it('that has the agents of the table meets the target, and misses it with one fewer', async () => {
    const redis = await testRedisClient();
    // One agent more or less tells most here: few hours are enough to see it.
    const load = { contactsPerHour: 19, serviceS: 240, patienceS: 120 };
    const agents = agentsFor(load, target);
    const levelWith = async (count: number) => {
      const { contactsPerHour: rate, serviceS, patienceS } = load;
      const found = await simulate(redis, {
        ...scenario(
          [
            {
              ...calls,
              name: 'a',
              perHour: [rate],
              service: seconds(serviceS),
              patience: seconds(patienceS),
            },
          ],
          8,
        ),
        warmUpH: 1,
        replications: 10,
        thresholdS: target.withinS,
        teams: scenarioSchema.shape.teams.parse([{ name: 'all', count, queues: ['general'] }]),
      });
      return found.serviceLevel;
    };
    const [enough, tooFew] = [await levelWith(agents), await levelWith(agents - 1)];
    expect(enough.mean - enough.halfWidth).toBeGreaterThan(target.share);
    expect(tooFew.mean + tooFew.halfWidth).toBeLessThan(target.share);
  });
});

describe('the history of a queue', async () => {
  const database = openDatabase(await testDatabase(), { publish: () => undefined });
  afterAll(() => database.close());
  /** Wednesday 25 November 2026: the whole weeks before it end on Monday 23, 00:00 in Shenzhen. */
  const now = new Date('2026-11-25T10:00:00+08:00');

  async function queue(timezone = 'Asia/Shanghai'): Promise<string> {
    const code = `q-${randomUUID()}`;
    const hours = { mon: [['00:00', '24:00']] };
    await database.read.calendar.create({
      data: { code, nameZh: code, nameEn: code, definition: { timezone, hours } },
    });
    await database.read.queue.create({
      data: { code, nameZh: code, nameEn: code, calendarCode: code, channels: ['voice', 'chat'] },
    });
    return code;
  }

  /** A contact that came then, waited so long, and was served so long unless something else is said of it. */
  async function came(
    queueCode: string,
    arrivedAt: string,
    call: {
      waitS?: number;
      serviceS?: number;
      state?: 'closed' | 'active' | 'abandoned' | 'refused';
      channel?: 'voice' | 'chat';
    } = {},
  ): Promise<void> {
    const { waitS = 0, serviceS = 240, state = 'closed', channel = 'voice' } = call;
    const at = (seconds: number) => new Date(Date.parse(arrivedAt) + 1_000 * seconds);
    const times = {
      closed: { acceptedAt: at(waitS), closedAt: at(waitS + serviceS) },
      active: { acceptedAt: at(waitS) },
      abandoned: { endedAt: at(waitS), closedAt: at(waitS) },
      refused: { endedAt: at(0), closedAt: at(0) },
    };
    await database.read.interaction.create({
      data: {
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        queueCode,
        channel,
        state,
        arrivedAt: at(0),
        ...times[state],
      },
    });
  }

  it('is the mean of its hours over the whole weeks that anybody came in', async () => {
    const code = await queue();
    // Three on Mondays at 10, in two weeks of the eight, and one late on a Sunday.
    await came(code, '2026-11-16T10:00:00+08:00', { waitS: 10, serviceS: 200 });
    await came(code, '2026-11-16T10:59:59+08:00', { waitS: 30, serviceS: 280 });
    await came(code, '2026-11-09T10:30:00+08:00', { waitS: 20, state: 'abandoned' });
    await came(code, '2026-11-15T23:30:00+08:00', { state: 'refused' });
    // Not of them: this week, nine weeks ago, a chat, another queue.
    await came(code, '2026-11-23T00:00:00+08:00');
    await came(code, '2026-09-27T23:59:59+08:00');
    await came(code, '2026-11-16T10:30:00+08:00', { channel: 'chat' });
    await came(await queue(), '2026-11-16T10:30:00+08:00');

    const { basis, arrivals } = await readHistory(database, code, now);
    expect(basis).toEqual({
      from: '2026-09-27T16:00:00.000Z',
      until: '2026-11-22T16:00:00.000Z',
      weeks: 2,
      contacts: 4,
      serviceS: 240,
      // 60 seconds of waiting, one who gave up; who was refused did not wait.
      patienceS: 60,
    });
    expect(arrivals).toHaveLength(168);
    expect(arrivals.filter(({ contacts }) => contacts > 0)).toEqual([
      { weekday: 1, hour: 10, contacts: 1.5 },
      { weekday: 7, hour: 23, contacts: 0.5 },
    ]);
  });

  it('goes by the clocks of its calendar', async () => {
    const code = await queue('Asia/Urumqi');
    await came(code, '2026-11-16T01:30:00+08:00');
    const { basis, arrivals } = await readHistory(database, code, now);
    expect(basis.until).toBe('2026-11-22T18:00:00.000Z');
    expect(arrivals.find(({ contacts }) => contacts > 0)).toMatchObject({ weekday: 7, hour: 23 });
  });

  it('counts a call in hand as one that came and waited, not in how long calls take', async () => {
    const code = await queue();
    await came(code, '2026-11-17T09:00:00+08:00', { waitS: 40, state: 'active' });
    await came(code, '2026-11-17T09:00:00+08:00', { waitS: 20, state: 'abandoned' });
    const { basis } = await readHistory(database, code, now);
    expect(basis).toMatchObject({ contacts: 2, serviceS: null, patienceS: 60 });
  });

  it('is empty before anybody came, and there is none of an unknown queue', async () => {
    const { basis, arrivals } = await readHistory(database, await queue(), now);
    expect(basis).toMatchObject({ weeks: 0, contacts: 0, serviceS: null, patienceS: null });
    expect(arrivals.every(({ contacts }) => contacts === 0)).toBe(true);
    await expect(readHistory(database, 'nowhere', now)).rejects.toMatchObject({ code: 'not_found' });
  });
});
