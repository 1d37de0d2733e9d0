// What the wallboard shows, from what the server tells. Pure.
import { byName } from '../../design/i18n/order.ts';
import type { Lang } from '../../design/i18n/texts.ts';
import type { RoutingBoard } from '../../server/routing/contract.ts';
import { type PresenceState, presenceStateSchema } from '../../server/routing/contract.ts';
import type { HotspotView } from '../../server/tickets/oversight/contract.ts';

/** GB/T 33358: at least this share of all contacts is answered, over any 24 hours. */
export const connectionTarget = 0.95;
/** From here a wait is past the 15 seconds that the service level counts. */
export const longWaitMs = 15_000;

type Agent = RoutingBoard['agents'][number];

/** Agents by state: who works first, then who is away, then who is gone; the busiest first, then by name. */
export function byState(
  agents: readonly Agent[],
  lang: Lang,
): readonly { state: PresenceState; agents: readonly Agent[] }[] {
  return presenceStateSchema.options
    .map((state) => ({
      state,
      agents: agents
        .filter((agent) => agent.state === state)
        .toSorted((a, b) => b.load - a.load || byName(lang)(a, b)),
    }))
    .filter((group) => group.agents.length > 0);
}

/** Queues by who has waited longest; those with nobody go last in their own order. */
export function byWait(queues: RoutingBoard['queues']): RoutingBoard['queues'] {
  return queues.toSorted((a, b) => b.longestWaitMs - a.longestWaitMs || b.waiting - a.waiting);
}

/** Hot spots that somebody reported within the last two days: the others have cooled down. */
export const stillHot = (hotspots: readonly HotspotView[]): readonly HotspotView[] =>
  hotspots.filter(({ recent }) => recent > 0);

/** A span of waiting as minutes and seconds: `3:05`. */
export function waitText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
