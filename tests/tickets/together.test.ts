// Tickets that several people, departments or citizens have to do with, on a real database.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Intake } from '../../server/intake/index.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import type { Role } from '../../server/platform/contract.ts';
import { AppError } from '../../server/platform/errors.ts';
import type { Jobs } from '../../server/platform/jobs.ts';
import type { Routing } from '../../server/routing/index.ts';
import {
  countedViews,
  createTicketSchema,
  type TicketCommand,
  ticketCommandSchema,
  ticketListQuerySchema,
} from '../../server/tickets/contract.ts';
import { fileLeftMatters } from '../../server/tickets/filing.ts';
import { TicketPeople } from '../../server/tickets/people.ts';
import { beforeFiling, similarTickets, ticketsToJoin } from '../../server/tickets/similar.ts';
import { verifyTimelines } from '../../server/tickets/verification.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

let city: Awaited<ReturnType<typeof openCity>>;
let people: TicketPeople;
const dispatcher = person(['dispatcher']);
const supervisor = person(['supervisor']);
const water = person(['officer'], 'water');
const waterLead = person(['lead'], 'water');
const urban = person(['officer'], 'urban');

beforeAll(async () => {
  city = await openCity(await demoDatabase());
  people = new TicketPeople(city.database, city.service);
}, 240_000);
afterAll(() => city?.database.close());

async function file(
  title = '水管漏水',
  citizenId = randomUUID(),
  text = '小区门口水管漏水',
): Promise<string> {
  const id = randomUUID();
  const ticket = createTicketSchema.parse({ id, kind: 'help', title, text, channel: 'web', citizenId });
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, ticket);
  return id;
}

type Words = { command: TicketCommand['command'] } & Record<string, unknown>;
async function give(actor: Actor, id: string, words: Words, commandId: string = randomUUID()): Promise<void> {
  const { version } = await city.service.summary(id);
  const command = ticketCommandSchema.parse({ ...words, commandId, version });
  await city.service.command({ kind: 'staff', actor }, id, command);
}

const refusalOf = async (work: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`was not refused: ${String(error)}`);
  return error;
};

async function storedPerson(roles: Role[], departmentCode: string, nameZh: string): Promise<Actor> {
  const row = await city.database.read.user.create({
    data: { username: randomUUID(), nameZh, nameEn: nameZh, passwordHash: '', roles, departmentCode },
  });
  return { ...person(roles, departmentCode), id: row.id };
}

describe('departments that work together', () => {
  it('see the ticket while they help, have a clock each, and nobody else sees it', async () => {
    const id = await file();
    await give(dispatcher, id, {
      command: 'dispatch',
      departmentCode: 'water',
      coDepartmentCodes: ['urban'],
    });
    const seen = await city.service.view(urban, id);
    expect(seen.handlers).toMatchObject([{ departmentCode: 'urban', state: 'asked' }]);
    expect(seen.clocks.filter(({ clock }) => clock === 'co_handle')).toMatchObject([
      { departmentCode: 'urban', state: 'running' },
    ]);
    expect((await refusalOf(city.service.view(person(['officer'], 'police'), id))).code).toBe('not_found');
    const { items } = await city.service.list(urban, { view: 'all', limit: 50 });
    expect(items.map((one) => one.id)).toContain(id);

    await give(water, id, { command: 'accept' });
    await give(urban, id, { command: 'co_accept' });
    await give(urban, id, { command: 'co_answer', text: '占道已清理' });
    const after = await city.service.view(water, id);
    expect(after.handlers).toMatchObject([{ state: 'answered', answer: '占道已清理' }]);
    expect(after.clocks.find(({ clock }) => clock === 'co_handle')?.state).toBe('met');
    expect(after.clocks.find(({ clock }) => clock === 'resolve')?.state).toBe('running');
  });
});

