// What is asked of the press, as it goes to its thread.
import { z } from 'zod';
import { bilingualSchema, langSchema } from '../../platform/contract.ts';
import { briefingSchema } from '../briefing/contract.ts';
import { bulletinSchema, scorecardSchema } from '../contract.ts';
import { shiftReportSchema } from '../shift/contract.ts';

export const paperOrderSchema = z.discriminatedUnion('paper', [
  z.object({ paper: z.literal('bulletin'), content: bulletinSchema, lang: langSchema, printedAt: z.date() }),
  z.object({ paper: z.literal('briefing'), content: briefingSchema, lang: langSchema, printedAt: z.date() }),
  z.object({
    paper: z.literal('scorecard'),
    content: scorecardSchema,
    lang: langSchema,
    printedAt: z.date(),
  }),
  z.object({
    paper: z.literal('shift'),
    content: shiftReportSchema.extend({
      /** Their names by code. */
      queues: z.record(z.string(), bilingualSchema),
    }),
    lang: langSchema,
    printedAt: z.date(),
  }),
]);
export type PaperOrder = z.infer<typeof paperOrderSchema>;
