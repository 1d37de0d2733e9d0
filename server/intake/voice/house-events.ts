// What the house itself tells a call: that an agent is there, and its answers to what the flow asks.
import type { CallEvent, Session, Verb } from '../../../ivr/index.ts';
import { idFrom } from '../core.ts';

/** The ticket that a message becomes which was left in this call. */
export const voicemailTicketOf = (callRef: string): string => idFrom(`voicemail:${callRef}`);

export interface ReadyAgent {
  id: string;
  interactionId: string;
  conversationId: string;
}

/** An agent has accepted. `id` names the occurrence. */
export function readyEvent(id: string, agent: ReadyAgent): CallEvent {
  return {
    type: 'agent_ready',
    id,
    agentId: agent.id,
    target: { kind: 'client', identity: agent.id },
    parameters: { interactionId: agent.interactionId, conversationId: agent.conversationId },
  };
}

/** What the house answers to an event's verbs is an event of its own, named after it. */
export const followUpId = (event: CallEvent): string => `${event.id}-house`;

/** The house's answer that was given when an event came for the first time. Its content no longer counts. */
export function followUpOf(session: Session, event: CallEvent): CallEvent | null {
  const id = followUpId(event);
  return session.answers.some((answer) => answer.id === id) ? { type: 'timeout', id } : null;
}

/** What is to be heard before the verb that the house answered. */
export function spokenBefore(verbs: readonly Verb[]): Verb[] {
  const end = verbs.findIndex(({ verb }) => verb === 'enqueue' || verb === 'lookup');
  return verbs.slice(0, Math.max(0, end)).filter(({ verb }) => verb === 'say' || verb === 'play');
}
