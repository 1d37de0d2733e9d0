// Versions of what people edit: whoever comes second is told, and overwrites nothing.
import { createHash } from 'node:crypto';
import type { Change, Tx } from './database.ts';
import { AppError } from './errors.ts';

/** What people edit at the same time as others do. */
type Edited =
  | 'Article'
  | 'Broadcast'
  | 'Connector'
  | 'Consultation'
  | 'EmergencyCentre'
  | 'ImportSource'
  | 'QualityPlan'
  | 'SavedReport'
  | 'SignInProvider'
  | 'SynonymGroup'
  | 'Webhook';

/**
 * Keeps a row, where there is one, to this change until its end. Without that two who ask at the same moment read the
 * same version, and the later overwrites the earlier.
 */
export async function holdRow(
  { sql }: Pick<Change, 'sql'>,
  table: Edited,
  by: 'id' | 'code',
  key: string | number,
): Promise<void> {
  await sql.run(`SELECT 1 FROM "${table}" WHERE ${by} = $1 FOR UPDATE`, [key]);
}

/** The mark of what a row says, for rows that come anew with every pack: no count of theirs goes on. */
export const markOf = (words: unknown): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('base64url').slice(0, 16);

/** What the audit trail calls what is edited. */
interface Subject {
  subjectType: string;
  subjectId: string;
  /** What is noted of it, too, and leaves its words as they are. */
  unchanging?: readonly string[];
}

/** For whoever came second: who changed it last, and when, as the audit trail knows; nothing where nobody did. */
export async function lastChange(
  tx: Tx,
  { unchanging = [], ...subject }: Subject,
): Promise<Record<string, unknown>> {
  const last = await tx.auditEntry.findFirst({
    where: { ...subject, action: { notIn: [...unchanging] } },
    orderBy: { id: 'desc' },
  });
  if (!last) return {};
  const row = last.actorId ? await tx.user.findUnique({ where: { id: last.actorId } }) : null;
  return { by: row && { zh: row.nameZh, en: row.nameEn }, at: last.at.toISOString() };
}

/**
 * @param before what is there; null: nothing, which is version 0
 * @param version what whoever writes has seen
 * @throws AppError `version_conflict` with the version that is there, and `by` and `at` of the last change
 */
export async function demandVersion(
  tx: Tx,
  subject: Subject,
  before: { version: number } | null,
  version: number,
): Promise<void> {
  const present = before?.version ?? 0;
  if (present === version) return;
  throw new AppError('version_conflict', { version: present, ...(await lastChange(tx, subject)) });
}

/**
 * @param before the mark of what is there; null: nothing
 * @param seen what whoever writes has seen
 * @throws AppError `version_conflict` with `by` and `at` of the last change
 */
export async function demandSeen(
  tx: Tx,
  subject: Subject,
  before: string | null,
  seen: string | null,
): Promise<void> {
  if (before !== seen) throw new AppError('version_conflict', await lastChange(tx, subject));
}
