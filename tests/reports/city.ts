// A small city whose tickets live as chance will, through real commands, on a clock that the test moves.
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { Intake } from '../../server/intake/index.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import type { Role } from '../../server/platform/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import type { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { ClockBook } from '../../server/tickets/clocks.ts';
import { type CommandName, createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { watchClocks } from '../../server/tickets/firing.ts';
import { RuleBook } from '../../server/tickets/rules.ts';
import { departmentsOf } from '../../server/tickets/sight.ts';
import { TicketService } from '../../server/tickets/service.ts';
import { testFields } from '../harness/fields.ts';

export const person = (roles: Role[], departmentCode: string | null = null): Actor => ({
  id: randomUUID(),
  username: roles.join(),
  name: { zh: '某', en: 'N' },
  roles,
  departmentCode,
  locale: 'zh',
  credential: '',
});

export const departments = ['water', 'urban', 'police'] as const;

/** Opens a city that lives in a database with the Shenzhen pack. */
export async function openCity(databaseUrl: string): Promise<{ database: Database; service: TicketService }> {
  const database = openDatabase(databaseUrl, { publish: () => undefined }, testFields);
  const service = new TicketService({
    database,
    // Citizens are given by id: nobody has to be remembered.
    intake: {} as Intake,
    secrets: new Secrets('a-secret-of-the-test-that-is-long-enough'),
    metrics: createMetrics(),
    clocks: new ClockBook(new RuleBook(database)),
    log: createLog('silent'),
  });
  return { database, service };
}

/** Numbers in [0, 1) that are the same every time (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Files tickets and gives them whatever commands their state allows, over weeks from `start`.
 * Clocks are fired at every other step; in between they are late, as after a lost job. Leaves the faked clock at the end.
 */
export async function liveOn(
  { database, service }: { database: Database; service: TicketService },
  options: { start: string; tickets: number; steps: number; seed: number },
): Promise<void> {
  const random = chance(options.seed);
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)];
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  };
  const categories = await database.read.category.findMany({
    select: { code: true },
    orderBy: { code: 'asc' },
  });
  const districts = await database.read.area.findMany({
    where: { level: 'district' },
    orderBy: { code: 'asc' },
  });
  const watch = watchClocks({
    // Swept by hand: nothing has an alarm.
    jobs: { timer: () => ({ set: async () => undefined }), perform: () => undefined } as unknown as Jobs,
    database,
    log: createLog('silent'),
    metrics: createMetrics(),
  });
  watch.stop();
  const staff = [
    person(['dispatcher']),
    person(['agent']),
    person(['supervisor']),
    ...[...departments, 'data'].flatMap((code) => [person(['officer'], code), person(['lead'], code)]),
  ];
  let at = Date.parse(options.start);
  const pass = (minutes: number): void => {
    at += Math.round(minutes * 60_000) + 1;
    vi.setSystemTime(at);
  };
  pass(0);

  const ids: string[] = [];
  const file = async (): Promise<void> => {
    const id = randomUUID();
    const ticket = createTicketSchema.parse({
      id,
      kind: pick(['inquiry', 'complaint', 'help']),
      urgency: pick(['ordinary', 'ordinary', 'urgent']),
      title: '水管漏水',
      text: '小区门口水管漏水',
      channel: 'web',
      citizenId: randomUUID(),
      ...(random() < 0.8 ? { categoryCode: pick(categories).code } : {}),
      place: random() < 0.8 ? { districtCode: pick(districts).code } : {},
    });
    await service.create({ kind: 'staff', actor: pick([person(['agent'])]) }, ticket);
    ids.push(id);
  };
  const wordsOf: Partial<Record<CommandName, () => object>> = {
    dispatch: () => ({ departmentCode: pick(departments) }),
    accept: () => ({}),
    return: () => ({
      ground: 'not_our_duty',
      legalBasis: '三定方案',
      proposedDepartmentCode: pick(departments),
    }),
    contact: () => ({ how: 'phone', note: '已联系' }),
    reply: () => ({ publicReply: '已经修好了。', isTrue: true, isSolved: random() < 0.45 }),
    approve: () => ({}),
    send_back: () => ({ reason: '请补充' }),
    extend: () => ({ ground: 'complex', basis: '需要会同', workingDays: 3 }),
    ask_citizen: () => ({ question: '哪一栋？' }),
    citizen_answered: () => ({ text: '三栋' }),
    follow_up: () => ({ how: 'phone', ...(random() < 0.7 ? { score: pick([1, 2, 3, 4, 5, 5]) } : {}) }),
    close: () => ({}),
    merge: () => ({ mainTicketId: pick(ids) }),
    unmerge: () => ({ reason: '不是同一件事' }),
    force_dispatch: () => ({ departmentCode: pick(departments), basis: '协调会议定' }),
    co_handle: () => ({ departmentCodes: [pick(departments)], task: '请协助核查' }),
    co_accept: () => ({}),
    co_answer: () => ({ text: '已核查' }),
    supervise: () => ({ note: '请限期办结' }),
    public_notice: () => ({ text: '逾期未办结，予以通报。' }),
    co_release: () => ({ departmentCode: pick(departments), reason: '不再需要' }),
  };
  const rarely: ReadonlySet<CommandName> = new Set([
    'close',
    'extend',
    'ask_citizen',
    'merge',
    'force_dispatch',
    'co_handle',
    'co_release',
    'supervise',
    'public_notice',
  ]);
  /** Chance names things that do not fit, and an extension may come too late: refused, as it should be. */
  const mayFail: ReadonlySet<CommandName> = new Set(['extend', 'merge', 'co_release']);

  for (let step = 0; step < options.steps; step += 1) {
    pass(random() * 60);
    if (random() < 0.5) await watch.sweep();
    if (ids.length < options.tickets && random() < 0.3) await file();
    if (ids.length === 0) continue;
    // Mostly the latest: who never sees to a matter in time has nothing on the good side.
    const id = pick(random() < 0.7 ? ids.slice(-3) : ids);
    const row = await database.read.ticket.findUniqueOrThrow({ where: { id }, include: { handlers: true } });
    const theirs = departmentsOf(row);
    const actor = pick(
      staff.filter(({ departmentCode }) => !departmentCode || theirs.includes(departmentCode)),
    );
    const { allowedCommands, version } = await service.view(actor, id);
    const possible = (Object.keys(wordsOf) as CommandName[]).filter(
      (name) => allowedCommands.includes(name) && !(rarely.has(name) && random() < 0.7),
    );
    if (possible.length === 0) continue;
    const name = pick(possible);
    pass(0);
    const command = ticketCommandSchema.parse({
      command: name,
      commandId: randomUUID(),
      version,
      ...wordsOf[name]?.(),
    });
    await service.command({ kind: 'staff', actor }, id, command).catch((error: unknown) => {
      if (!mayFail.has(name)) throw error;
    });
  }
}
