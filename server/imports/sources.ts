// Addresses that are pulled every day: who is due is taken by one worker, failures are told to the editors once.
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Prisma } from '#database';
import type { Knowledge } from '../knowledge/index.ts';
import { audit } from '../platform/audit.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { FileStore } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { demandVersion, holdRow } from '../platform/version.ts';
import {
  type ImportSource,
  importTargetSchema,
  mappingSchema,
  type PullFailure,
  pullFailureSchema,
  type saveSourceSchema,
} from './contract.ts';
import { takeFile } from './files.ts';
import { PullError, pull } from './pull.ts';
import type { ImportRuns } from './runs.ts';
import { nextPull } from './schedule.ts';

type Row = Prisma.ImportSourceModel;

const mostSources = 100;
const lookEveryMs = 20_000;
/** Whoever takes a source has so long; then another worker may. */
const leaseMs = 10 * 60_000;
/** What failed is tried again after an hour. */
const againMs = 60 * 60_000;

const pulledByHand = 'import.source_pulled';
const subjectOf = (subjectId: string) => ({ subjectType: 'import_source', subjectId });

interface Deps {
  database: Database;
  knowledge: Pick<Knowledge, 'tellEditors'>;
  files: FileStore;
  runs: ImportRuns;
  networks: readonly string[];
  log: Log;
}

