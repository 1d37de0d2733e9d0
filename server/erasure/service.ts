// Erasing what says who a citizen is and what they said, once it is no longer needed or when they ask for it (个人信息保护法,
// articles 19 and 47). Deeds stay, for figures and for the law on archives: which office did what when, without words.
import { z } from 'zod';
import { normalisePhone } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { storedColumns } from '../platform/fields.ts';
import { removeUnnamed } from '../platform/file-names.ts';
import { noteLoose } from '../platform/loose-bytes.ts';
import type { FileStore } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { veilName } from '../platform/privacy.ts';
import { finalStatesSql } from '../routing/index.ts';
import { finalStates } from '../tickets/index.ts';
import type { Erased, ErasureFound, Standing } from './contract.ts';
import { erasedPayload, isErasable } from './core.ts';
import { filesOf, recordingsOf, statements, type Traces, valuesOf } from './statements.ts';

const dayMs = 24 * 3_600_000;
const lookedAtOnce = 100;
const patienceMs = 120_000;

/** Why: the time is over, or they asked; `by`: whom, where it was not the command on the machine. */
export type Ground =
  | { kind: 'term'; keptDays: number }
  | { kind: 'request'; reason: string; by?: { actorId: string; ip: string } };

const idRow = z.object({ id: z.string() });
const ticketRow = z.object({
  id: z.string(),
  number: z.string(),
  isOpen: z.boolean(),
  isHeld: z.boolean(),
  mark: z.string().nullable(),
  isOthers: z.boolean(),
});
const pointRow = z.object({
  id: z.string(),
  kind: z.enum(['phone', 'web', 'email']),
  value: z.object({ sealed: z.string().nullable(), plain: z.string().nullable() }),
});
const lineRow = z.object({ seq: z.number(), at: z.date(), payload: z.unknown() });
const recordingRow = z.object({ id: z.string(), ref: z.string(), url: z.string() });

const lookRow = z.object({
  name: z.object({ sealed: z.string().nullable(), plain: z.string().nullable() }),
  since: z.date(),
  lastAt: z.date().nullable(),
});
const lookSql = `
  SELECT ${storedColumns('Citizen.name', 'c')} AS name, c."createdAt" AS since, greatest(
    (SELECT max(v."lastMessageAt") FROM "Conversation" v WHERE v."citizenId" = c.id),
    (SELECT max(t."updatedAt") FROM "Ticket" t WHERE t."citizenId" = c.id),
    (SELECT max(i."arrivedAt") FROM "Interaction" i WHERE i."citizenId" = c.id)) AS "lastAt"
  FROM "Citizen" c WHERE c.id = $1`;

const live = `state NOT IN (${finalStatesSql})`;
const isHeld = (ticket: string): string =>
  `EXISTS (SELECT 1 FROM "TicketHold" h WHERE h."ticketId" = ${ticket})`;
/** A telephone in a ticket that is somebody else's is not erased elsewhere for this citizen's sake. */
const ticketsSql = `
  SELECT t.id, t.number, t.state::text <> ALL($2::text[]) AS "isOpen", ${isHeld('t.id')} AS "isHeld", t."citizenPhoneMark" AS mark,
    EXISTS (SELECT 1 FROM "ContactPoint" p
            WHERE p.kind = 'phone' AND p."valueMark" = t."citizenPhoneMark" AND p."citizenId" <> $1) AS "isOthers"
  FROM "Ticket" t WHERE t."citizenId" = $1 ORDER BY t.id FOR UPDATE OF t`;

/** Nothing was said or done for so long, nothing is open or held, and they were not erased since. */
const dueSql = `
  SELECT c.id FROM "Citizen" c
  WHERE c.id > $1 AND c."createdAt" < $2
    AND NOT EXISTS (SELECT 1 FROM "Conversation" v WHERE v."citizenId" = c.id AND v."lastMessageAt" >= $2)
    AND NOT EXISTS (SELECT 1 FROM "Interaction" i WHERE i."citizenId" = c.id AND (i."arrivedAt" >= $2 OR i.${live}))
    AND NOT EXISTS (SELECT 1 FROM "Ticket" t WHERE t."citizenId" = c.id
                    AND (t."updatedAt" >= $2 OR t.state::text <> ALL($3::text[]) OR ${isHeld('t.id')}))
    AND NOT EXISTS (SELECT 1 FROM "AuditEntry" a
                    WHERE a."subjectType" = 'citizen' AND a."subjectId" = c.id::text AND a.action = 'citizen.erase'
                      AND NOT EXISTS (SELECT 1 FROM "ContactPoint" p WHERE p."citizenId" = c.id AND p."createdAt" > a.at))
  ORDER BY c.id LIMIT ${lookedAtOnce}`;

