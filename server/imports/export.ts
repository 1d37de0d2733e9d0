// Everything of an import's kind as a file that imports again as the same.
import { entryCells, fieldsOf, type RecordCells } from '../../knowledge/index.ts';
import type { ImportTarget } from './contract.ts';
import { type ExportedFile, type ExportFormat, fileOf } from './formats.ts';
import type { Targets } from './targets.ts';

/** The rows of a kind, a page at a time. */
async function* pagesOf(
  { knowledge, catalogue }: Targets,
  target: ImportTarget,
): AsyncGenerator<RecordCells[]> {
  if (target === 'service_item') yield* knowledge.imported.records('service_item');
  else for await (const entries of catalogue.imported.entries(target)) yield entries.map(entryCells);
}

/** The rows are read twice: what columns there are is known when all were seen, and none is kept. */
export async function exportFile(
  targets: Targets,
  target: ImportTarget,
  format: ExportFormat,
): Promise<ExportedFile> {
  const rows = () => pagesOf(targets, target);
  const heading = format === 'json' ? [] : await columnsOf(target, rows());
  async function* cells(): AsyncGenerator<string[][]> {
    for await (const page of rows()) yield page.map((row) => heading.map((column) => row[column] ?? ''));
  }
  return fileOf({ heading, cells, rows }, format);
}

/** Our fields in their order, as far as any row has them, then whatever else the rows hold. */
async function columnsOf(target: ImportTarget, pages: AsyncIterable<RecordCells[]>): Promise<string[]> {
  const held = new Set<string>();
  for await (const page of pages) for (const row of page) for (const name of Object.keys(row)) held.add(name);
  const own = fieldsOf(target).map(({ field }) => field);
  return [...own.filter((field) => held.has(field)), ...[...held].filter((name) => !own.includes(name))];
}
