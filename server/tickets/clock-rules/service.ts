// Calendars, time limits and notices of holidays as administrators read and change them. Every change is a version with
// who, when and why, and asks for the open clocks to be computed again.
import { z } from 'zod';
import { inForce, readHolidayNotices, staffNames, storedDefinitionSchema } from '../../admin/index.ts';
import {
  announcedDays,
  announcedThrough,
  Calendar,
  CalendarError,
  type HolidayNotice,
  isInLibrary,
  libraryDays,
  monthOf,
  readNoticeFile,
} from '../../calendar/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdName } from '../../platform/sql.ts';
import { demandVersion } from '../../platform/version.ts';
import { type Policy, policySchema } from '../clock/index.ts';
import type { RuleBook, Rules } from '../rules.ts';
import {
  type calendarListSchema,
  type calendarWriteSchema,
  type EditableCalendar,
  type Effect,
  editableCalendarSchema,
  type MonthView,
  type NoticePreview,
  type NoticeSource,
  type noticeListSchema,
  type policyListSchema,
  type policyWriteSchema,
  type versionListSchema,
} from './contract.ts';
import { effectOf, withCalendars } from './effect.ts';

type CalendarWords = z.infer<typeof calendarWriteSchema>;
type PolicyWords = z.infer<typeof policyWriteSchema>;

const faulty = (path: string, message: string) =>
  new AppError('bad_request', { issues: [{ path, message }] });

/** A calendar that is never open, or makes no sense, is refused with words (DESIGN §6). */
function demandSensible<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    if (error.code === 'calendar_never_open') throw new AppError('calendar_never_open');
    throw faulty('definition', error.message);
  }
}

export class ClockRules {
  readonly #database: Database;
  readonly #rules: RuleBook;

  constructor(database: Database, rules: RuleBook) {
    this.#database = database;
    this.#rules = rules;
  }

  async calendars(): Promise<z.infer<typeof calendarListSchema>> {
    const [rows, policies, counts, notices] = await Promise.all([
      this.#database.read.calendar.findMany({ orderBy: { code: 'asc' }, include: { queues: true } }),
      this.#database.read.clockPolicy.findMany({ where: { isActive: true } }),
      this.#openClocksBy('calendarCode'),
      readHolidayNotices(this.#database),
    ]);
    return {
      announcedThrough: announcedThrough(notices),
      items: rows.map((row) => ({
        code: row.code,
        name: { zh: row.nameZh, en: row.nameEn },
        definition: editableCalendarSchema.parse(row.definition),
        version: row.version,
        isEdited: row.editedAt !== null,
        queues: row.queues.map(({ nameZh, nameEn }) => ({ zh: nameZh, en: nameEn })),
        policies: policies.filter(({ calendarCode }) => calendarCode === row.code).length,
        openClocks: counts.get(row.code) ?? 0,
      })),
    };
  }

  /** How a calendar looks in a month. @throws AppError `calendar_never_open`, `bad_request` */
  async month(definition: EditableCalendar, month: string): Promise<MonthView> {
    const notices = await readHolidayNotices(this.#database);
    const announced = definition.china ? announcedDays(notices) : new Map();
    return { days: demandSensible(() => monthOf(inForce(definition, notices), month, announced)) };
  }

  /** What saving a calendar would do to open clocks. @throws AppError `calendar_never_open`, `bad_request` */
  async calendarEffect(code: string, definition: EditableCalendar): Promise<Effect> {
    const [rules, notices] = await Promise.all([this.#rules.current(), readHolidayNotices(this.#database)]);
    const definitions = new Map(rules.definitions).set(code, inForce(definition, notices));
    const next = demandSensible(() => withCalendars(rules, definitions));
    return effectOf(this.#database, rules, next, new Date());
  }

  /** @throws AppError `calendar_never_open`, `bad_request`, `version_conflict` */
  async writeCalendar(actor: Actor, code: string, words: CalendarWords): Promise<void> {
    const { name, note, version } = words;
    const notices = await readHolidayNotices(this.#database);
    demandSensible(() => new Calendar(inForce(words.definition, notices)));
    const definition = storedDefinitionSchema.parse(words.definition);
    await this.#database.change(async (change) => {
      const { tx } = change;
      const rule = `calendar:${code}`;
      await holdName(change.sql, rule);
      const known = await tx.calendar.findUnique({ where: { code } });
      await demandVersion(tx, subjectOf(rule), known, version);
      const row = { nameZh: name.zh, nameEn: name.en, definition, editedAt: new Date() };
      await tx.calendar.upsert({
        where: { code },
        create: { code, ...row },
        update: { ...row, version: { increment: 1 } },
      });
      const before = known && {
        name: { zh: known.nameZh, en: known.nameEn },
        definition: storedDefinitionSchema.parse(known.definition),
      };
      await this.#keepVersion(change, actor, {
        rule,
        version: version + 1,
        before,
        content: { name, definition },
        note,
      });
    });
  }

  async policies(): Promise<z.infer<typeof policyListSchema>> {
    const [rows, counts] = await Promise.all([
      this.#database.read.clockPolicy.findMany({ where: { isActive: true }, orderBy: { code: 'asc' } }),
      this.#openClocksBy('policyCode'),
    ]);
    return {
      items: rows.map((row) => ({
        ...policySchema.parse(row),
        version: row.version,
        isEdited: row.editedAt !== null,
        openClocks: counts.get(row.code) ?? 0,
      })),
    };
  }

  /** What saving a time limit would do to open clocks. @throws AppError `not_found`, `bad_request` */
  async policyEffect(code: string, words: Omit<PolicyWords, 'note' | 'version'>): Promise<Effect> {
    const rules = await this.#rules.current();
    return effectOf(this.#database, rules, withPolicy(rules, code, words), new Date());
  }

  /** @throws AppError `not_found`, `bad_request`, `version_conflict` */
  async writePolicy(actor: Actor, code: string, { note, version, ...words }: PolicyWords): Promise<void> {
    withPolicy(await this.#rules.current(), code, words);
    await this.#database.change(async (change) => {
      const rule = `policy:${code}`;
      await holdName(change.sql, rule);
      const known = await change.tx.clockPolicy.findUnique({ where: { code } });
      await demandVersion(change.tx, subjectOf(rule), known, version);
      const data = { ...words, editedAt: new Date(), version: { increment: 1 } };
      await change.tx.clockPolicy.update({ where: { code }, data });
      const { budget, calendarCode, warnAt } = policySchema.parse(known);
      await this.#keepVersion(change, actor, {
        rule,
        version: version + 1,
        before: { budget, calendarCode, warnAt },
        content: words,
        note,
      });
    });
  }

