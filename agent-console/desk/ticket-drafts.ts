// Tickets that are being written at the desk, by conversation: they outlive a look at another contact and a reload, not
// the tab, for they say who somebody is.
import { z } from 'zod';
import { ticketDraftSchema } from '../../server/desk/contract.ts';
import { idSchema } from '../../server/platform/contract.ts';
import { orderedId } from '../../server/platform/ordered-id.ts';
import { similarTicketSchema, ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { forget, keep, keptNames, readKept } from '../session/kept.ts';
import { dangerIn } from '../tickets/suggestion-reasons.tsx';

const handOffSchema = z.object({
  isWanted: z.boolean(),
  danger: z.string().nullable(),
  persons: z.string(),
  /** The same however often it is sent. */
  commandId: idSchema,
});
export type HandOff = z.infer<typeof handOffSchema>;

const noHandOff = (): HandOff => ({
  isWanted: false,
  danger: null,
  persons: '',
  commandId: crypto.randomUUID(),
});

export type TicketWords = z.infer<typeof ticketDraftSchema>;

const draftSchema = z.object({
  /** The ticket's own, the same however often it is sent. */
  id: idSchema,
  /** Null until it is suggested. */
  words: ticketDraftSchema.nullable(),
  /** Somebody wrote in it: suggestions no longer change it. */
  isOwn: z.boolean(),
  handOff: handOffSchema,
  /** What became of it. */
  created: ticketCreatedSchema.nullable(),
  joined: similarTicketSchema.nullable(),
});
export type TicketDraft = z.infer<typeof draftSchema>;

export const newTicketDraft = (): TicketDraft => ({
  id: orderedId(),
  words: null,
  isOwn: false,
  handOff: noHandOff(),
  created: null,
  joined: null,
});

/** Words of danger propose the hand-off; the agent confirms it by filing. */
export function withSuggestion(draft: TicketDraft, words: TicketWords): TicketDraft {
  const isWanted = words.urgency === 'emergency';
  const danger = isWanted ? dangerIn(words.reasons) : null;
  return { ...draft, words, handOff: { ...draft.handOff, isWanted, danger } };
}

const ofTickets = 'ticket-draft.';

export const ticketDraftOf = (conversationId: string): TicketDraft =>
  readKept(ofTickets + conversationId, draftSchema) ?? newTicketDraft();

/** What somebody has written in the ticket of a conversation so far, for whoever gets the conversation. */
export function writtenOfTicket(conversationId: string): string {
  const { isOwn, words, created } = ticketDraftOf(conversationId);
  if (created) return created.ticket.number;
  return isOwn && words ? [words.title, words.text].filter((part) => part.trim() !== '').join('\n') : '';
}

/** Whether somebody has written in the ticket of a conversation and not filed it. */
export function isTicketBeingWritten(conversationId: string): boolean {
  const { isOwn, created, joined } = ticketDraftOf(conversationId);
  return isOwn && created === null && joined === null;
}

/** Conversations in whose ticket somebody has written. */
export const ticketConversations = (): string[] =>
  keptNames(ofTickets)
    .map((name) => name.slice(ofTickets.length))
    .filter(isTicketBeingWritten);

export function putTicketDraft(conversationId: string, draft: TicketDraft): void {
  const name = ofTickets + conversationId;
  if (draft.isOwn || draft.created || draft.joined) keep(name, draft);
  else forget(name);
}

/** Forgets those of contacts that are no longer in hand. */
export function keepTicketDrafts(conversationIds: readonly string[]): void {
  forget(ofTickets, (name) => !conversationIds.includes(name.slice(ofTickets.length)));
}
