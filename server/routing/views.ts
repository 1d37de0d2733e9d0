// Rows as people and programs see them.
import type { Bilingual } from '../platform/contract.ts';
import { langSchema } from '../platform/contract.ts';
import type { InteractionView, PresenceView } from './contract.ts';
import { loadOf } from './core.ts';
import type { InteractionRow, OfferRow } from './rows.ts';
import type { AgentRow } from './store.ts';

const iso = (at: Date | null) => at?.toISOString() ?? null;

export function interactionView(row: Omit<InteractionRow, 'requiredSkills'>): InteractionView {
  const { id, conversationId, citizenId, channel, queueCode, state, priority, agentId, disposition } = row;
  return {
    id,
    conversationId,
    citizenId,
    channel,
    queueCode,
    state,
    priority,
    agentId,
    disposition,
    lang: langSchema.parse(row.lang),
    arrivedAt: row.arrivedAt.toISOString(),
    acceptedAt: iso(row.acceptedAt),
    endedAt: iso(row.endedAt),
    wrapUpEndsAt: iso(row.wrapUpEndsAt),
    closedAt: iso(row.closedAt),
    refusal: row.refusal,
    isCallback: row.isCallback,
    notBefore: iso(row.notBefore),
  };
}

/** An offer without its interaction. Times are ISO 8601. */
export interface OfferFacts {
  id: string;
  interactionId: string;
  agentId: string;
  outcome: OfferRow['outcome'];
  offeredAt: string;
  expiresAt: string;
}

export function offerFacts(row: OfferRow): OfferFacts {
  const { id, interactionId, agentId, outcome } = row;
  const [offeredAt, expiresAt] = [row.offeredAt.toISOString(), row.expiresAt.toISOString()];
  return { id, interactionId, agentId, outcome, offeredAt, expiresAt };
}

/** Somebody who never signed in has been offline since the beginning of time. */
const never = new Date(0).toISOString();

export function presenceView(row: AgentRow, name: Bilingual | undefined): PresenceView {
  const { agentId, capacity, reason } = row;
  return {
    agentId,
    name: name ?? { zh: '', en: '' },
    state: row.presence,
    reason,
    since: iso(row.since) ?? never,
    load: loadOf(row.held, capacity),
    capacity,
    autoAnswer: row.autoAnswer,
  };
}

/** Staff who are not there to take contacts. */
export function neverPresent(agentId: string, name: Bilingual = { zh: '', en: '' }): PresenceView {
  return {
    agentId,
    name,
    state: 'offline',
    reason: null,
    since: never,
    load: 0,
    capacity: 0,
    autoAnswer: false,
  };
}