export class Erasure {
  readonly #database: Database;
  readonly #files: Pick<FileStore, 'remove'>;
  readonly #vault: { remove(ref: string): Promise<void> };
  readonly #log: Log;

  constructor(deps: {
    database: Database;
    files: Pick<FileStore, 'remove'>;
    vault: { remove(ref: string): Promise<void> };
    log: Log;
  }) {
    this.#database = deps.database;
    this.#files = deps.files;
    this.#vault = deps.vault;
    this.#log = deps.log;
  }

  /** Who is reached by a telephone, or gave it for a matter. @returns their ids */
  async citizensBy(phone: string): Promise<string[]> {
    const number = normalisePhone(phone);
    const rows = await this.#database.sql.rows(
      idRow,
      `SELECT "citizenId" AS id FROM "ContactPoint" WHERE kind = 'phone' AND ("valueMark" = $1 OR value = $2)
       UNION SELECT "citizenId" AS id FROM "Ticket" WHERE "citizenPhoneMark" = $1 OR "citizenPhone" = $2`,
      [this.#database.fields.mark(number), number],
    );
    return rows.map(({ id }) => id);
  }

  /** What erasing a citizen would take, and what keeps it. Nothing is changed. @throws AppError `not_found` */
  async look(citizenId: string): Promise<ErasureFound> {
    return this.#database.change(async (change) => {
      const { sql, fields } = change;
      const citizen = await sql.first(lookRow, lookSql, [citizenId]);
      if (!citizen) throw new AppError('not_found');
      const { traces, standing } = await this.#traces(change, citizenId);
      const { files, recordings } = await bytesOf(sql, traces);
      const name = fields.read('Citizen.name', citizenId, citizen.name);
      return {
        citizenId,
        name: name === null ? null : veilName(name, 'all'),
        since: citizen.since.toISOString(),
        lastAt: citizen.lastAt?.toISOString() ?? null,
        goes: amountOf(traces, files, recordings),
        standing,
        isErasable: isErasable(standing),
      };
    });
  }

  /**
   * Erases a citizen: all in one transaction, then the bytes. Again, it erases what has come since.
   * @throws AppError `not_found`; `wrong_state` (details: `openTickets`, `heldTickets`: their numbers; `isTalking`) while
   * something keeps them
   */
  async erase(citizenId: string, ground: Ground): Promise<Erased> {
    const gone = await this.#database.change(async (change) => this.#eraseRows(change, citizenId, ground), {
      patienceMs,
    });
    // What fails here is noted with the rows that went: the sweep of loose bytes takes it up.
    for (const sha256 of gone.files) await removeUnnamed(this.#database, this.#files, sha256);
    for (const ref of gone.recordings) await this.#vault.remove(ref);
    return gone.erased;
  }

  /** Erases those of whom nothing was heard for so long. @returns how many */
  async eraseDue(keptDays: number, now: Date): Promise<number> {
    const before = new Date(now.getTime() - keptDays * dayMs);
    let count = 0;
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const due = await this.#database.sql.rows(idRow, dueSql, [after, before, finalStates]);
      for (const { id } of due) {
        try {
          await this.erase(id, { kind: 'term', keptDays });
          count += 1;
        } catch (error) {
          // They have come back this moment.
          if (!(error instanceof AppError) || error.code !== 'wrong_state') throw error;
        }
      }
      const last = due.at(-1);
      if (!last || due.length < lookedAtOnce) break;
      after = last.id;
    }
    if (count > 0) this.#log.info({ citizens: count, keptDays }, 'citizens were erased');
    return count;
  }

  async #eraseRows(change: Change, citizenId: string, ground: Ground) {
    const { sql, tx } = change;
    const locked = await sql.first(idRow, 'SELECT id FROM "Citizen" WHERE id = $1 FOR UPDATE', [citizenId]);
    if (!locked) throw new AppError('not_found');
    const { traces, standing } = await this.#traces(change, citizenId);
    if (!isErasable(standing)) throw new AppError('wrong_state', { ...standing });
    const values = valuesOf(traces);
    const { files, recordings } = await bytesOf(sql, traces);
    for (const ticketId of traces.ticketIds) await eraseLines(change, ticketId);
    for (const statement of statements) await sql.run(statement, values);
    const erased = amountOf(traces, files, recordings);
    const { by, ...why } = ground.kind === 'request' ? ground : { ...ground, by: undefined };
    await audit(tx, {
      actorId: by?.actorId ?? null,
      action: 'citizen.erase',
      subjectType: 'citizen',
      subjectId: citizenId,
      detail: { ...why, ...erased },
      ...(by && { ip: by.ip }),
    });
    const gone = {
      files: files.map(({ sha256 }) => sha256),
      recordings: recordings.flatMap(({ url }) => /^sealed:(.+)$/.exec(url)?.[1] ?? []),
    };
    await noteLoose(sql, 'file', gone.files);
    await noteLoose(sql, 'recording', gone.recordings);
    return { erased, ...gone };
  }

  async #traces({ sql, fields }: Change, citizenId: string): Promise<{ traces: Traces; standing: Standing }> {
    const tickets = await sql.rows(ticketRow, ticketsSql, [citizenId, finalStates]);
    const conversations = await sql.rows(idRow, 'SELECT id FROM "Conversation" WHERE "citizenId" = $1', [
      citizenId,
    ]);
    const contacts = await sql.rows(
      idRow.extend({ isLive: z.boolean() }),
      `SELECT id, ${live} AS "isLive" FROM "Interaction" WHERE "citizenId" = $1`,
      [citizenId],
    );
    const points = await sql.rows(
      pointRow,
      `SELECT p.id, p.kind::text AS kind, ${storedColumns('ContactPoint.value', 'p')} AS value
       FROM "ContactPoint" p WHERE p."citizenId" = $1`,
      [citizenId],
    );
    const reached = points.map(({ id, kind, value }) => ({
      kind,
      value: fields.read('ContactPoint.value', id, value) ?? '',
    }));
    const own = reached.filter(({ kind }) => kind === 'phone').map(({ value }) => fields.mark(value));
    const given = tickets.flatMap(({ mark, isOthers }) => (mark === null || isOthers ? [] : [mark]));
    return {
      standing: {
        openTickets: tickets.filter(({ isOpen }) => isOpen).map(({ number }) => number),
        heldTickets: tickets.filter((ticket) => ticket.isHeld).map(({ number }) => number),
        isTalking: contacts.some(({ isLive }) => isLive),
      },
      traces: {
        citizenId,
        ticketIds: tickets.map(({ id }) => id),
        conversationIds: conversations.map(({ id }) => id),
        interactionIds: contacts.map(({ id }) => id),
        phoneMarks: [...new Set([...own, ...given])],
        mailAddresses: reached.filter(({ kind }) => kind === 'email').map(({ value }) => value),
      },
    };
  }
}