describe('how much there is to do', () => {
  it('is counted for each reader as their list has it', async () => {
    const officer = await storedPerson(['officer'], 'market', '周市监');
    const readers = [dispatcher, officer, person(['lead'], 'market'), person(['lead'], 'sport')];
    const lengths = async () => {
      for (const reader of readers)
        for (const view of countedViews) {
          const { items } = await city.service.list(reader, { view, limit: 100 });
          expect(await city.service.count(reader, { view }), view).toBe(Math.min(items.length, 100));
        }
      return Promise.all(
        (['department', 'mine', 'approval'] as const).map((view) => city.service.count(officer, { view })),
      );
    };
    const before = await lengths();
    const ids = [await file('秤不准'), await file('标价不明'), await file('过期食品')];
    for (const id of ids) await give(dispatcher, id, { command: 'dispatch', departmentCode: 'market' });
    for (const id of ids.slice(1)) await give(officer, id, { command: 'accept' });
    const [department = 0, mine = 0, approval = 0] = before;
    expect(await lengths()).toEqual([department + 3, mine + 2, approval]);
  });
});

describe('two clerks at once', () => {
  it('the second is told who did what and when', async () => {
    const id = await file();
    const { version } = await city.service.summary(id);
    const first = await storedPerson(['dispatcher'], 'data', '陈调度');
    const dispatch = (actor: Actor) =>
      city.service.command(
        { kind: 'staff', actor },
        id,
        ticketCommandSchema.parse({
          command: 'dispatch',
          departmentCode: 'water',
          commandId: randomUUID(),
          version,
        }),
      );
    await dispatch(first);
    const { code, details } = await refusalOf(dispatch(dispatcher));
    expect(code).toBe('version_conflict');
    expect(details).toMatchObject({ command: 'dispatch', by: { zh: '陈调度' }, at: expect.any(String) });
  });

  it('the same command sent again happens once, also where rules add lines before it', async () => {
    const id = await file();
    const commandId = randomUUID();
    await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
    await give(
      supervisor,
      id,
      { command: 'force_dispatch', departmentCode: 'urban', basis: '协调会' },
      commandId,
    );
    await give(
      supervisor,
      id,
      { command: 'force_dispatch', departmentCode: 'urban', basis: '协调会' },
      commandId,
    );
    const { timeline } = await city.service.view(supervisor, id);
    expect(timeline.map(({ command }) => command)).toEqual([
      'create',
      'dispatch',
      'force_dispatch',
      'dispatch',
    ]);
  });
});

