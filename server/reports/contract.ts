// Scorecards and the monthly bulletin: what every figure means, and how they go over the wire.
import { z } from 'zod';
import {
  asOfSchema,
  type Bilingual,
  bilingualSchema,
  idSchema,
  langSchema,
  pageOf,
  pageQuerySchema,
  timeSchema,
} from '../platform/contract.ts';
import { type OutcomeKind, outcomeKindSchema, ticketStateSchema } from '../tickets/contract.ts';

export interface Figure {
  /** A rate is good cases ÷ cases; a count is cases. */
  unit: 'rate' | 'count';
  /** Share in the score, of 100; absent: not in it. */
  weight?: number;
  name: Bilingual;
  means: Bilingual;
}

const onTime = (zh: string, en: string, who: Bilingual): Figure => ({
  unit: 'rate',
  name: { zh: `${zh}及时率`, en: `${en} on time` },
  means: {
    zh: `${zh}时限内完成数 ÷（完成数＋超时数）。按完成时刻或到期时刻计入；暂停中、已撤销的时限不计。${who.zh}`,
    en: `Clocks stopped in time ÷ (those + those that ran out). Counted when stopped in time, or at the due time; paused and cancelled clocks do not count. ${who.en}`,
  },
});

const ofDepartment = {
  zh: '计入当时的承办部门。',
  en: 'Counts for the department that had the ticket then.',
};

/** Every figure, in the order of the columns. */
export const figures: Readonly<Record<OutcomeKind, Figure>> = {
  received: {
    unit: 'count',
    name: { zh: '受理', en: 'Received' },
    means: {
      zh: '期内登记的工单数，计入现承办部门；未派单的单列。',
      en: 'Tickets filed in the period, for the department that has them now; those not dispatched stand apart.',
    },
  },
  closed: {
    unit: 'count',
    name: { zh: '办结', en: 'Closed' },
    means: {
      zh: '期内办结的工单数；合并、不予受理、转出的不计。',
      en: 'Tickets closed in the period; merged, declined and referred ones do not count.',
    },
  },
  response: {
    unit: 'rate',
    weight: 20,
    name: { zh: '响应率', en: 'Response rate' },
    means: {
      zh: `联系时限内已联系市民或已审核答复的数 ÷ 到期应响应数。${ofDepartment.zh}`,
      en: `Citizens contacted, or answered with approval, within the contact clock ÷ those due. ${ofDepartment.en}`,
    },
  },
  resolution: {
    unit: 'rate',
    weight: 30,
    name: { zh: '解决率', en: 'Resolution rate' },
    means: {
      zh: '办结时确认已解决的工单 ÷ 期内办结的工单。答复不等于解决。',
      en: 'Tickets recorded as solved when they closed ÷ tickets closed. An answer is not a solution.',
    },
  },
  satisfaction: {
    unit: 'rate',
    weight: 30,
    name: { zh: '满意率', en: 'Satisfaction rate' },
    means: {
      zh: '评价“满意”“非常满意”的回访 ÷ 全部评价＋未获评价即办结的回访。每次评价计一次，未答复不作满意。',
      en: 'Follow-ups rated satisfied or very satisfied ÷ all ratings plus tickets closed without one. Each rating counts; an unanswered follow-up is no praise.',
    },
  },
  dispatch_on_time: onTime('派单', 'Dispatch', { zh: '计入派单台。', en: 'Counts for the dispatch desk.' }),
  accept_on_time: onTime('签收', 'Acceptance', ofDepartment),
  first_contact_on_time: onTime('联系', 'First contact', ofDepartment),
  resolve_on_time: { ...onTime('办理', 'Resolution', ofDepartment), weight: 20 },
  return_on_time: onTime('退回', 'Return', ofDepartment),
  co_handle_on_time: onTime('协办', 'Co-handling', {
    zh: '计入协办部门。',
    en: 'Counts for the co-handling department.',
  }),
  returned: {
    unit: 'count',
    name: { zh: '退回', en: 'Returns' },
    means: { zh: '退回次数，计入退回的部门。', en: 'Returns, for the department that returned.' },
  },
  bounced: {
    unit: 'count',
    name: { zh: '再次退回', en: 'Bounces' },
    means: {
      zh: '已被退回过的工单又被退回的次数，计入再次退回的部门。',
      en: 'Returns of a ticket that had been returned before, for the department that returned it again.',
    },
  },
  reworked: {
    unit: 'count',
    name: { zh: '重办', en: 'Rework' },
    means: {
      zh: `市民不满意而重办的次数。${ofDepartment.zh}`,
      en: `Sent back as the citizen was dissatisfied. ${ofDepartment.en}`,
    },
  },
  extended: {
    unit: 'count',
    name: { zh: '延期', en: 'Extensions' },
    means: { zh: `申请延期的次数。${ofDepartment.zh}`, en: `Extensions asked for. ${ofDepartment.en}` },
  },
  supervised: {
    unit: 'count',
    name: { zh: '督办', en: 'Supervised' },
    means: {
      zh: `被督办的次数，含两次不满意的自动督办。${ofDepartment.zh}`,
      en: `Put under supervision, also by the rule after two dissatisfied ratings. ${ofDepartment.en}`,
    },
  },
  noticed: {
    unit: 'count',
    name: { zh: '通报', en: 'Public notices' },
    means: { zh: `被公开通报的次数。${ofDepartment.zh}`, en: `Named publicly. ${ofDepartment.en}` },
  },
};

