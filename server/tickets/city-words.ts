// What the city says of its matters, as it is now: read when it is first asked for, then kept up with.
import type { Database } from '../platform/database.ts';
import type { CategoryName } from './category-match.ts';
import { DepartmentMatch } from './department-match.ts';

/** An editor's change is known to suggestions within this time. */
const rereadAfterMs = 15_000;
/** Overlap of two looks, so that a transaction that committed late is not passed over. */
const overlapMs = 10_000;

const readCategories = (database: Pick<Database, 'read'>) =>
  database.read.category.findMany({
    where: { level: { gte: 2 } },
    select: {
      code: true,
      nameZh: true,
      nameEn: true,
      departmentCode: true,
      level: true,
      parentCode: true,
      examples: true,
    },
    orderBy: { code: 'asc' },
  });

/** What a suggestion names, ready to be looked up. */
interface CityNames {
  departments: ReadonlySet<string>;
  categories: readonly CategoryName[];
  parentOf: ReadonlyMap<string, string | null>;
  districts: readonly { code: string; nameZh: string }[];
}

export class CityWords {
  readonly match = new DepartmentMatch();
  readonly #database: Pick<Database, 'read'>;
  #names: CityNames = { departments: new Set(), categories: [], parentOf: new Map(), districts: [] };
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  /** What each category said when it was learned. */
  readonly #learned = new Map<string, string>();
  /** What each article's row was when it was learned. */
  readonly #learnedAt = new Map<string, number>();
  #learnedUntil = new Date(0);

  constructor(database: Pick<Database, 'read'>) {
    this.#database = database;
  }

  /** The city's departments in charge, categories and districts; `match` knows their words. */
  async current(): Promise<CityNames> {
    if (performance.now() - this.#readAt > rereadAfterMs) {
      this.#reading ??= this.#reread().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#names;
  }

  async #reread(): Promise<void> {
    const [departments, categories, districts] = await Promise.all([
      this.#database.read.department.findMany({ where: { isActive: true }, select: { code: true } }),
      readCategories(this.#database),
      this.#database.read.area.findMany({
        where: { level: 'district' },
        select: { code: true, nameZh: true },
      }),
    ]);
    this.#names = {
      departments: new Set(departments.map(({ code }) => code)),
      categories: categories.map(({ nameZh, ...row }) => ({ ...row, name: nameZh })),
      parentOf: new Map(categories.map(({ code, parentCode }) => [code, parentCode])),
      districts,
    };
    for (const category of categories) {
      const said = JSON.stringify(category);
      if (this.#learned.get(category.code) === said) continue;
      this.match.learnCategory(category);
      this.#learned.set(category.code, said);
    }
    await this.#learnArticles();
    this.#readAt = performance.now();
  }

  async #learnArticles(): Promise<void> {
    const changed = await this.#database.read.article.findMany({
      where: {
        updatedAt: { gt: new Date(this.#learnedUntil.getTime() - overlapMs) },
        categoryCode: { not: null },
      },
      select: { id: true, updatedAt: true },
      orderBy: { updatedAt: 'asc' },
    });
    const fresh = changed.filter(({ id, updatedAt }) => this.#learnedAt.get(id) !== updatedAt.getTime());
    const rows = await this.#database.read.article.findMany({
      where: { id: { in: fresh.map(({ id }) => id) } },
      select: {
        id: true,
        status: true,
        audience: true,
        liveVersion: true,
        updatedAt: true,
        titleZh: true,
        titleEn: true,
        bodyZh: true,
        bodyEn: true,
        keywords: true,
        departmentCode: true,
        categoryCode: true,
      },
    });
    for (const { id, updatedAt, status, audience, liveVersion, ...words } of rows) {
      this.#learnedAt.set(id, updatedAt.getTime());
      // What is being written anew goes on teaching what it said.
      if (status !== 'published' && liveVersion !== null) continue;
      this.match.learnArticle(id, status === 'published' && audience === 'public' ? words : null);
    }
    this.#learnedUntil = changed.at(-1)?.updatedAt ?? this.#learnedUntil;
  }
}
