// The words of tickets that rules, rows and readers share.
import { z } from 'zod';
import { DANGERS } from '../../knowledge/classify/danger/codes.ts';

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
  'proposal',
]);
export type TicketKind = z.infer<typeof ticketKindSchema>;
/** What ticket numbers of a city begin with: its pack says it. */
export const ticketPrefixSchema = z.string().regex(/^[A-Z]{2,4}$/, 'a prefix has 2 to 4 capital letters');
/** Where no pack says otherwise, as every number began before packs said it. */
export const defaultTicketPrefix = 'SZ';
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

/** What the emergency command is told of: decides which force it sends. */
export const dangerSchema = z.enum(DANGERS);
export type Danger = z.infer<typeof dangerSchema>;

/** How a hand-off to the emergency command goes on. */
export const handOffNewsSchema = z.enum(['delivered', 'acknowledged', 'status', 'closed', 'overdue']);
export type HandOffNews = z.infer<typeof handOffNewsSchema>;
