// Use cases of the evaluation: the scorecard, the tickets behind a figure, the monthly bulletin.
import { readLists } from '../admin/index.ts';
import { cityTimeZone, cityZone } from '../calendar/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import type { Figures } from '../platform/replica.ts';
import { nobody } from '../tickets/contract.ts';
import {
  countOutcomes,
  listOutcomes,
  type OutcomeScope,
  publicNotices,
  watchesFor,
} from '../tickets/index.ts';
import {
  type Bulletin,
  type Grouping,
  monthAfter,
  type OutcomePage,
  type OutcomeQuery,
  type Scorecard,
  type ScorecardQuery,
} from './contract.ts';
import { cardOf, cardsOf, compared, league, monthsFrom, troubledOf, type Window, windowOf } from './core.ts';
import { nameOf } from './names.ts';
import { departmentFor, seesAll } from './reader.ts';

const trendMonths = 6;
const podium = 3;
const topCategories = 10;

type Filters = Pick<ScorecardQuery, 'department' | 'category' | 'area' | 'month'>;

export type Reports = ReturnType<typeof createReports>;

export function createReports(figures: Figures) {
  const card = async (database: Database, scope: OutcomeScope, by: Grouping, isLeague: boolean) => {
    const [counts, lists] = await Promise.all([countOutcomes(database, scope, by), readLists(database)]);
    const rows = cardsOf(counts, (key) => nameOf(lists, by, key));
    const ranked = league(rows, ({ key }) => isLeague && by !== 'month' && key !== nobody);
    return { rows: by === 'month' ? ranked.sort((a, b) => (a.key < b.key ? 1 : -1)) : ranked, counts };
  };
  return {
    /** @throws AppError `forbidden` when somebody of a department asks for another, `bad_request` */
    async scorecard(actor: Actor, query: ScorecardQuery, now = new Date()): Promise<Scorecard> {
      const department = departmentFor(actor, query.department);
      const scope = scopeOf({ ...query, department }, now, query);
      const { value, asOf } = await figures.read((database) =>
        card(database, scope, query.by, query.by !== 'department' || !department),
      );
      const { rows, counts } = value;
      return {
        by: query.by,
        from: scope.from.toISOString(),
        until: scope.until.toISOString(),
        asOf: asOf?.toISOString() ?? null,
        rows,
        total: cardOf(counts),
      };
    },

    /** The tickets behind a figure. @throws as the scorecard */
    async outcomes(actor: Actor, query: OutcomeQuery, now = new Date()): Promise<OutcomePage> {
      const department = departmentFor(actor, query.department);
      const scope = scopeOf({ ...query, department }, now, query);
      const { value } = await figures.read((database) =>
        listOutcomes(database, scope, { ...query, kind: query.figure, body: watchesFor(actor) }),
      );
      const { items, nextCursor } = value;
      return {
        items: items.map(({ leadDepartmentCode, at, ...item }) => ({
          ...item,
          at: at.toISOString(),
          canOpen: seesAll(actor) || leadDepartmentCode === actor.departmentCode,
        })),
        nextCursor,
      };
    },

    /** What a month came to, for the whole city. */
    async bulletin(month: string, now = new Date()): Promise<Bulletin> {
      const scope = { ...monthsFrom(month, 1, cityZone), now, timezone: cityTimeZone };
      const before = monthAfter(month, -1);
      const first = monthAfter(month, 1 - trendMonths);
      const { value, asOf } = await figures.read((database) =>
        Promise.all([
          card(database, scope, 'department', true),
          card(database, scope, 'category', true),
          countOutcomes(
            database,
            { ...monthsFrom(before, 1, cityZone), now, timezone: cityTimeZone },
            'category',
          ),
          countOutcomes(
            database,
            { ...monthsFrom(first, trendMonths, cityZone), now, timezone: cityTimeZone },
            'month',
          ),
          publicNotices(database, scope.from, scope.until),
          readLists(database),
        ]),
      );
      const [departments, categories, earlier, months, notices, lists] = value;
      const ranked = departments.rows.filter(({ rank }) => rank !== null);
      return {
        month,
        isComplete: scope.until <= now,
        asOf: asOf?.toISOString() ?? null,
        trend: Array.from({ length: trendMonths }, (_, index) => {
          const each = monthAfter(first, index);
          return { month: each, ...cardOf(months.filter(({ key }) => key === each)) };
        }),
        best: ranked.slice(0, podium),
        // Nobody is among the best and the worst at once.
        worst: ranked.slice(podium).slice(-podium).reverse(),
        categories: compared(categories.rows, earlier).slice(0, topCategories),
        troubled: troubledOf(departments.rows),
        notices: notices.map(({ at, departmentCode, ...notice }) => ({
          ...notice,
          at: at.toISOString(),
          name: departmentCode === null ? null : nameOf(lists, 'department', departmentCode),
        })),
      };
    },
  };
}

function scopeOf(filters: Filters, now: Date, query: Window): OutcomeScope {
  const { department, category, area, month } = filters;
  return {
    ...windowOf(query, now, cityZone),
    now,
    timezone: cityTimeZone,
    department,
    category,
    area,
    month,
  };
}
