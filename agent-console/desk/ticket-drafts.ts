// Tickets that are being written at the desk, by conversation: they outlive a look at another tab or contact, not the
// page, for they say who somebody is.
import type { z } from 'zod';
import type { ticketDraftSchema } from '../../server/desk/contract.ts';
import type { SimilarTicket, ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { dangerIn } from '../tickets/suggestion-reasons.tsx';

export interface HandOff {
  isWanted: boolean;
  danger: string | null;
  persons: string;
  /** The same however often it is sent. */
  commandId: string;
}

const noHandOff = (): HandOff => ({
  isWanted: false,
  danger: null,
  persons: '',
  commandId: crypto.randomUUID(),
});

export type TicketWords = z.infer<typeof ticketDraftSchema>;

export interface TicketDraft {
  /** The ticket's own, the same however often it is sent. */
  id: string;
  /** Null until it is suggested. */
  words: TicketWords | null;
  /** Somebody wrote in it: suggestions no longer change it. */
  isOwn: boolean;
  handOff: HandOff;
  /** What became of it. */
  created: z.infer<typeof ticketCreatedSchema> | null;
  joined: SimilarTicket | null;
}

export const newTicketDraft = (): TicketDraft => ({
  id: crypto.randomUUID(),
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

const drafts = new Map<string, TicketDraft>();

export const ticketDraftOf = (conversationId: string): TicketDraft =>
  drafts.get(conversationId) ?? newTicketDraft();

export function putTicketDraft(conversationId: string, draft: TicketDraft): void {
  if (draft.isOwn || draft.created || draft.joined) drafts.set(conversationId, draft);
  else drafts.delete(conversationId);
}

/** Forgets those of contacts that are no longer in hand. */
export function keepTicketDrafts(conversationIds: readonly string[]): void {
  for (const id of drafts.keys()) if (!conversationIds.includes(id)) drafts.delete(id);
}
