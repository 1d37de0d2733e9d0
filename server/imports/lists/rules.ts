// The rules of the city as lists: calendars, holidays, time limits, who answers, who is told, whom the centre asks.
import { z } from 'zod';
import { readHolidayNotices } from '../../admin/index.ts';
import type { Database } from '../../platform/database.ts';
import {
  clockNameSchema,
  followUpRuleSchema,
  rungsSchema,
  ticketKindSchema,
  urgencySchema,
} from '../../tickets/contract.ts';
import {
  budgetSchema,
  dutySchema,
  editableCalendarSchema,
  type FollowUpRule,
  readDuties,
  readFollowUpRules,
  readLadders,
  type Tickets,
  writeDuty,
  writeFollowUpRules,
  writeLadder,
} from '../../tickets/index.ts';
import {
  byKey,
  columnsOf,
  type List,
  markIn,
  noFilter,
  noteOf,
  onePage,
  type Row,
  shortList,
  versionOf,
} from './list.ts';

const code = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);
const name = z.string().trim().min(1).max(60);
const version = z.number().int();

export function calendarList(clockRules: Tickets['clockRules']): List {
  const row = z.object({ code, nameZh: name, nameEn: name, definition: editableCalendarSchema });
  const key = ['code'];
  const rows = async (): Promise<Row[]> =>
    (await clockRules.calendars()).items.map(({ code, name, definition, version }) => ({
      code,
      nameZh: name.zh,
      nameEn: name.en,
      definition,
      version,
    }));
  return shortList(row, {
    name: 'calendars',
    title: { zh: '工作日历', en: 'Calendars' },
    read: 'clock_rules.read',
    columns: columnsOf(row.extend({ version }), {
      code: ['代码', 'Code'],
      nameZh: ['名称', 'Name'],
      nameEn: ['英文名称', 'English name'],
      definition: ['开放时间', 'Hours', { parts: 2 }],
      version: ['版本', 'Version', { isReadOnly: true }],
    }),
    key,
    rows,
    who: 'clock_rules.edit',
    // A calendar that is never open is refused here as in the editor.
    check: async ({ definition }) => {
      await clockRules.month(definition, '2026-01');
      return [];
    },
    each: (by, { code, nameZh, nameEn, definition }, before) =>
      clockRules.writeCalendar(by.actor, code, {
        name: { zh: nameZh, en: nameEn },
        definition,
        version: versionOf(before),
        note: noteOf(by),
      }),
  });
}

const days = z.record(z.iso.date(), z.object({ isWorkday: z.boolean(), name: z.string().max(60) }));

export function holidayList(database: Database, clockRules: Tickets['clockRules']): List {
  const row = z.object({ year: z.number().int().min(2004).max(2199), days });
  const key = ['year'];
  const rows = async (): Promise<Row[]> =>
    (await readHolidayNotices(database)).map(({ year, days }) => ({ year, days }));
  return shortList(row, {
    name: 'holidays',
    title: { zh: '节假日通知', en: 'Notices of holidays' },
    read: 'clock_rules.read',
    columns: columnsOf(row, { year: ['年份', 'Year'], days: ['日期', 'Days', { parts: 2 }] }),
    key,
    rows,
    who: 'clock_rules.edit',
    each: (by, { year, days: all }) => {
      const entries = Object.entries(all).map(([date, day]) => ({
        date,
        name: day.name,
        isOffDay: !day.isWorkday,
      }));
      const text = JSON.stringify({ days: entries });
      const source = { source: 'file' as const, year, fileName: noteOf(by), text };
      return clockRules.importNotice(by.actor, source, noteOf(by));
    },
  });
}

export function policyList(clockRules: Tickets['clockRules']): List {
  const row = z
    .object({
      code,
      clock: clockNameSchema,
      kind: ticketKindSchema.nullable(),
      urgency: urgencySchema.nullable(),
      categoryCode: z.string().min(1).max(80).nullable(),
      amount: budgetSchema.shape.amount,
      unit: budgetSchema.shape.unit,
      calendarCode: code,
      warnAt: z.array(z.number().gt(0).lt(1)).max(5),
    })
    .refine(({ unit, amount }) => budgetSchema.safeParse({ unit, amount }).success, {
      path: ['amount'],
      message: 'working days are whole',
    });
  const key = ['code'];
  const rows = async (): Promise<Row[]> =>
    (await clockRules.policies()).items.map(
      ({ match, budget, code, clock, calendarCode, warnAt, version }) => ({
        code,
        clock,
        kind: match.kind ?? null,
        urgency: match.urgency ?? null,
        categoryCode: match.categoryCode ?? null,
        ...budget,
        calendarCode,
        warnAt,
        version,
      }),
    );
  const fixed = ['clock', 'kind', 'urgency', 'categoryCode'] as const;
  return shortList(row, {
    name: 'policies',
    title: { zh: '办理时限', en: 'Time limits' },
    read: 'clock_rules.read',
    columns: columnsOf(z.object({ ...row.shape, version }), {
      code: ['代码', 'Code'],
      clock: ['时限', 'Clock'],
      kind: ['工单类型', 'Kind'],
      urgency: ['紧急程度', 'Urgency'],
      categoryCode: ['分类代码', 'Category code', { refers: 'categories' }],
      amount: ['时长', 'Length'],
      unit: ['单位', 'Unit'],
      calendarCode: ['日历代码', 'Calendar code', { refers: 'calendars' }],
      warnAt: ['预警点', 'Warns at'],
      version: ['版本', 'Version', { isReadOnly: true }],
    }),
    key,
    rows,
    who: 'clock_rules.edit',
    check: (given, before) =>
      fixed
        .filter((field) => before && before[field] !== given[field])
        .map((field) => ({
          field,
          message: {
            zh: '已有时限适用于哪些工单不能改，请另立一条',
            en: 'which tickets a time limit holds for stays; make another one',
          },
        })),
    each: (by, { code, clock, kind, urgency, categoryCode, amount, unit, ...rest }, before) => {
      const words = { ...rest, budget: { amount, unit }, note: noteOf(by) };
      if (before) return clockRules.writePolicy(by.actor, code, { ...words, version: versionOf(before) });
      const match = {
        ...(kind && { kind }),
        ...(urgency && { urgency }),
        ...(categoryCode && { categoryCode }),
      };
      return clockRules.makePolicy(by.actor, { code, clock, match, ...words });
    },
  });
}

