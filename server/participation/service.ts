// Use cases of participation: drafted, opened, answered, statements judged, closed, published.
import { z } from 'zod';
import type { PhoneCodes } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { veilText } from '../platform/privacy.ts';
import { holdRow } from '../platform/version.ts';
import type {
  ConsultationCommand,
  ConsultationView,
  GivenAnswer,
  PublicConsultation,
  PublicConsultationDetail,
  SaveConsultation,
  Statement,
  Tally,
} from './contract.ts';
import { faultsOf, nextState, phaseOf, ratingsOf, talliesOf, withoutEmpty } from './core.ts';
import { type ConsultationRow, consultationColumns, consultationRow, statementRow } from './store.ts';

export interface By {
  id: string;
  ip: string;
}

const listed = `SELECT ${consultationColumns}, d."nameZh" AS "departmentZh", d."nameEn" AS "departmentEn",
    count(a.id)::int AS answers,
    (count(a.id) FILTER (WHERE a."statementState" = 'waiting'))::int AS waiting,
    (count(a.id) FILTER (WHERE a."statementState" = 'shown'))::int AS statements
  FROM "Consultation" c JOIN "Department" d ON d.code = c."departmentCode"
    LEFT JOIN "ConsultationAnswer" a ON a."consultationId" = c.id`;
