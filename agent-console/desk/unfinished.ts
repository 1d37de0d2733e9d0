// Whether a contact leaves the desk by its agent's own hand, or is taken from under it: what is being written about one
// whose time runs out stays before the agent, and no cursor moves.
import type { InteractionView } from '../../server/routing/contract.ts';
import { isTicketBeingWritten, ticketConversations } from './ticket-drafts.ts';
import { readWrapUpWords, wrapUpConversations } from './wrap-up-words.ts';

/** Conversations whose contact was finished or passed on here. */
const left = new Set<string>();

/** Does what takes a contact off the desk. When it fails the contact stays. */
export async function byOwnHand<T>(conversationId: string, deed: () => Promise<T>): Promise<T> {
  left.add(conversationId);
  try {
    return await deed();
  } catch (error) {
    left.delete(conversationId);
    throw error;
  }
}

export const wentByOwnHand = (conversationId: string): boolean => left.has(conversationId);

/** It came again. */
export const cameIn = (conversationId: string): void => void left.delete(conversationId);

/** Whether its agent is in the middle of a note or a ticket about it. */
export const isUnfinished = ({ id, conversationId }: InteractionView): boolean =>
  !wentByOwnHand(conversationId) &&
  (readWrapUpWords(id) !== undefined || isTicketBeingWritten(conversationId));

/** Conversations with a note or a ticket that was begun, also before this page was loaded anew. */
export const unfinishedConversations = (): Set<string> =>
  new Set([...wrapUpConversations(), ...ticketConversations()]);
