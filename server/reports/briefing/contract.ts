// The briefing for the city's leaders: a day or a week on two pages.
import { z } from 'zod';
import {
  asOfSchema,
  bilingualSchema,
  channelSchema,
  langSchema,
  timeSchema,
} from '../../platform/contract.ts';
import { cardSchema, comparedSchema, troubledSchema } from '../contract.ts';

export const briefingPeriodSchema = z.enum(['day', 'week']);
export type BriefingPeriod = z.infer<typeof briefingPeriodSchema>;

/** GET /api/reports/briefing: the local day, or the week from Monday to Sunday that it lies in. */
export const briefingQuerySchema = z.object({
  period: briefingPeriodSchema.default('day'),
  // The last week of the year 9999 has days that no date names.
  date: z.iso.date().refine((date) => date < '9999'),
});
export type BriefingQuery = z.infer<typeof briefingQuerySchema>;
/** GET /api/reports/briefing.pdf */
export const briefingPaperQuerySchema = briefingQuerySchema.extend({ lang: langSchema.default('zh') });

export const briefingSchema = z.object({
  period: briefingPeriodSchema,
  /** First and last local date. */
  first: z.iso.date(),
  last: z.iso.date(),
  /** What is under way has no last word yet. */
  isComplete: z.boolean(),
  asOf: asOfSchema,
  /** What the figures come to, the gravest first. Every sentence is made of figures below it. */
  sentences: z.array(bilingualSchema),
  channels: z.array(
    z.object({
      channel: channelSchema,
      arrived: z.number().int(),
      before: z.number().int(),
      accepted: z.number().int(),
    }),
  ),
  contacts: z.object({
    arrived: z.number().int(),
    before: z.number().int(),
    /** Accepted ÷ decided, and accepted within 15 s ÷ arrived (GB/T 33358); null without contacts. */
    connectionRate: z.number().nullable(),
    serviceLevel15s: z.number().nullable(),
  }),
  now: cardSchema,
  before: cardSchema,
  /** Fourteen days up to the last, or eight weeks. */
  trend: z.array(z.object({ first: z.iso.date(), received: z.number().int() })),
  categories: z.array(comparedSchema),
  areas: z.array(comparedSchema),
  troubled: z.array(troubledSchema),
  /** Matters that several people reported, as the last look found them. */
  hotspots: z.array(
    z.object({
      id: z.string(),
      size: z.number().int(),
      recent: z.number().int(),
      place: z.string(),
      summary: z.string(),
      from: timeSchema,
      to: timeSchema,
    }),
  ),
  /** Warnings that are in force at the moment of reading. */
  warnings: z.array(z.object({ id: z.string(), title: bilingualSchema, expiresAt: timeSchema })),
});
export type Briefing = z.infer<typeof briefingSchema>;
