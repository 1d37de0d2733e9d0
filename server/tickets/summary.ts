// A ticket as a line of a list, and as every console hears of it. Apart from the contract: it is loaded first.
import { z } from 'zod';
import { channelSchema, idSchema, timeSchema } from '../platform/contract.ts';
import { clockNameSchema, ticketKindSchema, ticketStateSchema, urgencySchema } from './words.ts';

/** A row of a list. */
export const ticketSummarySchema = z.object({
  id: idSchema,
  number: z.string(),
  kind: ticketKindSchema,
  state: ticketStateSchema,
  urgency: urgencySchema,
  title: z.string(),
  channel: channelSchema,
  categoryCode: z.string().nullable(),
  districtCode: z.string().nullable(),
  leadDepartmentCode: z.string().nullable(),
  /** Who there has it in hand. */
  officerId: idSchema.nullable(),
  bounces: z.number().int(),
  urges: z.number().int(),
  version: z.number().int(),
  createdAt: timeSchema,
  /** The earliest running clock. */
  nextDueAt: timeSchema.nullable(),
  nextClock: clockNameSchema.nullable(),
  /** Highest share that has fired among running clocks: 0, 0.5, 0.8 or 1 (breach). */
  alarm: z.number(),
});
export type TicketSummary = z.infer<typeof ticketSummarySchema>;
