// What supervisors watch over: clocks that run out now, and what looks like getting around a clock. And the duty list.
import { z } from 'zod';
import { idSchema, markSchema, pageOf, pageQuerySchema, timeSchema } from '../../platform/contract.ts';
import { clockNameSchema, ticketKindSchema, ticketStateSchema, urgencySchema } from '../words.ts';

/** GET /api/oversight/due: open clocks that ran out or will within so many minutes, the earliest first. */
export const dueQuerySchema = z.object({ minutes: z.coerce.number().int().min(1).max(1_440).default(60) });
export const dueClockSchema = z.object({
  /** Of the clock. */
  id: idSchema,
  ticketId: idSchema,
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  urgency: urgencySchema,
  version: z.number().int(),
  clock: clockNameSchema,
  dueAt: timeSchema,
  isOverdue: z.boolean(),
  /** Highest share of its time that it has warned of: 0, 0.5, 0.8. */
  alarm: z.number(),
  /** Who has to do something: the co-handling, the asked or the lead department; null: the dispatch desk. */
  departmentCode: z.string().nullable(),
});
export type DueClock = z.infer<typeof dueClockSchema>;
export const dueListSchema = z.object({
  items: z.array(dueClockSchema),
  /** Overdue ones beyond those listed, too. */
  overdue: z.number().int(),
});

/**
 * `return_at_the_end` returned in the last tenth of the time to return · `reply_without_contact` answered without having
 * spoken to the citizen · `self_approved` answer and approval of one hand · `refused` a step that the rules refused.
 */
export const tamperingKindSchema = z.enum([
  'return_at_the_end',
  'reply_without_contact',
  'self_approved',
  'refused',
]);
export type TamperingKind = z.infer<typeof tamperingKindSchema>;
/** GET /api/oversight/tampering: counts by kind and department, and a page of what is behind them, latest first. */
export const tamperingQuerySchema = pageQuerySchema.omit({ cursor: true }).extend({
  days: z.coerce.number().int().min(1).max(366).default(30),
  kind: tamperingKindSchema.optional(),
  departmentCode: z.string().max(40).optional(),
});
export const tamperingSchema = z.object({
  counts: z.array(
    z.object({ kind: tamperingKindSchema, departmentCode: z.string().nullable(), cases: z.number().int() }),
  ),
  items: z.array(
    z.object({
      ticketId: idSchema,
      number: z.string(),
      title: z.string(),
      kind: tamperingKindSchema,
      departmentCode: z.string().nullable(),
      at: timeSchema,
      /** The refused command. */
      detail: z.string().nullable(),
    }),
  ),
});

/** Who answers for a category in an area; a row holds for the categories below it, too. */
export const dutySchema = z.object({
  categoryCode: z.string().min(1).max(40),
  /** Null: everywhere without a row of its own. */
  areaCode: z.string().max(12).nullable(),
  leadCode: z.string().min(1).max(40),
  coHandlerCodes: z.array(z.string().min(1).max(40)).max(6),
  fallbackCode: z.string().min(1).max(40).nullable(),
});
export type Duty = z.infer<typeof dutySchema>;
/** The mark of what is changed; null: there was nothing. */
const seen = markSchema.nullable();
/** PUT /api/duty */
export const writeDutySchema = dutySchema.extend({ seen });
/** DELETE /api/duty: without an area the row of everywhere. */
export const dutyKeySchema = z.object({
  categoryCode: z.string().min(1).max(40),
  areaCode: z.string().max(12).optional(),
  seen: markSchema,
});
/** GET /api/duty */
export const dutyListSchema = z.object({
  items: z.array(dutySchema.extend({ isEdited: z.boolean(), mark: markSchema })),
});
export type DutyRow = z.infer<typeof dutyListSchema>['items'][number];

/** Who can be told: of the department that has to act, of the centre, and the mayor's desk (a read-only seat). */
export const toldRoleSchema = z.enum(['officer', 'lead', 'supervisor', 'mayor']);
export type ToldRole = z.infer<typeof toldRoleSchema>;
/** A moment of a clock, and who is told then: at a share of its time, or so many hours (round the clock) past its end. */
export const rungSchema = z
  .object({
    share: z.union([z.literal(0.5), z.literal(0.8), z.literal(1)]),
    afterHours: z.number().int().min(0).max(720),
    tells: z.array(toldRoleSchema).min(1).max(4),
  })
  .refine(({ share, afterHours }) => share === 1 || afterHours === 0, {
    path: ['afterHours'],
    message: 'hours are counted from the end',
  });
export type Rung = z.infer<typeof rungSchema>;
export const rungsSchema = z
  .array(rungSchema)
  .min(1)
  .max(12)
  .refine((rungs) => new Set(rungs.map((rung) => `${rung.share} ${rung.afterHours}`)).size === rungs.length, {
    message: 'one rung a moment',
  });
