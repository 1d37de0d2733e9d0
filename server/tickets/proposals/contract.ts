// Proposals of the bodies that watch over government: filed, followed and rated by their own people.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { ticketSummarySchema, ticketViewSchema } from '../contract.ts';

/** POST /api/proposals. `id` is made by the caller: the same again is the same proposal. */
export const fileProposalSchema = z.object({
  id: idSchema,
  /** Of the city's list `proposal_form`. */
  form: z.string().min(1).max(40),
  title: z.string().trim().min(2).max(120),
  text: z.string().trim().min(10).max(8_000),
  /** Numbers of tickets that it rests on. */
  tickets: z.array(z.string().trim().min(4).max(40)).max(20),
});
export type FileProposal = z.infer<typeof fileProposalSchema>;

/** 满意、基本满意、不满意: whom an answer does not satisfy gets another one. */
export const proposalGradeSchema = z.enum(['satisfied', 'basically', 'dissatisfied']);
export type ProposalGrade = z.infer<typeof proposalGradeSchema>;

const ofBody = {
  form: z.string(),
  /** The name of whoever filed it. */
  filedBy: bilingualSchema.nullable(),
  filedAt: timeSchema,
  grade: proposalGradeSchema.nullable(),
  /** The other bodies read it, too. */
  isShared: z.boolean(),
  /** The answer stands, and the body has not said yet what it thinks of it. */
  awaitsGrade: z.boolean(),
};
export const proposalRowSchema = ticketSummarySchema.extend(ofBody);
export type ProposalRow = z.infer<typeof proposalRowSchema>;
export const proposalListSchema = z.object({ items: z.array(proposalRowSchema) });
export const proposalViewSchema = z.object({ ...ofBody, ticket: ticketViewSchema });
export type ProposalView = z.infer<typeof proposalViewSchema>;

/** PUT /api/proposals/:id/sharing */
export const shareProposalSchema = z.object({ isShared: z.boolean() });

/** POST /api/proposals/:id/rate */
export const rateProposalSchema = z
  .object({
    commandId: idSchema,
    version: z.number().int(),
    grade: proposalGradeSchema,
    comment: z.string().trim().max(1_000),
  })
  .refine(({ grade, comment }) => grade !== 'dissatisfied' || comment.length > 1, {
    path: ['comment'],
    message: 'who is not satisfied says why',
  });
export type RateProposal = z.infer<typeof rateProposalSchema>;