const grouped = 'GROUP BY c.id, d."nameZh", d."nameEn"';
const mostListed = 100;
const countRow = z.object({ questionId: z.string(), value: z.string(), count: z.number().int() });
const answeredRow = z.object({ questionId: z.string(), count: z.number().int() });
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export class Participation {
  readonly #database: Database;
  readonly #codes: PhoneCodes;
  readonly #secrets: Secrets;

  constructor(deps: { database: Database; codes: PhoneCodes; secrets: Secrets }) {
    this.#database = deps.database;
    this.#codes = deps.codes;
    this.#secrets = deps.secrets;
  }

  /** All that is or was public: what is open first, then the latest. */
  async listPublic(now: Date): Promise<PublicConsultation[]> {
    const rows = await this.#list(`WHERE c.state <> 'draft'`);
    const isOpen = (row: ConsultationRow): number => (phaseOf(row, now) === 'open' ? 0 : 1);
    return rows.toSorted((a, b) => isOpen(a) - isOpen(b)).map((row) => publicView(row, now));
  }

  /** @throws AppError `not_found`, for a draft, too */
  async readPublic(id: string, now: Date): Promise<PublicConsultationDetail> {
    const row = await this.#one(id);
    if (row.state === 'draft') throw new AppError('not_found');
    const isPublished = row.state === 'published';
    return detailView(row, isPublished ? await this.tallies(row) : [], now);
  }

  /** For those who run them. */
  async list(now: Date): Promise<(PublicConsultation & { waiting: number })[]> {
    const rows = await this.#list('');
    return rows.map((row) => ({ ...publicView(row, now), waiting: row.waiting }));
  }

  /** What was asked, whatever became of it, by id: a page after one. */
  rowsAfter(after: string | undefined, limit: number): Promise<ConsultationRow[]> {
    return this.#database.sql.rows(
      consultationRow,
      `SELECT ${consultationColumns} FROM "Consultation" c WHERE $1::uuid IS NULL OR c.id > $1 ORDER BY c.id LIMIT $2`,
      [after ?? null, limit],
    );
  }

  /** Those of some ids. */
  rowsOf(ids: readonly string[]): Promise<ConsultationRow[]> {
    return this.#database.sql.rows(
      consultationRow,
      `SELECT ${consultationColumns} FROM "Consultation" c WHERE c.id::text = ANY($1)`,
      [ids],
    );
  }

  /** With the figures so far. @throws AppError `not_found` */
  async read(id: string, now: Date): Promise<ConsultationView> {
    const row = await this.#one(id);
    const tallies = await this.tallies(row);
    const { state, departmentCode, version, waiting } = row;
    return {
      ...detailView(row, tallies, now),
      state,
      departmentCode,
      version,
      waiting,
      tallies,
      ratings: ratingsOf(row.questions, tallies),
    };
  }

  /**
   * Writes a draft, a new one with version 0.
   * @throws AppError `version_conflict`, `wrong_state` once it is open, `bad_request` for a department that is none
   */
  async save(id: string, wish: SaveConsultation, by: By): Promise<void> {
    const { version, opensAt, closesAt, heldAt, ...content } = wish;
    await this.#database.change(async (change) => {
      const { tx } = change;
      const department = await tx.department.findUnique({ where: { code: wish.departmentCode } });
      if (!department)
        throw new AppError('bad_request', { issues: [{ path: 'departmentCode', message: 'no department' }] });
      await holdRow(change, 'Consultation', 'id', id);
      const before = await tx.consultation.findUnique({ where: { id } });
      if ((before?.version ?? 0) !== version) throw new AppError('version_conflict');
      if (before && before.state !== 'draft') throw new AppError('wrong_state');
      const data = {
        ...content,
        opensAt: new Date(opensAt),
        closesAt: new Date(closesAt),
        heldAt: heldAt === null ? null : new Date(heldAt),
        version: version + 1,
      };
      await tx.consultation.upsert({
        where: { id },
        create: { id, ...data, createdById: by.id },
        update: data,
      });
      await trail(change, 'consultation.save', id, by, { title: wish.titleZh });
    });
  }

  /** @throws AppError `version_conflict`, `wrong_state` */
  async command(id: string, given: ConsultationCommand, by: By, now: Date): Promise<void> {
    await this.#database.change(async (change) => {
      const { tx, sql } = change;
      const row = await sql.first(
        consultationRow,
        `SELECT ${consultationColumns} FROM "Consultation" c WHERE id = $1 FOR UPDATE`,
        [id],
      );
      if (!row) throw new AppError('not_found');
      if (row.version !== given.version) throw new AppError('version_conflict');
      const state = nextState(given.command, phaseOf(row, now));
      if (!state) throw new AppError('wrong_state');
      const result =
        given.command === 'publish'
          ? { resultZh: given.resultZh, resultEn: given.resultEn, publishedAt: now }
          : {};
      // Closed by hand before its time: nobody reads a date that no longer holds.
      const closed = given.command === 'close' && now < row.closesAt ? { closesAt: now } : {};
      await tx.consultation.update({
        where: { id },
        data: { state, ...result, ...closed, version: { increment: 1 } },
      });
      await trail(change, `consultation.${given.command}`, id, by, { title: row.titleZh });
    });
  }

  /** Sends a code where an answer needs one. @throws AppError `wrong_state` when it is not open */
  async sendCode(id: string, wish: { phone: string; lang: string }, now: Date): Promise<void> {
    const row = await this.#one(id);
    if (phaseOf(row, now) !== 'open' || !row.needsPhone) throw new AppError('wrong_state');
    await this.#codes.send({ ...wish, purpose: `consultation:${id}` }, now);
  }

  /**
   * Takes part. The same id again is one answer.
   * @throws AppError `wrong_state` when it is not open, `bad_request` with the faults, `phone_code`, `answered` when
   * the telephone has answered before
   */
  async answer(id: string, given: GivenAnswer, now: Date): Promise<void> {
    const { read } = this.#database;
    const known = await read.consultationAnswer.findUnique({ where: { id: given.id } });
    if (known?.consultationId === id) return;
    if (known) throw new AppError('conflict');
    const row = await this.#one(id);
    if (phaseOf(row, now) !== 'open') throw new AppError(row.state === 'draft' ? 'not_found' : 'wrong_state');
    const answers = withoutEmpty(given.answers);
    const faults = faultsOf(row.questions, answers);
    const statement = given.statement || null;
    const saysNothing = Object.keys(answers).length === 0 && statement === null;
    if (faults.length > 0 || saysNothing)
      throw new AppError('bad_request', {
        issues: saysNothing
          ? [{ path: 'answers', message: 'missing' }]
          : faults.map(({ question, fault }) => ({ path: `answers.${question}`, message: fault })),
      });
    const phoneMark = row.needsPhone ? await this.#proved(id, given, now) : null;
    await this.#database.change(async ({ tx }) => {
      if (phoneMark !== null) {
        const before = await tx.consultationAnswer.count({ where: { consultationId: id, phoneMark } });
        if (before > 0) throw new AppError('answered');
      }
      await tx.consultationAnswer.create({
        data: {
          id: given.id,
          consultationId: id,
          phoneMark,
          answers,
          statement,
          shownText: statement === null ? null : veilText(statement, 'all'),
          statementState: statement === null ? null : 'waiting',
          lang: given.lang,
        },
      });
    });
  }

  /** Statements in one state, those that wait longest first, the others from the latest on. */
  async statements(
    id: string,
    query: { state: Statement['state']; cursor?: string | undefined; limit: number },
  ): Promise<{ items: Statement[]; nextCursor: string | null }> {
    await this.#one(id);
    const oldestFirst = query.state === 'waiting';
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, cursorSchema);
    const rows = await this.#database.sql.rows(
      statementRow,
      `SELECT id, "shownText" AS text, "statementState" AS state, reason, "createdAt" AS at
       FROM "ConsultationAnswer"
       WHERE "consultationId" = $1 AND "statementState"::text = $2
         AND ($3::timestamptz IS NULL OR ("createdAt", id) ${oldestFirst ? '>' : '<'} ($3, $4::uuid))
       ORDER BY "createdAt" ${oldestFirst ? 'ASC' : 'DESC'}, id ${oldestFirst ? 'ASC' : 'DESC'} LIMIT $5`,
      [id, query.state, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
    );
    const items = rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
    return toPage(items, query.limit, (row) => [row.at, row.id]);
  }

  /** Lets a statement through, or not; it can be thought over. @throws AppError `not_found`, `reason_required` */
  async judge(
    id: string,
    statementId: string,
    verdict: { state: 'shown' | 'hidden'; reason: string },
    by: By,
    now: Date,
  ): Promise<void> {
    if (verdict.state === 'hidden' && verdict.reason === '') throw new AppError('reason_required');
    await this.#database.change(async (change) => {
      const { count } = await change.tx.consultationAnswer.updateMany({
        where: { id: statementId, consultationId: id, statement: { not: null } },
        data: {
          statementState: verdict.state,
          reason: verdict.reason || null,
          judgedById: by.id,
          judgedAt: now,
        },
      });
      if (count === 0) throw new AppError('not_found');
      const detail = { what: verdict.state, reason: verdict.reason };
      await trail(change, 'consultation.statement', id, by, detail);
    });
  }

  /** How often everything was chosen so far. */
  async tallies(row: Pick<ConsultationRow, 'id' | 'questions'>): Promise<Tally[]> {
    const each = `FROM "ConsultationAnswer" a CROSS JOIN LATERAL jsonb_each(a.answers) q`;
    const choices = row.questions.filter(({ type }) => type !== 'text').map(({ id }) => id);
    const [counted, answered] = await Promise.all([
      this.#database.sql.rows(
        countRow,
        `SELECT q.key AS "questionId", v.value, count(*)::int AS count
         ${each} CROSS JOIN LATERAL jsonb_array_elements_text(
             CASE jsonb_typeof(q.value) WHEN 'array' THEN q.value ELSE jsonb_build_array(q.value) END) v(value)
         WHERE a."consultationId" = $1 AND q.key = ANY($2) GROUP BY 1, 2`,
        [row.id, choices],
      ),
      this.#database.sql.rows(
        answeredRow,
        `SELECT q.key AS "questionId", count(*)::int AS count ${each} WHERE a."consultationId" = $1 GROUP BY 1`,
        [row.id],
      ),
    ]);
    return talliesOf(
      row.questions,
      counted,
      new Map(answered.map(({ questionId, count }) => [questionId, count])),
    );
  }

  /** Whose telephone it is stays unknown: the mark tells it from others in this consultation alone. */
  async #proved(id: string, { phone, code }: GivenAnswer, now: Date): Promise<string> {
    if (phone === undefined || code === undefined) throw new AppError('phone_code');
    const proved = await this.#codes.redeem({ phone, code, purpose: `consultation:${id}` }, now);
    return this.#secrets.mark(proved, `consultation:${id}`);
  }

  #list(where: string): Promise<ConsultationRowListed[]> {
    return this.#database.sql.rows(
      listedRow,
      `${listed} ${where} ${grouped} ORDER BY c."opensAt" DESC, c.id DESC LIMIT ${mostListed}`,
    );
  }

  async #one(id: string): Promise<ConsultationRowListed> {
    const row = await this.#database.sql.first(listedRow, `${listed} WHERE c.id = $1 ${grouped}`, [id]);
    if (!row) throw new AppError('not_found');
    return row;
  }
}

