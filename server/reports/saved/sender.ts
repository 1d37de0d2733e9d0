// Scheduled reports, from their moment to the mail server's yes: each goes once to each person for each day it was due.
import { z } from 'zod';
import { cityDay } from '../../calendar/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Sessions } from '../../platform/auth/sessions.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { HopelessError, type Jobs, type Timer } from '../../platform/jobs.ts';
import { whileLeased } from '../../platform/lease.ts';
import type { Log } from '../../platform/log.ts';
import type { MailConfig } from '../../platform/mail-settings.ts';
import { refusalSchema, transportTo } from '../../platform/mail-transport.ts';
import { orderedId } from '../../platform/ordered-id.ts';
import { savedFiltersSchema } from '../contract.ts';
import type { Reports } from '../service.ts';
import type { Withheld } from './contract.ts';
import { mostAttempts, pauseMs, whyWithheld } from './core.ts';
import { reportLetter } from './letter.ts';
import { dueAfter, scheduleOf } from './service.ts';

/** What a lost alarm missed is found so often. */
const sweepEveryMs = 20_000;
const sweepBatch = 200;
const usualLeaseMs = 180_000;
const dueSchema = z.object({ reportId: z.uuid() });
const deliverySchema = z.object({ deliveryId: z.uuid() });
const idsSchema = z.object({ id: z.string() });
const renewLease = `UPDATE "ReportDelivery" SET "leasedUntil" = now() + make_interval(secs => $2)
  WHERE id = $1 AND "leasedUntil" IS NOT NULL`;

interface Deps {
  database: Database;
  sessions: Pick<Sessions, 'absent'>;
  reports: Pick<Reports, 'scorecard'>;
  jobs: Jobs;
  log: Log;
  mail: MailConfig;
  leaseMs?: number;
}

