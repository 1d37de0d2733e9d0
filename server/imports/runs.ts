// Runs of imports: batch after batch, each in one change with how far the run has come. A run that was cut off goes on
// from there; two workers on one run do its work once.
import { z } from 'zod';
import { type Fault, isFaultRule } from '../../knowledge/index.ts';
import { staffNames } from '../admin/index.ts';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { FileStore } from '../platform/files.ts';
import type { Jobs, Timer } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { columnsOf } from '../platform/sql.ts';
import { type ImportRun, importTargetSchema, mappingSchema, type startRunSchema } from './contract.ts';
import { faultView } from './fault-view.ts';
import { bytesOf, removeOldFiles } from './files.ts';
import { Reading, UnreadableFile } from './reading.ts';
import { fileFault } from './table.ts';
import { bring, departmentNames, keyOf, missingKeys, type Targets, withdraw } from './targets.ts';
import { drawTurn, nextInTurn, waitsForTurn } from './turns.ts';

/** Rows in one change: long enough to be quick, short enough to hold nobody up. */
const batchRows = 250;
/** More of one file are counted, not kept. */
const mostFaults = 20_000;
/** A source that lacks more than that share of what is in force is rather broken than smaller. */
const mostShareWithdrawn = 0.2;
/** A run that nobody has touched for so long has lost its worker. */
const lostAfterMs = 60_000;
const latestRuns = 30;
const faultPage = 200;