export function dutyList(database: Database): List {
  const key = ['categoryCode', 'areaCode'];
  const rows = async (): Promise<Row[]> => (await readDuties(database)).items;
  return shortList(dutySchema, {
    name: 'duty',
    title: { zh: '职责清单', en: 'Duty list' },
    read: 'duty.read',
    columns: columnsOf(dutySchema, {
      categoryCode: ['分类代码', 'Category code', { refers: 'categories' }],
      areaCode: ['区域代码', 'Area code', { refers: 'areas' }],
      leadCode: ['主办部门', 'Lead department', { refers: 'departments' }],
      coHandlerCodes: ['协办部门', 'Co-handling departments', { refers: 'departments' }],
      fallbackCode: ['兜底部门', 'Fallback department', { refers: 'departments' }],
    }),
    key,
    rows,
    who: 'duty.edit',
    each: ({ actor }, row, before) => writeDuty(database, actor, { ...row, seen: markIn(before) }),
  });
}

export function ladderList(database: Database): List {
  const row = z.object({ departmentCode: z.string().min(1).max(40).nullable(), rungs: rungsSchema });
  const key = ['departmentCode'];
  const rows = async (): Promise<Row[]> => (await readLadders(database)).items;
  return shortList(row, {
    name: 'ladders',
    title: { zh: '预警升级阶梯', en: 'Escalation ladders' },
    read: 'duty.read',
    columns: columnsOf(row, {
      departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
      rungs: ['阶梯', 'Rungs'],
    }),
    key,
    rows,
    who: 'duty.edit',
    each: ({ actor }, given, before) => writeLadder(database, actor, { ...given, seen: markIn(before) }),
  });
}

const ruleRow = z.object({
  position: z.number().int().min(1).max(40),
  kind: ticketKindSchema.nullable(),
  urgency: urgencySchema.nullable(),
  share: followUpRuleSchema.shape.share,
  how: followUpRuleSchema.shape.how,
  afterHours: followUpRuleSchema.shape.afterHours,
  attempts: followUpRuleSchema.shape.attempts,
});

const ruleOf = ({ kind, urgency, position: _place, ...rest }: z.infer<typeof ruleRow>): FollowUpRule => ({
  match: { ...(kind && { kind }), ...(urgency && { urgency }) },
  ...rest,
});

const rowOf = (
  { match, share, how, afterHours, attempts }: FollowUpRule,
  index: number,
): z.infer<typeof ruleRow> => ({
  position: index + 1,
  kind: match.kind ?? null,
  urgency: match.urgency ?? null,
  share,
  how,
  afterHours,
  attempts,
});

export function followUpRuleList(database: Database): List {
  const key = ['position'];
  const rows = async () => (await readFollowUpRules(database)).items.map(rowOf);
  return {
    name: 'follow-up-rules',
    title: { zh: '回访规则', en: 'Follow-up rules' },
    read: 'duty.read',
    columns: columnsOf(ruleRow, {
      position: ['顺序', 'Order'],
      kind: ['工单类型', 'Kind'],
      urgency: ['紧急程度', 'Urgency'],
      share: ['抽样（%）', 'Share (%)'],
      how: ['方式', 'How'],
      afterHours: ['几小时后', 'After hours'],
      attempts: ['次数', 'Attempts'],
    }),
    key,
    filter: noFilter,
    pages: () => onePage(rows()),
    note: null,
    writing: {
      who: 'duty.edit',
      row: ruleRow,
      known: () => byKey({ key }, rows()),
      // They are one rule, tried in order: written as one.
      atOnce: 40,
      write: async ({ actor }, writes) => {
        const { mark, items } = await readFollowUpRules(database);
        const byPlace = new Map(items.map(rowOf).map((one) => [one.position, one]));
        for (const { row } of writes) {
          const one = ruleRow.parse(row);
          byPlace.set(one.position, one);
        }
        const inOrder = [...byPlace.values()].sort((a, b) => a.position - b.position);
        await writeFollowUpRules(database, actor, { items: inOrder.map(ruleOf), seen: mark });
      },
    },
  };
}
