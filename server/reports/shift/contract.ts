// An agent's shift: what was done in it, and what the next one has to go on with.
import { z } from 'zod';
import { bilingualSchema, channelSchema, idSchema, langSchema, timeSchema } from '../../platform/contract.ts';
import {
  interactionStateSchema,
  presenceStateSchema,
  type ShiftChannel,
  shiftChannelSchema,
} from '../../routing/contract.ts';

/** GET /api/reports/shift: one's own, or, for supervisors, that of `agent`; the latest, or the one that began at `from`. */
export const shiftQuerySchema = z.object({ agent: idSchema.optional(), from: timeSchema.optional() });
export type ShiftQuery = z.infer<typeof shiftQuerySchema>;
/** GET /api/reports/shift.pdf */
export const shiftPaperQuerySchema = shiftQuerySchema.extend({ lang: langSchema.default('zh') });

const spanSchema = z.object({
  from: timeSchema,
  /** Null while it goes on. */
  until: timeSchema.nullable(),
});

export type ContactCounts = Omit<ShiftChannel, 'channel'>;

/** The counts of all channels. */
export function totalCounts(channels: readonly ContactCounts[]): ContactCounts {
  const sum = (of: keyof ContactCounts): number => channels.reduce((total, row) => total + row[of], 0);
  return {
    taken: sum('taken'),
    declined: sum('declined'),
    missed: sum('missed'),
    finished: sum('finished'),
    contactS: sum('contactS'),
    wrapUpS: sum('wrapUpS'),
  };
}

const shiftSchema = spanSchema.extend({
  /** Seconds in each state. */
  times: z.partialRecord(presenceStateSchema, z.number()),
  channels: z.array(shiftChannelSchema),
  /** Contacts given to another queue, a colleague or a number outside. */
  passedOn: z.number().int(),
  /** Tickets filed by the agent in the shift. */
  filed: z.number().int(),
  /** Citizens asked how they were served, by the agent. */
  followUps: z.number().int(),
  /** Ratings that came in the shift, of tickets that the agent filed whenever; those of them that are satisfied. */
  ratings: z.number().int(),
  satisfied: z.number().int(),
  /** Ratings of the agent's own talks that came in the shift; those of them that are satisfied. */
  talkRatings: z.number().int(),
  talkSatisfied: z.number().int(),
  /** What is open at the moment of reading; only of the latest shift. */
  open: z
    .object({
      contacts: z.array(
        z.object({
          conversationId: idSchema,
          channel: channelSchema,
          queueCode: z.string(),
          state: interactionStateSchema,
          at: timeSchema,
        }),
      ),
      tickets: z.array(z.object({ id: idSchema, number: z.string(), title: z.string(), at: timeSchema })),
    })
    .nullable(),
});

export const shiftReportSchema = z.object({
  agent: z.object({ id: idSchema, name: bilingualSchema }),
  /** The shifts of the last two weeks, the latest first. */
  shifts: z.array(spanSchema),
  /** Null: none in two weeks. */
  shift: shiftSchema.nullable(),
});
export type ShiftReport = z.infer<typeof shiftReportSchema>;
