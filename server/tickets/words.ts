// The words of tickets that rules, rows and readers share.
import { z } from 'zod';

export const ticketKindSchema = z.enum([
  'inquiry',
  'complaint',
  'suggestion',
  'help',
  'report',
  'criticism',
  'praise',
  'disclosure_request',
  'petition',
  'petition_review',
  'petition_recheck',
]);
export type TicketKind = z.infer<typeof ticketKindSchema>;
export const urgencySchema = z.enum(['ordinary', 'urgent', 'emergency']);
export const ticketStateSchema = z.enum([
  'received',
  'dispatched',
  'accepted',
  'replied',
  'approved',
  'follow_up',
  'closed',
  'returned',
  'waiting_citizen',
  'rework',
  'merged',
  'declined',
  'referred',
]);
export type TicketState = z.infer<typeof ticketStateSchema>;

export const clockNameSchema = z.enum([
  'dispatch',
  'accept',
  'first_contact',
  'resolve',
  'return',
  'co_handle',
]);
