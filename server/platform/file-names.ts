// Rows name bytes, and bytes that no row names any more are removed: one after the other, whoever sends the same bytes, or is
// erased, at that moment.
import { z } from 'zod';
import type { Change, Database } from './database.ts';
import { AppError } from './errors.ts';
import type { FileStore } from './files.ts';
import type { Sql } from './sql.ts';

/** What bytes are of: each kind lies in a store of its own, and has rows of its own that name it. */
export type BytesOf = 'file' | 'import' | 'article';

const key = `hashtextextended($2 || ':' || $1, 0)`;
const named: Readonly<Record<BytesOf, string>> = {
  file: `SELECT 1 AS found FROM "Attachment" WHERE sha256 = $1 UNION ALL
    SELECT 1 FROM "TicketFile" WHERE sha256 = $1 LIMIT 1`,
  import: `SELECT 1 AS found FROM "ImportFile" WHERE sha256 = $1 AND "removedAt" IS NULL LIMIT 1`,
  article: `SELECT 1 AS found FROM "ArticleFile" WHERE sha256 = $1 LIMIT 1`,
};
const erasures = `SELECT count(*)::int AS count FROM "AuditEntry"
  WHERE "subjectType" = 'citizen' AND "subjectId" = $1 AND action = 'citizen.erase'`;

/**
 * Until the change is over nobody removes these bytes; it names them.
 * @throws AppError `unavailable` when they were removed since they were written: sent again they stay
 */
export async function holdBytes(
  { sql }: Pick<Change, 'sql'>,
  files: Pick<FileStore, 'has'>,
  sha256: string,
  of: BytesOf = 'file',
): Promise<void> {
  await sql.run(`SELECT pg_advisory_xact_lock_shared(${key})`, [sha256, of]);
  if (!(await files.has(sha256))) throw new AppError('unavailable');
}

/** Removes bytes, unless a row names them. */
export async function removeUnnamed(
  database: Pick<Database, 'change'>,
  files: Pick<FileStore, 'remove'>,
  sha256: string,
  of: BytesOf = 'file',
): Promise<void> {
  await database.change(async ({ sql }) => {
    await sql.run(`SELECT pg_advisory_xact_lock(${key})`, [sha256, of]);
    if (await sql.first(z.object({ found: z.number() }), named[of], [sha256])) return;
    await files.remove(sha256);
  });
}

/** How often a citizen was erased: more often than when an upload began, and what it brings is not theirs to keep. */
export async function timesErased(sql: Sql, citizenId: string): Promise<number> {
  return (await sql.first(z.object({ count: z.number().int() }), erasures, [citizenId]))?.count ?? 0;
}
