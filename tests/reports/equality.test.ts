// Every figure, both ways: worked out from the timelines alone, and counted by the database. They are the same, whatever of it
// is kept.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Outcome, outcomesOf } from '../../server/reports/core.ts';
import { type OutcomeKind, outcomeKindSchema } from '../../server/tickets/contract.ts';
import { countOutcomes, listOutcomes, type OutcomeScope } from '../../server/tickets/index.ts';
import { countAll, forgetCounts } from '../../server/tickets/outcome-count.ts';
import { recomputeClocks } from '../../server/tickets/recompute.ts';
import { RuleBook } from '../../server/tickets/rules.ts';
import { demoDatabase } from '../harness/database.ts';
import { liveOn, openCity } from './city.ts';

const recompute = (): Promise<number> => recomputeClocks(city.database, new RuleBook(city.database));
const timezone = 'Asia/Shanghai';
let city: Awaited<ReturnType<typeof openCity>>;
let now: Date;
let told: (Outcome & { category: string; area: string; month: string })[];

beforeAll(async () => {
  city = await openCity(await demoDatabase());
  vi.useFakeTimers({ toFake: ['Date'] });
  await recompute();
  // What happened before is kept when the rest happens to the same tickets.
  await liveOn(city, { start: '2026-10-12T08:00:00+08:00', tickets: 30, steps: 400, seed: 20061125 });
  expect(await countAll(city.database)).toBeGreaterThanOrEqual(30);
  // Two holidays are announced late: open clocks move, and breaches are taken back.
  await city.database.sql.run(
    `UPDATE "Calendar" SET definition = jsonb_set(definition, '{holidays}', definition -> 'holidays' || $1)
     WHERE code = 'cn-workdays'`,
    [JSON.stringify(['2026-10-22', '2026-11-03'])],
  );
  expect(await recompute()).toBeGreaterThan(10);
  await liveOn(city, { start: new Date().toISOString(), tickets: 22, steps: 330, seed: 38 });
  now = new Date(Date.now() + 60_000);
  vi.useRealTimers();
  const { read } = city.database;
  const parentOf = new Map((await read.category.findMany()).map((row) => [row.code, row.parentCode]));
  const top = (code: string): string => {
    const parent = parentOf.get(code);
    return parent ? top(parent) : code;
  };
  const tickets = await read.ticket.findMany({ include: { events: { orderBy: { seq: 'asc' } } } });
  told = tickets.flatMap((ticket) =>
    outcomesOf(ticket, now).map((outcome) => ({
      ...outcome,
      category: ticket.categoryCode ? top(ticket.categoryCode) : '-',
      area: ticket.districtCode ?? '-',
      month: new Date(outcome.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 7),
    })),
  );
}, 300_000);
afterAll(() => city?.database.close());

const scope = (part: Partial<OutcomeScope> = {}): OutcomeScope => ({
  from: new Date('2026-10-01T00:00:00+08:00'),
  until: now,
  now,
  timezone,
  ...part,
});

function counted(outcomes: typeof told, keyOf: (outcome: (typeof told)[number]) => string) {
  const counts = new Map<string, { key: string; kind: OutcomeKind; cases: number; good: number }>();
  for (const outcome of outcomes) {
    const key = keyOf(outcome);
    const id = `${key} ${outcome.kind}`;
    const so = counts.get(id) ?? { key, kind: outcome.kind, cases: 0, good: 0 };
    counts.set(id, { ...so, cases: so.cases + 1, good: so.good + (outcome.good ? 1 : 0) });
  }
  return [...counts.values()].sort(byKey);
}
const byKey = (a: { key: string; kind: string }, b: { key: string; kind: string }): number =>
  `${a.key} ${a.kind}` < `${b.key} ${b.kind}` ? -1 : 1;

describe.each([
  ['partly kept', async () => undefined],
  ['all kept', async () => expect(await countAll(city.database, () => now)).toBeGreaterThan(20)],
  ['kept, and to be counted anew', () => forgetCounts(city.database)],
  ['counted anew', async () => expect(await countAll(city.database, () => now)).toBe(52)],
])('the figures of tickets that lived as chance would, %s', (_name, prepare) => {
  beforeAll(async () => {
    await prepare();
  });

  it('are of every kind, for and against: the chance was rich enough', () => {
    const counts = counted(told, () => '');
    expect(counts.map(({ kind }) => kind)).toEqual([...outcomeKindSchema.options].sort());
    for (const { kind, cases, good } of counts)
      if (/_on_time$|response|resolution|satisfaction/.test(kind))
        expect.soft([good > 0, good < cases], kind).toEqual([true, true]);
  });

  it.each(['department', 'category', 'area', 'month'] as const)(
    'are the same both ways by %s',
    async (by) => {
      const counts = await countOutcomes(city.database, scope(), by);
      expect(counts.sort(byKey)).toEqual(counted(told, (outcome) => outcome[by] ?? '-'));
    },
  );

  it('are the same both ways in a narrow window, and in one department, category, district and month', async () => {
    const [from, until] = [new Date('2026-10-20T00:00:00+08:00'), new Date('2026-10-27T00:00:00+08:00')];
    const within = told.filter(({ at }) => at >= from && at < until);
    for (const filter of [
      {},
      { department: 'water' },
      { category: '-' },
      { area: '440305' },
      { month: '2026-10' },
    ]) {
      const mine = within.filter((outcome) =>
        Object.entries(filter).every(([name, code]) => (outcome[name as 'area'] ?? '-') === code),
      );
      const counts = await countOutcomes(city.database, scope({ from, until, ...filter }), 'month');
      expect.soft(counts.sort(byKey), JSON.stringify(filter)).toEqual(counted(mine, ({ month }) => month));
    }
  });

  it.each(outcomeKindSchema.options)(
    'the tickets behind %s are those that it counts, page by page',
    async (kind) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listOutcomes(city.database, scope(), { kind, cursor, limit: 7 });
        found.push(...page.items.map(({ id, at, good }) => `${id} ${at.toISOString()} ${good}`));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      const expected = told.filter((outcome) => outcome.kind === kind);
      expect(found.sort()).toEqual(
        expected.map(({ ticketId, at, good }) => `${ticketId} ${at.toISOString()} ${good}`).sort(),
      );
    },
  );
});
