// Forms and their versions.
import { audit } from '../platform/audit.ts';
import type { Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { demandVersion } from '../platform/version.ts';
import { type FormDefinition, type FormView, formDefinitionSchema } from './contract.ts';

const mostForms = 100;

/** The forms in force, by code. */
export async function readForms(database: Database): Promise<FormView[]> {
  const rows = await database.read.qualityForm.findMany({
    include: { versions: true },
    orderBy: { code: 'asc' },
  });
  return rows.flatMap(({ code, version, isActive, versions }) => {
    const stored = versions.find((one) => one.version === version);
    return stored
      ? [{ code, version, isActive, definition: formDefinitionSchema.parse(stored.definition) }]
      : [];
  });
}

/** @throws AppError `not_found` for a form that is none, or is not used any more */
export async function demandForm(database: Database, code: string): Promise<FormView> {
  const form = (await readForms(database)).find((one) => one.code === code && one.isActive);
  if (!form) throw new AppError('not_found');
  return form;
}

export type FormsOf = (code: string, version: number) => FormDefinition;

/** Definitions of some versions: reviews keep the one that they were made with. @throws where one is missing */
export async function readDefinitions(
  database: Database,
  wanted: readonly { formCode: string; formVersion: number }[],
): Promise<FormsOf> {
  const codes = [...new Set(wanted.map(({ formCode }) => formCode))];
  const rows = await database.read.qualityFormVersion.findMany({ where: { code: { in: codes } } });
  const known = new Map(
    rows.map((row) => [`${row.code} ${row.version}`, formDefinitionSchema.parse(row.definition)]),
  );
  return (code, version) => {
    const definition = known.get(`${code} ${version}`);
    if (!definition) throw new Error(`form ${code} has no version ${version}`);
    return definition;
  };
}

/** Makes a form (version 0) or changes it. @throws AppError `version_conflict`, `too_large` */
export async function saveForm(
  database: Database,
  actorId: string,
  code: string,
  input: { version: number; isActive: boolean; definition: FormDefinition },
): Promise<void> {
  await database.change(async ({ tx }) => {
    const before = await tx.qualityForm.findUnique({ where: { code } });
    const subject = { subjectType: 'quality_form', subjectId: code };
    await demandVersion(tx, subject, before, input.version);
    if (!before && (await tx.qualityForm.count()) >= mostForms) throw new AppError('too_large');
    const version = input.version + 1;
    await writeVersion(tx, { ...input, code, version, editedBy: actorId, editedAt: new Date() });
    await audit(tx, { actorId, action: 'quality.form', ...subject, detail: { version } });
  });
}

async function writeVersion(
  tx: Tx,
  given: {
    code: string;
    version: number;
    isActive: boolean;
    definition: FormDefinition;
    editedBy: string;
    editedAt: Date;
  },
): Promise<void> {
  const { code, version, isActive, definition, editedBy, editedAt } = given;
  const form = { version, isActive, editedAt };
  await tx.qualityForm.upsert({ where: { code }, create: { code, ...form }, update: form });
  await tx.qualityFormVersion.create({ data: { code, version, definition, editedBy, editedAt } });
}