const listedRow = consultationRow.extend({
  departmentZh: z.string(),
  departmentEn: z.string(),
  answers: z.number().int(),
  waiting: z.number().int(),
  statements: z.number().int(),
});
type ConsultationRowListed = z.infer<typeof listedRow>;

function publicView(row: ConsultationRowListed, now: Date): PublicConsultation {
  return {
    id: row.id,
    kind: row.kind,
    phase: phaseOf(row, now),
    title: { zh: row.titleZh, en: row.titleEn },
    department: { zh: row.departmentZh, en: row.departmentEn },
    opensAt: row.opensAt.toISOString(),
    closesAt: row.closesAt.toISOString(),
    heldAt: row.heldAt?.toISOString() ?? null,
    answers: row.answers,
  };
}

function detailView(
  row: ConsultationRowListed,
  tallies: readonly Tally[],
  now: Date,
): PublicConsultationDetail {
  const { venueZh, venueEn, resultZh, resultEn, publishedAt } = row;
  return {
    ...publicView(row, now),
    text: { zh: row.textZh, en: row.textEn },
    documents: row.documents,
    questions: row.questions,
    needsPhone: row.needsPhone,
    venue: venueZh === null ? null : { zh: venueZh, en: venueEn ?? venueZh },
    statements: row.statements,
    result:
      resultZh === null || publishedAt === null
        ? null
        : {
            text: { zh: resultZh, en: resultEn ?? resultZh },
            tallies: [...tallies],
            ratings: ratingsOf(row.questions, tallies),
            publishedAt: publishedAt.toISOString(),
          },
  };
}

function trail({ tx }: Change, action: string, id: string, by: By, detail: object): Promise<void> {
  return audit(tx, {
    actorId: by.id,
    action,
    subjectType: 'consultation',
    subjectId: id,
    detail,
    ip: by.ip,
  });
}