export class ImportSources {
  readonly #deps: Deps;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async read(): Promise<ImportSource[]> {
    const rows = await this.#deps.database.read.importSource.findMany({
      orderBy: { name: 'asc' },
      take: mostSources,
    });
    return rows.map(viewOf);
  }

  /** Makes (version 0) or changes a source. @throws AppError `version_conflict`, also where it was removed */
  async save(
    actorId: string,
    id: string,
    { version, ...input }: z.infer<typeof saveSourceSchema>,
    now: Date,
  ): Promise<ImportSource> {
    const row = await this.#deps.database.change(async ({ tx, sql }) => {
      await holdRow({ sql }, 'ImportSource', 'id', id);
      const before = await tx.importSource.findUnique({ where: { id } });
      const subject = subjectOf(id);
      await demandVersion(tx, { ...subject, unchanging: [pulledByHand] }, before, version);
      if (input.mappingId && !(await tx.importMapping.findUnique({ where: { id: input.mappingId } })))
        throw new AppError('bad_request', { issues: [{ path: 'mappingId', message: 'unknown' }] });
      // Whatever was changed, the next file counts as new.
      const fresh = { etag: null, lastModified: null, sha256: null, failure: null, failingSince: null };
      const state = { ...input, ...fresh, nextAt: nextPull(input.hour, now) };
      const saved = before
        ? await tx.importSource.update({ where: { id }, data: { ...state, version: { increment: 1 } } })
        : await tx.importSource.create({ data: { id, ...state } });
      const { name, url, hour, isActive } = input;
      await audit(tx, {
        actorId,
        action: 'import.source',
        ...subject,
        detail: { name, url, hour, isActive },
      });
      return saved;
    });
    return viewOf(row);
  }

  /** @throws AppError `not_found` */
  async remove(actorId: string, id: string): Promise<void> {
    await this.#deps.database.change(async ({ tx }) => {
      const row = await tx.importSource.findUnique({ where: { id } });
      if (!row) throw new AppError('not_found');
      await tx.importSource.delete({ where: { id } });
      const detail = { name: row.name };
      await audit(tx, { actorId, action: 'import.source_removed', ...subjectOf(id), detail });
    });
  }

  /** Pulls a source at once, whatever its hour. @throws AppError `not_found` */
  async pullNow(actorId: string, id: string): Promise<ImportSource> {
    const row = await this.#deps.database.change(async ({ tx }) => {
      const source = await tx.importSource.findUnique({ where: { id } });
      if (!source) throw new AppError('not_found');
      await audit(tx, { actorId, action: pulledByHand, ...subjectOf(id), detail: { name: source.name } });
      return source;
    });
    await this.#pull(row, new Date());
    return viewOf(await this.#deps.database.read.importSource.findUniqueOrThrow({ where: { id } }));
  }

  /** Pulls what is due. Every worker may look: each source is taken by one. */
  async pullDue(now: Date): Promise<void> {
    const due = await this.#deps.database.read.importSource.findMany({
      where: { isActive: true, nextAt: { lte: now } },
      orderBy: { nextAt: 'asc' },
      take: mostSources,
    });
    for (const source of due) {
      const { count } = await this.#deps.database.change(({ tx }) =>
        tx.importSource.updateMany({
          where: { id: source.id, nextAt: source.nextAt },
          data: { nextAt: new Date(now.getTime() + leaseMs) },
        }),
      );
      if (count === 1) await this.#pull(source, now);
    }
  }

  async #pull(source: Row, now: Date): Promise<void> {
    const { database, files, networks } = this.#deps;
    const { id, version } = source;
    try {
      const pulled = await pull(source.url, source, networks);
      const sha256 = pulled && createHash('sha256').update(pulled.bytes).digest('hex');
      // A file that is the same was read before.
      if (pulled && sha256 !== source.sha256) {
        const stream = Readable.from([pulled.bytes]);
        const given = { id: randomUUID(), name: pulled.name, stream, actorId: null };
        const file = await takeFile({ database, files }, given);
        if (!(await this.#begin(source, file.id, now))) return;
        if (file.fault) throw new PullError('unreadable');
      }
      await database.change(({ tx }) =>
        tx.importSource.updateMany({
          where: { id, version },
          data: {
            nextAt: nextPull(source.hour, now),
            pulledAt: now,
            failure: null,
            failingSince: null,
            ...(pulled && { etag: pulled.etag, lastModified: pulled.lastModified, sha256 }),
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      await this.#note(source, error.failure, now);
    }
  }

  /**
   * @returns whether the source is still what was pulled (what an editor has changed meanwhile is pulled anew), and
   * nobody who asked it later has begun already: the file that came slowly is the older one
   */
  async #begin(source: Row, fileId: string, askedAt: Date): Promise<boolean> {
    const { database, runs } = this.#deps;
    const runId = randomUUID();
    const kept = source.mappingId
      ? await database.read.importMapping.findUnique({ where: { id: source.mappingId } })
      : null;
    const hasBegun = await database.change(async (change) => {
      await holdRow(change, 'ImportSource', 'id', source.id);
      const now = await change.tx.importSource.findUnique({ where: { id: source.id } });
      if (now?.version !== source.version || (now.pulledAt && now.pulledAt > askedAt)) return false;
      await change.tx.importSource.update({ where: { id: source.id }, data: { pulledAt: askedAt } });
      await runs.begin(change, null, {
        id: runId,
        fileId,
        sourceId: source.id,
        target: importTargetSchema.parse(source.target),
        mapping: kept && mappingSchema.parse(kept.mapping),
        isWhole: source.isWhole,
        isDryRun: false,
      });
      return true;
    });
    if (hasBegun) await runs.wake(runId);
    return hasBegun;
  }

  /** Writes a failure down; the editors hear of the first. */
  async #note(source: Row, failure: PullFailure, now: Date): Promise<void> {
    const { database, knowledge } = this.#deps;
    await database.change(async (change) => {
      const { id, name, version } = source;
      const { count } = await change.tx.importSource.updateMany({
        where: { id, version, failingSince: null },
        data: { failingSince: now },
      });
      await change.tx.importSource.updateMany({
        where: { id, version },
        data: { failure, nextAt: new Date(now.getTime() + againMs) },
      });
      if (count === 1) await knowledge.tellEditors(change, id, name);
    });
  }

  startPulling(): void {
    this.#timer = setInterval(() => {
      this.pullDue(new Date()).catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'pulling of imports failed'),
      );
    }, lookEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function viewOf(row: Row): ImportSource {
  const { id, name, url, mappingId, isWhole, hour, isActive, version } = row;
  return {
    id,
    name,
    target: importTargetSchema.parse(row.target),
    url,
    mappingId,
    isWhole,
    hour,
    isActive,
    version,
    nextAt: row.nextAt.toISOString(),
    pulledAt: row.pulledAt?.toISOString() ?? null,
    failure: pullFailureSchema.nullable().parse(row.failure),
    failingSince: row.failingSince?.toISOString() ?? null,
  };
}
