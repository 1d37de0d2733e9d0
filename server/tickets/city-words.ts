// What the city says of its matters, as it is now: read when it is first asked for, then kept up with.
import type { Database } from '../platform/database.ts';
import { DepartmentMatch } from './department-match.ts';

/** An editor's change is known to suggestions within this time. */
const rereadAfterMs = 15_000;
/** Overlap of two looks, so that a transaction that committed late is not passed over. */
const overlapMs = 10_000;

const readAreas = (database: Database) =>
  Promise.all([
    database.read.department.findMany({ where: { isActive: true }, select: { code: true } }),
    database.read.category.findMany({
      where: { level: { gte: 2 } },
      select: {
        code: true,
        nameZh: true,
        departmentCode: true,
        level: true,
        parentCode: true,
        examples: true,
      },
      orderBy: { code: 'asc' },
    }),
    database.read.area.findMany({ where: { level: 'district' }, select: { code: true, nameZh: true } }),
  ]);

export class CityWords {
  readonly match = new DepartmentMatch();
  readonly #database: Database;
  #areas: Awaited<ReturnType<typeof readAreas>> = [[], [], []];
  #readAt = 0;
  #reading: Promise<void> | undefined;
  /** What each article's row was when it was learned. */
  readonly #learnedAt = new Map<string, number>();
  #learnedUntil = new Date(0);

  constructor(database: Database) {
    this.#database = database;
  }

  /** The city's departments in charge, categories and districts; `match` knows their words. */
  async current() {
    if (Date.now() - this.#readAt > rereadAfterMs) {
      this.#reading ??= this.#reread().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    const [departments, categories, districts] = this.#areas;
    return { departments, categories, districts };
  }

  async #reread(): Promise<void> {
    const before = new Map(this.#areas[1].map((category) => [category.code, JSON.stringify(category)]));
    this.#areas = await readAreas(this.#database);
    for (const category of this.#areas[1]) {
      if (before.get(category.code) !== JSON.stringify(category)) this.match.learnCategory(category);
    }
    await this.#learnArticles();
    this.#readAt = Date.now();
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
        bodyZh: true,
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