describe('an id that is another’s', () => {
  const asGiven = (id: string) =>
    createTicketSchema.parse({
      id,
      kind: 'help',
      title: '漏水',
      text: '漏水',
      channel: 'web',
      citizenId: randomUUID(),
    });

  it('opens no ticket: with it would come the code of its citizen', async () => {
    const id = randomUUID();
    const [first, other] = [person(['agent']), person(['agent'])];
    const made = await city.service.create({ kind: 'staff', actor: first }, asGiven(id));
    expect(await city.service.create({ kind: 'staff', actor: first }, asGiven(id))).toMatchObject({
      code: made.code,
    });
    for (const by of [{ kind: 'staff', actor: other } as const, { kind: 'citizen' } as const])
      expect((await refusalOf(city.service.create(by, asGiven(id)))).code).toBe('conflict');
  });
});
describe('one matter in several tickets', () => {
  it('is found by its words, the same citizen marked', async () => {
    const citizenId = randomUUID();
    const known = await file('翠竹苑三栋电梯困人', randomUUID(), '翠竹苑三栋电梯经常困人，物业不修');
    const own = await file('翠竹苑电梯又困人', citizenId, '翠竹苑三栋的电梯今天又困人了');
    await file('滨海大道堵车', randomUUID(), '早高峰滨海大道辅道堵死');
    const matter = { title: '翠竹苑三栋电梯故障', text: '翠竹苑三栋电梯困人，没人来修', citizenId };
    const found = await similarTickets(city.database, matter, new Date());
    expect(
      found
        .map(({ id }) => id)
        .slice(0, 2)
        .sort(),
    ).toEqual([known, own].sort());
    expect(found.find(({ id }) => id === own)?.isSameCitizen).toBe(true);
    expect(found.every(({ title }) => title !== '滨海大道堵车')).toBe(true);
  });

  it('told again by the same citizen joins the open ticket with every word, another matter does not', async () => {
    const citizenId = randomUUID();
    const words = '深南大道科技园地铁站出口旁的工地每天凌晨两点还在打桩，吵得没法睡觉，请管一管';
    const first = randomUUID();
    const left: Record<string, string[]> = {};
    let handler: ((event: { interactionId: string; phone: null }) => Promise<void>) | undefined;
    fileLeftMatters({
      // What the room asks of the others, and no more.
      jobs: {
        perform: (_database: unknown, _name: string, on: { 'matter.left': NonNullable<typeof handler> }) => {
          handler = on['matter.left'];
        },
      } as unknown as Jobs,
      database: city.database,
      intake: {
        wordsOf: async (id: string) => left[id] ?? [],
        citizen: async () => ({ name: null }),
      } as unknown as Intake,
      routing: {
        interaction: async () => ({ citizenId, conversationId: randomUUID(), channel: 'web', lang: 'zh' }),
      } as unknown as Routing,
      service: city.service,
      suggest: async () => ({
        departmentCode: null,
        categoryCode: null,
        kind: 'complaint',
        urgency: 'ordinary',
        place: {},
        confidence: 1,
        duty: null,
        reasons: [],
      }),
    });
    const leave = async (id: string, text: string): Promise<void> => {
      left[id] = [text];
      // A consumer may be called twice.
      await handler?.({ interactionId: id, phone: null });
      await handler?.({ interactionId: id, phone: null });
    };
    await leave(first, words);
    const [second, other] = [randomUUID(), randomUUID()];
    await leave(second, `${words}。已经三天了！`);
    await leave(other, '孩子上小学需要准备什么材料，学位申请什么时候开始');
    const { read } = city.database;
    const filed = await read.ticket.findMany({ where: { citizenId }, orderBy: { id: 'asc' } });
    expect(filed.map(({ id }) => id).sort()).toEqual([first, other].sort());
    const { timeline, urges } = await city.service.view(person(['supervisor']), first);
    expect(urges).toBe(1);
    expect(timeline.find(({ command }) => command === 'urge')?.payload).toMatchObject({
      text: `${words}。已经三天了！`,
    });

    const matter = { title: '工地', text: words, citizenId: randomUUID() };
    const now = new Date();
    const stranger = await beforeFiling(city.database, matter, now);
    expect(stranger).toMatchObject({ items: [], others: { count: 1, likeliest: [{ id: first }] } });
    const own = await beforeFiling(city.database, { ...matter, citizenId }, now);
    expect(own).toMatchObject({ items: [{ id: first }], others: { count: 0 } });

    // Merged with what somebody else told first: then that is where it is urged.
    const main = await file('科技园工地夜间打桩', randomUUID(), words);
    await give(dispatcher, first, { command: 'merge', mainTicketId: main });
    await leave(randomUUID(), `${words}。第五天了！`);
    expect(await read.ticket.count({ where: { citizenId } })).toBe(2);
    expect((await city.service.view(person(['supervisor']), main)).urges).toBe(1);
    const [joined] = await ticketsToJoin(city.database, { ...matter, citizenId }, now);
    expect(joined).toMatchObject({ id: main, isSameCitizen: true });
    expect((await beforeFiling(city.database, matter, now)).others).toMatchObject({
      count: 2,
      likeliest: [{ id: main }],
    });
  });

  it('merges and comes apart again with the due times that it had', async () => {
    const [main, other] = [await file(), await file()];
    await give(dispatcher, other, { command: 'dispatch', departmentCode: 'water' });
    const before = await city.service.view(dispatcher, other);
    await give(dispatcher, other, { command: 'merge', mainTicketId: main });
    const merged = await city.service.view(dispatcher, other);
    expect(merged.clocks.every(({ state }) => state !== 'running')).toBe(true);
    expect((await city.service.view(dispatcher, main)).relatives).toMatchObject([
      { id: other, relation: 'merged' },
    ]);
    await give(dispatcher, other, { command: 'unmerge', reason: '是另一处' });
    const after = await city.service.view(dispatcher, other);
    expect(after.state).toBe('dispatched');
    const dues = ({ clocks }: typeof after) =>
      clocks.filter(({ state }) => state === 'running').map(({ clock, dueAt }) => [clock, dueAt]);
    expect(dues(after)).toEqual(dues(before));
  });

  it('is not merged into itself, nor into what is merged already', async () => {
    const [one, two, three] = [await file(), await file(), await file()];
    await give(dispatcher, two, { command: 'merge', mainTicketId: one });
    for (const mainTicketId of [three, two]) {
      const error = await refusalOf(give(dispatcher, three, { command: 'merge', mainTicketId }));
      expect(error.code).toBe('bad_request');
    }
    expect((await refusalOf(give(dispatcher, one, { command: 'merge', mainTicketId: three }))).code).toBe(
      'bad_request',
    );
  });

  it('splits: the part is a ticket of the same citizen, with a clock of its own', async () => {
    const citizenId = randomUUID();
    const [id, part] = [await file('漏水又停电', citizenId), randomUUID()];
    await give(dispatcher, id, { command: 'split', id: part, title: '停电', text: '漏水后停电' });
    const made = await city.service.view(dispatcher, part);
    expect(made).toMatchObject({ title: '停电', citizenId, state: 'received', nextClock: 'dispatch' });
    expect(made.relatives).toMatchObject([{ id, relation: 'parent' }]);
  });
});

