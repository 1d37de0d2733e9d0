// Bytes that a crash left without a name, or that the rows which named them have left: each is noted before, and looked at
// when whoever was at it is done or dead. Only what this database has noted is ever removed, never what merely lies there.
import { z } from 'zod';
import type { Database } from './database.ts';
import { type BytesOf, removeUnnamed } from './file-names.ts';
import { type FileStore, removePartial } from './files.ts';
import type { Log } from './log.ts';
import type { Sql } from './sql.ts';

/** An upload lasts five minutes at most, and what it brings has a name seconds later. */
const doneAfterMs = 3_600_000;
const everyMs = 3_600_000;
const batch = 500;

type Kind = BytesOf | 'recording';
const looseRow = z.object({
  kind: z.enum(['file', 'import', 'article', 'recording']),
  ref: z.string(),
  since: z.date(),
});

/** Notes bytes that get a name next, or have just lost theirs: should that not come to its end, they are removed. */
export async function noteLoose(sql: Sql, kind: Kind, refs: readonly string[]): Promise<void> {
  if (refs.length === 0) return;
  await sql.run(
    `INSERT INTO "LooseBytes" (kind, ref) SELECT $1, unnest($2::text[])
     ON CONFLICT (kind, ref) DO UPDATE SET since = now()`,
    [kind, [...new Set(refs)].sort()],
  );
}

interface Deps {
  database: Database;
  stores: Readonly<Record<BytesOf, Pick<FileStore, 'remove'>>>;
  vault: { remove(ref: string): Promise<void> };
  dataDir: string;
  log: Log;
}

export class LooseBytes {
  readonly #deps: Deps;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Sweeps now and once an hour; several processes may. */
  start(): void {
    const look = (): void => {
      this.#sweeping = this.#sweeping
        .then(() => this.sweep(new Date()))
        .catch((error: unknown) =>
          this.#deps.log.warn({ err: error }, 'bytes without a name wait for the next time'),
        );
    };
    look();
    this.#timer = setInterval(look, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Removes what is noted long enough and has no name, and halves of uploads that nobody writes any more. */
  async sweep(now: Date): Promise<void> {
    const { database, stores, vault, dataDir } = this.#deps;
    const before = new Date(now.getTime() - doneAfterMs);
    await removePartial(dataDir, before);
    for (;;) {
      const rows = await database.sql.rows(
        looseRow,
        `SELECT kind, ref, since FROM "LooseBytes" WHERE since < $1 ORDER BY since LIMIT ${batch}`,
        [before],
      );
      for (const { kind, ref, since } of rows) {
        // A recording is named by one row alone, which is gone.
        if (kind === 'recording') await vault.remove(ref);
        else await removeUnnamed(database, stores[kind], ref, kind);
        // Unless somebody has begun to send the same bytes meanwhile.
        await database.sql.run('DELETE FROM "LooseBytes" WHERE kind = $1 AND ref = $2 AND since <= $3', [
          kind,
          ref,
          since,
        ]);
      }
      if (rows.length < batch) return;
    }
  }
}
