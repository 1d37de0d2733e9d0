// Use cases of saved reports: kept, shared, changed, given a schedule.
import type { Prisma } from '#database';
import { readCalendars } from '../../admin/index.ts';
import { cityDay, cityMidnight } from '../../calendar/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import { type Role, roleSchema } from '../../platform/contract.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { demandVersion, holdRow } from '../../platform/version.ts';
import { type SavedFilters, savedFiltersSchema } from '../contract.ts';
import {
  deliveryStateSchema,
  everySchema,
  type ReportDelivery,
  reportFormatSchema,
  type SavedReport,
  type SaveReport,
  type Schedule,
  type ScheduleRule,
  withheldSchema,
} from './contract.ts';
import { nextDue } from './core.ts';

const mostSaved = 200;
const mostShown = 100;
const mostPeople = 2_000;
const calendarCode = 'cn-workdays';
const dayMs = 86_400_000;

const rowShape = { owner: true, schedule: true } as const;
type Row = Prisma.SavedReportGetPayload<{ include: typeof rowShape }>;
type ScheduleRow = NonNullable<Row['schedule']>;

const readers: readonly Role[] = roleSchema.options.filter((role) => may([role], 'scorecards.read'));

/** The first moment after `now` at which a schedule is due. */
export async function dueAfter(database: Database, rule: ScheduleRule, now: Date): Promise<Date> {
  const calendar = rule.skipsDaysOff ? (await readCalendars(database)).get(calendarCode) : undefined;
  return nextDue(rule, now, cityDay(now), (date) => {
    const midnight = cityMidnight(date);
    // A city without that calendar has its weekends.
    if (!calendar) return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    return calendar.nextOpen(midnight) >= midnight + dayMs;
  });
}

export class SavedReports {
  readonly #database: Database;
  readonly #plan: (reportId: string, at: Date) => Promise<void>;
  readonly canMail: boolean;

  /** @param plan sets the alarm of a schedule, after the commit */
  constructor(database: Database, canMail: boolean, plan: (reportId: string, at: Date) => Promise<void>) {
    this.#database = database;
    this.#plan = plan;
    this.canMail = canMail;
  }

