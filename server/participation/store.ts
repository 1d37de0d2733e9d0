// Rows of consultations.
import { z } from 'zod';
import { columnsOf } from '../platform/sql.ts';
import {
  consultationKindSchema,
  consultationStateSchema,
  documentSchema,
  questionSchema,
  statementStateSchema,
} from './contract.ts';

export const consultationRow = z.object({
  id: z.string(),
  kind: consultationKindSchema,
  state: consultationStateSchema,
  departmentCode: z.string(),
  titleZh: z.string(),
  titleEn: z.string(),
  textZh: z.string(),
  textEn: z.string(),
  documents: z.array(documentSchema),
  questions: z.array(questionSchema),
  needsPhone: z.boolean(),
  opensAt: z.date(),
  closesAt: z.date(),
  heldAt: z.date().nullable(),
  venueZh: z.string().nullable(),
  venueEn: z.string().nullable(),
  resultZh: z.string().nullable(),
  resultEn: z.string().nullable(),
  publishedAt: z.date().nullable(),
  version: z.number().int(),
});
export type ConsultationRow = z.infer<typeof consultationRow>;
export const consultationColumns = columnsOf(consultationRow, 'c');

export const statementRow = z.object({
  id: z.string(),
  text: z.string(),
  state: statementStateSchema,
  reason: z.string().nullable(),
  at: z.date(),
});