/** Without a department: the one of every department that has none of its own. */
export const ladderSchema = z.object({
  departmentCode: z.string().min(1).max(40).nullable(),
  rungs: rungsSchema,
});
export type Ladder = z.infer<typeof ladderSchema>;
/** PUT /api/escalation-ladders */
export const writeLadderSchema = ladderSchema.extend({ seen });
/** DELETE /api/escalation-ladders/:departmentCode */
export const dropLadderQuerySchema = z.object({ seen: markSchema });
/** GET /api/escalation-ladders */
export const ladderListSchema = z.object({
  items: z.array(ladderSchema.extend({ isEdited: z.boolean(), mark: markSchema })),
});

/** GET /api/escalations: what the reader was told, the latest first. */
export const escalationSchema = z.object({
  id: idSchema,
  ticketId: idSchema,
  number: z.string(),
  title: z.string(),
  clock: clockNameSchema,
  departmentCode: z.string().nullable(),
  share: z.number(),
  afterHours: z.number().int(),
  at: timeSchema,
  /** The clock still waits for somebody. */
  isOpen: z.boolean(),
  isSeen: z.boolean(),
});
export type EscalationView = z.infer<typeof escalationSchema>;
export const escalationListSchema = z.object({ items: z.array(escalationSchema) });

/** Said apart from the schema: in the browser a schema only parses, and does not tell its bounds. */
export const followUpBounds = {
  share: { min: 0, max: 100 },
  afterHours: { min: 0, max: 720 },
  attempts: { min: 1, max: 5 },
} as const;
const within = ({ min, max }: { min: number; max: number }) => z.number().int().min(min).max(max);

/** Whom the centre asks, how, and from when on: data of the city. */
export const followUpRuleSchema = z.object({
  match: z.object({ kind: ticketKindSchema.exactOptional(), urgency: urgencySchema.exactOptional() }),
  /** Percent of the tickets. */
  share: within(followUpBounds.share),
  how: z.enum(['phone', 'sms', 'link']),
  /** Hours from the answer to the first attempt, and on to the next hour when citizens may be called. */
  afterHours: within(followUpBounds.afterHours),
  attempts: within(followUpBounds.attempts),
});
export type FollowUpRule = z.infer<typeof followUpRuleSchema>;
/** PUT /api/follow-up-rules: tried in this order; the first that fits a ticket holds. Whom none fits nobody asks. */
export const followUpRulesSchema = z.object({
  items: z.array(followUpRuleSchema).min(1).max(40),
  /** Of all rules as they were seen. */
  seen: markSchema,
});
/** GET /api/follow-up-rules. */
export const followUpRulesViewSchema = z.object({
  /** None in a city that has just been made. */
  items: z.array(followUpRuleSchema),
  isEdited: z.boolean(),
  /** Of all of them together. */
  mark: markSchema,
});

/** GET /api/follow-ups: who is to be asked within so many hours, the longest due first. */
export const followUpQuerySchema = z.object({ hours: z.coerce.number().int().min(0).max(168).default(12) });
export const followUpSchema = z.object({
  ticketId: idSchema,
  number: z.string(),
  title: z.string(),
  leadDepartmentCode: z.string().nullable(),
  citizenName: z.string().nullable(),
  citizenPhone: z.string().nullable(),
  sealed: z.boolean(),
  how: followUpRuleSchema.shape.how,
  at: timeSchema,
  attempt: z.number().int(),
  attempts: z.number().int(),
});
export type FollowUp = z.infer<typeof followUpSchema>;
export const followUpListSchema = z.object({ items: z.array(followUpSchema) });

/** GET /api/hotspots: matters of the last 30 days that several people reported, hottest first. */
export const hotspotSchema = z.object({
  id: idSchema,
  size: z.number().int(),
  /** Reports of the last two days. */
  recent: z.number().int(),
  score: z.number(),
  /** The most specific place that most reports name; empty when there is none. */
  place: z.string(),
  summary: z.string(),
  from: timeSchema,
  to: timeSchema,
  /** When it was told of last. */
  alarmedAt: timeSchema.nullable(),
  /** How many reports name a district, by its code, the most first; the others name none. */
  districts: z.array(z.object({ code: z.string(), count: z.number().int() })),
});
export type HotspotView = z.infer<typeof hotspotSchema>;
export const hotspotListSchema = z.object({ items: z.array(hotspotSchema) });
/** GET /api/hotspots/:id/tickets: what is behind one, the latest first. */
export const hotspotTicketSchema = z.object({
  id: idSchema,
  number: z.string(),
  title: z.string(),
  state: ticketStateSchema,
  version: z.number().int(),
  districtCode: z.string().nullable(),
  leadDepartmentCode: z.string().nullable(),
  createdAt: timeSchema,
});
export type HotspotTicket = z.infer<typeof hotspotTicketSchema>;
export const hotspotTicketsSchema = pageOf(hotspotTicketSchema);
/** GET /api/oversight/districts: tickets that are not over, by the district where the matter is. */
const inHandSchema = z.object({
  open: z.number().int(),
  /** With a clock that is broken. */
  late: z.number().int(),
});
export const districtListSchema = z.object({
  items: z.array(inHandSchema.extend({ code: z.string() })),
  /** Of those that name no district. */
  without: inHandSchema,
});
/** To supervisors: a matter grows. */
export const hotspotNewsSchema = hotspotSchema.pick({ id: true, size: true, place: true, summary: true });
export type HotspotNews = z.infer<typeof hotspotNewsSchema>;
