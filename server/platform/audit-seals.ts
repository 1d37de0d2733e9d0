// The audit trail cannot be changed unseen: entries are chained, one hash over the one before, after their commit and not
// within it, for a chain that every deed had to extend would let one deed wait for all others. The hashes are keyed, and
// the key is in no table: whoever has the database alone can forge none.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { canonical } from './canonical.ts';
import type { Database } from './database.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { columnsOf, type Sql } from './sql.ts';

const everyMs = 2_000;
const batch = 500;
/** How often the log says how far the trail is sealed: what was written elsewhere shows when the end is cut off. */
const saidEveryMs = 60 * 60_000;
/** Entries that commit later than so many after them are found at the next start. */
const lookback = 5_000;
/** An entry that has no seal for so long was never seen by a worker, or its seal was removed. */
const sealedWithin = `interval '10 minutes'`;
/** A deed is written within minutes of its moment; an entry of long before its neighbours was put there later. */
const mostLateMs = 6 * 60 * 60_000;

const chainStart = '';
const pageSeals = 2_000;

const entrySchema = z.object({
  id: z.coerce.bigint(),
  at: z.date(),
  actorId: z.string().nullable(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  detail: z.unknown(),
  ip: z.string().nullable(),
});
type Entry = z.infer<typeof entrySchema>;
const entryColumns = columnsOf(entrySchema, 'e');
const headSchema = z.object({ seq: z.coerce.bigint(), entryId: z.coerce.bigint(), hash: z.string() });
type Head = z.infer<typeof headSchema>;

function sealOf(key: Buffer, before: string, { id, at, ...rest }: Entry): string {
  const content = canonical({ ...rest, id: String(id), at: at.toISOString() });
  return createHmac('sha256', key).update(`${before}\n${content}`).digest('base64url');
}

const isSealedBy = (keys: readonly Buffer[], before: string, entry: Entry, seal: string): boolean =>
  keys.some((key) => sealOf(key, before, entry) === seal);

/** How far the trail is sealed, as people write it down: number and hash of the last seal. */
export const headText = (head: { seq: bigint; hash: string }): string => `${head.seq}:${head.hash}`;

/**
 * Seals up to 500 entries that have none, in the order of their numbers. Of several processes one does it.
 * @param behind looks at all entries behind this number, not only at the end of the trail
 * @returns the last seal, and the last entry where there may be more behind it; undefined where another process is at it
 */
export async function sealTrail(
  database: Database,
  key: Buffer,
  behind?: bigint,
): Promise<{ head: Head | undefined; moreBehind: bigint | undefined } | undefined> {
  return database.change(async ({ sql }) => {
    const turn = await sql.first(
      z.object({ mine: z.boolean() }),
      `SELECT pg_try_advisory_xact_lock(hashtextextended('audit-seals', 0)) AS mine`,
    );
    if (!turn?.mine) return undefined;
    const last = await sql.first(
      headSchema,
      'SELECT seq, "entryId", hash FROM "AuditSeal" ORDER BY seq DESC LIMIT 1',
    );
    const after = behind ?? (last ? last.entryId - BigInt(lookback) : 0n);
    // The bound stands twice, or the seals are merged with the entries from the first one on.
    const entries = await sql.rows(
      entrySchema,
      `SELECT ${entryColumns} FROM "AuditEntry" e
       WHERE e.id > $1 AND NOT EXISTS (SELECT 1 FROM "AuditSeal" s WHERE s."entryId" = e.id AND s."entryId" > $1)
       ORDER BY e.id LIMIT ${batch}`,
      [after],
    );
    let head = last;
    const seals = entries.map((entry) => {
      const hash = sealOf(key, head?.hash ?? chainStart, entry);
      head = { seq: (head?.seq ?? 0n) + 1n, entryId: entry.id, hash };
      return head;
    });
    if (seals.length > 0)
      await sql.run(
        `INSERT INTO "AuditSeal" (seq, "entryId", hash) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])`,
        [seals.map(({ seq }) => seq), seals.map(({ entryId }) => entryId), seals.map(({ hash }) => hash)],
      );
    return { head, moreBehind: entries.length === batch ? entries.at(-1)?.id : undefined };
  });
}

/** Seals the trail as it grows. What nobody sealed while no worker ran is sealed first. */
export class AuditSeals {
  readonly #database: Database;
  readonly #key: Buffer;
  readonly #log: Log;
  readonly #metrics: Pick<Metrics, 'sealsRemoved'>;
  #timer: NodeJS.Timeout | undefined;
  #sealing: Promise<void> = Promise.resolve();
  /** At the start the whole trail is looked at, once: a million entries take a second. */
  #behind: bigint | undefined = 0n;
  #saidAt = Number.NEGATIVE_INFINITY;
  #isStopped = false;
  #seen: Head | undefined;

  constructor(database: Database, key: Buffer, log: Log, metrics: Pick<Metrics, 'sealsRemoved'>) {
    this.#metrics = metrics;
    this.#database = database;
    this.#key = key;
    this.#log = log;
  }

  start(): void {
    this.#sealing = this.#seal();
  }

  async #seal(): Promise<void> {
    try {
      for (let isMore = true; isMore; ) {
        const sealed = await sealTrail(this.#database, this.#key, this.#behind);
        isMore = sealed?.moreBehind !== undefined && !this.#isStopped;
        if (sealed) this.#behind = sealed.moreBehind;
        if (sealed) this.#compare(sealed.head);
        if (sealed?.head && performance.now() - this.#saidAt > saidEveryMs) {
          this.#saidAt = performance.now();
          this.#log.info({ head: headText(sealed.head) }, 'the audit trail is sealed up to here');
        }
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the audit trail is sealed later');
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#sealing = this.#seal();
    }, everyMs);
  }

  /** Whoever takes the end off, or all of it, is found out while a process lives that has seen it. */
  #compare(head: Head | undefined): void {
    if (this.#seen && (!head || head.seq < this.#seen.seq)) {
      this.#metrics.sealsRemoved.inc();
      this.#log.error({ was: headText(this.#seen) }, 'seals of the audit trail were removed');
    }
    this.#seen = head ?? this.#seen;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#sealing;
    // What was done last.
    await this.#seal();
  }
}

