// A month as a file: gzip of one JSON object a line. First what it is; then `run`, where each ticket's lines begin and what
// they lead to; `line` and `message`, as their tables had them; last how many of each there were.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { ticketStateSchema } from '../../server/tickets/contract.ts';
import { ChainWalk } from '../../server/tickets/timeline.ts';
import { Hashing, type Stored, store } from '../backup/manifest.ts';
import { Refusal } from '../bootstrap/say.mjs';
import { type Archive, type Part, quoted } from './parts.ts';

/** JSON holds none of these octets: what `COPY` writes and reads is the JSON itself. */
export const rawRows = `(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')`;

/** The lines of a month without a gap, by ticket: columns of "ArchivedLines". */
export const runsOf = (part: Part): string => `
  SELECT "ticketId", min(seq) AS "firstSeq", max(seq) AS "lastSeq",
    (array_agg("fromState" ORDER BY seq))[1] AS "fromState", (array_agg("toState" ORDER BY seq DESC))[1] AS "toState",
    (array_agg("prevHash" ORDER BY seq))[1] AS "prevHash", (array_agg(hash ORDER BY seq DESC))[1] AS hash
  FROM (SELECT *, seq - row_number() OVER (PARTITION BY "ticketId" ORDER BY seq) AS run FROM ${quoted(part.lines)}) e
  GROUP BY "ticketId", run`;

const headSchema = z.object({
  format: z.literal(1),
  month: z.string(),
  /** Columns of the tables at that time. */
  columns: z.object({ line: z.array(z.string()).min(1), message: z.array(z.string()).min(1) }),
});
export type Head = z.infer<typeof headSchema>;
const countsSchema = z.object({ runs: z.int(), lines: z.int(), messages: z.int() });
type Counts = z.infer<typeof countsSchema>;

const chained = { prevHash: z.string(), hash: z.string(), fromState: ticketStateSchema.nullable() };
const lineSchema = z.object({
  ...chained,
  ticketId: z.uuid(),
  seq: z.int(),
  at: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
  command: z.string(),
  toState: ticketStateSchema,
  actorId: z.string().nullable(),
  actorKind: z.string(),
  reason: z.string().nullable(),
  payload: z.unknown(),
});
/** Whether the audit trail knows of it is `npm run verify`'s to say. */
const erasedSchema = z.object({ erased: z.literal(true) });
const rowSchema = z.union([
  z.object({ run: z.object({ ...chained, ticketId: z.uuid(), firstSeq: z.int(), lastSeq: z.int() }) }),
  z.object({ line: lineSchema }),
  z.object({ message: z.object({ id: z.uuid(), conversationId: z.uuid(), seq: z.int() }) }),
  z.object({ end: countsSchema }),
]);

/** Writes a month to a new file. Within a transaction that sees one moment. */
export async function writeMonth(
  archive: Archive,
  part: Part,
  folder: string,
  file: string,
): Promise<Stored & Counts> {
  const counts = { runs: 0, lines: 0, messages: 0 };
  const zipped = createGzip();
  const [stored] = await Promise.all([
    store(folder, file, zipped),
    pipeline(Readable.from(contentOf(archive, part, counts)), zipped),
  ]);
  return { ...stored, ...counts };
}

async function* contentOf(archive: Archive, part: Part, counts: Counts): AsyncGenerator<Buffer | string> {
  const columns = {
    line: await columnsOf(archive, part.lines),
    message: await columnsOf(archive, part.messages),
  };
  const head: Head = { format: 1, month: part.month, columns };
  yield `${JSON.stringify(head)}\n`;
  const selects = {
    runs: `SELECT json_build_object('run', r) FROM (${runsOf(part)} ORDER BY "ticketId", "firstSeq") r`,
    lines: `SELECT json_build_object('line', e) FROM ${quoted(part.lines)} e ORDER BY "ticketId", seq`,
    messages: `SELECT json_build_object('message', m) FROM ${quoted(part.messages)} m ORDER BY "conversationId", seq`,
  };
  for (const kind of ['runs', 'lines', 'messages'] as const) {
    const rows = archive.client.query(copyTo(`COPY (${selects[kind]}) TO STDOUT ${rawRows}`));
    yield* rows;
    counts[kind] = rows.rowCount;
  }
  yield `${JSON.stringify({ end: counts })}\n`;
}

async function columnsOf(archive: Archive, table: string): Promise<string[]> {
  const rows = await archive.rows(
    z.object({ name: z.string() }),
    `SELECT attname::text AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [quoted(table)],
  );
  return rows.map(({ name }) => name);
}

/**
 * Reads a whole file back: every line is what was written and continues the one before, and nothing is missing.
 * @throws Refusal `months-unreadable`; `months-broken` when it was not whole in the database either
 */
export async function readMonth(path: string): Promise<{ head: Head; counts: Counts; sha256: string }> {
  const unreadable = (reason: string) => new Refusal('months-unreadable', { file: path, reason });
  const hashing = new Hashing();
  const unzipped = createGunzip();
  const reading = pipeline(createReadStream(path), hashing, unzipped);
  // Told of where the rows are read.
  reading.catch(() => undefined);
  const found = { runs: 0, lines: 0, messages: 0 };
  let head: Head | undefined;
  let end: Counts | undefined;
  let walk = new ChainWalk();
  let ticketId = '';
  try {
    for await (const text of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
      const content: unknown = JSON.parse(text);
      if (!head) {
        head = headSchema.parse(content);
        continue;
      }
      const row = rowSchema.parse(content);
      if ('run' in row) found.runs += 1;
      else if ('message' in row) found.messages += 1;
      else if ('end' in row) end = row.end;
      else {
        found.lines += 1;
        const { line } = row;
        const isErased = erasedSchema.safeParse(line.payload).success;
        if (line.ticketId !== ticketId || line.seq !== walk.seq + 1) walk = new ChainWalk(line);
        ticketId = line.ticketId;
        if (walk.follow({ ...line, isErased }).length > 0)
          throw new Refusal('months-broken', { month: head.month, ticket: ticketId, line: line.seq });
      }
    }
    await reading;
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable(String(error).slice(0, 200));
  }
  if (!head || !end) throw unreadable('end');
  if (JSON.stringify(found) !== JSON.stringify(end)) throw unreadable(JSON.stringify(found));
  return { head, counts: end, sha256: hashing.sha256() };
}
