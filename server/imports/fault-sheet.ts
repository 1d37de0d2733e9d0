// The faults of a run as a file for the department that mends its own: with the columns as they are called there.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import { type ImportFault, mappingSchema } from './contract.ts';
import { type ExportedFile, type ExportFormat, fileOf } from './formats.ts';
import headings from './fault-headings.json' with { type: 'json' };
import type { ImportRuns } from './runs.ts';

const runRow = z.object({ mapping: mappingSchema.nullable() });

export async function faultFile(
  { database, runs }: { database: Database; runs: Pick<ImportRuns, 'faults'> },
  runId: string,
  format: ExportFormat,
  lang: Lang,
): Promise<ExportedFile> {
  const run = await database.sql.first(runRow, 'SELECT mapping FROM "ImportRun" WHERE id = $1', [runId]);
  if (!run) throw new AppError('not_found');
  const columnOf = new Map(Object.entries(run.mapping ?? {}).map(([column, field]) => [field, column]));
  const words = headings[lang];
  async function* pages(): AsyncGenerator<ImportFault[]> {
    for (let after: string | null = '0'; after !== null; ) {
      const page: Awaited<ReturnType<typeof runs.faults>> = await runs.faults(runId, Number(after));
      yield page.items;
      after = page.nextCursor;
    }
  }
  async function* cells(): AsyncGenerator<string[][]> {
    for await (const page of pages())
      yield page.map(({ row, field, message, howToMend, isKept }) => [
        row === 0 ? words.wholeFile : String(row),
        columnOf.get(field) ?? field,
        message[lang],
        howToMend[lang],
        isKept ? words.kept : words.leftOut,
      ]);
  }
  const heading = [words.row, words.column, words.message, words.howToMend, words.outcome];
  return fileOf({ heading, cells, rows: pages }, format);
}
