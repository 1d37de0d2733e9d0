// Mappings that are kept by name for the next file of the same make.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type ImportMapping, importTargetSchema, mappingSchema, type saveMappingSchema } from './contract.ts';

const mostMappings = 200;
const rowSchema = z.object({
  id: z.uuid(),
  target: importTargetSchema,
  name: z.string(),
  mapping: mappingSchema,
  updatedAt: z.date().transform((at) => at.toISOString()),
});

export async function readMappings(database: Database): Promise<ImportMapping[]> {
  const rows = await database.read.importMapping.findMany({ orderBy: { name: 'asc' }, take: mostMappings });
  return rows.map((row) => rowSchema.parse(row));
}

/** Keeps a mapping under its name; a name that is there for the target is replaced. */
export async function saveMapping(
  database: Database,
  actorId: string,
  id: string,
  input: z.infer<typeof saveMappingSchema>,
): Promise<ImportMapping> {
  const { target, name, mapping } = input;
  const row = await database.change(async ({ tx }) => {
    const state = { mapping, updatedById: actorId, updatedAt: new Date() };
    const kept = await tx.importMapping.upsert({
      where: { target_name: { target, name } },
      create: { id, target, name, ...state },
      update: state,
    });
    // A file that is the same is read anew by another mapping.
    await tx.importSource.updateMany({
      where: { mappingId: kept.id },
      data: { etag: null, lastModified: null, sha256: null },
    });
    const subject = { subjectType: 'import_mapping', subjectId: kept.id };
    await audit(tx, { actorId, action: 'import.mapping', ...subject, detail: { target, name } });
    return kept;
  });
  return rowSchema.parse(row);
}

/** @throws AppError `not_found` */
export async function removeMapping(database: Database, actorId: string, id: string): Promise<void> {
  await database.change(async ({ tx }) => {
    const row = await tx.importMapping.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found');
    await tx.importMapping.delete({ where: { id } });
    const subject = { subjectType: 'import_mapping', subjectId: id };
    await audit(tx, { actorId, action: 'import.mapping_removed', ...subject, detail: { name: row.name } });
  });
}
