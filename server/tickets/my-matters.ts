// All matters of one telephone, for whoever proves that they hold it. What was reported in confidence is not among them:
// others may hold the telephone, too; it is opened with its number and code alone.
import { z } from 'zod';
import type { PhoneCodes } from '../intake/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { MyMatters } from './contract.ts';
import { oneByMatter } from './my-matters-core.ts';
import { isOfPhone } from './reporter.ts';
import { ticketKindSchema, ticketStateSchema } from './words.ts';

const purpose = 'matters' as const;
/** Long enough to read through a list, short for a telephone that is left on a table. */
const sessionMs = 15 * 60_000;
const sessionSchema = z.object({ phone: z.string(), until: z.number() });
/** Nobody has more that anybody would read. */
const mostListed = 100;
/** Where no pack says for how long what is over is listed. */
const listedMonths = 36;

const matterRow = z.object({
  id: z.string(),
  /** The ticket that carries the matter: itself, or the one that it was merged into. */
  matterId: z.string(),
  number: z.string(),
  kind: ticketKindSchema,
  state: ticketStateSchema,
  title: z.string(),
  createdAt: z.date(),
  dueAt: z.date().nullable(),
  departmentZh: z.string().nullable(),
  departmentEn: z.string().nullable(),
});

export class MattersOfPhone {
  readonly #database: Database;
  readonly #codes: PhoneCodes;
  readonly #secrets: Secrets;

  constructor(deps: { database: Database; codes: PhoneCodes; secrets: Secrets }) {
    this.#database = deps.database;
    this.#codes = deps.codes;
    this.#secrets = deps.secrets;
  }

  /** @throws AppError `rate_limited`, `bad_request` for what is no telephone */
  sendCode(wish: { phone: string; lang: string }, now: Date): Promise<void> {
    return this.#codes.send({ ...wish, purpose }, now);
  }

  /** A session of a quarter of an hour, bound to the telephone. @throws AppError `phone_code` */
  async open(given: { phone: string; code: string }, now: Date): Promise<{ token: string; ms: number }> {
    const phone = await this.#codes.redeem({ ...given, purpose }, now);
    const session = { phone, until: now.getTime() + sessionMs };
    return { token: this.#secrets.seal(JSON.stringify(session), purpose), ms: sessionMs };
  }

  /**
   * The matters, the newest first. What was merged is one matter and stands as its main ticket does; what has been over
   * for longer than the city's pack says is not listed. @throws AppError `not_signed_in` without a session that holds
   */
  async list(token: string | undefined, now: Date): Promise<MyMatters> {
    const { phone, until } = this.#session(token, now);
    const pack = await this.#database.read.packState.findFirst({ orderBy: { appliedAt: 'desc' } });
    const months = pack?.mattersListedMonths ?? listedMonths;
    const rows = await this.#database.sql.rows(
      matterRow,
      `SELECT t.id, m.id AS "matterId", t.number, t.kind, m.state, t.title, t."createdAt",
         d."nameZh" AS "departmentZh", d."nameEn" AS "departmentEn",
         (SELECT c."dueAt" FROM "TicketClock" c
          WHERE c."ticketId" = m.id AND c.clock = 'resolve' AND c.state <> 'cancelled'
          ORDER BY c."startedAt" DESC LIMIT 1) AS "dueAt"
       FROM "Ticket" t
         JOIN "Ticket" m ON m.id = CASE WHEN t.state = 'merged' THEN coalesce(t."mainTicketId", t.id) ELSE t.id END
         LEFT JOIN "Department" d ON d.code = m."leadDepartmentCode"
       WHERE ${isOfPhone('$1', '$2')} AND NOT t.sealed AND t.kind <> 'report'
         AND NOT (m.state IN ('closed', 'declined', 'referred') AND m."closedAt" < $3::timestamptz - make_interval(months => $4::int))
       ORDER BY t."createdAt" DESC, t.id DESC LIMIT ${mostListed}`,
      [this.#database.fields.mark(phone), phone, now, months],
    );
    return {
      until: new Date(until).toISOString(),
      listedMonths: months,
      items: oneByMatter(rows).map(({ id, departmentZh, departmentEn, createdAt, dueAt, ...row }) => ({
        ...row,
        code: this.#secrets.ticketCode(id),
        createdAt: createdAt.toISOString(),
        dueAt: dueAt?.toISOString() ?? null,
        department: departmentZh === null ? null : { zh: departmentZh, en: departmentEn ?? departmentZh },
      })),
    };
  }

  #session(token: string | undefined, now: Date): z.infer<typeof sessionSchema> {
    const session = token === undefined ? undefined : this.#read(token);
    if (!session || session.until <= now.getTime()) throw new AppError('not_signed_in');
    return session;
  }

  #read(token: string): z.infer<typeof sessionSchema> | undefined {
    try {
      return sessionSchema.parse(JSON.parse(this.#secrets.unseal(token, purpose)));
    } catch {
      // Made up, or of another installation.
      return undefined;
    }
  }
}
