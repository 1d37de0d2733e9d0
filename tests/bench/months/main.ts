// npm run bench:months [-- --lines 1000000 --rounds 5 --seconds 2]: what a table per month costs and saves. One Postgres, two
// databases with the same two years of timelines and messages: as it was before there were months, and now. The statements
// of filing, appending and reading run against each in turn. The last line is one JSON object.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { startPostgres } from '../../../scripts/bootstrap/postgres.mjs';
import { applyMigrations, MIGRATIONS_FOLDER } from '../../../server/platform/migrate.ts';
import { orderedId } from '../../../server/platform/ordered-id.ts';
import { type Sql, sqlOn } from '../../../server/platform/sql.ts';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});
const positive = z.coerce.number().int().positive();
const lines = positive.parse(values.lines);
const rounds = positive.parse(values.rounds);
const seconds = positive.parse(values.seconds);

const firstOfMonths = '20261128100000_month_keys';
const perTicket = 8;
const months = 24;
const callers = 8;
const round = (value: number, digits = 0) => Number(value.toFixed(digits));
const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;

/** Two years from the first month that has a table of its own; the last of them is the bench's present. */
const fill = `
  CREATE TABLE life AS SELECT gen_random_uuid() AS ticket, gen_random_uuid() AS citizen, at,
    (left(first_id_of(at)::text, 13) || '-7' || substr(md5(n::text), 1, 3) || '-8' || substr(md5(n::text), 4, 3) || '-'
      || substr(md5(n::text), 7, 12))::uuid AS conversation
  FROM (SELECT n, $from::timestamptz + n * ($until::timestamptz - $from::timestamptz) / $tickets AS at
    FROM generate_series(0, $tickets - 1) n) spread;
  INSERT INTO "Citizen" (id, lang) SELECT citizen, 'zh' FROM life;
  INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", "createdAt", version)
    SELECT ticket, 'SZ' || nextval('ticket_number'), 'help', '路灯不亮', '小区门口的路灯坏了三天', 'web', citizen, at, 1 FROM life;
  INSERT INTO "Conversation" (id, "citizenId", channel, "createdAt", "lastSeq") SELECT conversation, citizen, 'chat', at, ${perTicket} FROM life;
  ALTER TABLE "TicketEvent" DISABLE TRIGGER USER;
  ALTER TABLE "Message" DISABLE TRIGGER USER;
  INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "fromState", "toState", "actorKind", payload, "commandId", "prevHash", hash)
    SELECT gen_random_uuid(), ticket, seq, at + seq * interval '7 hours',
      (ARRAY['create', 'dispatch', 'accept', 'contact', 'reply', 'approve', 'follow_up', 'close'])[seq], NULL, 'received', 'staff',
      '{"departmentCode": "water", "note": "已到现场处理"}', ticket || '-' || seq, repeat('0', 64), repeat('1', 64)
    FROM life, generate_series(1, ${perTicket}) seq ORDER BY at, seq;
  ALTER TABLE "TicketEvent" ENABLE TRIGGER USER;
  INSERT INTO "Message" (id, "conversationId", seq, author, text, "createdAt")
    SELECT gen_random_uuid(), conversation, seq, 'citizen', '请问社保卡遗失后怎么补办，需要带什么材料？', at + seq * interval '1 minute'
    FROM life, generate_series(1, ${perTicket}) seq ORDER BY at, seq;
  ALTER TABLE "Message" ENABLE TRIGGER USER`;
/** What the version before keeps of a ticket, and what triggers keep beside it now. */
const heads = {
  before: `UPDATE "TicketHead" SET "lastSeq" = ${perTicket}`,
  months: `UPDATE "TicketHead" h SET "lastSeq" = ${perTicket}, "lastHash" = repeat('1', 64), "linesFrom" = at + interval '7 hours',
      "linesUntil" = at + interval '${7 * perTicket} hours' FROM life WHERE ticket = h."ticketId";
    INSERT INTO "TicketCommand" SELECT "commandId", "ticketId", command FROM "TicketEvent" WHERE seq > 1;
    INSERT INTO "MessageKey" SELECT id, "conversationId", seq FROM "Message"`,
} as const;

interface Life {
  ticket: string;
  conversation: string;
  at: Date;
}
interface Side {
  name: 'before' | 'months';
  sql: Sql;
  pool: pg.Pool;
}

async function openSide(
  name: Side['name'],
  url: string,
  present: { from: Date; until: Date },
): Promise<Side> {
  const all = readdirSync(MIGRATIONS_FOLDER).filter((entry) => /^\d/.test(entry));
  await applyMigrations(
    url,
    MIGRATIONS_FOLDER,
    new Set(all.filter((entry) => name === 'months' || entry < firstOfMonths)),
  );
  const pool = new pg.Pool({ connectionString: url, max: 14 });
  pool.on('error', () => undefined);
  if (name === 'months') {
    await pool.query('SELECT make_months($1)', [present.until]);
  } else {
    // The program of that version knows no such thing; the rows are to be the same.
    await pool.query(`CREATE FUNCTION first_id_of(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
      SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$`);
  }
  return { name, sql: sqlOn(pool), pool };
}