export class ReportSender {
  readonly #deps: Deps;
  readonly #transport: ReturnType<typeof transportTo>;
  readonly #due: Timer<z.infer<typeof dueSchema>>;
  readonly #delivery: Timer<z.infer<typeof deliverySchema>>;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#transport = transportTo(deps.mail);
    this.#due = deps.jobs.timer({
      name: 'report-due',
      schema: dueSchema,
      run: ({ reportId }) => this.takeDue(reportId, new Date()),
    });
    this.#delivery = deps.jobs.timer({
      name: 'report-letter',
      schema: deliverySchema,
      run: ({ deliveryId }) => this.deliver(deliveryId),
    });
  }

  async plan(reportId: string, at: Date): Promise<void> {
    await this.#due.set(reportId, at, { reportId });
  }

  /** Notes a letter for everybody, if the schedule's moment has come, and sets the next one. */
  async takeDue(reportId: string, now: Date): Promise<void> {
    const { database } = this.#deps;
    const taken = await database.change(async ({ tx, sql }) => {
      await sql.run('SELECT 1 FROM "ReportSchedule" WHERE "reportId" = $1 FOR UPDATE', [reportId]);
      const row = await tx.reportSchedule.findUnique({ where: { reportId } });
      if (!row?.isActive || row.nextAt > now) return undefined;
      const { nextAt: dueAt } = row;
      const common = { reportId, dueAt, dueDay: cityDay(dueAt) };
      const made = await tx.reportDelivery.createManyAndReturn({
        data: row.recipientIds.map((userId) => ({ id: orderedId(), userId, ...common })),
        skipDuplicates: true,
        select: { id: true },
      });
      const nextAt = await dueAfter(database, scheduleOf(row), now);
      await tx.reportSchedule.update({ where: { reportId }, data: { nextAt } });
      return { ids: made.map(({ id }) => id), nextAt };
    });
    if (!taken) return;
    for (const deliveryId of taken.ids) await this.#delivery.set(deliveryId, now, { deliveryId });
    await this.plan(reportId, taken.nextAt);
  }

  /**
   * Sends one letter, unless it is sent, withheld or in somebody's hands. What failed for good is tried only when an
   * administrator says so. A crash between the mail server's yes and our commit sends it again under the same Message-ID.
   * @throws HopelessError when it failed for good
   */
  async deliver(deliveryId: string): Promise<void> {
    const { database, log, leaseMs = usualLeaseMs } = this.#deps;
    const leased = await database.sql.first(
      idsSchema,
      `UPDATE "ReportDelivery" SET "leasedUntil" = now() + make_interval(secs => $2)
       WHERE id = $1 AND (state = 'failed' OR (state = 'waiting' AND "nextAt" <= now() + interval '1 s'))
         AND ("leasedUntil" IS NULL OR "leasedUntil" < now()) RETURNING id`,
      [deliveryId, leaseMs / 1_000],
    );
    if (!leased) return;
    const { attempts } = await database.read.reportDelivery.findUniqueOrThrow({ where: { id: deliveryId } });
    const renew = () => database.sql.run(renewLease, [deliveryId, leaseMs / 1_000]);
    try {
      await whileLeased({ ms: leaseMs, renew, log }, () => this.#send(deliveryId));
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      const isHopeless = refusalSchema.safeParse(error).success || attempts + 1 >= mostAttempts;
      const nextAt = new Date(Date.now() + pauseMs(attempts));
      await database.change(({ tx }) =>
        tx.reportDelivery.updateMany({
          where: { id: deliveryId },
          data: {
            error: why,
            attempts: attempts + 1,
            nextAt,
            leasedUntil: null,
            state: isHopeless ? 'failed' : 'waiting',
          },
        }),
      );
      if (isHopeless) throw new HopelessError(why);
      log.warn({ err: error, deliveryId }, 'report waits');
      await this.#delivery.set(deliveryId, nextAt, { deliveryId });
    }
  }

  async #send(deliveryId: string): Promise<void> {
    const { database, sessions, reports, mail } = this.#deps;
    const { read } = database;
    const delivery = await read.reportDelivery.findUniqueOrThrow({
      where: { id: deliveryId },
      include: { report: { include: { schedule: true } } },
    });
    const { report, userId, dueAt } = delivery;
    const [owner, recipient, account] = await Promise.all([
      sessions.absent(report.ownerId),
      sessions.absent(userId),
      read.user.findUnique({ where: { id: userId }, select: { email: true } }),
    ]);
    const address = account?.email ?? null;
    const why = whyWithheld(owner ?? null, recipient ?? null, address);
    if (why || !owner || !recipient || !address || !report.schedule)
      return this.#withhold(deliveryId, why ?? 'owner_without_right');
    // In the recipient's sight: whoever is of a department gets its own figures, or nothing.
    const card = await reports
      .scorecard(recipient, savedFiltersSchema.parse(report.filters), dueAt)
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'forbidden') return undefined;
        throw error;
      });
    if (!card) return this.#withhold(deliveryId, 'without_right');
    const letter = await reportLetter({
      name: report.name,
      owner: owner.name,
      card,
      format: scheduleOf(report.schedule).format,
      lang: recipient.locale,
      printedAt: new Date(),
    });
    await this.#transport.sendMail({
      ...letter,
      from: mail.from,
      to: address,
      messageId: `<report-${deliveryId}@letters.onecall>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await database.change(async ({ tx }) => {
      await tx.reportDelivery.update({
        where: { id: deliveryId },
        data: { state: 'sent', sentAt: new Date(), leasedUntil: null, error: null },
      });
      await audit(tx, {
        actorId: report.ownerId,
        action: 'report.mail',
        subjectType: 'saved_report',
        subjectId: report.id,
        detail: { name: report.name, to: recipient.username },
      });
    });
  }

  async #withhold(deliveryId: string, withheld: Withheld): Promise<void> {
    await this.#deps.database.change(({ tx }) =>
      tx.reportDelivery.update({
        where: { id: deliveryId },
        data: { state: 'withheld', withheld, leasedUntil: null },
      }),
    );
  }

  async #sweep(now: Date): Promise<void> {
    const { read } = this.#deps.database;
    const due = await read.reportSchedule.findMany({
      where: { isActive: true, nextAt: { lte: now } },
      take: sweepBatch,
    });
    for (const { reportId } of due) await this.takeDue(reportId, now);
    const waiting = await read.reportDelivery.findMany({
      where: { state: 'waiting', nextAt: { lte: new Date(now.getTime() - sweepEveryMs) } },
      orderBy: { nextAt: 'asc' },
      take: sweepBatch,
    });
    // Under a key of its own: the alarm that was lost may still stand among the finished ones.
    for (const { id } of waiting) await this.#delivery.set(id, now, { deliveryId: id });
  }

  start(): void {
    const look = (): void => {
      this.#sweep(new Date()).catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'reports wait to be looked for'),
      );
    };
    look();
    this.#timer = setInterval(look, sweepEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#transport.close();
  }
}
