// Takes lists out as files and brings files in: what would become of them first, then through what the pages call.
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { type Actor, demand } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import { type Database, isUnfitValue } from '../../platform/database.ts';
import { AppError, type Lang } from '../../platform/errors.ts';
import { pace } from '../../platform/pace.ts';
import type { ImportFault } from '../contract.ts';
import { faultView } from '../fault-view.ts';
import { type ExportedFile, type ExportFormat, fileOf } from '../formats.ts';
import { rowsOf } from '../reading.ts';
import type { Table } from '../table.ts';
import { cellOf, headingsOf, partsOf } from './cells.ts';
import {
  type ExchangeList,
  type ListImport,
  type ListName,
  mostListFaults,
  mostListRows,
  type SetUp,
} from './contract.ts';
import { parentsFirst, planOf, readFile, type Said, unknownsOf } from './core.ts';
import { type Fault, faultOf, faultsOfRefusal } from './faults.ts';
import type { By, List, Reference, Row, Write, Writing } from './list.ts';

const codeRow = z.object({ code: z.string() });

interface Plan {
  number: number;
  key: string;
  write: Write;
}

const tables: Readonly<Record<Reference, string>> = {
  departments: 'SELECT code FROM "Department"',
  areas: 'SELECT code FROM "Area"',
  categories: 'SELECT code FROM "Category"',
  calendars: 'SELECT code FROM "Calendar"',
  skills: 'SELECT code FROM "Skill"',
  queues: 'SELECT code FROM "Queue"',
  users: 'SELECT username AS code FROM "User"',
};

/** Without a row of each of these a matter gets stuck on its way. */
const neededLists: ReadonlySet<ListName> = new Set([
  'areas',
  'departments',
  'categories',
  'skills',
  'reasons',
  'texts',
  'calendars',
  'queues',
  'policies',
  'duty',
  'follow-up-rules',
]);

export class Exchange {
  readonly lists: readonly List[];
  readonly #database: Database;
  readonly #read: (bytes: Buffer) => Promise<Table>;

  /** @param read files are read in a thread of their own, unless something else is given */
  constructor(
    database: Database,
    lists: readonly List[],
    read: (bytes: Buffer) => Promise<Table> = (bytes) => rowsOf(bytes, 'exact_rows'),
  ) {
    this.#database = database;
    this.lists = lists;
    this.#read = read;
  }

  /** The lists that the reader may have. */
  of(actor: Actor): ExchangeList[] {
    return this.lists
      .filter(({ read }) => may(actor.roles, read))
      .map(({ name, title, key, columns, writing, note }) => ({
        name,
        title,
        key: key.flatMap((field) => columns.find((column) => column.field === field)?.title ?? []),
        columns: columns.map(({ field, title }) => ({ field, title })),
        mayImport: writing !== null && may(actor.roles, writing.who),
        note,
      }));
  }

  /** What the city still lacks before a matter can go its way. */
  async setUp(actor: Actor): Promise<SetUp> {
    const isEmpty = async ({ pages }: List): Promise<boolean> => {
      for await (const rows of pages(actor, {})) if (rows.length > 0) return false;
      return true;
    };
    const needed = this.lists.filter(({ name }) => neededLists.has(name));
    const [empty, agent, article] = await Promise.all([
      Promise.all(needed.map(isEmpty)),
      this.#database.read.agent.findFirst({ select: { userId: true } }),
      this.#database.read.article.findFirst({ where: { status: 'published' }, select: { id: true } }),
    ]);
    return {
      emptyLists: needed.filter((_list, index) => empty[index]).map(({ name }) => name),
      hasAgents: agent !== null,
      hasArticles: article !== null,
    };
  }

  /** A list as a file, as far as the reader may see it. That it left is written down. */
  async export(
    list: List,
    { filter, format, lang }: { filter: Row; format: ExportFormat; lang: Lang },
    { actor, ip }: By,
  ): Promise<ExportedFile> {
    demand(actor, list.read);
    const detail = { format, ...filter };
    const subject = { subjectType: 'list', subjectId: list.name };
    await audit(this.#database.read, { actorId: actor.id, action: 'list.export', ...subject, detail, ip });
    return exportedFile(list, { filter, format, lang }, actor);
  }

  /**
   * Brings a file in; with `isDryRun` it says what would become of it. A row with a fault is left out whole. The same
   * file again changes nothing.
   */
  async bring(list: List, bytes: Buffer, isDryRun: boolean, by: By): Promise<ListImport> {
    const { writing } = list;
    if (!writing) throw new AppError('not_found');
    demand(by.actor, writing.who);
    const file = await this.#read(bytes);
    const report = new Report(file.rows.length);
    if (file.rows.length > mostListRows) {
      report.note([{ row: 0, ...faultOf('', 'file_rows', String(file.rows.length)) }]);
      return report.view();
    }
    const isTyped = file.format === 'json' || file.format === 'jsonl';
    const { said, faults } = readFile(list, file.rows, isTyped);
    report.note([...file.faults.map(faultView), ...faults]);
    const plans = await this.#plansOf(list, writing, said, report);
    if (!isDryRun && plans.length > 0) await this.#write(writing, plans, by, report);
    if (isDryRun) for (const { write } of plans) report.count(write);
    if (!isDryRun) {
      const { created, updated } = report;
      await audit(this.#database.read, {
        actorId: by.actor.id,
        action: 'list.import',
        subjectType: 'list',
        subjectId: list.name,
        detail: { rows: file.rows.length, created, updated },
        ip: by.ip,
      });
    }
    return report.view();
  }

