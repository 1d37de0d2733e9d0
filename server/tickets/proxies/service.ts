// Filing for others (代办): a community worker with a proved telephone files for people who agreed, and follows all of it.
// The person concerned is the ticket's citizen: they get its messages with number, code and link.
import { z } from 'zod';
import { type Intake, normalisePhone } from '../../intake/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Secrets } from '../../platform/auth/secret.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdName } from '../../platform/sql.ts';
import type { FileFor, ProxyList } from '../contract.ts';
import { titleOf } from '../filings/title.ts';
import { isOfPhone, openReporter, storedReporter, storedReporterColumns } from '../reporter.ts';
import type { TicketService } from '../service.ts';
import { ticketStateSchema } from '../words.ts';

const purpose = 'proxy' as const;
const hourMs = 3_600_000;
/** A working day: a worker goes from door to door with one telephone. */
const sessionMs = 8 * hourMs;
const sessionSchema = z.object({ workerId: z.uuid(), name: z.string(), until: z.number() });
type Session = z.infer<typeof sessionSchema>;
const mostListed = 100;
/** Within a day, of one worker, and to one person: nobody's telephone is flooded in somebody else's name. */
const most = { ofWorker: 60, toPerson: 3, withinMs: 24 * hourMs } as const;

const filedRow = storedReporter.extend({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  createdAt: z.date(),
  dueAt: z.date().nullable(),
});
const counts = z.object({ ofWorker: z.number().int(), toPerson: z.number().int() });

export class Proxies {
  readonly #database: Database;
  readonly #tickets: TicketService;
  readonly #intake: Intake;
  readonly #secrets: Secrets;

  constructor(deps: { database: Database; tickets: TicketService; intake: Intake; secrets: Secrets }) {
    this.#database = deps.database;
    this.#tickets = deps.tickets;
    this.#intake = deps.intake;
    this.#secrets = deps.secrets;
  }

  /** @throws AppError `rate_limited`, `bad_request` for what is no telephone */
  sendCode(wish: { phone: string; lang: string }, now: Date): Promise<void> {
    return this.#intake.phoneCodes.send({ ...wish, purpose }, now);
  }

  /** A session of eight hours for the worker behind the telephone. @throws AppError `phone_code` */
  async open(
    given: { name: string; phone: string; code: string },
    now: Date,
  ): Promise<{ token: string; ms: number }> {
    const { name } = given;
    const phone = await this.#intake.phoneCodes.redeem({ ...given, purpose }, now);
    const worker = await this.#database.change((change) =>
      this.#intake.rememberCitizen(change, { phone, name, lang: 'zh' }),
    );
    const session: Session = { workerId: worker.id, name, until: now.getTime() + sessionMs };
    return { token: this.#secrets.seal(JSON.stringify(session), purpose), ms: sessionMs };
  }

  /**
   * Files for somebody else; the consent stands in the trail. The same id again answers with the ticket that exists.
   * @throws AppError `not_signed_in`, `rate_limited`
   */
  async file(
    token: string | undefined,
    given: FileFor,
    now: Date,
  ): Promise<{ number: string; code: string }> {
    const worker = this.#session(token, now);
    const { id, kind, text, name, phone, place, lang } = given;
    const { ticket, code } = await this.#tickets.create(
      { kind: 'citizen' },
      {
        id,
        kind,
        urgency: 'ordinary',
        title: titleOf(text),
        text,
        channel: 'web',
        lang,
        place,
        sealed: false,
        citizenName: name,
        citizenPhone: phone,
      },
      async (change) => {
        await this.#demandRoom(change, worker, normalisePhone(phone), now);
        await change.tx.ticketProxy.create({
          data: { ticketId: id, workerId: worker.workerId, consentAt: now },
        });
        const detail = { workerId: worker.workerId, hasConsent: true };
        const entry = { actorId: null, action: 'ticket.file_for', subjectType: 'ticket', subjectId: id };
        await audit(change.tx, { ...entry, detail });
      },
    );
    const isTheirs = await this.#database.read.ticketProxy.findUnique({ where: { ticketId: id } });
    if (isTheirs?.workerId !== worker.workerId) throw new AppError('conflict');
    return { number: ticket.number, code };
  }

  /** What the worker filed, the newest first. @throws AppError `not_signed_in` */
  async list(token: string | undefined, now: Date): Promise<ProxyList> {
    const { workerId, name, until } = this.#session(token, now);
    const rows = await this.#database.sql.rows(
      filedRow,
      `SELECT t.id, t.number, t.title, t.state, t."createdAt", ${storedReporterColumns},
         (SELECT c."dueAt" FROM "TicketClock" c
          WHERE c."ticketId" = t.id AND c.clock = 'resolve' AND c.state <> 'cancelled'
          ORDER BY c."startedAt" DESC LIMIT 1) AS "dueAt"
       FROM "TicketProxy" p JOIN "Ticket" t ON t.id = p."ticketId"
       WHERE p."workerId" = $1::uuid ORDER BY p."consentAt" DESC, t.id DESC LIMIT ${mostListed}`,
      [workerId],
    );
    return {
      worker: name,
      until: new Date(until).toISOString(),
      items: rows.map((row) => ({
        number: row.number,
        code: this.#secrets.ticketCode(row.id),
        title: row.title,
        state: row.state,
        forName: openReporter(this.#database.fields, row).citizenName ?? '',
        createdAt: row.createdAt.toISOString(),
        dueAt: row.dueAt?.toISOString() ?? null,
      })),
    };
  }

  async #demandRoom({ sql, fields }: Change, { workerId }: Session, phone: string, now: Date): Promise<void> {
    // Two at once would both find room.
    await holdName(sql, `proxy:${workerId}`);
    const found = await sql.first(
      counts,
      `SELECT count(*) FILTER (WHERE p."workerId" = $1::uuid)::int AS "ofWorker",
         count(*) FILTER (WHERE ${isOfPhone('$2', '$3')})::int AS "toPerson"
       FROM "TicketProxy" p JOIN "Ticket" t ON t.id = p."ticketId" WHERE p."consentAt" > $4`,
      [workerId, fields.mark(phone), phone, new Date(now.getTime() - most.withinMs)],
    );
    if (found && (found.ofWorker >= most.ofWorker || found.toPerson >= most.toPerson))
      throw new AppError('rate_limited');
  }

  #session(token: string | undefined, now: Date): Session {
    const session = token === undefined ? undefined : this.#read(token);
    if (!session || session.until <= now.getTime()) throw new AppError('not_signed_in');
    return session;
  }

  #read(token: string): Session | undefined {
    try {
      return sessionSchema.parse(JSON.parse(this.#secrets.unseal(token, purpose)));
    } catch {
      // Made up, or of another installation.
      return undefined;
    }
  }
}