export const figureIds = outcomeKindSchema.options;
/** The figures that make the score, and their weights. */
export const scored = figureIds.flatMap((id) => {
  const { weight, name } = figures[id];
  return weight === undefined ? [] : [{ id, weight, name }];
});
/** The score's formula and its rule for what is missing. */
export const scoreMeans: Bilingual = {
  zh: `综合得分（0–100）＝ ${scored.map(({ name, weight }) => `${name.zh}×${weight}%`).join(' ＋ ')}；没有案件的指标不计，其权重按比例分给其余指标。名次按得分，同分并列。`,
  en: `Score (0–100) = ${scored.map(({ name, weight }) => `${name.en} × ${weight} %`).join(' + ')}. A figure without cases is left out and its weight shared among the others in proportion. Ranked by score; equal scores share a rank.`,
};

export const groupingSchema = z.enum(['department', 'category', 'area', 'month']);
export type Grouping = z.infer<typeof groupingSchema>;

const monthSchema = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);
/** `2026-01`, -1 → `2025-12` */
export function monthAfter(month: string, months: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + months);
  return at.toISOString().slice(0, 7);
}

const code = z.string().min(1).max(40);

/** Periods that move with the calendar: whole days, the city's; weeks begin on Monday. This month's and year's end today. */
export const periodSchema = z.enum([
  'yesterday',
  'last_week',
  'this_month',
  'last_month',
  'last_quarter',
  'this_year',
  'last_year',
]);
export type Period = z.infer<typeof periodSchema>;

/**
 * Windows: local dates `from` to `to`, both included; or a `period`; or the last `days` up to now, to the second.
 * The first of these that is given counts.
 */
const scopeFields = {
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  period: periodSchema.optional(),
  days: z.coerce.number().int().min(1).max(731).default(30),
  department: code.optional(),
  category: code.optional(),
  area: code.optional(),
  month: monthSchema.optional(),
};
/** What a saved report keeps: no fixed dates, which are of use once. */
export const savedFiltersSchema = z.object({
  by: groupingSchema,
  period: periodSchema.optional(),
  days: z.number().int().min(1).max(731).default(30),
  department: code.optional(),
  category: code.optional(),
  area: code.optional(),
});
export type SavedFilters = z.infer<typeof savedFiltersSchema>;

const inOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  (from === undefined) === (to === undefined) && (!from || !to || from <= to);
const outOfOrder = { path: ['to'], message: 'from and to come together, in order' };

/** GET /api/reports/scorecards. A code of `-` means: none. */
export const scorecardQuerySchema = z
  .object({ by: groupingSchema.default('department'), ...scopeFields })
  .refine(inOrder, outOfOrder);
export type ScorecardQuery = z.infer<typeof scorecardQuerySchema>;

const tallySchema = z.object({ cases: z.number().int(), good: z.number().int() });
export type Tally = z.infer<typeof tallySchema>;
export const cardSchema = z.object({
  /** Of figures without cases there is nothing. */
  tallies: z.partialRecord(outcomeKindSchema, tallySchema),
  /** 0 to 100; null when no scored figure has a case. */
  score: z.number().nullable(),
});
export type Card = z.infer<typeof cardSchema>;
export type Tallies = Card['tallies'];