  /** A time limit that was not there. @throws AppError `conflict` for a code that is taken, `bad_request` */
  async makePolicy(actor: Actor, { note, ...policy }: Policy & { note: string }): Promise<void> {
    const rules = await this.#rules.current();
    if (!rules.calendars.has(policy.calendarCode)) throw faulty('calendarCode', 'unknown');
    const { categoryCode } = policy.match;
    if (categoryCode !== undefined && !rules.parentOf.has(categoryCode))
      throw faulty('categoryCode', 'unknown');
    await this.#database.change(async (change) => {
      const { code, budget, calendarCode, warnAt } = policy;
      if (await change.tx.clockPolicy.findUnique({ where: { code } }))
        throw new AppError('conflict', { field: 'code' });
      await change.tx.clockPolicy.create({ data: { ...policy, editedAt: new Date() } });
      const content = { budget, calendarCode, warnAt };
      await this.#keepVersion(change, actor, {
        rule: `policy:${code}`,
        version: 1,
        before: null,
        content,
        note,
      });
    });
  }

  async notices(): Promise<z.infer<typeof noticeListSchema>> {
    const rows = await this.#database.read.holidayNotice.findMany();
    const notices = await readHolidayNotices(this.#database);
    const through = announcedThrough(notices);
    const last = Math.max(Number(through.slice(0, 4)), ...notices.map(({ year }) => year));
    const years = Array.from({ length: 4 }, (_one, index) => last - index);
    return {
      announcedThrough: through,
      items: years.map((year) => {
        const row = rows.find((one) => one.year === year);
        const days = Object.values(notices.find((one) => one.year === year)?.days ?? libraryDays(year));
        return {
          year,
          source: row?.source ?? 'library',
          importedAt: row?.importedAt.toISOString() ?? null,
          holidays: days.filter(({ isWorkday }) => !isWorkday).length,
          workdays: days.filter(({ isWorkday }) => isWorkday).length,
          isInLibrary: isInLibrary(year),
        };
      }),
    };
  }

  /** What importing a notice would say and do. @throws AppError `bad_request` with the fault */
  async noticePreview(source: NoticeSource): Promise<NoticePreview> {
    const notice = noticeOf(source);
    const [rules, notices] = await Promise.all([this.#rules.current(), readHolidayNotices(this.#database)]);
    const before = announcedDays(notices);
    const next = await this.#withNotices(rules, [
      ...notices.filter(({ year }) => year !== notice.year),
      ...(source.source === 'file' ? [notice] : []),
    ]);
    const days = Object.entries(notice.days).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      year: notice.year,
      days: days.map(([date, day]) => ({
        date,
        ...day,
        isNew: before.get(date)?.isWorkday !== day.isWorkday,
      })),
      dropped: [...before.keys()].filter(
        (date) => date.startsWith(`${notice.year}-`) && notice.days[date] === undefined,
      ),
      effect: await effectOf(this.#database, rules, next, new Date()),
    };
  }

  /** Puts a notice in force; one of the library takes an imported one away. @throws AppError `bad_request` */
  async importNotice(actor: Actor, source: NoticeSource, note: string): Promise<void> {
    const { year, days } = noticeOf(source);
    await this.#database.change(async (change) => {
      const { tx } = change;
      const rule = `holidays:${year}`;
      const last = await tx.ruleVersion.findFirst({ where: { rule }, orderBy: { version: 'desc' } });
      if (source.source === 'file') {
        const row = { days, source: source.fileName, importedAt: new Date() };
        await tx.holidayNotice.upsert({ where: { year }, create: { year, ...row }, update: row });
      } else await tx.holidayNotice.deleteMany({ where: { year } });
      await this.#keepVersion(change, actor, {
        rule,
        version: (last?.version ?? 0) + 1,
        before: null,
        content: { source: source.source === 'file' ? source.fileName : 'library', days },
        note,
      });
    });
  }

  async versions(rule: string): Promise<z.infer<typeof versionListSchema>> {
    const rows = await this.#database.read.ruleVersion.findMany({
      where: { rule },
      orderBy: { version: 'desc' },
      take: 100,
    });
    const names = await staffNames(
      this.#database,
      rows.flatMap(({ byId }) => byId ?? []),
    );
    return {
      items: rows.map((row) => ({
        version: row.version,
        at: row.at.toISOString(),
        by: (row.byId && names.get(row.byId)) || null,
        note: row.note,
        content: z.record(z.string(), z.unknown()).parse(row.content),
      })),
    };
  }

  async #withNotices(rules: Rules, notices: readonly HolidayNotice[]): Promise<Rules> {
    const rows = await this.#database.read.calendar.findMany();
    const definitions = rows.map(
      (row) => [row.code, inForce(storedDefinitionSchema.parse(row.definition), notices)] as const,
    );
    return demandSensible(() => withCalendars(rules, new Map(definitions)));
  }

  async #openClocksBy(column: 'calendarCode' | 'policyCode'): Promise<Map<string, number>> {
    const rows = await this.#database.sql.rows(
      z.object({ code: z.string(), clocks: z.number() }),
      `SELECT "${column}" AS code, count(*)::int AS clocks FROM "TicketClock"
       WHERE "endedAt" IS NULL AND state IN ('running', 'paused', 'breached') GROUP BY 1`,
    );
    return new Map(rows.map(({ code, clocks }) => [code, clocks]));
  }

  /** Writes down who changed a rule, when and why, and asks for the open clocks. */
  async #keepVersion(
    { tx, emit }: Change,
    actor: Actor,
    entry: { rule: string; version: number; before: object | null; content: object; note: string },
  ): Promise<void> {
    const { rule, version, before, content, note } = entry;
    // The state that nobody edited is worth as much as the later ones.
    if (before && (await tx.ruleVersion.count({ where: { rule } })) === 0)
      await tx.ruleVersion.create({
        data: { rule, version: version - 1, content: before, note: '', at: new Date(0), byId: null },
      });
    await tx.ruleVersion.create({
      data: { rule, version, content, note, at: new Date(), byId: actor.id },
    });
    await audit(tx, {
      actorId: actor.id,
      action: 'clock_rule_change',
      ...subjectOf(rule),
      detail: { reason: note },
    });
    emit('rules.changed', {});
  }
}

const subjectOf = (rule: string) => ({ subjectType: 'clock_rule', subjectId: rule });

/** The rules with another time limit. @throws AppError `not_found`, `bad_request` */
function withPolicy(rules: Rules, code: string, words: Omit<PolicyWords, 'note' | 'version'>): Rules {
  if (!rules.calendars.has(words.calendarCode)) throw faulty('calendarCode', 'unknown');
  if (!rules.policies.some((policy) => policy.code === code)) throw new AppError('not_found');
  const policies = rules.policies.map((policy) => (policy.code === code ? { ...policy, ...words } : policy));
  return { ...rules, policies };
}

function noticeOf(source: NoticeSource): HolidayNotice {
  const { year } = source;
  if (source.source === 'library') {
    if (!isInLibrary(year)) throw faulty('year', 'not_in_library');
    return { year, days: libraryDays(year) };
  }
  const notice = readNoticeFile(source.text, year);
  if ('fault' in notice) throw faulty('text', `${notice.fault}: ${notice.at}`);
  return notice;
}
