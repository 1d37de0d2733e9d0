// Builds the room out of its parts.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Catalogue } from '../catalogue/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Database } from '../platform/database.ts';
import type { Lang } from '../platform/errors.ts';
import { FileStore } from '../platform/files.ts';
import { noteLoose } from '../platform/loose-bytes.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Bucket } from '../platform/shelf.ts';
import type {
  ImportReport,
  ImportTarget,
  importRequestSchema,
  previewRequestSchema,
  saveMappingSchema,
} from './contract.ts';
import { exportFile } from './export.ts';
import { faultFile } from './fault-sheet.ts';
import { importMimes, previewFile, takeFile } from './files.ts';
import type { ExportFormat } from './formats.ts';
import { readMappings, removeMapping, saveMapping } from './mappings.ts';
import { ImportRuns } from './runs.ts';
import { ImportSources } from './sources.ts';

/** As many faults as one call answers with. */
const mostReported = 20_000;

export function createImports(deps: {
  database: Database;
  knowledge: Knowledge;
  catalogue: Catalogue;
  jobs: Jobs;
  log: Log;
  config: {
    dataDir: string;
    bucket?: Bucket | undefined;
    privateNetworks: readonly string[];
    importFileDays: number;
  };
}) {
  const { database, config } = deps;
  const files = new FileStore(config.dataDir, 'imports', importMimes, config.bucket, (sha256) =>
    noteLoose(database.sql, 'import', [sha256]),
  );
  const runs = new ImportRuns({ ...deps, files, keptDays: config.importFileDays });
  const sources = new ImportSources({ ...deps, files, runs, networks: config.privateNetworks });

  async function report(id: string, isDryRun: boolean): Promise<ImportReport> {
    const { rows, created, updated, unchanged } = await runs.one(id);
    const { items } = await runs.faults(id, 0, mostReported);
    return { id: isDryRun ? null : id, rows, created, updated, unchanged, faults: items };
  }

  return {
    files,
    runs,
    sources,
    take: (name: string, stream: Readable, actorId: string) =>
      takeFile({ database, files }, { id: randomUUID(), name, stream, actorId }),
    export: (target: ImportTarget, format: ExportFormat) => exportFile(deps, target, format),
    /** The faults of a run, for who mends the file. */
    faultFile: (runId: string, format: ExportFormat, lang: Lang) =>
      faultFile({ database, runs }, runId, format, lang),
    preview: (id: string, request: z.infer<typeof previewRequestSchema>) =>
      previewFile(database, id, request),
    mappings: {
      read: () => readMappings(database),
      save: (actorId: string, id: string, input: z.infer<typeof saveMappingSchema>) =>
        saveMapping(database, actorId, id, input),
      remove: (actorId: string, id: string) => removeMapping(database, actorId, id),
    },
    /**
     * Service items from text, from beginning to end in one call.
     * @throws AppError `import_running` while another import of them is not done
     */
    async importText(request: z.infer<typeof importRequestSchema>, actorId: string): Promise<ImportReport> {
      const { fileName, content, dryRun, id = randomUUID() } = request;
      const known = await database.read.importRun.findUnique({ where: { id }, select: { id: true } });
      if (!known) {
        const stream = Readable.from([Buffer.from(content)]);
        const given = { id: randomUUID(), name: fileName, stream, actorId };
        const file = await takeFile({ database, files }, given);
        const run = { id, fileId: file.id, target: 'service_item' as const, mapping: null };
        await database.change(async (change) => {
          if (!dryRun) await runs.demandTurn(change, run.target);
          await runs.begin(change, actorId, { ...run, isWhole: false, isDryRun: dryRun });
        });
        await runs.work(id);
      }
      return report(id, dryRun);
    },
    /** Looks after runs whose worker was lost, and pulls what is due (role `worker`). */
    start() {
      runs.startSweeping();
      sources.startPulling();
    },
    stop() {
      runs.stop();
      sources.stop();
    },
  };
}

export type Imports = ReturnType<typeof createImports>;
