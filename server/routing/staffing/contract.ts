// Staffing as supervisors and programs see it: how many agents each hour of the week needs for a target.
import { z } from 'zod';
import { timeSchema } from '../../platform/contract.ts';

/** 80/15 is a share of 0.8 within 15 seconds. Beyond 99 % the answer is only a matter of how rare a surge is. */
export const staffingTargetSchema = z.object({
  /** Of all contacts, those who give up included. */
  share: z.coerce.number().min(0.01).max(0.99),
  withinS: z.coerce.number().int().min(1).max(600),
});
export type StaffingTarget = z.infer<typeof staffingTargetSchema>;

/** Calls only: Erlang's agents serve one contact at a time, those who write with citizens serve several. */
export const staffingQuerySchema = staffingTargetSchema.extend({
  queue: z.string().min(1).max(80),
  channel: z.literal('voice'),
});

/** What one kind of work asks for in an hour like all others. */
export const staffingLoadSchema = z.object({
  contactsPerHour: z.number().nonnegative().max(5_000),
  /** Mean seconds from acceptance to the end of wrap-up. */
  serviceS: z.number().positive().max(7_200),
  /** Mean seconds that citizens would wait before they give up; null when nobody gives up. */
  patienceS: z.number().positive().max(7_200).nullable(),
});
export type StaffingLoad = z.infer<typeof staffingLoadSchema>;

/** What so many agents come to in the long run. */
export const staffingOutcomeSchema = z.object({
  /** Share of all contacts that are accepted within the target's seconds. */
  serviceLevel: z.number(),
  /** Seconds until accepted or given up, over all contacts. */
  meanWaitS: z.number(),
  /** Share of the agents' time that is spent serving. */
  occupancy: z.number(),
  /** Share of all contacts that give up. */
  abandonment: z.number(),
});
export type StaffingOutcome = z.infer<typeof staffingOutcomeSchema>;

/** As ISO 8601 numbers them: Monday is 1. */
export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export const staffedHourSchema = z.object({
  weekday: z.literal(weekdays),
  /** The hour that begins then, on the city's clocks. */
  hour: z.number().int().min(0).max(23),
  /** Mean contacts in this hour. */
  contacts: z.number(),
  agents: z.number().int(),
  /** Null when nobody comes and nobody is needed. */
  outcome: staffingOutcomeSchema.nullable(),
});
export type StaffedHour = z.infer<typeof staffedHourSchema>;

/** GET /api/routing/staffing. */
export const staffingSchema = z.object({
  /** What the table is based on. */
  basis: z.object({
    /** The whole weeks that were looked at, in the time zone of the queue's calendar. */
    from: timeSchema,
    until: timeSchema,
    /** Weeks among them that anybody came in; means are over these. */
    weeks: z.number().int(),
    contacts: z.number().int(),
    serviceS: z.number().nullable(),
    patienceS: z.number().nullable(),
  }),
  /** All 168 hours of a week from Monday 00:00; none when nobody has been served yet. */
  hours: z.array(staffedHourSchema),
});
export type Staffing = z.infer<typeof staffingSchema>;