  /** What is to be written, in an order in which it can be. */
  async #plansOf(list: List, writing: Writing, said: readonly Said[], report: Report): Promise<Plan[]> {
    const before = await writing.known(said.map(({ key }) => key));
    const references = await this.#references(list, said);
    const keepPace = pace();
    const plans: Plan[] = [];
    for (const one of said) {
      await keepPace();
      const plan = planOf(list, writing, one, before.get(one.key));
      if (Array.isArray(plan)) {
        report.refuse(one.number, plan);
        continue;
      }
      if (plan.isSame) {
        report.unchanged += 1;
        continue;
      }
      const faults = [
        ...unknownsOf(list.columns, plan.write.row, references),
        ...(await checked(writing, plan.write)),
      ];
      if (faults.length > 0) report.refuse(one.number, faults);
      else plans.push({ number: one.number, key: one.key, write: plan.write });
    }
    if (writing.parent === undefined) return plans;
    const { parent } = writing;
    const { ordered, circles } = parentsFirst(plans, parent);
    for (const { number, write } of circles)
      report.refuse(number, [faultOf(parent, 'circle', write.row[parent])]);
    return ordered;
  }

  /** What cells may name: what is there, and what the file itself brings. */
  async #references(list: List, said: readonly Said[]): Promise<Map<Reference, Set<string>>> {
    const wanted = new Set(list.columns.flatMap(({ refers }) => refers ?? []));
    const found = new Map<Reference, Set<string>>();
    for (const name of wanted) {
      const rows = await this.#database.sql.rows(codeRow, tables[name]);
      found.set(name, new Set(rows.map(({ code }) => code)));
      if (name === list.name) for (const { key } of said) found.get(name)?.add(key);
    }
    return found;
  }

  async #write(writing: Writing, plans: readonly Plan[], by: By, report: Report): Promise<void> {
    const attempt = async (some: readonly Plan[]): Promise<void> => {
      try {
        await writing.write(
          by,
          some.map(({ write }) => write),
        );
        for (const { write } of some) report.count(write);
      } catch (error) {
        if (!(error instanceof AppError) && !isUnfitValue(error)) throw error;
        // One of them is to blame: each is written or refused for itself.
        if (some.length > 1) {
          for (const one of some) await attempt([one]);
          return;
        }
        const [one] = some;
        const refusal = error instanceof AppError ? error : new AppError('bad_request');
        if (one) report.refuse(one.number, faultsOfRefusal(refusal, one.write.row));
      }
    };
    for (let at = 0; at < plans.length; at += writing.atOnce)
      await attempt(plans.slice(at, at + writing.atOnce));
  }
}

async function checked(writing: Writing, write: Write): Promise<Fault[]> {
  try {
    const found = (await writing.check?.(write)) ?? [];
    return found.map(({ field, message }) => faultOf(field, 'rule', message));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return faultsOfRefusal(error, write.row);
  }
}

/** What became of the rows so far. */
class Report {
  readonly rows: number;
  created = 0;
  updated = 0;
  unchanged = 0;
  #faultCount = 0;
  readonly #faults: ImportFault[] = [];

  constructor(rows: number) {
    this.rows = rows;
  }

  count({ before }: Write): void {
    if (before) this.updated += 1;
    else this.created += 1;
  }

  refuse(row: number, faults: readonly Fault[]): void {
    this.note(faults.map((fault) => ({ row, ...fault })));
  }

  note(faults: readonly ImportFault[]): void {
    this.#faultCount += faults.length;
    this.#faults.push(...faults.slice(0, Math.max(0, mostListFaults - this.#faults.length)));
  }

  view(): ListImport {
    const { rows, created, updated, unchanged } = this;
    return {
      rows,
      created,
      updated,
      unchanged,
      leftOut: rows - created - updated - unchanged,
      faultCount: this.#faultCount,
      faults: this.#faults.toSorted((a, b) => a.row - b.row),
    };
  }
}

/** The file itself: rows as they are read, none kept. */
export function exportedFile(
  list: List,
  { filter, format, lang }: { filter: Row; format: ExportFormat; lang: Lang },
  actor: Actor,
): ExportedFile {
  const { columns } = list;
  const partsIn = (of: 'csv' | 'xlsx', parts: number): number => (of === 'xlsx' ? parts : 1);
  const pages = () => list.pages(actor, filter);
  async function* cells(of: 'csv' | 'xlsx') {
    for await (const rows of pages())
      yield rows.map((row) =>
        columns.flatMap((column) =>
          partsOf(cellOf(column, row[column.field], lang), partsIn(of, column.parts)),
        ),
      );
  }
  async function* rows() {
    for await (const page of pages())
      yield page.map((row) => Object.fromEntries(columns.map(({ field }) => [field, row[field] ?? null])));
  }
  const heading = columns.flatMap(({ title, parts }) =>
    headingsOf(title[lang], format === 'json' ? 1 : partsIn(format, parts)),
  );
  return fileOf({ heading, cells, rows }, format);
}
