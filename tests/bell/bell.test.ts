// Who is told what they wait for: real commands on real tickets, read as each person would read their bell.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPack } from '../../server/admin/index.ts';
import { Bell } from '../../server/bell/index.ts';
import type { Role } from '../../server/platform/contract.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { namedTickets } from '../../server/tickets/rings.ts';
import { testDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

const seats = {
  agent: ['agent', null],
  dispatcher: ['dispatcher', null],
  supervisor: ['supervisor', null],
  officer: ['officer', 'water'],
  colleague: ['officer', 'water'],
  lead: ['lead', 'water'],
  beside: ['officer', 'ecology'],
} as const satisfies Record<string, readonly [Role, string | null]>;
type Name = keyof typeof seats;

let city: Awaited<ReturnType<typeof openCity>>;
let bell: Bell;
const ids = new Map<Name, string>();
const staff = (name: Name) => {
  const [role, departmentCode] = seats[name];
  return { ...person([role], departmentCode), id: ids.get(name) ?? '' };
};

beforeAll(async () => {
  city = await openCity(await testDatabase());
  await applyPack(city.database, 'prisma/packs/shenzhen');
  for (const name of Object.keys(seats) as Name[]) {
    const [role, departmentCode] = seats[name];
    const row = { username: name, nameZh: `${name}甲`, nameEn: name, roles: [role], departmentCode };
    const made = await city.database.change(({ tx }) =>
      tx.user.create({ data: { ...row, passwordHash: '-' } }),
    );
    ids.set(name, made.id);
  }
  bell = new Bell(city.database, {
    ticket: (actor, ticketIds) => namedTickets(city.database, actor, ticketIds),
    review: async () => new Map(),
  });
}, 240_000);
afterAll(() => city?.database.close());

async function give(by: Name | 'citizen', id: string, words: object): Promise<void> {
  const { version } = await city.service.summary(id);
  const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
  const actor = by === 'citizen' ? ({ kind: by } as const) : ({ kind: 'staff', actor: staff(by) } as const);
  await city.service.command(actor, id, command);
}

/** A ticket of the water works that an officer has in hand. */
async function inHand(): Promise<string> {
  const id = randomUUID();
  const words = { title: '漏水，电话13812345678', text: '门口漏水' };
  const matter = createTicketSchema.parse({
    ...words,
    id,
    kind: 'help',
    channel: 'web',
    citizenId: randomUUID(),
  });
  await city.service.create({ kind: 'staff', actor: staff('agent') }, matter);
  await give('dispatcher', id, { command: 'dispatch', departmentCode: 'water' });
  await give('officer', id, { command: 'accept' });
  return id;
}

const reply = { command: 'reply', publicReply: '水管已经修好了。', isTrue: true, isSolved: true };
const heard = async (name: Name, id: string) =>
  (await bell.read(staff(name), new Date()))
    .filter(({ subjectId, isSeen }) => subjectId === id && !isSeen)
    .map(({ kind }) => kind)
    .toSorted();

describe('the bell', () => {
  it('tells whose reply it was that it was sent back, by whom, and nobody else', async () => {
    const id = await inHand();
    await give('colleague', id, reply);
    await give('lead', id, { command: 'send_back', reason: '请写明何时修好' });
    expect(await heard('colleague', id)).toEqual(['sent_back']);
    expect(await heard('officer', id)).toEqual(['sent_back']);
    expect(await heard('lead', id)).toEqual([]);
    expect(await heard('dispatcher', id)).toEqual([]);
    const [line] = await bell.read(staff('colleague'), new Date());
    expect(line?.by?.en).toBe('lead');
    expect(line?.title.zh).toContain('漏水');
    expect(line?.title.zh).not.toContain('13812345678');
  });

  it.each([
    ['a ticket given to a colleague', 'lead', 'assign', 'colleague', 'assigned'],
    ['a note that names somebody', 'officer', 'mention', 'dispatcher', 'mentioned'],
    ['an urge of the citizen', 'citizen', 'urge', 'officer', 'urged'],
    ['a ticket that is supervised', 'supervisor', 'supervise', 'officer', 'supervised'],
    ['a ticket that is supervised, to the lead', 'supervisor', 'supervise', 'lead', 'supervised'],
  ] as const)('tells of %s', async (_what, by, command, who, kind) => {
    const id = await inHand();
    const words = {
      assign: { command, officerId: ids.get('colleague') },
      mention: { command: 'note', text: '请看', mentions: [ids.get('dispatcher')] },
      urge: { command, text: '怎么还没修' },
      supervise: { command, note: '请尽快' },
    };
    await give(by, id, words[command]);
    expect(await heard(who, id)).toEqual([kind]);
  });

  it('tells the officer what they wait for: the answers of the citizen and of the department beside them', async () => {
    const id = await inHand();
    await give('officer', id, { command: 'ask_citizen', question: '哪一栋？' });
    await give('citizen', id, { command: 'citizen_answered', text: '三栋' });
    await give('officer', id, { command: 'co_handle', departmentCodes: ['ecology'], task: '查水质' });
    await give('beside', id, { command: 'co_accept' });
    await give('beside', id, { command: 'co_answer', text: '水质合格' });
    expect(await heard('officer', id)).toEqual(['citizen_answered', 'co_answered']);
  });

  it('tells whoever supervised that it is answered, and the officer that the citizen is not satisfied', async () => {
    const id = await inHand();
    await give('supervisor', id, { command: 'supervise', note: '请尽快' });
    await give('officer', id, reply);
    await give('lead', id, { command: 'approve' });
    expect(await heard('supervisor', id)).toEqual(['answered']);
    await give('citizen', id, { command: 'follow_up', how: 'link', score: 1 });
    expect(await heard('officer', id)).toEqual(['rework', 'supervised']);
  });

  it('tells those who watch a ticket that a department returned it, until they do not see it any more', async () => {
    const id = await inHand();
    await city.service.watch(staff('agent'), id, true);
    await city.service.watch(staff('colleague'), id, true);
    await give('officer', id, {
      command: 'return',
      ground: 'not_ours',
      legalBasis: '不属于本单位职责',
      proposedDepartmentCode: 'ecology',
    });
    expect(await heard('agent', id)).toEqual(['returned']);
    expect(await heard('colleague', id)).toEqual(['returned']);
    await give('dispatcher', id, { command: 'dispatch', departmentCode: 'ecology' });
    expect(await heard('agent', id)).toEqual(['returned']);
    expect(await heard('colleague', id)).toEqual([]);
  });

  it('has one unread line of one thing however often it happens, and a new one once that was read', async () => {
    const id = await inHand();
    for (const text of ['一', '二', '三']) await give('citizen', id, { command: 'urge', text });
    expect(await heard('officer', id)).toEqual(['urged']);
    await bell.see(staff('officer'), new Date());
    expect(await heard('officer', id)).toEqual([]);
    await give('citizen', id, { command: 'urge', text: '四' });
    expect(await heard('officer', id)).toEqual(['urged']);
  });

  it('keeps lines for thirty days', async () => {
    const id = await inHand();
    await give('citizen', id, { command: 'urge', text: '一' });
    const later = new Date(Date.now() + 31 * 86_400_000);
    expect(await bell.read(staff('officer'), later)).toEqual([]);
    await bell.see(staff('officer'), later);
    const mine = { userId: ids.get('officer') ?? '' };
    expect(await city.database.read.bellLine.count({ where: mine })).toBe(0);
  });
});
