// A month leaves: its lines and messages go into a file, and their tables with it. Nothing in the database is different
// until the last transaction, which does all of it at once: whoever is killed before has lost nothing, and runs it again.
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refusal } from '../bootstrap/say.mjs';
import { readMonth, runsOf, writeMonth } from './file.ts';
import { type Archive, demandLeavable, noteDeed, type Part, parts, quoted, records } from './parts.ts';

export interface Archived {
  lines: number;
  messages: number;
  file: string;
  bytes: number;
}

/**
 * @param kept so many months stay in any case
 * @returns undefined when it has left before
 * @throws Refusal `months-unknown`, what keeps it here, `months-broken`, `months-busy`
 */
export async function archiveMonth(
  archive: Archive,
  month: string,
  { folder, kept }: { folder: string; kept: number },
): Promise<Archived | undefined> {
  if ((await records(archive)).some((one) => one.month === month)) return undefined;
  const part = (await parts(archive)).find((one) => one.month === month);
  if (!part) throw new Refusal('months-unknown', { month });
  await demandLeavable(archive, part, kept);
  try {
    await freeze(archive, part);
    const path = join(folder, `onecall-month-${month}.ndjson.gz`);
    const { bytes, sha256 } = await writeVerified(archive, part, path);
    const { lines, messages } = await letGo(archive, part, { kept, file: basename(path), sha256 });
    return { lines, messages, file: path, bytes };
  } catch (error) {
    // It stays, and is written to as before. Where even that fails, the next try goes on.
    await thaw(archive, part).catch(() => undefined);
    throw error;
  }
}

const tablesOf = (part: Part): string[] => [quoted(part.lines), quoted(part.messages)];

/** From here on nothing in it changes: what is in the file is what is in the tables. */
const freeze = (archive: Archive, part: Part): Promise<void> =>
  archive.atOnce(() =>
    archive.inTurn(
      tablesOf(part).map(
        (table) => `CREATE OR REPLACE TRIGGER month_leaves BEFORE INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_leaving_month()`,
      ),
    ),
  );

const thaw = (archive: Archive, part: Part): Promise<void> =>
  archive.atOnce(() =>
    archive.inTurn(tablesOf(part).map((table) => `DROP TRIGGER IF EXISTS month_leaves ON ${table}`)),
  );

/** The file, beside it its hash as `sha256sum -c` reads it. What an earlier try has left is written over. */
async function writeVerified(archive: Archive, part: Part, path: string) {
  const folder = join(path, '..');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${basename(path)}.unfinished`;
  await rm(join(folder, unfinished), { force: true });
  const written = await archive.atOnce(async () => {
    await archive.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return writeMonth(archive, part, folder, unfinished);
  });
  const { sha256 } = await readMonth(join(folder, unfinished));
  if (sha256 !== written.sha256)
    throw new Refusal('months-unreadable', { file: unfinished, reason: 'SHA-256' });
  await rename(join(folder, unfinished), path);
  await writeFile(`${path}.sha256`, `${sha256}  ${basename(path)}\n`, { mode: 0o600, flush: true });
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
  return written;
}

/** Where the tickets' chains go on is written down, keys go, and at the end, when nobody reads in them, the tables. */
function letGo(
  archive: Archive,
  part: Part,
  { kept, file, sha256 }: { kept: number; file: string; sha256: string },
): Promise<{ lines: number; messages: number }> {
  const [lines, messages] = tablesOf(part);
  return archive.atOnce(async () => {
    const found = await demandLeavable(archive, part, kept);
    await archive.run(
      `INSERT INTO "ArchivedMonth" (month, "from", until, lines, messages, file, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [part.month, part.from, part.until, found.lines, found.messages, file, sha256],
    );
    await archive.run(
      `INSERT INTO "ArchivedLines" ("ticketId", "firstSeq", "lastSeq", "fromState", "toState", "prevHash", hash, month)
       SELECT r.*, $1 FROM (${runsOf(part)}) r`,
      [part.month],
    );
    // Of tickets to which nothing was added since heads know the hash of the last line.
    await archive.run(
      `UPDATE "TicketHead" h SET "lastHash" = e.hash FROM ${lines} e
       WHERE e."ticketId" = h."ticketId" AND e.seq = h."lastSeq" AND h."lastHash" IS NULL`,
    );
    await archive.run(`DELETE FROM "TicketCommand" c USING ${lines} e WHERE c."commandId" = e."commandId"`);
    // Files stay where they are, and what says whose they are.
    await archive.run(
      `DELETE FROM "MessageKey" k USING ${messages} m
       WHERE k.id = m.id AND NOT EXISTS (SELECT 1 FROM "Attachment" a WHERE a."messageId" = k.id)`,
    );
    const { month: subjectId } = part;
    const detail = { fileName: file, rows: found.lines + found.messages, sha256 };
    await noteDeed(archive, { action: 'month.archive', subjectType: 'month', subjectId, detail });
    await archive.inTurn([`DROP TABLE ${lines}, ${messages}`]);
    return found;
  });
}