describe('people around a ticket', () => {
  it('are, however many agents the city has, those who can be given it', async () => {
    const id = await file();
    await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
    await city.database.read.user.createMany({
      data: Array.from({ length: 500 }, (_, index) => ({
        username: `0-agent-${index}`,
        nameZh: '坐席',
        nameEn: 'Agent',
        passwordHash: '',
        roles: ['agent'],
      })),
    });
    const officer = await storedPerson(['officer'], 'water', '周工');
    const found = (await people.of(dispatcher, id)).filter((one) => one.id === officer.id);
    expect(found).toMatchObject([{ canTake: true }]);
    await city.database.read.user.deleteMany({ where: { username: { startsWith: '0-agent-' } } });
  });

  it('who is mentioned watches; who may not see the ticket cannot be mentioned', async () => {
    const id = await file();
    await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
    const colleague = await storedPerson(['officer'], 'water', '林工');
    const stranger = await storedPerson(['officer'], 'police', '王警官');
    await give(dispatcher, id, { command: 'note', text: '请看', mentions: [colleague.id] });
    expect((await city.service.news(id)).watchers).toEqual([colleague.id]);
    const watched = await city.service.list(colleague, { view: 'watched', limit: 10 });
    expect(watched.items.map((one) => one.id)).toEqual([id]);
    const error = await refusalOf(
      give(dispatcher, id, { command: 'note', text: '请看', mentions: [stranger.id] }),
    );
    expect(error.code).toBe('bad_request');
  });

  it('hand over every open ticket when they leave, by their lead only, and it is on record', async () => {
    const leaving = await storedPerson(['officer'], 'water', '离职者');
    const staying = await storedPerson(['officer'], 'water', '接手者');
    const ids = [await file(), await file()];
    for (const id of ids) {
      await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
      await give(leaving, id, { command: 'accept' });
    }
    const order = { fromId: leaving.id, toId: staying.id, reason: '调离' };
    const stranger = person(['lead'], 'urban');
    expect((await refusalOf(people.handOver(stranger, order))).code).toBe('forbidden');
    expect((await refusalOf(people.handOver(urban, order))).code).toBe('forbidden');
    expect(await people.handOver(waterLead, order)).toEqual({ tickets: 2 });
    for (const id of ids) expect((await city.service.view(water, id)).officer?.id).toBe(staying.id);
    const left = await people.officers(waterLead, undefined);
    expect(left.find(({ id }) => id === leaving.id)?.open).toBe(0);
    expect((await refusalOf(people.officers(waterLead, 'urban'))).code).toBe('forbidden');
    const entries = await city.database.read.auditEntry.findMany({ where: { action: 'ticket_hand_over' } });
    expect(entries).toMatchObject([{ subjectId: leaving.id, detail: { tickets: 2, reason: '调离' } }]);
  });
});

