// What somebody was writing to a citizen: it outlives a look at another contact and a reload, not the session. Several people
// take turns at one desk.
import { z } from 'zod';
import { forget, keep, readKept } from '../session/kept.ts';

const nameOf = (conversationId: string): string => `reply.${conversationId}`;

export const readReplyDraft = (conversationId: string): string =>
  readKept(nameOf(conversationId), z.string()) ?? '';

export function keepReplyDraft(conversationId: string, text: string): void {
  if (text) keep(nameOf(conversationId), text);
  else forget(nameOf(conversationId));
}
