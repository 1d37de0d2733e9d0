// Files that were sent or pulled: kept, looked at, and shown as they will be read.
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import {
  type Column,
  entryCells,
  fieldsOf,
  guessMapping,
  type ImportTarget,
  itemCells,
  type Mapping,
  type RecordCells,
} from '../../knowledge/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { holdBytes, removeUnnamed } from '../platform/file-names.ts';
import type { FileStore } from '../platform/files.ts';
import { noteLoose } from '../platform/loose-bytes.ts';
import { beginningOf, storable } from '../platform/text.ts';
import type { ImportFile, ImportPreview } from './contract.ts';
import { faultView } from './fault-view.ts';
import { lookAt } from './reading.ts';
import { type ImportRecord, recordReader } from './records.ts';
import { departmentNames } from './targets.ts';

/** Kinds of files, by content: workbooks, and text in any encoding. */
export const importMimes: ReadonlySet<string> = new Set([
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip',
  'text/plain',
  'application/octet-stream',
]);

const dayMs = 86_400_000;
const oldRow = z.object({ id: z.uuid(), sha256: z.string() });
const columnsSchema = z.array(z.object({ name: z.string(), samples: z.array(z.string()) }));
const headSchema = z.array(z.object({ number: z.number().int(), values: z.record(z.string(), z.unknown()) }));

export async function bytesOf(files: FileStore, sha256: string): Promise<Buffer> {
  const { stream } = await files.open(sha256);
  return buffer(stream);
}

/** Keeps a file under the id and says what it holds. @throws AppError `too_large`, `unsupported_media` */
export async function takeFile(
  { database, files }: { database: Database; files: FileStore },
  { id, name, stream, actorId }: { id: string; name: string; stream: Readable; actorId: string | null },
): Promise<ImportFile> {
  const { sha256, bytes } = await files.save(stream);
  const { fault, head, ...sight } = await lookAt(await bytesOf(files, sha256));
  const row = z.object({ columns: z.json(), head: z.json() }).parse({ columns: sight.columns, head });
  await database.change(async (change) => {
    await holdBytes(change, files, sha256, 'import');
    await change.tx.importFile.create({
      data: {
        id,
        name: storable(beginningOf(name, 200)),
        sha256,
        bytes,
        format: sight.format,
        rows: sight.rows,
        columns: row.columns ?? [],
        head: row.head ?? [],
        createdById: actorId,
      },
    });
  });
  return {
    id,
    name,
    ...sight,
    columns: sight.columns.map(plainColumn),
    fault: fault && faultView(fault),
  };
}

const removedAtOnce = 50;

/**
 * Deletes what files hold (bytes, samples, first rows) when neither they nor a run of them is younger than `keptDays`.
 * What a run did and found wrong stays. A run that is not done keeps its file.
 * @returns how many files
 */
export async function removeOldFiles(
  { database, files }: { database: Database; files: Pick<FileStore, 'remove'> },
  keptDays: number,
  now: Date,
): Promise<number> {
  const old = await database.sql.rows(
    oldRow,
    `SELECT f.id, f.sha256 FROM "ImportFile" f WHERE f."removedAt" IS NULL AND f."createdAt" < $1
       AND NOT EXISTS (SELECT 1 FROM "ImportRun" r WHERE r."fileId" = f.id AND (r."finishedAt" IS NULL OR r."touchedAt" >= $1))
     ORDER BY f."createdAt" LIMIT ${removedAtOnce}`,
    [new Date(now.getTime() - keptDays * dayMs)],
  );
  for (const { id, sha256 } of old) {
    const gone = { removedAt: now, columns: [], head: [] };
    const count = await database.change(async ({ tx, sql }) => {
      const done = await tx.importFile.updateMany({ where: { id, removedAt: null }, data: gone });
      // What a crash keeps from being removed now, the sweep removes.
      if (done.count > 0) await noteLoose(sql, 'import', [sha256]);
      return done.count;
    });
    if (count > 0) await removeUnnamed(database, files, sha256, 'import');
  }
  return old.length;
}

const plainColumn = ({ name, samples }: Column) => ({ name, samples: [...samples] });

/**
 * The first rows of a file as a mapping reads them. Without a mapping it is guessed.
 * @throws AppError `not_found`
 */
export async function previewFile(
  database: Database,
  id: string,
  request: { target: ImportTarget; mapping?: Mapping | undefined },
): Promise<ImportPreview> {
  const file = await database.read.importFile.findUnique({ where: { id } });
  if (!file || file.removedAt) throw new AppError('not_found');
  const { target } = request;
  const mapping = request.mapping ?? guessMapping(target, columnsSchema.parse(file.columns));
  const fieldOf = new Map(Object.entries(mapping));
  const departments = await departmentNames(database);
  const read = recordReader(target, fieldOf, departments);
  return {
    mapping,
    fields: fieldsOf(target),
    rows: headSchema.parse(file.head).map((row) => {
      const { record, faults } = read(row);
      const cells = record && cellsOf(record);
      return {
        row: row.number,
        isLeftOut: cells === undefined,
        values: cells ? valuesOf(cells) : [],
        faults: faults.map(faultView),
      };
    }),
  };
}

/** Our fields alone: what else the row holds is not shown. */
const cellsOf = (record: ImportRecord): RecordCells =>
  record.is === 'item'
    ? itemCells({ ...record.item, extra: {} })
    : entryCells({ ...record.entry, extra: {} });

const shownLength = 200;

/** What a record holds, as text, field by field. */
function valuesOf(cells: RecordCells): { field: string; text: string }[] {
  return Object.entries(cells).map(([field, text]) => ({ field, text: beginningOf(text, shownLength) }));
}