it('what the rules refuse is on record, and every timeline holds', async () => {
  const id = await file();
  await refusalOf(give(supervisor, id, { command: 'close' }));
  const [entry] = await city.database.read.auditEntry.findMany({
    where: { action: 'ticket_command_refused', subjectId: id },
  });
  expect(entry?.detail).toMatchObject({ command: 'close', state: 'received' });
  const faults: unknown[] = [];
  await city.database.change(({ sql }) => verifyTimelines(sql, (fault) => faults.push(fault)));
  expect(faults).toEqual([]);
});

describe('a list of tickets', () => {
  const waterLeads = `t."leadDepartmentCode" = 'water'`;
  const waterHelps = `EXISTS (SELECT 1 FROM "TicketHandler" b
    WHERE b."ticketId" = t.id AND b."departmentCode" = 'water' AND b.state <> 'released')`;
  const ofWater = `(${waterLeads} OR ${waterHelps})`;
  const atDepartments = `t.state IN ('dispatched', 'accepted', 'rework', 'waiting_citizen', 'replied')`;

  /** What belongs in a list, read the plain way. */
  async function belongs(where: string): Promise<string[]> {
    const rows = await city.database.sql.rows(
      z.object({ id: z.string() }),
      `SELECT t.id FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id WHERE ${where}
       ORDER BY h."nextDueAt" NULLS LAST, t.id`,
    );
    return rows.map(({ id }) => id);
  }
  /** The same as its reader pages through it. */
  async function paged(actor: Actor, query: object): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await city.service.list(
        actor,
        ticketListQuerySchema.parse({ ...query, limit: 3, ...(cursor && { cursor }) }),
      );
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return ids;
  }

  beforeAll(async () => {
    for (const title of ['路灯不亮', '路灯太暗', '井盖松动', 'Street lamp broken']) {
      const id = await file(title);
      await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
      if (title === '路灯太暗') await give(water, id, { command: 'accept' });
    }
    await file('路灯没人修');
    const helped = await file('绿化带积水');
    await give(dispatcher, helped, {
      command: 'dispatch',
      departmentCode: 'urban',
      coDepartmentCodes: ['water'],
    });
  });

  it.each([
    ['of one department, what it helps with among it', { view: 'all' }, ofWater, () => water],
    [
      'of what a department has to do',
      { view: 'department' },
      `${ofWater} AND ${atDepartments}`,
      () => water,
    ],
    ['of one officer', { view: 'mine' }, `t."officerId" = '${water.id}' AND ${atDepartments}`, () => water],
    ['of one state', { state: 'dispatched' }, `t.state = 'dispatched'`, () => dispatcher],
    ['of all', { view: 'all' }, 'true', () => dispatcher],
    [
      'of what is still to be dispatched',
      { view: 'triage' },
      `t.state IN ('received', 'returned')`,
      () => dispatcher,
    ],
    ['with a word of two letters', { q: '路灯' }, `t.title LIKE '%路灯%'`, () => dispatcher],
    ['with a single letter', { q: '灯' }, `t.title LIKE '%灯%'`, () => dispatcher],
    ['with a word in other letters', { q: 'LAMP' }, `t.title ILIKE '%lamp%'`, () => dispatcher],
    ['with a word, of one department', { q: '路灯' }, `t.title LIKE '%路灯%' AND ${ofWater}`, () => water],
    ['with the beginning of a number', { q: 'sz20' }, `t.number LIKE 'SZ20%'`, () => dispatcher],
    ['with a sign that stands for nothing else', { q: '%' }, 'false', () => dispatcher],
  ])('%s holds what belongs in it, the earliest due first', async (_what, query, where, actor) => {
    expect(await paged(actor(), query)).toEqual(await belongs(where));
  });
});
