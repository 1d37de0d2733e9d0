// Administration of calendars, time limits and notices of holidays.
import { z } from 'zod';
import { calendarDefinitionSchema } from '../../calendar/definition.ts';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { budgetSchema } from '../clock/policy.ts';
import { clockNameSchema } from '../words.ts';

/** `china`: the State Council's holidays and make-up days are laid over the hours. */
export const editableCalendarSchema = calendarDefinitionSchema
  .omit({ knownThrough: true })
  .extend({ china: z.boolean().default(false) });
export type EditableCalendar = z.infer<typeof editableCalendarSchema>;

const codeSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/);
const noteSchema = z.string().trim().min(2).max(300);

/** GET /api/clock-rules/calendars */
export const calendarListSchema = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      name: bilingualSchema,
      definition: editableCalendarSchema,
      version: z.number().int(),
      isEdited: z.boolean(),
      queues: z.array(bilingualSchema),
      policies: z.number().int(),
      openClocks: z.number().int(),
    }),
  ),
  /** The last date whose holidays are announced. */
  announcedThrough: z.string(),
});
export type CalendarView = z.infer<typeof calendarListSchema>['items'][number];

/** POST /api/clock-rules/month: how a calendar, saved or not, looks. */
export const monthQuerySchema = z.object({
  definition: editableCalendarSchema,
  month: z.string().regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/),
});
export const monthSchema = z.object({
  days: z.array(
    z.object({
      date: z.string(),
      kind: z.enum(['open', 'closed', 'holiday', 'make_up', 'special']),
      /** Open minutes of the local day. */
      windows: z.array(z.tuple([z.number(), z.number()])),
      name: z.string().nullable(),
      isProvisional: z.boolean(),
    }),
  ),
});
export type MonthView = z.infer<typeof monthSchema>;

/** PUT /api/clock-rules/calendars/:code; version 0 makes a new one. `note`: why. */
export const calendarWriteSchema = z.object({
  version: z.number().int().min(0),
  name: z.object({ zh: z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(60) }),
  definition: editableCalendarSchema,
  note: noteSchema,
});
export const codeParamsSchema = z.object({ code: codeSchema });

/** GET /api/clock-rules/policies */
export const policyListSchema = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      clock: clockNameSchema,
      match: z.object({
        kind: z.string().optional(),
        urgency: z.string().optional(),
        categoryCode: z.string().optional(),
        bodyCode: z.string().optional(),
      }),
      budget: budgetSchema,
      calendarCode: z.string(),
      warnAt: z.array(z.number()),
      version: z.number().int(),
      isEdited: z.boolean(),
      openClocks: z.number().int(),
    }),
  ),
});
export type PolicyView = z.infer<typeof policyListSchema>['items'][number];
/** PUT /api/clock-rules/policies/:code */
export const policyWriteSchema = z.object({
  version: z.number().int(),
  budget: budgetSchema,
  calendarCode: codeSchema,
  warnAt: z.array(z.number().gt(0).lt(1)).max(5),
  note: noteSchema,
});

/** What a change would do to the clocks that are open now. */
export const effectSchema = z.object({
  /** Open clocks that follow the changed rule. */
  open: z.number().int(),
  later: z.number().int(),
  earlier: z.number().int(),
  /** Due at the same moment, but no longer subject to a notice that is to come. */
  confirmed: z.number().int(),
  /** Due in the past by the new rule: they breach at once. */
  overdue: z.number().int(),
  /** Breached by the old rule, running by the new one. */
  takenBack: z.number().int(),
  /** There are more open clocks than were looked at. */
  isPartial: z.boolean(),
  examples: z.array(
    z.object({
      ticketId: idSchema,
      number: z.string(),
      clock: clockNameSchema,
      dueBefore: timeSchema,
      dueAfter: timeSchema,
    }),
  ),
});
export type Effect = z.infer<typeof effectSchema>;

/** GET /api/clock-rules/holidays */
export const noticeListSchema = z.object({
  announcedThrough: z.string(),
  items: z.array(
    z.object({
      year: z.number().int(),
      /** `library`: as the product comes. */
      source: z.string(),
      importedAt: timeSchema.nullable(),
      holidays: z.number().int(),
      workdays: z.number().int(),
      isInLibrary: z.boolean(),
    }),
  ),
});
/** The notice of a year: from the library, or out of a file. */
export const noticeSourceSchema = z.discriminatedUnion('source', [
  z.object({ source: z.literal('library'), year: z.number().int().min(2004).max(2199) }),
  z.object({
    source: z.literal('file'),
    year: z.number().int().min(2004).max(2199),
    fileName: z.string().min(1).max(120),
    text: z.string().max(200_000),
  }),
]);
export type NoticeSource = z.infer<typeof noticeSourceSchema>;
/** POST /api/clock-rules/holidays/preview */
export const noticePreviewSchema = z.object({
  year: z.number().int(),
  days: z.array(
    z.object({
      date: z.string(),
      isWorkday: z.boolean(),
      name: z.string(),
      /** Whether that is new. */
      isNew: z.boolean(),
    }),
  ),
  /** Days that were said otherwise before and are not spoken of now. */
  dropped: z.array(z.string()),
  effect: effectSchema,
});
export type NoticePreview = z.infer<typeof noticePreviewSchema>;
/** POST /api/clock-rules/holidays */
export const noticeImportSchema = z.object({ notice: noticeSourceSchema, note: noteSchema });

/** GET /api/clock-rules/versions?rule=calendar:cn-workdays, the latest first. */
export const versionQuerySchema = z.object({ rule: z.string().min(3).max(80) });
export const versionListSchema = z.object({
  items: z.array(
    z.object({
      version: z.number().int(),
      at: timeSchema,
      by: bilingualSchema.nullable(),
      note: z.string(),
      content: z.record(z.string(), z.unknown()),
    }),
  ),
});