/**
 * `missing`: an entry that was sealed is gone · `edited`: it is not what was sealed, or its seal is not ours · `cut`: seals
 * are gone from here on · `unsealed`: an old entry without a seal · `late`: put there long after its moment · `head`: what
 * was written down elsewhere is not in the chain.
 */
export type AuditFault = 'missing' | 'edited' | 'cut' | 'unsealed' | 'late' | 'head';

const walkSchema = headSchema.extend({ entry: entrySchema.extend({ at: z.coerce.date() }).nullable() });

/**
 * Reads the whole trail again. `sql` is one connection in a transaction of its own, `REPEATABLE READ`.
 * @param keys of the secrets that sealed it, the present one and those of before
 * @param heads what was written down elsewhere, as `headText` has it
 * @returns how many entries are sealed, and the last seal
 */
export async function verifyTrail(
  sql: Sql,
  keys: readonly Buffer[],
  report: (fault: { entry: string; fault: AuditFault }) => void,
  heads: readonly string[] = [],
): Promise<{ entries: number; head: string | null }> {
  await sql.run(`DECLARE trail NO SCROLL CURSOR FOR
    SELECT s.seq, s."entryId", s.hash, CASE WHEN e.id IS NOT NULL THEN to_jsonb(e) END AS entry
    FROM "AuditSeal" s LEFT JOIN "AuditEntry" e ON e.id = s."entryId" ORDER BY s.seq`);
  const wanted = new Set(heads);
  let [seq, hash, latest, entries] = [0n, chainStart, Number.NEGATIVE_INFINITY, 0];
  for (;;) {
    const rows = await sql.rows(walkSchema, `FETCH ${pageSeals} FROM trail`);
    for (const row of rows) {
      const entry = String(row.entryId);
      const isCut = row.seq !== seq + 1n;
      if (isCut) report({ entry, fault: 'cut' });
      if (!row.entry) report({ entry, fault: 'missing' });
      // Behind a cut nobody knows what came before.
      else if (!isCut && !isSealedBy(keys, hash, row.entry, row.hash)) report({ entry, fault: 'edited' });
      else if (row.entry.at.getTime() < latest - mostLateMs) report({ entry, fault: 'late' });
      if (row.entry) latest = Math.max(latest, row.entry.at.getTime());
      [seq, hash, entries] = [row.seq, row.hash, entries + 1];
      wanted.delete(headText(row));
    }
    if (rows.length < pageSeals) break;
  }
  const unsealed = await sql.rows(
    z.object({ id: z.string() }),
    `SELECT e.id::text AS id FROM "AuditEntry" e
     WHERE e.at < now() - ${sealedWithin} AND NOT EXISTS (SELECT 1 FROM "AuditSeal" s WHERE s."entryId" = e.id)
     ORDER BY e.id`,
  );
  for (const { id } of unsealed) report({ entry: id, fault: 'unsealed' });
  for (const head of wanted) report({ entry: head, fault: 'head' });
  return { entries, head: entries === 0 ? null : headText({ seq, hash }) };
}
