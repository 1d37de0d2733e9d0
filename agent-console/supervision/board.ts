// What the wallboard shows, from what the server tells. Pure.
import type { RoutingBoard } from '../../server/routing/contract.ts';
import { type PresenceState, presenceStateSchema } from '../../server/routing/contract.ts';

/** GB/T 33358: at least this share of all contacts is answered, over any 24 hours. */
export const connectionTarget = 0.95;
/** From here a wait is past the 15 seconds that the service level counts. */
export const longWaitMs = 15_000;

type Agent = RoutingBoard['agents'][number];

/** Agents by state: who works first, then who is away, then who is gone; the busiest first. */
export function byState(
  agents: readonly Agent[],
): readonly { state: PresenceState; agents: readonly Agent[] }[] {
  return presenceStateSchema.options
    .map((state) => ({
      state,
      agents: agents.filter((agent) => agent.state === state).toSorted((a, b) => b.load - a.load),
    }))
    .filter((group) => group.agents.length > 0);
}

/** Queues by who has waited longest; those with nobody go last in their own order. */
export function byWait(queues: RoutingBoard['queues']): RoutingBoard['queues'] {
  return queues.toSorted((a, b) => b.longestWaitMs - a.longestWaitMs || b.waiting - a.waiting);
}

/** A span of waiting as minutes and seconds: `3:05`. */
export function waitText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