const runRow = z.object({
  id: z.uuid(),
  target: importTargetSchema,
  fileName: z.string(),
  fileId: z.uuid().nullable(),
  sourceId: z.uuid().nullable(),
  mapping: mappingSchema.nullable(),
  isWhole: z.boolean(),
  mostWithdrawn: z.number().int().nullable(),
  isDryRun: z.boolean(),
  rows: z.number().int(),
  done: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  withdrawn: z.number().int(),
  faultCount: z.number().int(),
  startedById: z.uuid().nullable(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
const shownRow = runRow.extend({ isWaiting: z.boolean() });
const shown = `SELECT ${columnsOf(runRow, 'r')}, ${waitsForTurn} AS "isWaiting" FROM "ImportRun" r`;
type RunRow = z.infer<typeof runRow>;
const faultRow = z.object({
  position: z.number().int(),
  row: z.number().int(),
  field: z.string(),
  rule: z.string(),
  isKept: z.boolean(),
  params: z.record(z.string(), z.string()),
});

/** Another worker has this run in hand. */
class Overtaken extends Error {}

interface Deps extends Targets {
  files: FileStore;
  jobs: Jobs;
  log: Log;
  /** Days after its last run that a file is kept. */
  keptDays: number;
}

export class ImportRuns {
  readonly #deps: Deps;
  readonly #database: Database;
  readonly #alarm: Timer<{ runId: string }>;
  #sweep: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#database = deps.database;
    this.#alarm = deps.jobs.timer({
      name: 'import-run',
      schema: z.object({ runId: z.uuid() }),
      run: ({ runId }) => this.work(runId),
    });
  }

  /**
   * Begins a run; a worker does it. The same id again is the same run.
   * @throws AppError `not_found` for a file that is not known
   */
  async start(
    actorId: string,
    request:
      | z.infer<typeof startRunSchema>
      | (Omit<z.infer<typeof startRunSchema>, 'mapping'> & { mapping: null }),
  ): Promise<ImportRun> {
    await this.#database.change((change) => this.begin(change, actorId, request));
    await this.wake(request.id);
    return this.one(request.id);
  }

  /** Writes a run down within a change. `wake` it afterwards. */
  async begin(
    { tx, sql }: Change,
    actorId: string | null,
    request: Omit<z.infer<typeof startRunSchema>, 'mapping'> & {
      mapping: Readonly<Record<string, string>> | null;
      sourceId?: string;
    },
  ): Promise<void> {
    const { id, fileId, target, mapping, isWhole, isDryRun, mostWithdrawn, sourceId } = request;
    const file = await tx.importFile.findUnique({
      where: { id: fileId },
      select: { name: true, rows: true, removedAt: true },
    });
    if (!file || file.removedAt) throw new AppError('not_found', { field: 'fileId' });
    if (await tx.importRun.findUnique({ where: { id }, select: { id: true } })) return;
    const createdAt = isDryRun ? new Date() : await drawTurn(sql, target);
    const { name: fileName, rows } = file;
    await tx.importRun.create({
      data: {
        id,
        target,
        fileName,
        fileId,
        rows,
        isWhole,
        isDryRun,
        startedById: actorId,
        sourceId: sourceId ?? null,
        mostWithdrawn: mostWithdrawn ?? null,
        createdAt,
        ...(mapping && { mapping }),
      },
    });
    if (isDryRun) return;
    await audit(tx, {
      actorId,
      action: 'knowledge.import',
      subjectType: 'import_run',
      subjectId: id,
      detail: { target, fileName, rows, isWhole },
    });
  }

  /** Within a change: for who cannot wait. @throws AppError `import_running` while another run of the kind is not done */
  async demandTurn({ sql }: Change, target: ImportRun['target']): Promise<void> {
    await drawTurn(sql, target);
    const first = await nextInTurn(sql, target);
    if (first && !first.isLost) throw new AppError('import_running', { runId: first.id });
  }

  wake(runId: string): Promise<void> {
    return this.#alarm.set(runId, new Date(), { runId });
  }

  /** Does what is left of a run; nothing when it is done, or waits for its turn. Then it is woken by the one before. */
  async work(runId: string): Promise<void> {
    const run = await this.#run(runId);
    if (!run || run.finishedAt !== null || run.fileId === null) return;
    if (run.isDryRun) return this.#do(run, run.fileId);
    if (!(await this.#isInTurn(run))) return;
    await this.#do(run, run.fileId);
    const next = await nextInTurn(this.#database.sql, run.target);
    if (next) await this.wake(next.id);
  }

  async #isInTurn({ id, target }: RunRow): Promise<boolean> {
    for (;;) {
      const first = await nextInTurn(this.#database.sql, target);
      if (!first || first.id === id) return true;
      if (!first.isLost) return false;
      await this.#giveUp(first.id);
    }
  }

  /** Ends a run that no worker gets on with: what it has brought stays. Where a worker has it after all, it stops. */
  async #giveUp(runId: string): Promise<void> {
    const fault: Fault = { row: 0, field: '', rule: 'given_up', params: {}, isKept: false };
    await this.#database.change(async (change) => {
      const [now] = await change.sql.rows(
        z.object({ faultCount: z.number().int() }),
        `UPDATE "ImportRun" SET "finishedAt" = now(), "faultCount" = "faultCount" + 1
         WHERE id = $1 AND "finishedAt" IS NULL RETURNING "faultCount"`,
        [runId],
      );
      if (now) await keepFaults(change, runId, [fault], now.faultCount - 1);
    });
  }

  async #do(run: RunRow, fileId: string): Promise<void> {
    try {
      await this.#read(run, fileId);
    } catch (error) {
      if (error instanceof Overtaken) return;
      if (!(error instanceof UnreadableFile)) throw error;
      await this.#step(run, run.done, [fileFault('file_too_large', error.message)], { isLast: true });
    }
  }

  async #read(run: RunRow, fileId: string): Promise<void> {
    const { files } = this.#deps;
    const file = await this.#database.read.importFile.findUniqueOrThrow({ where: { id: fileId } });
    const names = await departmentNames(this.#database);
    const { target, mapping } = run;
    const reading = new Reading({
      bytes: await bytesOf(files, file.sha256),
      read: { target, mapping, departments: [...names], batchRows },
    });
    const seen = new Set<string>();
    let [place, done, isEmpty, spoilt] = [0, run.done, true, 0];
    try {
      for (;;) {
        const answer = await reading.next();
        if (answer.is === 'sight' || answer.is === 'rows')
          throw new Error('the reader was not asked for what it sees');
        if (answer.is === 'end') break;
        if (answer.is === 'begin') {
          place += answer.unread;
          if (done >= place && done > 0) continue;
          await this.#step(run, done, answer.faults, { rows: answer.rows, done: answer.unread });
          done = place;
          continue;
        }
        const { batch } = answer;
        isEmpty &&= batch.records.length === 0;
        for (const key of batch.keys) seen.add(keyOf(target, key));
        spoilt += batch.faults.filter(({ rule }) => rule === 'code_rounded').length;
        place += batch.rows;
        // A worker before this one has done it.
        if (place <= done) continue;
        await this.#step(run, done, batch.faults, {
          done: batch.rows,
          records: batch.records,
          departments: names,
        });
        done = place;
      }
    } finally {
      await reading.close();
    }
    await this.#finish(run, done, { seen, isEmpty, spoilt });
  }

  /** One change: what the rows bring, their faults, and how far the run is now. */
  async #step(
    run: RunRow,
    done: number,
    faults: readonly Fault[],
    step: {
      rows?: number;
      done?: number;
      records?: Parameters<typeof bring>[2];
      departments?: ReadonlyMap<string, string>;
      isLast?: boolean;
      withdrawn?: number;
    },
  ): Promise<void> {
    const { records = [], departments = new Map() } = step;
    await this.#database.change(async (change) => {
      const { id: runId, isDryRun } = run;
      const brought = await bring(this.#deps, change, records, { isDryRun, runId, departments });
      const all = [...faults, ...brought.faults];
      const count = (outcome: string): number => brought.outcomes.filter((one) => one === outcome).length;
      const moved = await change.sql.rows(
        z.object({ faultCount: z.number().int() }),
        `UPDATE "ImportRun" SET done = done + $3, rows = coalesce($4, rows), created = created + $5,
           updated = updated + $6, unchanged = unchanged + $7, "faultCount" = "faultCount" + $8,
           withdrawn = withdrawn + $9, "touchedAt" = now(), "finishedAt" = CASE WHEN $10 THEN now() END
         WHERE id = $1 AND done = $2 AND "finishedAt" IS NULL RETURNING "faultCount"`,
        [
          runId,
          done,
          step.done ?? 0,
          step.rows ?? null,
          count('created'),
          count('updated'),
          count('unchanged'),
          all.length,
          step.withdrawn ?? 0,
          step.isLast ?? false,
        ],
      );
      const [now] = moved;
      if (!now) throw new Overtaken();
      await keepFaults(change, runId, all, now.faultCount - all.length);
    });
  }

  /** Withdraws what a whole file no longer holds, and closes the run. */
  async #finish(
    run: RunRow,
    done: number,
    { seen, isEmpty, spoilt }: { seen: ReadonlySet<string>; isEmpty: boolean; spoilt: number },
  ): Promise<void> {
    if (!run.isWhole || isEmpty) {
      await this.#step(run, done, [], { isLast: true });
      return;
    }
    if (spoilt > 0) {
      // The file holds them, and nobody knows what they are.
      await this.#step(run, done, [wholeFault('withdrawal_unsure', spoilt)], { isLast: true });
      return;
    }
    const { missing, inForce } = await missingKeys(this.#deps, run.target, seen);
    const most = run.mostWithdrawn ?? Math.floor(inForce * mostShareWithdrawn);
    if (run.isDryRun) {
      await this.#step(run, done, [], { isLast: true, withdrawn: missing.length });
    } else if (missing.length > most) {
      await this.#step(run, done, [wholeFault('withdrawal_refused', missing.length)], { isLast: true });
    } else {
      for (let at = 0; at < missing.length; at += batchRows) {
        const keys = missing.slice(at, at + batchRows);
        await this.#database.change(async (change) => {
          const count = await withdraw(this.#deps, change, run.target, keys);
          const moved = await change.sql.run(
            `UPDATE "ImportRun" SET withdrawn = withdrawn + $2, "touchedAt" = now()
             WHERE id = $1 AND "finishedAt" IS NULL`,
            [run.id, count],
          );
          if (moved === 0) throw new Overtaken();
        });
      }
      await this.#step(run, done, [], { isLast: true });
    }
  }

  #run(id: string): Promise<RunRow | undefined> {
    return this.#database.sql.first(
      runRow,
      `SELECT ${columnsOf(runRow, 'r')} FROM "ImportRun" r WHERE id = $1`,
      [id],
    );
  }

  /** @throws AppError `not_found` */
  async one(id: string): Promise<ImportRun> {
    const [view] = await this.#views(await this.#database.sql.rows(shownRow, `${shown} WHERE id = $1`, [id]));
    if (!view) throw new AppError('not_found');
    return view;
  }

  /** The latest runs, without trials; of one source when it is named. */
  async latest(sourceId?: string): Promise<ImportRun[]> {
    const rows = await this.#database.sql.rows(
      shownRow,
      `${shown}
       WHERE NOT "isDryRun" AND ($1::uuid IS NULL OR "sourceId" = $1) ORDER BY "createdAt" DESC LIMIT ${latestRuns}`,
      [sourceId ?? null],
    );
    return this.#views(rows);
  }

  async #views(rows: readonly z.infer<typeof shownRow>[]): Promise<ImportRun[]> {
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ startedById }) => startedById ?? []),
    );
    return rows.map(
      ({
        startedById,
        createdAt,
        finishedAt,
        faultCount,
        fileId: _file,
        mapping: _mapping,
        mostWithdrawn: _most,
        ...row
      }) => ({
        ...row,
        startedAt: createdAt.toISOString(),
        startedBy: names.get(startedById ?? '') ?? null,
        finishedAt: finishedAt?.toISOString() ?? null,
        faults: faultCount,
      }),
    );
  }

  /** Faults of a run after a position, in the order in which they were found: that of the rows. */
  async faults(runId: string, after: number, most = faultPage) {
    const rows = await this.#database.sql.rows(
      faultRow,
      `SELECT ${columnsOf(faultRow, 'f')} FROM "ImportFault" f WHERE "runId" = $1 AND position > $2
       ORDER BY position LIMIT $3`,
      [runId, after, most],
    );
    const last = rows.at(-1);
    return {
      items: rows.flatMap(({ position: _position, rule, ...fault }) =>
        isFaultRule(rule) ? [faultView({ ...fault, rule })] : [],
      ),
      nextCursor: last && rows.length === most ? String(last.position) : null,
    };
  }

  /** Finds runs that have lost their worker, and files that are old, every minute (role `worker`). */
  startSweeping(): void {
    this.#sweep = setInterval(() => {
      Promise.all([this.#wakeLost(), removeOldFiles(this.#deps, this.#deps.keptDays, new Date())]).catch(
        (error: unknown) => this.#deps.log.warn({ err: error }, 'sweep of imports failed'),
      );
    }, lostAfterMs);
    this.#sweep.unref();
  }

  async #wakeLost(): Promise<void> {
    const touchedAt = { lt: new Date(Date.now() - lostAfterMs) };
    const lost = await this.#database.read.importRun.findMany({
      where: { finishedAt: null, touchedAt },
      select: { id: true },
    });
    for (const { id } of lost) await this.wake(id);
  }

  stop(): void {
    clearInterval(this.#sweep);
  }
}

async function keepFaults(
  { sql }: Pick<Change, 'sql'>,
  runId: string,
  faults: readonly Fault[],
  first: number,
): Promise<void> {
  const rows = faults
    .map((fault, at) => ({ ...fault, runId, position: first + at + 1 }))
    .filter(({ position }) => position <= mostFaults);
  if (rows.length === 0) return;
  await sql.run(`INSERT INTO "ImportFault" SELECT * FROM jsonb_populate_recordset(NULL::"ImportFault", $1)`, [
    JSON.stringify(rows),
  ]);
}

/** Why what is in force stays. */
function wholeFault(rule: 'withdrawal_refused' | 'withdrawal_unsure', count: number): Fault {
  return { row: 0, field: '', rule, params: { count: String(count) }, isKept: false };
}