/** Files and recordings that go with a citizen. */
async function bytesOf(sql: Change['sql'], traces: Traces) {
  const values = valuesOf(traces);
  const files = await sql.rows(z.object({ sha256: z.string() }), filesOf, values);
  const recordings = await sql.rows(recordingRow, recordingsOf, values);
  return { files, recordings };
}

const amountOf = (traces: Traces, files: readonly unknown[], recordings: readonly unknown[]): Erased => ({
  tickets: traces.ticketIds.length,
  conversations: traces.conversationIds.length,
  files: files.length,
  recordings: recordings.length,
});

/** Hashes stay: the chain goes on over them, and the audit trail says that words went (`npm run verify`). */
async function eraseLines({ sql }: Change, ticketId: string): Promise<void> {
  const lines = await sql.rows(
    lineRow,
    `SELECT e.seq, e.at, e.payload FROM "TicketEvent" e JOIN "TicketHead" h ON h."ticketId" = e."ticketId"
     WHERE e."ticketId" = $1 AND e.at BETWEEN h."linesFrom" AND h."linesUntil" AND NOT e.payload ? 'erased'`,
    [ticketId],
  );
  for (const { seq, at, payload } of lines) {
    await sql.run(
      `UPDATE "TicketEvent" SET reason = NULL, payload = $4 WHERE "ticketId" = $1 AND seq = $2 AND at = $3`,
      [ticketId, seq, at, JSON.stringify(erasedPayload(payload))],
    );
  }
}