/** Good cases ÷ cases; null without any. */
export function rateOf(tallies: Tallies, id: OutcomeKind): number | null {
  const { cases, good } = tallies[id] ?? { cases: 0, good: 0 };
  return cases === 0 ? null : good / cases;
}

const rowSchema = cardSchema.extend({
  key: z.string(),
  name: bilingualSchema,
  /** Null without a score, for what is nobody's, and where the reader sees one department only. */
  rank: z.number().int().nullable(),
});
export type ScorecardRow = z.infer<typeof rowSchema>;
export const scorecardSchema = z.object({
  by: groupingSchema,
  from: timeSchema,
  /** The moment after the last. */
  until: timeSchema,
  asOf: asOfSchema,
  /** The best first. */
  rows: z.array(rowSchema),
  total: cardSchema,
});
export type Scorecard = z.infer<typeof scorecardSchema>;

/** GET /api/reports/scorecards.csv, .xlsx and .pdf: the same, as a file in one language. */
export const exportQuerySchema = z
  .object({ by: groupingSchema.default('department'), lang: langSchema.default('zh'), ...scopeFields })
  .refine(inOrder, outOfOrder);

/** GET /api/reports/tickets: what is behind a figure; `good` chooses those for or against. */
export const outcomeQuerySchema = z
  .object({
    ...pageQuerySchema.shape,
    ...scopeFields,
    figure: outcomeKindSchema,
    good: z.stringbool().optional(),
  })
  .refine(inOrder, outOfOrder);
export type OutcomeQuery = z.infer<typeof outcomeQuerySchema>;
export const outcomePageSchema = pageOf(
  z.object({
    id: idSchema,
    /** Tells apart what counts twice of one ticket at one moment. */
    ref: idSchema,
    number: z.string(),
    title: z.string(),
    state: ticketStateSchema,
    at: timeSchema,
    good: z.boolean(),
    /** Whether this reader may open the ticket: a department cannot open what it has returned. */
    canOpen: z.boolean(),
  }),
);
export type OutcomePage = z.infer<typeof outcomePageSchema>;

/** Red: a resolution ran out, or named publicly. Yellow: supervised, or work done again. */
const lampSchema = z.enum(['red', 'yellow']);
export type Lamp = z.infer<typeof lampSchema>;
export const lampMeans: Readonly<Record<Lamp, Bilingual>> = {
  red: { zh: '红牌：有办理超时，或被通报。', en: 'Red: a resolution ran out, or named publicly.' },
  yellow: { zh: '黄牌：被督办，或有重办。', en: 'Yellow: under supervision, or work done again.' },
};

export const comparedSchema = z.object({
  key: z.string(),
  name: bilingualSchema,
  received: z.number().int(),
  /** The time before. */
  before: z.number().int(),
});
export type Compared = z.infer<typeof comparedSchema>;

export const troubledSchema = z.object({
  key: z.string(),
  name: bilingualSchema,
  lamp: lampSchema,
  reworked: z.number().int(),
  overdue: z.number().int(),
  supervised: z.number().int(),
  noticed: z.number().int(),
});
export type Troubled = z.infer<typeof troubledSchema>;

/** GET /api/reports/bulletin */
export const bulletinQuerySchema = z.object({ month: monthSchema });
/** GET /api/reports/bulletin.pdf */
export const bulletinPaperQuerySchema = bulletinQuerySchema.extend({ lang: langSchema.default('zh') });
export const bulletinSchema = z.object({
  month: monthSchema,
  /** The month under way has no last word yet. */
  isComplete: z.boolean(),
  asOf: asOfSchema,
  /** Six months, the bulletin's own last. */
  trend: z.array(cardSchema.extend({ month: monthSchema })),
  best: z.array(rowSchema),
  worst: z.array(rowSchema),
  categories: z.array(comparedSchema),
  /** Departments on which supervision shines, the red ones first (electronic supervision: 红牌, 黄牌). */
  troubled: z.array(troubledSchema),
  /** What was named publicly, the earliest first; without the citizen's words. */
  notices: z.array(
    z.object({ at: timeSchema, number: z.string(), name: bilingualSchema.nullable(), text: z.string() }),
  ),
});
export type Bulletin = z.infer<typeof bulletinSchema>;
