// Whom something is about: the ids by which its lines in the log and its spans are found. Ids only, never what was said.
import { z } from 'zod';

const id = z.uuid().optional().catch(undefined);
const of = z.object({ id }).optional().catch(undefined);
const subjectSchema = z.object({
  ticketId: id,
  conversationId: id,
  interactionId: id,
  ticket: of,
  conversation: of,
  message: z.object({ conversationId: id }).optional().catch(undefined),
});

export interface Subject {
  ticketId?: string;
  conversationId?: string;
  interactionId?: string;
}

/** What an event, a request or an answer names. */
export function subjectOf(payload: unknown): Subject {
  const { data } = subjectSchema.safeParse(payload);
  const ticketId = data?.ticketId ?? data?.ticket?.id;
  const conversationId = data?.conversationId ?? data?.conversation?.id ?? data?.message?.conversationId;
  return {
    ...(ticketId && { ticketId }),
    ...(conversationId && { conversationId }),
    ...(data?.interactionId && { interactionId: data.interactionId }),
  };
}

const idSchema = z.object({ id: z.uuid() });

/** What a route's own id is of, by its pattern: `/api/tickets/:id/…`, `/api/chat/conversations/:id/…`. */
export function subjectOfRoute(route: string, params: unknown): Subject {
  const { data } = idSchema.safeParse(params);
  if (!data) return {};
  if (route.includes('/tickets/:id')) return { ticketId: data.id };
  if (route.includes('/conversations/:id')) return { conversationId: data.id };
  return route.includes('/interactions/:id') ? { interactionId: data.id } : {};
}
