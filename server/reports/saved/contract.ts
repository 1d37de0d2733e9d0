// Saved reports, their schedules, and what became of each letter.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { savedFiltersSchema } from '../contract.ts';

export const everySchema = z.enum(['day', 'week', 'month']);
export const reportFormatSchema = z.enum(['pdf', 'xlsx']);
/** So many people get one report at most: the rest can open it. */
export const mostRecipients = 50;

export const scheduleSchema = z
  .object({
    every: everySchema,
    /** 1 (Monday) to 7 of a week; 1 to 31 of a month, where a shorter one means its last day. Of days: 1. */
    day: z.number().int().min(1).max(31),
    /** Minutes of the city's day. */
    minute: z.number().int().min(0).max(1_439),
    /** Nothing leaves on a day off; what is weekly or monthly leaves on the next working day. */
    skipsDaysOff: z.boolean(),
    format: reportFormatSchema,
    recipientIds: z.array(idSchema).min(1).max(mostRecipients),
    isActive: z.boolean(),
  })
  .refine(({ every, day }) => every !== 'week' || day <= 7, { path: ['day'] });
export type Schedule = z.infer<typeof scheduleSchema>;
export type ScheduleRule = Pick<Schedule, 'every' | 'day' | 'minute' | 'skipsDaysOff'>;

/** PUT /api/reports/saved/:id. Version 0 makes a new one. */
export const saveReportSchema = z.object({
  name: z.string().trim().min(1).max(60),
  filters: savedFiltersSchema,
  isShared: z.boolean(),
  schedule: scheduleSchema.nullable(),
  version: z.number().int().min(0),
});
export type SaveReport = z.infer<typeof saveReportSchema>;

export const deliveryStateSchema = z.enum(['waiting', 'sent', 'failed', 'withheld']);
/** Why somebody got nothing. */
export const withheldSchema = z.enum([
  'owner_without_right',
  'without_right',
  'account_closed',
  'no_address',
]);
export type Withheld = z.infer<typeof withheldSchema>;
export const reportDeliverySchema = z.object({
  id: idSchema,
  dueAt: timeSchema,
  name: bilingualSchema,
  state: deliveryStateSchema,
  withheld: withheldSchema.nullable(),
  /** What the mail server said the last time it did not take it. */
  error: z.string().nullable(),
  attempts: z.number().int(),
  /** The next attempt, where one is to come. */
  nextAt: timeSchema.nullable(),
  sentAt: timeSchema.nullable(),
});
export type ReportDelivery = z.infer<typeof reportDeliverySchema>;
/** GET /api/reports/saved/:id/deliveries: the latest hundred. */
export const deliveryListSchema = z.object({ items: z.array(reportDeliverySchema) });

export const savedReportSchema = z.object({
  id: idSchema,
  name: z.string(),
  filters: savedFiltersSchema,
  isShared: z.boolean(),
  version: z.number().int(),
  owner: bilingualSchema,
  /** Others open it only. */
  isOwn: z.boolean(),
  /** Whoever only opens it does not see to whom it goes. */
  schedule: scheduleSchema.nullable(),
  nextAt: timeSchema.nullable(),
  /** How many letters of its latest day did not arrive. */
  failed: z.number().int(),
});
export type SavedReport = z.infer<typeof savedReportSchema>;
/** GET /api/reports/saved: one's own and those shared with one, by name. */
export const savedListSchema = z.object({
  items: z.array(savedReportSchema),
  /** Whether this installation has a mail server. */
  canMail: z.boolean(),
});

/** GET /api/reports/recipients: who may be sent reports, by name. */
export const recipientListSchema = z.object({
  items: z.array(
    z.object({ id: idSchema, name: bilingualSchema, username: z.string(), hasAddress: z.boolean() }),
  ),
});
