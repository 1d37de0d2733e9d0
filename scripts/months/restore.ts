// A month comes back from its file. Its tables are filled beside the others, which nobody notices, and join them at once.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { from as copyFrom } from 'pg-copy-streams';
import { z } from 'zod';
import { Refusal } from '../bootstrap/say.mjs';
import { type Head, rawRows, readMonth } from './file.ts';
import { type Archive, type ArchivedMonth, noteDeed, parts, quoted, records } from './parts.ts';

/**
 * @returns the month with its counts; `isNew` false when it was back before
 * @throws Refusal `months-unreadable`, `months-strange`, `months-busy`
 */
export async function restoreMonth(
  archive: Archive,
  path: string,
): Promise<{ month: string; lines: number; messages: number; isNew: boolean }> {
  const { head, counts, sha256 } = await readMonth(path);
  const { month } = head;
  const record = (await records(archive)).find((one) => one.sha256 === sha256);
  if (!record) {
    if ((await parts(archive)).some((one) => one.month === month)) return { month, ...counts, isNew: false };
    throw new Refusal('months-strange', { file: path });
  }
  const edges = await edgesOf(archive, record);
  const tables = (['TicketEvent', 'Message'] as const).map((parent) => tableOf(parent, record, edges));
  await fill(archive, path, head, tables);
  for (const { table, key } of tables) await archive.run(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${key}`);
  await join(archive, record, tables);
  return { month, lines: record.lines, messages: record.messages, isNew: true };
}

/** Where a month begins and ends, as its partitions say it; without a beginning it held all that was before. */
const edgesSchema = z.object({
  from: z.string().nullable(),
  until: z.string(),
  firstId: z.string().nullable(),
  nextId: z.string(),
});
async function edgesOf(archive: Archive, { from, until }: ArchivedMonth) {
  const [edges] = await archive.rows(
    edgesSchema,
    `SELECT $1::timestamptz::text AS from, $2::timestamptz::text AS until,
       first_id_of($1::timestamptz)::text AS "firstId", first_id_of($2::timestamptz)::text AS "nextId"`,
    [from, until],
  );
  if (!edges) throw new Error('a row was asked for');
  return edges;
}

interface Table {
  parent: 'TicketEvent' | 'Message';
  /** Quoted, as all that follows. */
  table: string;
  /** Name of its foreign key. */
  key: string;
  owner: string;
  kind: 'line' | 'message';
  rows: number;
  bounds: string;
  /** SQL: whether a row is of this month. */
  isWithin: string;
}

function tableOf(parent: Table['parent'], record: ArchivedMonth, edges: z.infer<typeof edgesSchema>): Table {
  const isLine = parent === 'TicketEvent';
  const [low, high] = isLine ? [edges.from, edges.until] : [edges.firstId, edges.nextId];
  const column = isLine ? 'at' : '"conversationId"';
  const owned = isLine ? 'ticketId' : 'conversationId';
  return {
    parent,
    table: quoted(`${parent}_${record.month.replace('-', '_')}`),
    key: quoted(`${parent}_${owned}_fkey`),
    owner: `(${quoted(owned)}) REFERENCES ${isLine ? '"Ticket"' : '"Conversation"'}(id) ON DELETE RESTRICT ON UPDATE CASCADE`,
    kind: isLine ? 'line' : 'message',
    rows: isLine ? record.lines : record.messages,
    bounds: `FROM (${low === null ? 'MINVALUE' : `'${low}'`}) TO ('${high}')`,
    isWithin: `${low === null ? '' : `${column} >= '${low}' AND `}${column} < '${high}'`,
  };
}

/** Tables of a try that was cut off are in no tree yet: they go. */
async function fill(archive: Archive, path: string, head: Head, tables: readonly Table[]): Promise<void> {
  await archive.atOnce(async () => {
    await archive.run('CREATE TEMP TABLE archived (row jsonb) ON COMMIT DROP');
    const into = archive.client.query(copyFrom(`COPY archived FROM STDIN ${rawRows}`));
    await pipeline(createReadStream(path), createGunzip(), into);
    for (const { parent, table, kind, rows, isWithin } of tables) {
      await archive.run(`DROP TABLE IF EXISTS ${table}`);
      await archive.run(
        `CREATE TABLE ${table} (LIKE ${quoted(parent)} INCLUDING DEFAULTS INCLUDING INDEXES)`,
      );
      const columns = head.columns[kind].map(quoted).join(', ');
      const filled = await archive.run(
        `INSERT INTO ${table} (${columns}) SELECT ${columns}
         FROM archived, jsonb_populate_record(NULL::${quoted(parent)}, row -> '${kind}') WHERE row ? '${kind}'`,
      );
      if (filled !== rows)
        throw new Refusal('months-unreadable', { file: path, reason: `${kind} ${filled}` });
      // Proved here: whoever joins them need not look.
      await archive.run(
        `ALTER TABLE ${table} ADD CONSTRAINT within CHECK (${isWithin} AND ${kind === 'line' ? 'at' : '"conversationId"'} IS NOT NULL)`,
      );
    }
    await archive.inTurn(
      tables.map(
        ({ table, key, owner }) =>
          `ALTER TABLE ${table} ADD CONSTRAINT ${key} FOREIGN KEY ${owner} NOT VALID`,
      ),
    );
  });
}

/** What was written for that month meanwhile, by a clock that went wrong, comes along. */
function join(
  archive: Archive,
  { month, file, sha256 }: ArchivedMonth,
  tables: readonly Table[],
): Promise<void> {
  const [lines, messages] = tables.map(({ table }) => table);
  return archive.atOnce(async () => {
    await archive.run('DELETE FROM "ArchivedMonth" WHERE month = $1', [month]);
    await archive.run(
      `INSERT INTO "TicketCommand" ("commandId", "ticketId", command)
       SELECT "commandId", "ticketId", command FROM ${lines} WHERE "commandId" IS NOT NULL AND seq > 1 ON CONFLICT DO NOTHING`,
    );
    await archive.run(
      `INSERT INTO "MessageKey" (id, "conversationId", seq, "providerRef")
       SELECT id, "conversationId", seq, "providerRef" FROM ${messages} ON CONFLICT DO NOTHING`,
    );
    const detail = { fileName: file, sha256 };
    await noteDeed(archive, { action: 'month.restore', subjectType: 'month', subjectId: month, detail });
    await archive.inTurn(
      tables.flatMap(({ parent, table, bounds, isWithin }) => {
        const elsewhen = quoted(`${parent}_elsewhen`);
        return [
          `LOCK TABLE ${elsewhen} IN ACCESS EXCLUSIVE MODE`,
          `WITH moved AS (DELETE FROM ${elsewhen} WHERE ${isWithin} RETURNING *) INSERT INTO ${table} SELECT * FROM moved`,
          `ALTER TABLE ${quoted(parent)} ATTACH PARTITION ${table} FOR VALUES ${bounds}`,
          `ALTER TABLE ${table} DROP CONSTRAINT within`,
        ];
      }),
    );
  });
}
