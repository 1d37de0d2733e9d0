// What somebody waited for, or what now waits for them: lines in the bell of one person.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../platform/contract.ts';

/** About a ticket. */
const ticketKinds = [
  /** A reply went back to whoever wrote it. */
  'sent_back',
  /** A ticket was put into one's hands. */
  'assigned',
  /** One's name stands in a note. */
  'mentioned',
  /** A department that works beside one's own has answered. */
  'co_answered',
  /** The citizen has answered one's question. */
  'citizen_answered',
  /** The citizen asks again about a ticket in one's hands. */
  'urged',
  'supervised',
  /** The citizen was not satisfied: it is done again. */
  'rework',
  /** What one supervised, watches or proposed is answered. */
  'answered',
  /** Of what one watches. */
  'returned',
  'declined',
  'referred',
  /** The emergency command has said what becomes of a case that one handed to it. */
  'hand_off_news',
] as const;
/** About a review of one's work. */
const reviewKinds = ['reviewed', 'dispute_decided'] as const;

export const bellKindSchema = z.enum([...ticketKinds, ...reviewKinds]);
export type BellKind = z.infer<typeof bellKindSchema>;
export type TicketBellKind = (typeof ticketKinds)[number];
export const bellSubjects = ['ticket', 'review'] as const;
export type BellSubject = (typeof bellSubjects)[number];

/** What a line of a kind leads to. */
export const subjectOf = (kind: BellKind): BellSubject =>
  reviewKinds.some((one) => one === kind) ? 'review' : 'ticket';

export const bellLineSchema = z.object({
  id: idSchema,
  kind: bellKindSchema,
  /** Of the ticket or the review. */
  subjectId: idSchema,
  /** Of a ticket. */
  number: z.string().nullable(),
  title: bilingualSchema,
  /** Null: a citizen, or a rule. */
  by: bilingualSchema.nullable(),
  at: timeSchema,
  isSeen: z.boolean(),
});
export type BellLine = z.infer<typeof bellLineSchema>;
/** GET /api/bell: the latest first. */
export const bellSchema = z.object({ items: z.array(bellLineSchema) });