  /** One's own reports and those that colleagues share. */
  async read(actor: Actor): Promise<SavedReport[]> {
    const rows = await this.#database.read.savedReport.findMany({
      where: {
        OR: [
          { ownerId: actor.id },
          {
            isShared: true,
            owner: {
              isActive: true,
              departmentCode: actor.departmentCode,
              roles: { hasSome: [...actor.roles] },
            },
          },
        ],
      },
      include: rowShape,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: mostSaved,
    });
    const failed = await this.#failedOf(rows.filter(({ ownerId }) => ownerId === actor.id));
    return rows.map((row) => viewOf(row, actor, failed.get(row.id) ?? 0));
  }

  /** Letters of each report's latest day that did not arrive. */
  async #failedOf(rows: readonly Row[]): Promise<Map<string, number>> {
    const counts = await this.#database.read.reportDelivery.groupBy({
      by: ['reportId', 'dueDay'],
      where: { reportId: { in: rows.map(({ id }) => id) } },
      orderBy: { dueDay: 'asc' },
    });
    const latest = new Map(counts.map(({ reportId, dueDay }) => [reportId, dueDay]));
    const missing = await this.#database.read.reportDelivery.groupBy({
      by: ['reportId'],
      where: {
        OR: [...latest].map(([reportId, dueDay]) => ({ reportId, dueDay })),
        state: { in: ['failed', 'withheld'] },
      },
      _count: true,
    });
    return new Map(missing.map(({ reportId, _count }) => [reportId, _count]));
  }

  /**
   * Makes (version 0) or changes a report.
   * @throws AppError `not_found`, `version_conflict`, `bad_request` for a recipient who may see no reports, `forbidden` to programs
   */
  async save(actor: Actor, id: string, input: SaveReport, now: Date): Promise<SavedReport> {
    const { version, schedule, ...report } = input;
    if (schedule) await this.#demandRecipients(actor, id, schedule);
    const nextAt = schedule && (await dueAfter(this.#database, schedule, now));
    const saved = await this.#database.change(async (change) => {
      const { tx } = change;
      // A program with a key has nobody's right to lose.
      if (!(await tx.user.findUnique({ where: { id: actor.id } }))) throw new AppError('forbidden');
      await holdRow(change, 'SavedReport', 'id', id);
      const before = await tx.savedReport.findUnique({ where: { id } });
      if (before && before.ownerId !== actor.id) throw new AppError('not_found');
      const subject = { subjectType: 'saved_report', subjectId: id };
      await demandVersion(tx, { ...subject, unchanging: ['report.mail'] }, before, version);
      if (!before && (await tx.savedReport.count({ where: { ownerId: actor.id } })) >= mostSaved)
        throw new AppError('conflict');
      if (before)
        await tx.savedReport.update({ where: { id }, data: { ...report, version: { increment: 1 } } });
      else await tx.savedReport.create({ data: { id, ownerId: actor.id, ...report } });
      await setSchedule(change, id, schedule && nextAt && { ...schedule, nextAt });
      if (schedule || before) {
        const detail = { name: report.name, to: schedule?.recipientIds ?? [] };
        await audit(tx, { actorId: actor.id, action: 'report.save', ...subject, detail });
      }
      return tx.savedReport.findUniqueOrThrow({ where: { id }, include: rowShape });
    });
    if (schedule?.isActive && nextAt) await this.#plan(id, nextAt);
    return viewOf(saved, actor, 0);
  }

  /** Whoever was chosen before may stay: at sending time they get nothing if they lost the right. */
  async #demandRecipients(actor: Actor, reportId: string, schedule: Schedule): Promise<void> {
    const before = await this.#database.read.reportSchedule.findUnique({ where: { reportId } });
    const people = await this.recipients(actor);
    const known = new Set([...people.map(({ id }) => id), ...(before?.recipientIds ?? [])]);
    if (schedule.recipientIds.some((id) => !known.has(id)))
      throw new AppError('bad_request', { issues: [{ path: 'schedule.recipientIds', message: 'unknown' }] });
  }

  /** @throws AppError `not_found` */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#database.change(async ({ tx }) => {
      const row = await tx.savedReport.findUnique({ where: { id } });
      if (row?.ownerId !== actor.id) throw new AppError('not_found');
      await tx.savedReport.delete({ where: { id } });
      const subject = { subjectType: 'saved_report', subjectId: id };
      await audit(tx, {
        actorId: actor.id,
        action: 'report.remove',
        ...subject,
        detail: { name: row.name },
      });
    });
  }

  /** What became of its letters, the latest first. @throws AppError `not_found` for whoever does not own it */
  async deliveries(actor: Actor, id: string): Promise<ReportDelivery[]> {
    const { read } = this.#database;
    const row = await read.savedReport.findUnique({ where: { id } });
    if (row?.ownerId !== actor.id) throw new AppError('not_found');
    const found = await read.reportDelivery.findMany({
      where: { reportId: id },
      orderBy: [{ dueAt: 'desc' }, { id: 'asc' }],
      take: mostShown,
    });
    const users = await read.user.findMany({ where: { id: { in: found.map(({ userId }) => userId) } } });
    const names = new Map(users.map((user) => [user.id, { zh: user.nameZh, en: user.nameEn }]));
    return found.map((one) => ({
      id: one.id,
      dueAt: one.dueAt.toISOString(),
      name: names.get(one.userId) ?? { zh: '', en: '' },
      state: deliveryStateSchema.parse(one.state),
      withheld: withheldSchema.nullable().parse(one.withheld),
      error: one.error,
      attempts: one.attempts,
      nextAt: one.state === 'waiting' ? one.nextAt.toISOString() : null,
      sentAt: one.sentAt?.toISOString() ?? null,
    }));
  }

  /** Whom somebody may send reports to: of a department, one's own people and those who see the whole city. */
  async recipients(actor: Actor) {
    const cityWide = roleSchema.options.filter((role) => may([role], 'supervision.read'));
    const isOfDepartment = !may(actor.roles, 'supervision.read');
    const users = await this.#database.read.user.findMany({
      where: {
        isActive: true,
        roles: { hasSome: [...readers] },
        ...(isOfDepartment && {
          OR: [{ departmentCode: actor.departmentCode }, { roles: { hasSome: cityWide } }],
        }),
      },
      orderBy: { username: 'asc' },
      take: mostPeople,
    });
    return users.map(({ id, nameZh, nameEn, username, email }) => ({
      id,
      name: { zh: nameZh, en: nameEn },
      username,
      hasAddress: email !== null,
    }));
  }
}

async function setSchedule(
  { tx }: Change,
  reportId: string,
  schedule: (Schedule & { nextAt: Date }) | null,
): Promise<void> {
  if (schedule)
    await tx.reportSchedule.upsert({
      where: { reportId },
      create: { reportId, ...schedule },
      update: schedule,
    });
  else await tx.reportSchedule.deleteMany({ where: { reportId } });
}

const filtersOf = (row: Pick<Row, 'filters'>): SavedFilters => savedFiltersSchema.parse(row.filters);

/** The stored schedule, as it was sent. */
export function scheduleOf(row: ScheduleRow): Schedule {
  const { day, minute, skipsDaysOff, recipientIds, isActive } = row;
  return {
    every: everySchema.parse(row.every),
    day,
    minute,
    skipsDaysOff,
    format: reportFormatSchema.parse(row.format),
    recipientIds,
    isActive,
  };
}

function viewOf(row: Row, actor: Actor, failed: number): SavedReport {
  const isOwn = row.ownerId === actor.id;
  return {
    id: row.id,
    name: row.name,
    filters: filtersOf(row),
    isShared: row.isShared,
    version: row.version,
    owner: { zh: row.owner.nameZh, en: row.owner.nameEn },
    isOwn,
    schedule: isOwn && row.schedule ? scheduleOf(row.schedule) : null,
    nextAt: isOwn && row.schedule?.isActive ? row.schedule.nextAt.toISOString() : null,
    failed,
  };
}