const tickets = Math.floor(lines / perTicket);
const folder = mkdtempSync(join(tmpdir(), 'onecall-months-'));
const postgres = await startPostgres({
  folder,
  log: join(folder, 'postgres.log'),
  settings: { shared_buffers: '1GB', max_wal_size: '4GB' },
});
const sides: Side[] = [];
try {
  const owner = new pg.Client({ connectionString: postgres.url('postgres') });
  await owner.connect();
  // From the first month that is surely one of its own.
  const from = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 3, 1));
  const until = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1));
  for (const name of ['before', 'months'] as const) {
    await owner.query(`CREATE DATABASE ${name}`);
    const side = await openSide(name, postgres.url(name), { from, until });
    sides.push(side);
    const text = fill
      .replaceAll('$from', `'${from.toISOString()}'`)
      .replaceAll('$until', `'${until.toISOString()}'`)
      .replaceAll('$tickets', String(tickets));
    await side.pool.query(text);
    await side.pool.query(heads[name]);
    await side.pool.query('VACUUM ANALYZE');
  }
  await owner.end();

  const now = new Date(until.getTime() - 3_600_000);
  const lives = new Map<Side, Life[]>();
  for (const side of sides) {
    const { rows } = await side.pool.query('SELECT ticket, conversation, at FROM life ORDER BY at');
    lives.set(
      side,
      z.array(z.object({ ticket: z.string(), conversation: z.string(), at: z.date() })).parse(rows),
    );
  }
  const dayMs = 86_400_000;
  const any = (side: Side): Life => {
    const all = lives.get(side) ?? [];
    const one = all[Math.floor(Math.random() * all.length)];
    if (!one) throw new Error('nothing was filled in');
    return one;
  };
  const recent = (side: Side): Life => {
    const all = lives.get(side) ?? [];
    const one = all[all.length - 1 - Math.floor(Math.random() * (all.length / months))];
    if (!one) throw new Error('nothing was filled in');
    return one;
  };

  const works: Record<string, (side: Side) => Promise<unknown>> = {
    /** The rows of a new ticket in one transaction, as bench:intake's bare side writes them. */
    file: async (side) => {
      const connection = await side.pool.connect();
      const sql = sqlOn(connection);
      try {
        await sql.run('BEGIN');
        const [id, citizenId] = [randomUUID(), orderedId()];
        await sql.run(`INSERT INTO "Citizen" (id, name, lang) VALUES ($1, '王', 'zh')`, [citizenId]);
        await sql.run(
          `INSERT INTO "Ticket" (id, number, kind, title, text, channel, "citizenId", "createdAt", version)
           VALUES ($1, 'SZ' || nextval('ticket_number'), 'help', '路灯不亮', '路灯坏了', 'web', $2, $3, 1)`,
          [id, citizenId, now],
        );
        await sql.run(
          `INSERT INTO "TicketClock" (id, "ticketId", clock, "policyCode", "calendarCode", state, budget, "startedAt", "dueAt",
             "isProvisional", warnings, pauses, extensions, "nextFireAt")
           VALUES ($1, $2, 'dispatch', 'bare', 'bare', 'running', '{}', $3, $4, false, '[]', '[]', '[]', $4)`,
          [orderedId(), id, now, until],
        );
        await sql.run(
          `INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "toState", "actorKind", payload, "commandId", "prevHash", hash)
           VALUES ($1, $2, 1, $3, 'create', 'received', 'staff', '{"kind": "help"}', $4, $5, $5)`,
          [orderedId(), id, now, `create-${id}`, '0'.repeat(64)],
        );
        await sql.run(
          `UPDATE "TicketHead" SET ${side.name === 'before' ? '"lastSeq" = 1, ' : ''}"nextDueAt" = $2, "nextClock" = 'dispatch' WHERE "ticketId" = $1`,
          [id, until],
        );
        await sql.run(`INSERT INTO "Outbox" (type, payload, pending) VALUES ('ticket.changed', $1, '{}')`, [
          JSON.stringify({ ticketId: id, seq: 1 }),
        ]);
        await sql.run('COMMIT');
      } finally {
        connection.release();
      }
    },
    append: (side) =>
      side.sql.run(
        `WITH c AS (UPDATE "Conversation" SET "lastSeq" = "lastSeq" + 1, "lastMessageAt" = $4 WHERE id = $2 RETURNING *)
         INSERT INTO "Message" (id, "conversationId", seq, author, text, "createdAt")
         SELECT $1, $2, c."lastSeq", 'citizen', $3, $4 FROM c`,
        [orderedId(), recent(side).conversation, '您好，我想问一下进度', now],
      ),
    /** A line of a ticket of this month: before, its hash was read first and its head written by hand. */
    line: async (side) => {
      const { ticket } = recent(side);
      const connection = await side.pool.connect();
      const sql = sqlOn(connection);
      const head = z.object({ lastSeq: z.number(), hash: z.string().nullable() });
      try {
        await sql.run('BEGIN');
        const last = await sql.first(
          head,
          side.name === 'before'
            ? `SELECT h."lastSeq", e.hash FROM "TicketHead" h JOIN "TicketEvent" e ON e."ticketId" = h."ticketId" AND e.seq = h."lastSeq"
               WHERE h."ticketId" = $1 FOR UPDATE OF h`
            : 'SELECT "lastSeq", "lastHash" AS hash FROM "TicketHead" WHERE "ticketId" = $1 FOR UPDATE',
          [ticket],
        );
        const seq = (last?.lastSeq ?? 0) + 1;
        await sql.run(
          `INSERT INTO "TicketEvent" (id, "ticketId", seq, at, command, "toState", "actorKind", payload, "commandId", "prevHash", hash)
           VALUES ($1, $2, $3, $4, 'note', 'received', 'staff', '{}', $5, $6, $6)`,
          [orderedId(), ticket, seq, now, randomUUID(), last?.hash],
        );
        await sql.run(
          `UPDATE "TicketHead" SET ${side.name === 'before' ? '"lastSeq" = $3, ' : ''}"nextDueAt" = $2 WHERE "ticketId" = $1`,
          side.name === 'before' ? [ticket, until, seq] : [ticket, until],
        );
        await sql.run('COMMIT');
      } finally {
        connection.release();
      }
    },
    timeline: (side) => {
      const { ticket, at } = any(side);
      const lines =
        'SELECT id, seq, at, command, "toState", "actorId", "actorKind", reason, payload, hash FROM "TicketEvent"';
      return side.name === 'before'
        ? side.sql.rows(z.unknown(), `${lines} WHERE "ticketId" = $1 ORDER BY seq`, [ticket])
        : side.sql.rows(
            z.unknown(),
            `${lines} WHERE "ticketId" = $1 AND at >= $2 AND at <= $3 ORDER BY seq`,
            [ticket, at, new Date(at.getTime() + 3 * dayMs)],
          );
    },
    messages: (side) =>
      side.sql.rows(
        z.unknown(),
        'SELECT id, seq, author, text, "createdAt" FROM "Message" WHERE "conversationId" = $1 AND seq > 0 ORDER BY seq LIMIT 200',
        [any(side).conversation],
      ),
    'message by id': (side) =>
      side.sql.rows(
        z.unknown(),
        side.name === 'before'
          ? 'SELECT m.id, m.text FROM "Message" m WHERE m.id = $1'
          : 'SELECT m.id, m.text FROM "MessageKey" k JOIN "Message" m ON m."conversationId" = k."conversationId" AND m.seq = k.seq WHERE k.id = $1',
        [orderedId()],
      ),
    'a month of closings': (side) =>
      side.sql.rows(
        z.unknown(),
        `SELECT count(*) FROM "TicketEvent" WHERE command = 'close' AND at >= $1 AND at < $2`,
        [new Date(until.getTime() - 30 * dayMs), until],
      ),
  };

  const perSecond = async (work: (side: Side) => Promise<unknown>, side: Side): Promise<number> => {
    const startedAt = performance.now();
    let done = 0;
    const call = async (): Promise<void> => {
      while (performance.now() - startedAt < seconds * 1_000) {
        await work(side);
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
    return done / ((performance.now() - startedAt) / 1_000);
  };
  const rows: Record<string, { before: number; months: number; ratio: number }> = {};
  for (const [name, work] of Object.entries(works)) {
    const found = { before: [] as number[], months: [] as number[] };
    for (let turn = -1; turn < rounds; turn += 1) {
      for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
        const rate = await perSecond(work, side);
        if (turn >= 0) found[side.name].push(rate);
      }
    }
    const ratios = found.before.map((rate, turn) => (found.months[turn] ?? 0) / rate);
    rows[name] = {
      before: round(median(found.before)),
      months: round(median(found.months)),
      ratio: round(median(ratios), 3),
    };
    console.table({ [name]: rows[name] });
  }
  const after = sides[1];
  const plan = await after?.pool.query(
    `EXPLAIN SELECT e.* FROM "TicketEvent" e WHERE "ticketId" = '${randomUUID()}' AND at BETWEEN '${now.toISOString()}' AND '${until.toISOString()}'`,
  );
  console.log(
    z
      .array(z.object({ 'QUERY PLAN': z.string() }))
      .parse(plan?.rows)
      .map((row) => row['QUERY PLAN'])
      .join('\n'),
  );
  const { file } = rows;
  console.log(
    JSON.stringify({
      name: 'months',
      ours: file?.months,
      baseline: file?.before,
      ratio: file?.ratio,
      unit: `tickets filed/s into ${lines} lines of ${months} months, against one table`,
      rows,
      load: loadavg().map((value) => round(value, 2)),
    }),
  );
} finally {
  for (const side of sides) await side.pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
